/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.function.Consumer;
import org.vitrine.admin.RefusalReason;
import org.vitrine.admin.protocol.AdminV2;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.UdpSocket;

/** The same protocol at a socket of the host's own, on a thread of its own. Status requests allocate nothing. */
final class SocketServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SocketServer.class.getName());

    private final RequestHandler handler;
    private final Counters counters;
    private final UdpSocket socket;
    private final InetSocketAddress bound;
    private final IpAddress own;
    private final Thread thread;
    private volatile Served served;

    /** What the socket speaks for, and to whom. */
    record Served(SourceNetworks allowed, StatusReply status) {}

    /**
     * Opens the socket and answers at it.
     *
     * @param at {@code address:port}, an IPv6 address in brackets
     * @throws VitrineException INVALID for a bad address, FAILED when it cannot be bound
     */
    SocketServer(String at, Served served, FilterDesk desk, V2Service v2, Counters counters) throws VitrineException {
        this.served = served;
        this.counters = counters;
        handler = new RequestHandler(desk, v2, counters);
        InetSocketAddress address = parse(at);
        try {
            // one byte more than requests have, to see what is too long
            socket = new UdpSocket(address, AdminV2.MAX_REQUEST_LENGTH + 1, AdminV2.MAX_LENGTH);
        } catch (VitrineException e) {
            throw new VitrineException(
                    Reason.FAILED,
                    "the administration socket " + at + " cannot be opened: " + e.getMessage(),
                    "Is something else at this port, and is the address one of this host?",
                    e);
        }
        bound = socket.address();
        own = IpAddress.of(bound.getAddress().getAddress());
        thread = Thread.ofPlatform().name("admin socket").daemon().start(this::run);
    }

    static InetSocketAddress parse(String text) throws VitrineException {
        int colon = text.lastIndexOf(':');
        try {
            String host = text.substring(0, colon);
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            IpAddress address = IpAddress.parse(bracketed ? host.substring(1, host.length() - 1) : host);
            if (bracketed == address.isIpv4()) {
                throw new IllegalArgumentException("IPv6 addresses, and they only, stand in brackets");
            }
            return new InetSocketAddress(address.toInetAddress(), Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new VitrineException(
                    Reason.INVALID, "\"" + text + "\" is not an address and port such as 127.0.0.1:555", "", e);
        }
    }

    void serve(Served newest) {
        served = newest;
    }

    /** Address and port. */
    String name() {
        return bound.getAddress() instanceof Inet6Address
                ? "[" + IpAddress.of(bound.getAddress().getAddress()) + "]:" + bound.getPort()
                : bound.getAddress().getHostAddress() + ":" + bound.getPort();
    }

    /** The number of the thread that answers. */
    long thread() {
        return thread.threadId();
    }

    private void run() {
        Request request = new Request();
        try (socket) {
            while (answered(request)) {
                // until the end
            }
        }
    }

    /** Waits for requests and answers them; false at the end. */
    private boolean answered(Request request) {
        try {
            int count = socket.receive();
            answer(count, request);
            return count > 0;
        } catch (VitrineException e) {
            LOG.log(Level.WARNING, "the administration socket failed; it goes on: " + e.explained());
            return true;
        }
    }

    private void answer(int count, Request request) {
        Served now = served;
        long time = System.nanoTime();
        int wanted = 0;
        for (int i = 0; i < count; i++) {
            int bytes = handle(i, request, now, time);
            if (bytes > 0) {
                socket.answer(i, handler.answer(), bytes);
                wanted++;
            }
        }
        int sent = socket.sendAnswers();
        counters.answer(sent);
        counters.refuse(RefusalReason.NOT_DONE, wanted - sent);
    }

    /** @return bytes of the answer; 0 when there is none now */
    private int handle(int i, Request request, Served now, long time) {
        if (socket.sourcePort(i) == 0) {
            counters.refuse(RefusalReason.UNANSWERABLE_SOURCE);
            return 0;
        }
        if (!now.allowed.contains(socket.sourceHigh(i), socket.sourceLow(i))) {
            counters.refuse(RefusalReason.FORBIDDEN_SOURCE);
            return 0;
        }
        request.index = i;
        try {
            return handler.handle(socket.memory(), socket.offset(i), socket.length(i), now.status, request, time);
        } catch (RuntimeException e) { // the other requests are not to blame
            LOG.log(Level.WARNING, "the administration socket failed; it goes on", e);
            counters.refuse(RefusalReason.NOT_DONE);
            return 0;
        }
    }

    @Override
    public void close() {
        socket.end();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever stops us is in a hurry: the thread ends by itself
        }
    }

    /** The request that is being handled. */
    private final class Request implements RequestHandler.Origin {
        private int index;

        @Override
        public V2Service.Sender sender() {
            IpAddress source = new IpAddress(socket.sourceHigh(index), socket.sourceLow(index));
            return new V2Service.Sender(source, socket.sourcePort(index));
        }

        @Override
        public boolean isMine(long addressHigh, long addressLow) {
            return bound.getAddress().isAnyLocalAddress()
                    ? isLocal(new IpAddress(addressHigh, addressLow))
                    : addressHigh == own.high() && addressLow == own.low();
        }

        private static boolean isLocal(IpAddress address) {
            try {
                return NetworkInterface.getByInetAddress(address.toInetAddress()) != null;
            } catch (SocketException _) {
                return false;
            }
        }

        @Override
        public Consumer<byte[]> keep() {
            UdpSocket.Sender sender = socket.sender(index);
            return answer -> {
                if (answer != null && socket.send(answer, sender)) {
                    counters.answer();
                } else {
                    counters.refuse(RefusalReason.NOT_DONE);
                }
            };
        }
    }
}
