/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * Hears what a part of the kernel tells of one network namespace (netlink(7)). One thread reads and closes; {@link Poller} waits for
 * many. The namespace lives as long as the socket, also when its name is gone.
 */
public final class NetlinkSocket implements AutoCloseable {
    /** Interfaces, addresses, routes, queues (rtnetlink(7)). */
    public static final int ROUTE = Libc.NETLINK_ROUTE;
    /** nftables and its kin. */
    public static final int NETFILTER = 12;

    private static final int SOL_NETLINK = 270;
    private static final int ADD_MEMBERSHIP = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final int SOCKADDR_NL = 12;
    private static final int EAGAIN = 11;
    private static final int ENOBUFS = 105;
    private static final int CAPACITY = 1 << 16;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = Libc.allocateState(arena);
    private final MemorySegment buffer = arena.allocate(CAPACITY, 8);
    private final int socket;
    private boolean lost;
    private boolean closed;

    private NetlinkSocket(int socket) {
        this.socket = socket;
    }

    /**
     * Begins to listen.
     *
     * @param netns empty for the process's own
     * @param groups numbers of multicast groups
     * @throws VitrineException NOT_FOUND when there is no such namespace, DENIED, FAILED
     */
    public static NetlinkSocket listen(String netns, int protocol, int... groups) throws VitrineException {
        return NetworkNamespace.call(netns, () -> {
            int socket = checked(
                    Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, protocol));
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment value = arena.allocate(JAVA_INT);
                value.set(JAVA_INT, 0, RECEIVE_BUFFER);
                Libc.setSocketOption(socket, Libc.SOL_SOCKET, SO_RCVBUFFORCE, value); // without it losses come earlier
                // struct sockaddr_nl { u16 family; u16 pad; u32 pid; u32 groups; }: who has no address is left out of
                // multicasts
                MemorySegment address = arena.allocate(SOCKADDR_NL, Integer.BYTES);
                address.set(JAVA_SHORT, 0, (short) Libc.AF_NETLINK);
                checked(Libc.bind(socket, address));
                for (int group : groups) {
                    value.set(JAVA_INT, 0, group);
                    checked(Libc.setSocketOption(socket, SOL_NETLINK, ADD_MEMBERSHIP, value));
                }
                return new NetlinkSocket(socket);
            } catch (VitrineException e) {
                Libc.close(socket);
                throw e;
            }
        });
    }

    /** For a {@link Poller}, which has to forget it before this is closed. */
    public int descriptor() {
        return socket;
    }

    /**
     * The next message or messages, in the order of the machine's bytes; empty when there is none now. What the kernel could not
     * keep for us is told by {@link #wasLost}.
     *
     * @throws VitrineException FAILED when the socket is broken
     */
    public Optional<ByteBuffer> read() throws VitrineException {
        while (true) {
            long length = Libc.read(state, socket, buffer, CAPACITY);
            if (length == -EAGAIN) {
                return Optional.empty();
            }
            if (length == -ENOBUFS) {
                lost = true;
            } else if (length != -Libc.EINTR) {
                checked((int) length);
                byte[] bytes = buffer.asSlice(0, length).toArray(JAVA_BYTE);
                return Optional.of(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
            }
        }
    }

    /** Whether messages were lost since this was asked last. */
    public boolean wasLost() {
        boolean answer = lost;
        lost = false;
        return answer;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(socket);
            arena.close();
        }
    }

    private static int checked(int result) throws VitrineException {
        if (result < 0) {
            throw new VitrineException(
                    result == -Libc.EPERM ? Reason.DENIED : Reason.FAILED,
                    "the kernel does not let us listen: errno " + -result,
                    result == -Libc.EPERM ? "Run the runtime as root or give it CAP_NET_ADMIN." : "");
        }
        return result;
    }
}
