/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * What the header of a capture file says.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |              Magic: byte order and time resolution            |
 *  +-------------------------------+-------------------------------+
 *  |       Major Version = 2       |       Minor Version = 4       |
 *  +-------------------------------+-------------------------------+
 *  |                         Reserved = 0                          |
 *  +---------------------------------------------------------------+
 *  |                         Reserved = 0                          |
 *  +---------------------------------------------------------------+
 *  |                          Snap Length                          |
 *  +-------+-----------------------+-------------------------------+
 *  |  FCS  |       Reserved        |           Link Type           |
 *  +-------+-----------------------+-------------------------------+
 *
 *  and before each packet:
 *  +---------------------------------------------------------------+
 *  |                 Seconds since 1970, unsigned                  |
 *  +---------------------------------------------------------------+
 *  |                 Microseconds or nanoseconds                   |
 *  +---------------------------------------------------------------+
 *  |                        Captured Length                        |
 *  +---------------------------------------------------------------+
 *  |                        Original Length                        |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * @param order of the bytes of every number in the headers
 * @param nanoseconds whether times are in nanoseconds; else in microseconds
 * @param snapLength bytes that were wanted of each packet
 * @param linkType what the packets begin with (tcpdump.org "Link-layer header types")
 */
public record PcapFormat(ByteOrder order, boolean nanoseconds, int snapLength, int linkType) {
    public static final int LINK_TYPE_ETHERNET = 1;

    /** Bytes that hold any packet; libpcap takes none that is longer. */
    public static final int MAX_CAPTURED_LENGTH = 262_144;

    static final int MAGIC_OFFSET = 0;
    static final int MAJOR_OFFSET = 4;
    static final int MINOR_OFFSET = 6;
    static final int RESERVED_OFFSET = 8;
    static final int SNAP_LENGTH_OFFSET = 16;
    static final int LINK_TYPE_OFFSET = 20;
    static final int FILE_HEADER_LENGTH = 24;

    static final int SECONDS_OFFSET = 0;
    static final int FRACTION_OFFSET = 4;
    static final int CAPTURED_LENGTH_OFFSET = 8;
    static final int ORIGINAL_LENGTH_OFFSET = 12;
    static final int PACKET_HEADER_LENGTH = 16;

    private static final int MAGIC_MICROSECONDS = 0xa1b2_c3d4;
    private static final int MAGIC_NANOSECONDS = 0xa1b2_3c4d;
    private static final int MAGIC_PCAPNG = 0x0a0d_0d0a;
    private static final int MAJOR_VERSION = 2;
    private static final int MINOR_VERSION = 4;

    public PcapFormat {
        if (snapLength < 1 || snapLength > MAX_CAPTURED_LENGTH) {
            throw new IllegalArgumentException(
                    "snap length must be 1 to " + MAX_CAPTURED_LENGTH + " bytes, got " + snapLength);
        }
    }

    /** Ethernet frames with nanoseconds, in this machine's byte order. */
    public static PcapFormat ethernet(int snapLength) {
        return new PcapFormat(ByteOrder.nativeOrder(), true, snapLength, LINK_TYPE_ETHERNET);
    }

    void write(MemorySegment to) {
        ValueLayout.OfInt int32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
        ValueLayout.OfShort int16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
        to.set(int32, MAGIC_OFFSET, nanoseconds ? MAGIC_NANOSECONDS : MAGIC_MICROSECONDS);
        to.set(int16, MAJOR_OFFSET, (short) MAJOR_VERSION);
        to.set(int16, MINOR_OFFSET, (short) MINOR_VERSION);
        to.set(int32, RESERVED_OFFSET, 0);
        to.set(int32, RESERVED_OFFSET + 4, 0);
        to.set(int32, SNAP_LENGTH_OFFSET, snapLength);
        to.set(int32, LINK_TYPE_OFFSET, linkType);
    }

    /** Understands the header of the file of that name, of which so many bytes are there. */
    static PcapFormat read(String name, MemorySegment from, int available) throws PcapFormatException {
        if (available < Integer.BYTES) {
            throw new PcapFormatException(
                    name + (available == 0 ? " is empty" : " is no capture file: it has " + available + " bytes"));
        }
        int magic = from.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), MAGIC_OFFSET);
        ByteOrder order = magic == MAGIC_MICROSECONDS || magic == MAGIC_NANOSECONDS
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN;
        int canonical = order == ByteOrder.BIG_ENDIAN ? magic : Integer.reverseBytes(magic);
        if (magic == MAGIC_PCAPNG) {
            throw new PcapFormatException(
                    name + " is a pcapng file; only classic pcap can be read. Convert it: editcap -F pcap IN OUT");
        }
        if (canonical != MAGIC_MICROSECONDS && canonical != MAGIC_NANOSECONDS) {
            throw new PcapFormatException(
                    name + " is no capture file: it begins with 0x" + String.format("%08x", magic));
        }
        if (available < FILE_HEADER_LENGTH) {
            throw new PcapFormatException(
                    name + " ends within its header, after " + available + " of " + FILE_HEADER_LENGTH + " bytes");
        }
        int major = from.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), MAJOR_OFFSET) & 0xffff;
        int minor = from.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), MINOR_OFFSET) & 0xffff;
        if (major != MAJOR_VERSION || minor != MINOR_VERSION) {
            // before 2.4 the two lengths of a packet changed places
            throw new PcapFormatException(name + " has format version " + major + "." + minor + "; only 2.4 is known");
        }
        ValueLayout.OfInt int32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
        int snapLength = from.get(int32, SNAP_LENGTH_OFFSET);
        // 0 and more than the limit both stand for "all": writers disagree, and nothing depends on it
        boolean sensible = snapLength > 0 && snapLength <= MAX_CAPTURED_LENGTH;
        return new PcapFormat(
                order,
                canonical == MAGIC_NANOSECONDS,
                sensible ? snapLength : MAX_CAPTURED_LENGTH,
                from.get(int32, LINK_TYPE_OFFSET) & 0xffff);
    }
}
