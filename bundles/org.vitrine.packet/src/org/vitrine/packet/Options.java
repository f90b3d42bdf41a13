/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * Walks the options that a header has: {@link #wrap}, then {@link #next} for each. Padding and end marks are options, too, without
 * data. Reusable; allocates nothing.
 */
public final class Options extends Flyweight {
    /** How a protocol writes options down. */
    public enum Format {
        /** IPv4 (RFC 791) and TCP (RFC 9293): 0 ends them, 1 fills a byte, others have a length that counts all of the option. */
        IP(1, 1, -1, 0),
        /** Hop-by-hop and destination options (RFC 8200, section 4.2): 0 fills a byte, others have the length of their data. */
        IPV6(1, 0, 2, -1),
        /** Neighbor discovery (RFC 4861, section 4.6): lengths count all of the option, in units of 8 bytes. */
        NEIGHBOR_DISCOVERY(1, -1, -1, -1),
        /** DHCP (RFC 2132): 0 fills a byte, 255 ends them, others have the length of their data. */
        DHCP(1, 0, 2, 255),
        /** DHCPv6 (RFC 8415, section 21.1): 16 bits of code, 16 bits with the length of the data. */
        DHCPV6(2, -1, 4, -1);

        private final int fieldLength;
        private final int filler;
        /** Bytes that the length does not count. */
        private final int uncounted;

        private final int endMark;

        Format(int fieldLength, int filler, int uncounted, int endMark) {
            this.fieldLength = fieldLength;
            this.filler = filler;
            this.uncounted = Math.max(uncounted, 0);
            this.endMark = endMark;
        }
    }

    private Format format = Format.IP;
    private int at;
    private int end;
    private int kind;
    private boolean isWhole;

    /** Lays this over the bytes that hold options. */
    public void wrap(Format newFormat, MemorySegment memory, long offset, int available) {
        attach(memory, offset, Math.max(0, available));
        format = newFormat;
        at = 0;
        end = 0;
        kind = -1;
        isWhole = true;
    }

    /**
     * Goes to the next option.
     *
     * @return whether there is one; when not, {@link #isWhole} says whether the options end as they should
     */
    public boolean next() {
        at = end;
        int left = available() - at;
        if (left <= 0) {
            return false;
        }
        if (left < format.fieldLength) {
            return broken();
        }
        kind = format.fieldLength == 1 ? u8(at) : u16(at);
        if (kind == format.endMark) {
            end = available(); // whatever follows fills the header up
            return true;
        }
        if (kind == format.filler) {
            end = at + 1;
            return true;
        }
        int header = 2 * format.fieldLength;
        if (left < header) {
            return broken();
        }
        int length = format.fieldLength == 1 ? u8(at + 1) : u16(at + 2);
        length = format == Format.NEIGHBOR_DISCOVERY ? length << 3 : length + format.uncounted;
        if (length < header || length > left) {
            return broken();
        }
        end = at + length;
        return true;
    }

    private boolean broken() {
        isWhole = false;
        end = at;
        attach(memory(), offset(), at);
        return false;
    }

    /** False once an option was met that is shorter than its own header or longer than what there is. */
    public boolean isWhole() {
        return isWhole;
    }

    /** What the option is. */
    public int kind() {
        return kind;
    }

    /** Whether the option only fills a place or ends the others. */
    public boolean isPadding() {
        return kind == format.filler || kind == format.endMark;
    }

    /** Where the option begins, counted from the first. */
    public int position() {
        return at;
    }

    /** Bytes of the option, header and data. */
    public int length() {
        return kind == format.endMark ? 1 : end - at;
    }

    public long dataOffset() {
        return offset() + at + (isPadding() ? 1 : 2L * format.fieldLength);
    }

    public int dataLength() {
        return isPadding() ? 0 : end - at - 2 * format.fieldLength;
    }

    /** A byte of the data. */
    public int data8(int index) {
        return u8(dataAt(index, 1));
    }

    /** Two bytes of the data as a number. */
    public int data16(int index) {
        return u16(dataAt(index, 2));
    }

    /** Four bytes of the data as a number or an IPv4 address. */
    public int data32(int index) {
        return i32(dataAt(index, 4));
    }

    /** Six bytes of the data as an Ethernet address. */
    public long data48(int index) {
        return u48(dataAt(index, 6));
    }

    /** Eight bytes of the data, such as half an IPv6 address. */
    public long data64(int index) {
        return i64(dataAt(index, 8));
    }

    private int dataAt(int index, int size) {
        if (index < 0 || index + size > dataLength()) {
            throw new IndexOutOfBoundsException(
                    size + " bytes at " + index + " are not in the " + dataLength() + " bytes of option " + kind);
        }
        return end - dataLength() + index;
    }
}
