/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.common.MacAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * A network interface, as the kernel tells it.
 *
 * @param index within its namespace
 * @param mac zero where there is none
 * @param up whether somebody switched it on
 * @param carrier whether it is up and can pass frames; of a veth this means that both ends are up
 * @param master index of the bridge that it is a port of, 0 for none
 */
public record Link(int index, String name, MacAddress mac, boolean up, boolean carrier, int master) {
    private static final int REQUEST_DUMP = 0x301;
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_GETLINK = 18;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int HEADER = 16;
    private static final int LINK_INFO = 16;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_EXT_MASK = 29;
    private static final int SKIP_STATISTICS = 1 << 3;
    private static final int IFF_UP = 1;
    private static final int IFF_LOWER_UP = 1 << 16;
    private static final int BUFFER = 1 << 16;

    /**
     * All interfaces of a network namespace. One round trip to the kernel (rtnetlink(7)), some ten microseconds for ten interfaces:
     * cheap enough to ask often.
     *
     * @param netns empty for the process's own
     * @throws VitrineException as {@link NetworkNamespace#call}
     */
    public static List<Link> list(String netns) throws VitrineException {
        return NetworkNamespace.call(netns, Link::dump);
    }

    private static List<Link> dump() throws VitrineException {
        int socket = checked(Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, 0));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.allocateState(arena);
            MemorySegment request = arena.allocate(HEADER + LINK_INFO + 8, 8);
            request.set(JAVA_INT, 0, (int) request.byteSize());
            request.set(JAVA_SHORT, 4, (short) RTM_GETLINK);
            request.set(JAVA_SHORT, 6, (short) REQUEST_DUMP);
            request.set(JAVA_SHORT, HEADER + LINK_INFO, (short) 8);
            request.set(JAVA_SHORT, HEADER + LINK_INFO + 2, (short) IFLA_EXT_MASK);
            request.set(JAVA_INT, HEADER + LINK_INFO + 4, SKIP_STATISTICS);
            checked(Libc.write(state, socket, request, request.byteSize()));

            List<Link> links = new ArrayList<>();
            MemorySegment buffer = arena.allocate(BUFFER, 8);
            while (true) {
                long length = checked(Libc.read(state, socket, buffer, BUFFER));
                for (long at = 0; at < length; at += aligned(buffer.get(JAVA_INT_UNALIGNED, at))) {
                    switch (buffer.get(JAVA_SHORT_UNALIGNED, at + 4)) {
                        case RTM_NEWLINK -> links.add(decoded(buffer.asSlice(at, buffer.get(JAVA_INT_UNALIGNED, at))));
                        case NLMSG_ERROR -> checked(buffer.get(JAVA_INT_UNALIGNED, at + HEADER));
                        case NLMSG_DONE -> {
                            return links;
                        }
                        default -> {
                            // not an answer to our question
                        }
                    }
                }
            }
        } finally {
            Libc.close(socket);
        }
    }

    private static Link decoded(MemorySegment message) {
        int index = message.get(JAVA_INT_UNALIGNED, HEADER + 4);
        int flags = message.get(JAVA_INT_UNALIGNED, HEADER + 8);
        String name = "";
        MacAddress mac = new MacAddress(0);
        int master = 0;
        for (long at = HEADER + LINK_INFO; at + 4 <= message.byteSize(); ) {
            int length = Short.toUnsignedInt(message.get(JAVA_SHORT_UNALIGNED, at));
            switch (message.get(JAVA_SHORT_UNALIGNED, at + 2)) {
                case IFLA_IFNAME -> name = message.getString(at + 4);
                case IFLA_MASTER -> master = message.get(JAVA_INT_UNALIGNED, at + 4);
                case IFLA_ADDRESS -> mac = length == 10 ? mac(message.asSlice(at + 4, 6)) : mac;
                default -> {
                    // one of the many that nobody asked us for
                }
            }
            at += aligned(Math.max(length, 4));
        }
        return new Link(index, name, mac, (flags & IFF_UP) != 0, (flags & IFF_LOWER_UP) != 0, master);
    }

    private static MacAddress mac(MemorySegment bytes) {
        long bits = 0;
        for (int i = 0; i < 6; i++) {
            bits = bits << 8 | Byte.toUnsignedLong(bytes.get(JAVA_BYTE, i));
        }
        return new MacAddress(bits);
    }

    private static long aligned(int length) {
        return length + 3L & ~3L;
    }

    private static int checked(long result) throws VitrineException {
        if (result < 0) {
            throw new VitrineException(
                    Reason.FAILED, "the kernel does not list its network interfaces: errno " + -result);
        }
        return (int) result;
    }
}
