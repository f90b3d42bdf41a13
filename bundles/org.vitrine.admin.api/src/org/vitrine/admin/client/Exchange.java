/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.client;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.vitrine.admin.protocol.AdminV1;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** One request and its answer, on a port of its own. Connected, so that the kernel drops what others send there. */
final class Exchange implements AutoCloseable {
    private static final long SHORTEST_LINGER = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_LINGER = TimeUnit.SECONDS.toNanos(1);

    private final InetSocketAddress server;
    private final byte[] request;
    private final Retransmission times;
    private final Match match;
    private final ByteBuffer incoming = ByteBuffer.allocate(AdminV1.MAX_LENGTH + 1);
    private final DatagramChannel channel;
    private final Selector selector;
    private final long begin = System.nanoTime();
    private int sent;
    private int received;
    private boolean unreachable;
    private boolean handedOver;

    /** Tells which datagrams answer the request. */
    @FunctionalInterface
    interface Match {
        boolean answers(MemorySegment datagram);
    }

    Exchange(InetSocketAddress server, byte[] request, Retransmission times, Match match) throws VitrineException {
        this.server = server;
        this.request = request;
        this.times = times;
        this.match = match;
        try {
            channel = DatagramChannel.open();
        } catch (IOException e) {
            throw cannotAsk(e);
        }
        try {
            selector = channel.provider().openSelector();
        } catch (IOException e) {
            closeQuietly(channel);
            throw cannotAsk(e);
        }
        try {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            channel.connect(server);
        } catch (IOException e) {
            close();
            throw cannotAsk(e);
        }
    }

    /** Sends and waits until there is an answer. */
    MemorySegment run() throws VitrineException {
        long giveUp = begin + times.giveUp().toNanos();
        long pause = times.pause().toNanos();
        long next = begin;
        int copy = 0;
        try {
            while (System.nanoTime() - giveUp < 0) {
                if (System.nanoTime() - next >= 0) {
                    send();
                    copy++;
                    if (copy < times.copies()) {
                        next = System.nanoTime() + times.spacing().toNanos();
                    } else {
                        copy = 0;
                        next = System.nanoTime() + pause;
                        pause = Math.min(2 * pause, times.longestPause().toNanos());
                    }
                }
                MemorySegment answer = awaitAnswer(next - giveUp < 0 ? next : giveUp);
                if (answer != null) {
                    return answer;
                }
            }
        } catch (IOException e) {
            throw cannotAsk(e);
        }
        throw new VitrineException(
                Reason.UNAVAILABLE,
                "no answer from " + named() + " to " + sent + " requests in "
                        + times.giveUp().toMillis() / 1000.0 + " s",
                unreachable
                        ? "The machine itself says that nobody listens there: is it watched, and is the administration"
                                + " server on for it?"
                        : "");
    }

    /** Whether copies were sent whose answers may still come. */
    boolean hasMoreToCome() {
        return received < sent;
    }

    /** From now on {@link #close} does nothing; {@link #drain} closes. */
    Exchange handOver() {
        handedOver = true;
        return this;
    }

    /**
     * Takes in what still comes, for about as long as the answer took. On a closed port the answers to the other copies would make
     * this machine send an ICMP message to the guest, which shall not know of any of this.
     */
    void drain() {
        long elapsed = System.nanoTime() - begin;
        long end = System.nanoTime() + Math.clamp(2 * elapsed, SHORTEST_LINGER, LONGEST_LINGER);
        try {
            while (hasMoreToCome() && System.nanoTime() - end < 0) {
                awaitAnswer(end);
            }
        } catch (IOException | VitrineException _) {
            // nobody waits for it
        } finally {
            handedOver = false;
            close();
        }
    }

    private void send() throws IOException {
        try {
            channel.write(ByteBuffer.wrap(request));
            sent++;
        } catch (PortUnreachableException _) {
            unreachable = true; // tells of an earlier copy; the server may come yet
        }
    }

    /** Waits until a time at most; null when nothing came that answers. */
    private MemorySegment awaitAnswer(long until) throws IOException, VitrineException {
        long millis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime() + 999_999);
        if (millis > 0) {
            selector.select(millis);
        }
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new VitrineException(Reason.CANCELLED, "asking " + named() + " was cancelled");
        }
        while (receive()) {
            MemorySegment answer = MemorySegment.ofArray(Arrays.copyOf(incoming.array(), incoming.position()));
            if (match.answers(answer)) {
                received++;
                return answer;
            }
        }
        return null;
    }

    private boolean receive() throws IOException {
        incoming.clear();
        try {
            return channel.read(incoming) >= 0 && incoming.position() > 0;
        } catch (PortUnreachableException _) {
            unreachable = true;
            return false;
        }
    }

    private VitrineException cannotAsk(IOException e) {
        return new VitrineException(Reason.FAILED, named() + " cannot be asked: " + e.getMessage(), "", e);
    }

    private String named() {
        return server.getAddress().getHostAddress() + " port " + server.getPort();
    }

    @Override
    public void close() {
        if (handedOver) {
            return;
        }
        closeQuietly(selector);
        closeQuietly(channel);
    }

    private static void closeQuietly(Closeable resource) {
        try {
            resource.close();
        } catch (IOException _) {
            // a socket without connection has nothing left to lose
        }
    }
}
