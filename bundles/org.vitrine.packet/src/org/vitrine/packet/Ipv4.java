/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * An IPv4 header (RFC 791). What changes a field changes the header's checksum with it (RFC 1624); those of the payload are the
 * caller's, or {@link Packet}'s.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------+-------+---------------+-------------------------------+
 *  |Version|  IHL  | Traffic Class |         Total Length          |
 *  +-------+-------+---------------+-----+-------------------------+
 *  |        Identification         |0|D|M|     Fragment Offset     |
 *  +---------------+---------------+-----+-------------------------+
 *  | Time to Live  |   Protocol    |        Header Checksum        |
 *  +---------------+---------------+-------------------------------+
 *  |                        Source Address                         |
 *  +---------------------------------------------------------------+
 *  |                      Destination Address                      |
 *  +---------------------------------------------------------------+
 *  |                  Options, 0 to 40 bytes ...
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Ipv4 extends Flyweight {
    public static final int VERSION_OFFSET = 0;
    public static final int TRAFFIC_CLASS_OFFSET = 1;
    public static final int TOTAL_LENGTH_OFFSET = 2;
    public static final int IDENTIFICATION_OFFSET = 4;
    public static final int FRAGMENT_OFFSET = 6;
    public static final int TIME_TO_LIVE_OFFSET = 8;
    public static final int PROTOCOL_OFFSET = 9;
    public static final int CHECKSUM_OFFSET = 10;
    public static final int SOURCE_OFFSET = 12;
    public static final int DESTINATION_OFFSET = 16;
    public static final int OPTIONS_OFFSET = 20;

    /** Bytes of a header without options. */
    public static final int LENGTH = 20;

    /** Options that are common: record route (RFC 791), time stamps (RFC 791), router alert (RFC 2113). */
    public static final int OPTION_RECORD_ROUTE = 7;

    public static final int OPTION_TIMESTAMP = 68;
    public static final int OPTION_ROUTER_ALERT = 148;

    static final int RESERVED = 0x8000;
    static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int FRAGMENT_OFFSET_MASK = 0x1fff;

    private int headerLength;

    /**
     * Lays this over a header.
     *
     * @return whether it is one and all of it was captured, options included
     */
    public boolean wrap(MemorySegment memory, long offset, int available) {
        if (available < LENGTH) {
            return detach();
        }
        attach(memory, offset, available);
        int first = u8(VERSION_OFFSET);
        headerLength = (first & 0xf) << 2;
        return first >>> 4 == 4 && headerLength >= LENGTH && headerLength <= available || detach();
    }

    public int headerLength() {
        return headerLength;
    }

    /** Differentiated services and ECN bits (RFC 2474, RFC 3168). */
    public int trafficClass() {
        return u8(TRAFFIC_CLASS_OFFSET);
    }

    /**
     * Bytes of the packet with this header, as the header says; 0 in packets above 64 KiB that the kernel hands on before it cuts them
     * up.
     */
    public int totalLength() {
        return u16(TOTAL_LENGTH_OFFSET);
    }

    public int identification() {
        return u16(IDENTIFICATION_OFFSET);
    }

    public boolean dontFragment() {
        return (u16(FRAGMENT_OFFSET) & DONT_FRAGMENT) != 0;
    }

    public boolean moreFragments() {
        return (u16(FRAGMENT_OFFSET) & MORE_FRAGMENTS) != 0;
    }

    /** Where this fragment's payload belongs in the whole packet's, in bytes. */
    public int fragmentOffset() {
        return (u16(FRAGMENT_OFFSET) & FRAGMENT_OFFSET_MASK) << 3;
    }

    /** Whether this is a part of a packet only, be it the first. */
    public boolean isFragment() {
        return (u16(FRAGMENT_OFFSET) & (MORE_FRAGMENTS | FRAGMENT_OFFSET_MASK)) != 0;
    }

    public int timeToLive() {
        return u8(TIME_TO_LIVE_OFFSET);
    }

    /** What is carried; see {@link IpProtocol}. */
    public int protocol() {
        return u8(PROTOCOL_OFFSET);
    }

    public int checksum() {
        return u16(CHECKSUM_OFFSET);
    }

    public int source() {
        return i32(SOURCE_OFFSET);
    }

    public int destination() {
        return i32(DESTINATION_OFFSET);
    }

    public long payloadOffset() {
        return offset() + headerLength;
    }

    /** Bytes of payload that the header says there are, captured or not. */
    public int statedPayloadLength() {
        int total = totalLength();
        return total == 0 ? available() - headerLength : Math.max(0, total - headerLength);
    }

    /** Bytes of payload that were captured; what pads a short Ethernet frame is not counted. */
    public int payloadLength() {
        return Math.min(statedPayloadLength(), available() - headerLength);
    }

    /** Whether the header's checksum is right. */
    public boolean isChecksumGood() {
        return Checksum.isGood(memory(), offset(), headerLength);
    }

    /** Lays a cursor over the options. */
    public void options(Options cursor) {
        cursor.wrap(Options.Format.IP, memory(), offset() + OPTIONS_OFFSET, headerLength - OPTIONS_OFFSET);
    }

    public Ipv4 source(int address) {
        change32(SOURCE_OFFSET, address, CHECKSUM_OFFSET);
        return this;
    }

    public Ipv4 destination(int address) {
        change32(DESTINATION_OFFSET, address, CHECKSUM_OFFSET);
        return this;
    }

    public Ipv4 trafficClass(int bits) {
        return change16(VERSION_OFFSET, u8(VERSION_OFFSET) << 8 | bits & 0xff);
    }

    public Ipv4 totalLength(int bytes) {
        return change16(TOTAL_LENGTH_OFFSET, bytes);
    }

    public Ipv4 identification(int identification) {
        return change16(IDENTIFICATION_OFFSET, identification);
    }

    /**
     * Makes this a fragment, or a whole packet again, which may be fragmented on its way.
     *
     * @param payloadAt where the payload belongs in the whole packet's, a multiple of 8 bytes up to 65528
     * @param moreFollow whether it is not the last one
     */
    public Ipv4 fragment(int payloadAt, boolean moreFollow) {
        if ((payloadAt & ~(FRAGMENT_OFFSET_MASK << 3)) != 0) {
            throw new IllegalArgumentException("a fragment begins at a multiple of 8 up to 65528, got " + payloadAt);
        }
        return change16(FRAGMENT_OFFSET, payloadAt >>> 3 | (moreFollow ? MORE_FRAGMENTS : 0));
    }

    public Ipv4 dontFragment(boolean dont) {
        int bits = u16(FRAGMENT_OFFSET) & ~DONT_FRAGMENT;
        return change16(FRAGMENT_OFFSET, dont ? bits | DONT_FRAGMENT : bits);
    }

    public Ipv4 timeToLive(int hops) {
        return change16(TIME_TO_LIVE_OFFSET, hops << 8 | protocol());
    }

    public Ipv4 protocol(int protocol) {
        return change16(TIME_TO_LIVE_OFFSET, timeToLive() << 8 | protocol & 0xff);
    }

    private Ipv4 change16(int at, int value) {
        change16(at, value & 0xffff, CHECKSUM_OFFSET);
        return this;
    }
}
