/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.function.Consumer;
import org.vitrine.admin.RefusalReason;
import org.vitrine.admin.protocol.AdminV1;
import org.vitrine.admin.protocol.AdminV1Decoder;
import org.vitrine.admin.protocol.AdminV1Encoder;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** The same protocol at a socket of the host's own, on a thread of its own. */
final class SocketServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SocketServer.class.getName());

    private final RequestHandler handler;
    private final Counters counters;
    private final DatagramChannel channel;
    private final InetSocketAddress bound;
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
    SocketServer(String at, Served served, FilterDesk desk, Counters counters) throws VitrineException {
        this.served = served;
        this.counters = counters;
        handler = new RequestHandler(desk, counters);
        InetSocketAddress address = parse(at);
        try {
            channel = DatagramChannel.open();
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, "there is no socket to be had: " + e.getMessage(), "", e);
        }
        try {
            channel.bind(address);
            bound = (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            closeChannel();
            throw new VitrineException(
                    Reason.FAILED,
                    "the administration socket " + at + " cannot be opened: " + e.getMessage(),
                    "Is something else at this port, and is the address one of this host?",
                    e);
        }
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
        return bound.getAddress() instanceof java.net.Inet6Address
                ? "[" + IpAddress.of(bound.getAddress().getAddress()) + "]:" + bound.getPort()
                : bound.getAddress().getHostAddress() + ":" + bound.getPort();
    }

    private void run() {
        byte[] buffer = new byte[AdminV1.ADDRESS_MESSAGE_LENGTH + 1]; // one more, to see what is too long
        MemorySegment memory = MemorySegment.ofArray(buffer);
        ByteBuffer incoming = ByteBuffer.wrap(buffer);
        while (true) {
            try {
                incoming.clear();
                answer((InetSocketAddress) channel.receive(incoming), memory, incoming.position());
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, "the administration socket failed; it goes on: " + e);
            }
        }
    }

    private void answer(InetSocketAddress sender, MemorySegment memory, int length) {
        IpAddress source = IpAddress.of(sender.getAddress().getAddress());
        Served now = served;
        if (sender.getPort() == 0) {
            counters.refuse(RefusalReason.UNANSWERABLE_SOURCE);
        } else if (!now.allowed.contains(source.high(), source.low())) {
            counters.refuse(RefusalReason.FORBIDDEN_SOURCE);
        } else {
            Origin origin = new Origin(sender, source, memory);
            int bytes = handler.handle(memory, 0, length, now.status, origin, System.nanoTime());
            if (bytes > 0) {
                send(handler.answer().asSlice(0, bytes).asByteBuffer(), sender);
            }
        }
    }

    private void send(ByteBuffer answer, InetSocketAddress receiver) {
        try {
            channel.send(answer, receiver);
            counters.answer();
        } catch (IOException _) {
            counters.refuse(RefusalReason.NOT_DONE);
        }
    }

    @Override
    public void close() {
        closeChannel();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever stops us is in a hurry: the thread ends by itself
        }
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException _) {
            // nothing is lost with it
        }
    }

    /** One request. */
    private final class Origin implements RequestHandler.Origin {
        private final InetSocketAddress sender;
        private final IpAddress source;
        private final MemorySegment request;

        Origin(InetSocketAddress sender, IpAddress source, MemorySegment request) {
            this.sender = sender;
            this.source = source;
            this.request = request;
        }

        @Override
        public IpAddress source() {
            return source;
        }

        @Override
        public Consumer<Boolean> keep() {
            byte[] answer = new byte[AdminV1.ADDRESS_MESSAGE_LENGTH];
            int opcode = AdminV1.answerTo(AdminV1Decoder.opcode(request, 0));
            AdminV1Encoder.address(MemorySegment.ofArray(answer), 0, opcode, AdminV1Decoder.address(request, 0));
            return done -> {
                if (done) {
                    send(ByteBuffer.wrap(answer), sender);
                } else {
                    counters.refuse(RefusalReason.NOT_DONE);
                }
            };
        }
    }
}
