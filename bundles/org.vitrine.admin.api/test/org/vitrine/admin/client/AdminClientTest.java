/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.runtime.command.ExitCode;

class AdminClientTest {
    private static final IpAddress HERE = IpAddress.parse("127.0.0.1");
    private static final IpAddress REMOTE = IpAddress.parse("10.0.0.9");
    private static final Retransmission QUICK = new Retransmission(
            2, Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofMillis(300));
    private static final Retransmission PATIENT = new Retransmission(
            3, Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofSeconds(60));

    @Test
    void shouldAskAndUnderstand() throws Exception {
        try (var server = new LossyServer(0, LossyServer::good);
                var client = new AdminClient(server.port(), PATIENT)) {
            assertEquals(
                    List.of(
                            new HostRates(IpAddress.parse("10.0.0.1"), 7, 8),
                            new HostRates(IpAddress.parse("10.0.0.2"), 65_535, 0)),
                    client.status(HERE));
            client.filter(HERE, REMOTE);
            client.unfilter(HERE, REMOTE);
        }
    }

    @Test
    void shouldGetThroughALossyPath() throws Exception {
        try (var server = new LossyServer(0.3, LossyServer::good);
                var client = new AdminClient(server.port(), PATIENT);
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                Callable<?> call = () -> {
                    client.filter(HERE, REMOTE);
                    return null;
                };
                calls.add(pool.submit(call));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }
    }

    @Test
    void shouldSendBurstsUntilItGivesUp() throws Exception {
        try (var server = new LossyServer(1, LossyServer::good);
                var client = new AdminClient(server.port(), QUICK)) {
            var e = assertThrows(VitrineException.class, () -> client.status(HERE));
            assertEquals(Reason.UNAVAILABLE, e.reason());
            int sent = Integer.parseInt(e.getMessage().replaceAll(".* to (\\d+) requests.*", "$1"));
            assertTrue(sent > 2, e.getMessage());
            while (server.requests.get() < sent) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldTakeNoAnswerButItsOwn() throws Exception {
        AtomicInteger turn = new AtomicInteger();
        List<byte[]> bad = List.of(
                new byte[] {0x52, 10, 0, 0, 8}, // of another request
                new byte[] {0x53, 10, 0, 0, 9},
                new byte[] {0x51, 0},
                new byte[] {0x52, 10, 0, 0},
                new byte[] {0x52, 10, 0, 0, 9, 9},
                new byte[0],
                new byte[5000]);
        try (var server = new LossyServer(0, request -> {
                    int i = turn.getAndIncrement();
                    return i < bad.size() ? bad.get(i) : LossyServer.good(request);
                });
                var client = new AdminClient(server.port(), PATIENT)) {
            client.filter(HERE, REMOTE);
            assertEquals(bad.size() + 1, turn.get());
        }
    }

    @Test
    void shouldSwallowDuplicates() throws Exception {
        try (var server = new LossyServer(0, LossyServer::good);
                var client = new AdminClient(server.port(), PATIENT)) {
            server.answerTimes(5);
            for (int i = 0; i < 20; i++) {
                client.filter(HERE, IpAddress.ofIpv4(i)); // each checks that the answer is its own
            }
        }
    }

    @Test
    void shouldHearAnswersToItsOtherCopiesOut() throws Exception {
        // a client that closed its port at once would make its machine complain to the guest
        var spaced = new Retransmission(
                3, Duration.ofMillis(1), Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofSeconds(60));
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var client = new AdminClient(server.getLocalPort(), spaced)) {
            Thread asking = Thread.ofVirtual().start(() -> {
                try {
                    client.filter(HERE, REMOTE);
                } catch (VitrineException e) {
                    throw new AssertionError(e);
                }
            });
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            for (int copy = 0; copy < 3; copy++) {
                server.receive(packet);
            }
            server.connect(packet.getSocketAddress()); // so that complaints are heard
            byte[] answer = {0x52, 10, 0, 0, 9};
            server.send(new DatagramPacket(answer, answer.length));
            asking.join();
            server.send(new DatagramPacket(answer, answer.length));
            server.send(new DatagramPacket(answer, answer.length));
            server.setSoTimeout(1);
            assertThrows(java.net.SocketTimeoutException.class, () -> server.receive(packet));
        }
    }

    @Test
    void shouldSayThatTheMachineItselfAnswered() throws Exception {
        int port;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (var client = new AdminClient(port, QUICK)) {
            var e = assertThrows(VitrineException.class, () -> client.status(HERE));
            assertEquals(Reason.UNAVAILABLE, e.reason());
            assertTrue(e.advice().contains("nobody listens"), e.advice());
        }
    }

    @Test
    void shouldEndWhenInterrupted() throws Exception {
        try (var server = new LossyServer(1, LossyServer::good);
                var client = new AdminClient(server.port(), PATIENT)) {
            AtomicReference<VitrineException> failure = new AtomicReference<>();
            Thread asking = Thread.ofPlatform().start(() -> {
                failure.set(assertThrows(VitrineException.class, () -> client.status(HERE)));
                assertTrue(Thread.currentThread().isInterrupted());
            });
            while (server.requests.get() == 0) {
                Thread.onSpinWait();
            }
            asking.interrupt();
            asking.join();
            assertEquals(Reason.CANCELLED, failure.get().reason());
        }
    }

    @Test
    void shouldSayAtOnceWhenNothingCanBeSent() {
        try (var client = new AdminClient()) {
            var e = assertThrows(VitrineException.class, () -> client.status(IpAddress.parse("255.255.255.255")));
            assertEquals(Reason.FAILED, e.reason());
        }
    }

    @Test
    void shouldRefuseToFilterIpv6() {
        try (var client = new AdminClient()) {
            var e = assertThrows(VitrineException.class, () -> client.filter(HERE, IpAddress.parse("fd00::1")));
            assertEquals(Reason.INVALID, e.reason());
        }
    }

    @Test
    void shouldRunAsAProgram() throws Exception {
        try (var server = new LossyServer(0, LossyServer::good)) {
            String port = Integer.toString(server.port());
            assertEquals(new Output(ExitCode.OK, """
                            REMOTE            TX KiB/s   RX KiB/s
                            10.0.0.1                 7          8
                            10.0.0.2           >=65535          0
                            """, ""), run("status", "127.0.0.1", "--port", port));
            assertEquals(
                    "{\"guest\":\"127.0.0.1\",\"hosts\":[{\"address\":\"10.0.0.1\",\"txKibPerSecond\":7,\"rxKibPerSecond\":8},"
                            + "{\"address\":\"10.0.0.2\",\"txKibPerSecond\":65535,\"rxKibPerSecond\":0}]}\n",
                    run("--json", "--port", port, "status", "127.0.0.1").out);
            assertEquals(
                    new Output(ExitCode.OK, "10.0.0.9 is filtered at 127.0.0.1\n", ""),
                    run("filter", "127.0.0.1", "10.0.0.9", "--port", port));
            assertEquals(
                    new Output(
                            ExitCode.OK, "{\"guest\":\"127.0.0.1\",\"remote\":\"10.0.0.9\",\"filtered\":false}\n", ""),
                    run("unfilter", "127.0.0.1", "10.0.0.9", "--port", port, "--json"));
            assertEquals(ExitCode.INVALID, run("filter", "127.0.0.1", "fd00::1", "--port", port).code);
        }
        assertEquals(ExitCode.UNAVAILABLE, run("status", "127.0.0.1", "--port", "1", "--give-up", "50").code);
    }

    @Test
    void shouldExplainHowItIsUsed() {
        for (String line : List.of(
                "",
                "status",
                "stat 10.0.0.1",
                "status 10.0.0",
                "status 10.0.0.1 10.0.0.2",
                "filter 10.0.0.1",
                "status 10.0.0.1 --port",
                "status 10.0.0.1 --port 0",
                "status 10.0.0.1 --port x",
                "status 10.0.0.1 --loud")) {
            Output output = run(line.isEmpty() ? new String[0] : line.split(" "));
            assertEquals(ExitCode.USAGE, output.code, line);
            assertTrue(output.err.contains("usage: status ADDRESS"), line);
            assertEquals("", output.out, line);
        }
    }

    private record Output(int code, String out, String err) {}

    private static Output run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = Main.run(arguments, new PrintStream(out), new PrintStream(err));
        return new Output(code, out.toString(), err.toString());
    }
}
