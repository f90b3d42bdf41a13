/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;

class UdpSocketTest {
    private static final int LONGEST = 6;
    private static final int CLIENTS = 100;
    private static final int SECOND = 1_000;

    private static UdpSocket open(String address) throws VitrineException {
        return new UdpSocket(new InetSocketAddress(InetAddress.ofLiteral(address), 0), LONGEST, 16);
    }

    private static byte[] received(DatagramSocket client) throws Exception {
        client.setSoTimeout(20 * SECOND);
        var packet = new DatagramPacket(new byte[100], 100);
        client.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1 127.0.0.1", "::1 ::1", ":: ::1", ":: 127.0.0.1", "0.0.0.0 127.0.0.1"})
    void shouldAnswerEachSender(String addresses) throws Exception {
        InetAddress to = InetAddress.ofLiteral(addresses.split(" ")[1]);
        IpAddress source = IpAddress.of(to.getAddress());
        try (UdpSocket server = open(addresses.split(" ")[0])) {
            var clients = new DatagramSocket[CLIENTS];
            for (int i = 0; i < CLIENTS; i++) {
                clients[i] = new DatagramSocket();
                clients[i].connect(to, server.address().getPort());
                clients[i].send(new DatagramPacket(new byte[] {(byte) i, 1, 2, 3, 4, 5, 6, 7}, i % 8 + 1));
            }
            for (int seen = 0; seen < CLIENTS; ) {
                int count = server.receive();
                for (int i = 0; i < count; i++) {
                    int client = server.memory().get(ValueLayout.JAVA_BYTE, server.offset(i));
                    assertEquals(Math.min(client % 8 + 1, LONGEST), server.length(i));
                    assertEquals(source, new IpAddress(server.sourceHigh(i), server.sourceLow(i)));
                    assertEquals(clients[client].getLocalPort(), server.sourcePort(i));
                    server.answer(i, MemorySegment.ofArray(new byte[] {9, (byte) client}), 2);
                }
                assertEquals(count, server.sendAnswers());
                seen += count;
            }
            for (int i = 0; i < CLIENTS; i++) {
                assertArrayEquals(new byte[] {9, (byte) i}, received(clients[i]));
                clients[i].close();
            }
        }
    }

    @Test
    void shouldAnswerLater() throws Exception {
        try (UdpSocket server = open("127.0.0.1");
                DatagramSocket client = new DatagramSocket()) {
            client.send(new DatagramPacket(new byte[] {1}, 1, server.address()));
            assertEquals(1, server.receive());
            UdpSocket.Sender sender = server.sender(0);
            client.send(new DatagramPacket(new byte[0], 0, server.address()));
            assertEquals(1, server.receive());
            assertEquals(0, server.length(0));
            assertTrue(server.send(new byte[] {3, 4}, sender));
            assertArrayEquals(new byte[] {3, 4}, received(client));
            server.close();
            assertFalse(server.send(new byte[] {3, 4}, sender));
        }
    }

    @Test
    void shouldWakeTheReceiverAtTheEnd() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (UdpSocket server = open(i % 2 == 0 ? "127.0.0.1" : "::1")) {
                var count = new CompletableFuture<Integer>();
                Thread receiver = Thread.ofPlatform().start(() -> {
                    try {
                        count.complete(server.receive());
                    } catch (VitrineException e) {
                        count.completeExceptionally(e);
                    }
                });
                server.end();
                assertEquals(0, count.get(20, TimeUnit.SECONDS));
                receiver.join();
                assertEquals(0, server.receive());
            }
        }
    }

    @Test
    void shouldRefuseWhatItCannotDo() throws Exception {
        try (UdpSocket server = open("127.0.0.1")) {
            assertThrows(VitrineException.class, () -> new UdpSocket(server.address(), LONGEST, 16));
            assertThrows(VitrineException.class, () -> open("192.0.2.1"));
            MemorySegment tooLong = MemorySegment.ofArray(new byte[17]);
            assertThrows(IllegalArgumentException.class, () -> server.answer(0, tooLong, 17));
        }
    }
}
