/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A server on loopback that answers by a function and loses what it is told to lose. Not made of our codec. */
final class LossyServer implements AutoCloseable {
    final AtomicInteger requests = new AtomicInteger();
    private final DatagramSocket socket;
    private final Thread thread;
    private final Random random = new Random(9);
    private final double loss;
    private final UnaryOperator<byte[]> answers;
    private volatile int timesEach = 1;

    LossyServer(double loss, UnaryOperator<byte[]> answers) throws IOException {
        this.loss = loss;
        this.answers = answers;
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        thread = Thread.ofPlatform().daemon().start(this::run);
    }

    /** Gives the answers of the paper: two hosts, and what was asked for. */
    static byte[] good(byte[] request) {
        return switch (request[0]) {
            case 0x10 -> new byte[] {0x51, 2, 10, 0, 0, 1, 0, 7, 0, 8, 10, 0, 0, 2, -1, -1, 0, 0};
            case 0x11 -> new byte[] {0x52, request[1], request[2], request[3], request[4]};
            default -> new byte[] {0x53, request[1], request[2], request[3], request[4]};
        };
    }

    int port() {
        return socket.getLocalPort();
    }

    void answerTimes(int times) {
        timesEach = times;
    }

    private void run() {
        byte[] buffer = new byte[100];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                requests.incrementAndGet();
                byte[] request = java.util.Arrays.copyOf(buffer, packet.getLength());
                for (int i = 0; i < timesEach; i++) {
                    byte[] answer =
                            random.nextDouble() < loss || random.nextDouble() < loss ? null : answers.apply(request);
                    if (answer != null) {
                        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                    }
                }
            }
        } catch (IOException _) {
            // closed
        }
    }

    @Override
    public void close() throws InterruptedException {
        socket.close();
        thread.join();
    }
}
