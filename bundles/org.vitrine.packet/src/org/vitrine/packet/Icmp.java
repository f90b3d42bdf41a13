/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * The header that all ICMP messages have, of IPv4 (RFC 792) and of IPv6 (RFC 4443), and what the common ones hold.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------+---------------+-------------------------------+
 *  |     Type      |     Code      |           Checksum            |
 *  +---------------+---------------+-------------------------------+
 *  |  Body ...
 *  +---------------------------------------------------------------+
 *
 *  of an echo request or reply:
 *  +-------------------------------+-------------------------------+
 *  |          Identifier           |        Sequence Number        |
 *  +-------------------------------+-------------------------------+
 *
 *  of an error: four bytes whose meaning depends on the type, then the beginning of the packet at fault
 * </pre>
 */
public final class Icmp extends Flyweight {
    public static final int TYPE_OFFSET = 0;
    public static final int CODE_OFFSET = 1;
    public static final int CHECKSUM_OFFSET = 2;
    public static final int BODY_OFFSET = 4;
    public static final int IDENTIFIER_OFFSET = 4;
    public static final int SEQUENCE_OFFSET = 6;
    /** Where an error has the packet at fault. */
    public static final int QUOTE_OFFSET = 8;

    public static final int LENGTH = 4;

    public static final int ECHO_REPLY = 0;
    public static final int UNREACHABLE = 3;
    public static final int REDIRECT = 5;
    public static final int ECHO_REQUEST = 8;
    public static final int TIME_EXCEEDED = 11;
    public static final int PARAMETER_PROBLEM = 12;

    /** Code of {@link #UNREACHABLE}: the packet is too large and must not be fragmented. */
    public static final int FRAGMENTATION_NEEDED = 4;

    public static final int V6_UNREACHABLE = 1;
    public static final int V6_PACKET_TOO_BIG = 2;
    public static final int V6_TIME_EXCEEDED = 3;
    public static final int V6_PARAMETER_PROBLEM = 4;
    public static final int V6_ECHO_REQUEST = 128;
    public static final int V6_ECHO_REPLY = 129;
    public static final int V6_ROUTER_SOLICITATION = 133;
    public static final int V6_ROUTER_ADVERTISEMENT = 134;
    public static final int V6_NEIGHBOR_SOLICITATION = 135;
    public static final int V6_NEIGHBOR_ADVERTISEMENT = 136;
    public static final int V6_REDIRECT = 137;

    /**
     * Lays this over a message.
     *
     * @return whether all of its header was captured
     */
    public boolean wrap(MemorySegment memory, long offset, int available) {
        return available < LENGTH ? detach() : attach(memory, offset, available);
    }

    public int type() {
        return u8(TYPE_OFFSET);
    }

    /** Changes the type and, with it, the checksum (RFC 1624). */
    public Icmp type(int type) {
        change16(TYPE_OFFSET, type << 8 | code(), CHECKSUM_OFFSET);
        return this;
    }

    public int code() {
        return u8(CODE_OFFSET);
    }

    public int checksum() {
        return u16(CHECKSUM_OFFSET);
    }

    /** What ties echo requests and replies together. */
    public int identifier() {
        return u16(IDENTIFIER_OFFSET);
    }

    /** Changes an echo's identifier and, with it, the checksum (RFC 1624). */
    public Icmp identifier(int identifier) {
        change16(IDENTIFIER_OFFSET, identifier, CHECKSUM_OFFSET);
        return this;
    }

    /** Counts echo requests. */
    public int sequence() {
        return u16(SEQUENCE_OFFSET);
    }

    /** Changes an echo's sequence number and, with it, the checksum (RFC 1624). */
    public Icmp sequence(int number) {
        change16(SEQUENCE_OFFSET, number, CHECKSUM_OFFSET);
        return this;
    }

    /** Most bytes that the next link takes, as {@link #FRAGMENTATION_NEEDED} of IPv4 says (RFC 1191); 0 when it does not. */
    public int nextMtu() {
        return u16(SEQUENCE_OFFSET);
    }

    /** Most bytes that the next link takes, as {@link #V6_PACKET_TOO_BIG} says. */
    public long v6NextMtu() {
        return u32(BODY_OFFSET);
    }

    /** The better router that {@link #REDIRECT} of IPv4 names. */
    public int gateway() {
        return i32(BODY_OFFSET);
    }

    /** Where the packet begins that an error is about. */
    public long quoteOffset() {
        return offset() + QUOTE_OFFSET;
    }

    /** Bytes of the packet that an error is about. */
    public int quoteLength() {
        return Math.max(0, available() - QUOTE_OFFSET);
    }
}
