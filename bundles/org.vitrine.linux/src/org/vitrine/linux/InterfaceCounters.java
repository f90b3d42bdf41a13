/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * The kernel's counters of one network interface, in whatever namespace it is.
 *
 * <p>Asked through a netlink socket (rtnetlink(7)) that was opened in that namespace and works from any thread, some microseconds a
 * time. The interface is meant, not its name: another one of the same name does not count.
 *
 * <p>Not thread-safe.
 */
public final class InterfaceCounters implements AutoCloseable {
    /*
     *  request:  struct nlmsghdr { u32 len; u16 type; u16 flags; u32 seq; u32 pid; }
     *            struct if_stats_msg { u8 family; u8 pad; u16 pad; u32 ifindex; u32 filter_mask; }
     *  answer:   the same two, then struct rtattr { u16 len; u16 type; }
     *            struct rtnl_link_stats64 { u64 rx_packets, tx_packets, ... }
     *  refusal:  struct nlmsghdr with type NLMSG_ERROR, then the negative errno
     */
    private static final int LENGTH_OFFSET = 0;
    private static final int TYPE_OFFSET = 4;
    private static final int FLAGS_OFFSET = 6;
    private static final int INDEX_OFFSET = 20;
    private static final int FILTER_OFFSET = 24;
    private static final int REQUEST_LENGTH = 28;
    private static final int RECEIVED_OFFSET = 32;
    private static final int SENT_OFFSET = 40;
    private static final int ANSWER_LENGTH = 48;

    private static final short RTM_GETSTATS = 94;
    private static final short RTM_NEWSTATS = 92;
    private static final short NLM_F_REQUEST = 1;
    private static final int FILTER_LINK_64 = 1;
    private static final int CAPACITY = 4_096;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = Libc.allocateState(arena);
    private final MemorySegment message = arena.allocate(CAPACITY, 8);
    private final int socket;
    private final int index;
    private boolean closed;

    private InterfaceCounters(int socket, int index) {
        this.socket = socket;
        this.index = index;
    }

    /**
     * @param netns empty for the process's own
     * @throws VitrineException NOT_FOUND when namespace or interface are not there, DENIED, FAILED
     */
    public static InterfaceCounters open(String netns, String name) throws VitrineException {
        return NetworkNamespace.call(netns, () -> {
            int index = Libc.interfaceIndex(name);
            if (index == 0) {
                throw new VitrineException(Reason.NOT_FOUND, "there is no interface " + name);
            }
            int socket = Libc.socket(
                    Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, Libc.NETLINK_ROUTE);
            if (socket < 0) {
                throw new VitrineException(Reason.FAILED, "no netlink socket can be opened: errno " + -socket);
            }
            return new InterfaceCounters(socket, index);
        });
    }

    /** The kernel's index of the interface, unique in its namespace. */
    public int index() {
        return index;
    }

    /** Packets that were received and sent since the interface was made; empty when it is gone. */
    public OptionalLong packets() {
        message.asSlice(0, REQUEST_LENGTH).fill((byte) 0);
        message.set(JAVA_INT, LENGTH_OFFSET, REQUEST_LENGTH);
        message.set(JAVA_SHORT, TYPE_OFFSET, RTM_GETSTATS);
        message.set(JAVA_SHORT, FLAGS_OFFSET, NLM_F_REQUEST);
        message.set(JAVA_INT, INDEX_OFFSET, index);
        message.set(JAVA_INT, FILTER_OFFSET, FILTER_LINK_64);
        boolean answered = Libc.write(state, socket, message, REQUEST_LENGTH) == REQUEST_LENGTH
                && Libc.read(state, socket, message, CAPACITY) >= ANSWER_LENGTH
                && message.get(JAVA_SHORT, TYPE_OFFSET) == RTM_NEWSTATS;
        return answered
                ? OptionalLong.of(message.get(JAVA_LONG_UNALIGNED, RECEIVED_OFFSET)
                        + message.get(JAVA_LONG_UNALIGNED, SENT_OFFSET))
                : OptionalLong.empty();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(socket);
            arena.close();
        }
    }
}
