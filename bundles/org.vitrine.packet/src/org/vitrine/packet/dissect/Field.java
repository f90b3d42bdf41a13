/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.lang.foreign.MemorySegment;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.vitrine.packet.Packet;

/**
 * Something that a filter can ask a frame for, by Wireshark's name for it. A frame may have several values of one field: tunnels have
 * addresses within addresses, and every segment has two ports.
 *
 * @param name such as {@code tcp.port}
 * @param words what it is, for whoever chooses one
 * @param values how its values are read
 */
record Field(String name, Kind kind, String words, Values values) {
    /** What its values are, and so what they can be compared with. */
    enum Kind {
        PROTOCOL("nothing: it is there or not"),
        NUMBER("a number such as 80 or 0x50"),
        BOOLEAN("0 or 1"),
        SECONDS("a number of seconds such as 1.5"),
        IPV4("an IPv4 address such as 10.0.0.1, or a network such as 10.0.0.0/8"),
        IPV6("an IPv6 address such as fd00::1, or a network such as fd00::/8"),
        MAC("a MAC address such as 52:54:00:12:34:56"),
        TEXT("a text in quotes such as \"web\""),
        BYTES("a text in quotes, or bytes such as 47:45:54");

        private final String example;

        Kind(String example) {
            this.example = example;
        }

        String example() {
            return example;
        }
    }

    /** How values are read: true as soon as the test takes one. */
    sealed interface Values {}

    /** Values of 64 bits: numbers, booleans, times in nanoseconds, addresses of IPv4 and of Ethernet. */
    non-sealed interface Numbers extends Values {
        boolean any(Frame frame, Packet layer, LongPredicate test);
    }

    /** Values of 128 bits. */
    non-sealed interface Wides extends Values {
        boolean any(Frame frame, Packet layer, WidePredicate test);
    }

    /** Texts, which are made when they are asked for: the one kind that allocates. */
    non-sealed interface Texts extends Values {
        boolean any(Frame frame, Packet layer, Predicate<String> test);
    }

    /** Bytes where they lie. */
    non-sealed interface Bytes extends Values {
        boolean any(Frame frame, Packet layer, BytesPredicate test);
    }

    interface WidePredicate {
        boolean test(long high, long low);
    }

    interface BytesPredicate {
        boolean test(MemorySegment memory, long offset, int length);
    }

    /** Whether it is a property of the frame as a whole and not of the packets in it. */
    boolean isOfFrame() {
        return name.equals("frame") || name.startsWith("frame.") || name.equals("vm");
    }
}
