/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.client;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;

/** Requests of one client, each with a port of its own. Any thread. */
final class Exchanges implements AutoCloseable {
    private final int port;
    private final Retransmission retransmission;
    private final Set<Thread> lingering = ConcurrentHashMap.newKeySet();

    Exchanges(int port, Retransmission retransmission) {
        this.port = port;
        this.retransmission = retransmission;
    }

    MemorySegment ask(IpAddress guest, byte[] request, Exchange.Match match) throws VitrineException {
        InetSocketAddress server = new InetSocketAddress(guest.toInetAddress(), port);
        try (Exchange exchange = new Exchange(server, request, retransmission, match)) {
            MemorySegment answer = exchange.run();
            if (exchange.hasMoreToCome()) {
                linger(exchange.handOver());
            }
            return answer;
        }
    }

    private void linger(Exchange exchange) {
        Thread thread = Thread.ofVirtual().unstarted(() -> {
            exchange.drain();
            lingering.remove(Thread.currentThread());
        });
        lingering.add(thread);
        thread.start();
    }

    /** Waits for answers to copies that are still on their way, at most a second; see {@link Exchange#drain}. */
    @Override
    public void close() {
        for (Thread thread : lingering) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // whoever closes us is in a hurry
                return;
            }
        }
    }
}
