/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.admin.RefusalReason;
import org.vitrine.admin.server.Twins.MemoryDataPlane;
import org.vitrine.admin.server.Twins.MemoryTraffic;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.Filter;

class SocketServerTest {
    private static final NicId A = Twins.nic("a");
    private static final NicId B = Twins.nic("b");

    private final Counters counters = new Counters();
    private final MemoryTraffic traffic =
            new MemoryTraffic().host(A, "10.0.0.1", 1024, 0).host(B, "10.0.0.1", 1024, 0);
    private final MemoryDataPlane dataPlane = new MemoryDataPlane();
    private final FilterDesk desk = new FilterDesk(() -> dataPlane);

    @AfterEach
    void close() {
        desk.close();
    }

    private SocketServer server(String at, String allowed) throws VitrineException {
        var served = new SocketServer.Served(
                new SourceNetworks(List.of(IpPrefix.parse(allowed))),
                new StatusReply(Set.of(A, B), () -> traffic, 100));
        return new SocketServer(at, served, desk, Twins.withoutKeys(counters), counters);
    }

    private static byte[] ask(SocketServer server, String hex) throws Exception {
        int colon = server.name().lastIndexOf(':');
        String host = server.name().substring(0, colon).replaceAll("[\\[\\]]", "");
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] request = HexFormat.of().parseHex(hex);
            socket.connect(
                    InetAddress.ofLiteral(host), Integer.parseInt(server.name().substring(colon + 1)));
            socket.send(new DatagramPacket(request, request.length));
            DatagramPacket answer = new DatagramPacket(new byte[2000], 2000);
            socket.setSoTimeout(20_000);
            socket.receive(answer);
            return Arrays.copyOf(answer.getData(), answer.getLength());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0 127.0.0.0/8", "[::1]:0 ::1/128"})
    void shouldAnswerForAllGuestsTogether(String addresses) throws Exception {
        try (SocketServer server = server(addresses.split(" ")[0], addresses.split(" ")[1])) {
            assertArrayEquals(HexFormat.of().parseHex("51010a00000100020000"), ask(server, "10"));
            assertArrayEquals(HexFormat.of().parseHex("520a000001"), ask(server, "110a000001"));
            IpAddress remote = IpAddress.parse("10.0.0.1");
            assertEquals(Set.of(new Filter(A, remote), new Filter(B, remote)), Set.copyOf(dataPlane.declared));
            assertArrayEquals(HexFormat.of().parseHex("530a000001"), ask(server, "120a000001"));
            assertEquals(Set.of(), Set.copyOf(dataPlane.declared));
            Twins.until(() -> counters.answered() == 3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'' EMPTY", "13 BAD_OPCODE", "11 TOO_SHORT", "1000 TOO_LONG", "110a000001000000 TOO_LONG"})
    void shouldRefuseAndCount(String row) throws Exception {
        byte[] request = HexFormat.of().parseHex(row.split(" ")[0].replace("'", ""));
        try (SocketServer server = server("127.0.0.1:0", "127.0.0.0/8");
                DatagramSocket socket = new DatagramSocket()) {
            int port = Integer.parseInt(server.name().replaceAll(".*:", ""));
            socket.send(new DatagramPacket(request, request.length, InetAddress.ofLiteral("127.0.0.1"), port));
            RefusalReason reason = RefusalReason.valueOf(row.split(" ")[1]);
            Twins.until(() -> counters.refused().get(reason) == 1);
            assertEquals(0, counters.answered());
        }
    }

    @Test
    void shouldRefuseStrangers() throws Exception {
        try (SocketServer server = server("127.0.0.1:0", "10.0.0.0/8");
                DatagramSocket socket = new DatagramSocket()) {
            int port = Integer.parseInt(server.name().replaceAll(".*:", ""));
            socket.send(new DatagramPacket(new byte[] {0x10}, 1, InetAddress.ofLiteral("127.0.0.1"), port));
            Twins.until(() -> counters.refused().get(RefusalReason.FORBIDDEN_SOURCE) == 1);
        }
    }

    @Test
    void shouldCountEveryRequestOfAFlood() throws Exception {
        byte[][] requests = {{0x10}, {0x13}, {}, {0x11}, {0x10, 0}};
        int rounds = 1_000;
        try (SocketServer server = server("127.0.0.1:0", "127.0.0.0/8");
                DatagramSocket socket = new DatagramSocket()) {
            int port = Integer.parseInt(server.name().replaceAll(".*:", ""));
            for (int i = 0; i < rounds; i++) {
                for (byte[] request : requests) {
                    socket.send(new DatagramPacket(request, request.length, InetAddress.ofLiteral("127.0.0.1"), port));
                }
                long answers = i + 1;
                if (answers % 20 == 0) { // what waits has room
                    Twins.until(() -> counters.answered() == answers
                            && counters.refused().get(RefusalReason.TOO_LONG) == answers);
                }
            }
            for (var reason : List.of(
                    RefusalReason.BAD_OPCODE, RefusalReason.EMPTY, RefusalReason.TOO_SHORT, RefusalReason.TOO_LONG)) {
                assertEquals(rounds, counters.refused().get(reason), reason.toString());
            }
            assertEquals(0, counters.refused().get(RefusalReason.NOT_DONE));
        }
    }

    @Test
    void shouldGoOnWhenTheStatusFails() throws Exception {
        var served = new SocketServer.Served(
                new SourceNetworks(List.of(IpPrefix.parse("127.0.0.0/8"))),
                new StatusReply(
                        Set.of(A),
                        () -> {
                            throw new IllegalStateException("for a test");
                        },
                        100));
        try (SocketServer server =
                        new SocketServer("127.0.0.1:0", served, desk, Twins.withoutKeys(counters), counters);
                DatagramSocket socket = new DatagramSocket()) {
            int port = Integer.parseInt(server.name().replaceAll(".*:", ""));
            socket.send(new DatagramPacket(new byte[] {0x10}, 1, InetAddress.ofLiteral("127.0.0.1"), port));
            Twins.until(() -> counters.refused().get(RefusalReason.NOT_DONE) == 1);
            assertArrayEquals(HexFormat.of().parseHex("520a000001"), ask(server, "110a000001"));
        }
    }

    @Test
    void shouldAllocateNothingForAStatusRequest() throws Exception {
        var served = new SocketServer.Served(
                new SourceNetworks(List.of(IpPrefix.parse("127.0.0.0/8"))),
                new StatusReply(Set.of(A, B), () -> traffic, 3_600_000));
        try (SocketServer server =
                        new SocketServer("127.0.0.1:0", served, desk, Twins.withoutKeys(counters), counters);
                DatagramSocket socket = new DatagramSocket()) {
            int port = Integer.parseInt(server.name().replaceAll(".*:", ""));
            socket.connect(InetAddress.ofLiteral("127.0.0.1"), port);
            socket.setSoTimeout(20_000);
            var request = new DatagramPacket(new byte[] {0x10}, 1);
            var answer = new DatagramPacket(new byte[100], 100);
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            int rounds = 10_000;
            long allocated = Long.MAX_VALUE;
            for (int attempt = 0; attempt < 20 && allocated >= rounds; attempt++) { // until it is compiled
                long before = threads.getThreadAllocatedBytes(server.thread());
                for (int i = 0; i < rounds; i++) {
                    socket.send(request);
                    socket.receive(answer);
                }
                allocated = threads.getThreadAllocatedBytes(server.thread()) - before;
            }
            assertTrue(allocated < rounds, allocated + " bytes for " + rounds + " requests");
        }
    }

    @Test
    void shouldSayWhyItCannotOpen() throws Exception {
        try (SocketServer first = server("127.0.0.1:0", "10.0.0.0/8")) {
            var e = assertThrows(VitrineException.class, () -> server(first.name(), "10.0.0.0/8"));
            assertEquals(Reason.FAILED, e.reason());
        }
        for (String bad :
                List.of("", "127.0.0.1", "localhost:555", "::1:555", "127.0.0.1:x", "[127.0.0.1]:5", "1.1.1.1:70000")) {
            var e = assertThrows(VitrineException.class, () -> server(bad, "10.0.0.0/8"), bad);
            assertEquals(Reason.INVALID, e.reason());
        }
    }
}
