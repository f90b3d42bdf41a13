/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * An IPv6 header and the extension headers behind it (RFC 8200).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------+---------------+---------------------------------------+
 *  |Version| Traffic Class |              Flow Label               |
 *  +-------+---------------+-------+---------------+---------------+
 *  |        Payload Length         |  Next Header  |   Hop Limit   |
 *  +-------------------------------+---------------+---------------+
 *  |                   Source Address, 16 bytes                    |
 *  +---------------------------------------------------------------+
 *  |                 Destination Address, 16 bytes                 |
 *  +---------------+---------------+-------------------------------+
 *  |  Next Header  |  Hdr Ext Len  |  any number of times: see the walk below
 *  +---------------+---------------+-------------------------------+
 *
 *  Fragment header (RFC 8200, section 4.5):
 *  +---------------+---------------+-------------------------+---+-+
 *  |  Next Header  |   Reserved    |     Fragment Offset     |Res|M|
 *  +---------------+---------------+-------------------------+---+-+
 *  |                        Identification                         |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Ipv6 extends Flyweight {
    public static final int VERSION_OFFSET = 0;
    public static final int PAYLOAD_LENGTH_OFFSET = 4;
    public static final int NEXT_HEADER_OFFSET = 6;
    public static final int HOP_LIMIT_OFFSET = 7;
    public static final int SOURCE_OFFSET = 8;
    public static final int DESTINATION_OFFSET = 24;

    /** Bytes of the header without extensions. */
    public static final int LENGTH = 40;

    /** Extension headers that are walked at most; nobody sends that many in earnest. */
    public static final int MAX_EXTENSIONS = 16;

    private static final int EXTENSION_UNIT = 8;
    private static final int ADDRESS_LENGTH = 16;
    private static final int ROUTING_TYPE_OFFSET = 2;
    private static final int SEGMENTS_LEFT_OFFSET = 3;
    /** RFC 2460, section 4.4. */
    private static final int ROUTING_BY_SOURCE = 0;
    /** RFC 6275, section 6.4. */
    private static final int ROUTING_MOBILE = 2;
    /** RFC 8754. */
    private static final int ROUTING_SEGMENTS = 4;

    private static final int FRAGMENT_FIELD_OFFSET = 2;
    private static final int FRAGMENT_IDENTIFICATION_OFFSET = 4;
    private static final int MORE_FRAGMENTS = 1;
    private static final int FRAGMENT_OFFSET_MASK = 0xfff8;

    private final short[] extensionTypes = new short[MAX_EXTENSIONS];
    private final int[] extensionOffsets = new int[MAX_EXTENSIONS];
    private int extensionCount;
    private int headerLength;
    private int protocol;
    private int fragmentField;
    private int fragmentIdentification;
    private boolean isFragment;
    private boolean isRouted;
    /** Where the last station's address is, counted from the header; -1 when a routing header does not say it in a way that we know. */
    private int finalDestinationAt;

    private boolean isComplete;

    /**
     * Lays this over a header and walks the extension headers, as far as they were captured.
     *
     * @return whether there is a header; not whether all extension headers are there: see {@link #isComplete}
     */
    public boolean wrap(MemorySegment memory, long offset, int available) {
        if (available < LENGTH) {
            return detach();
        }
        attach(memory, offset, available);
        if (u8(VERSION_OFFSET) >>> 4 != 6) {
            return detach();
        }
        walk();
        return true;
    }

    private void walk() {
        headerLength = LENGTH;
        protocol = u8(NEXT_HEADER_OFFSET);
        extensionCount = 0;
        fragmentField = 0;
        fragmentIdentification = 0;
        isFragment = false;
        isRouted = false;
        finalDestinationAt = DESTINATION_OFFSET;
        isComplete = false;
        int end = Math.min(available(), LENGTH + statedLength());
        while (isExtension(protocol)) {
            if (extensionCount == MAX_EXTENSIONS || end - headerLength < EXTENSION_UNIT) {
                return;
            }
            int length = extensionLength();
            if (end - headerLength < length) {
                return;
            }
            if (protocol == IpProtocol.FRAGMENT) {
                fragmentField = u16(headerLength + FRAGMENT_FIELD_OFFSET);
                fragmentIdentification = i32(headerLength + FRAGMENT_IDENTIFICATION_OFFSET);
                isFragment = (fragmentField & (FRAGMENT_OFFSET_MASK | MORE_FRAGMENTS)) != 0;
            } else if (protocol == IpProtocol.ROUTING) {
                walkRouting(length);
            }
            extensionTypes[extensionCount] = (short) protocol;
            extensionOffsets[extensionCount++] = headerLength;
            protocol = u8(headerLength);
            headerLength += length;
            if (fragmentOffset() != 0) {
                break; // what follows is the middle of something
            }
        }
        isComplete = true;
    }

    private void walkRouting(int length) {
        if (u8(headerLength + SEGMENTS_LEFT_OFFSET) == 0) {
            return;
        }
        isRouted = true;
        if (length < EXTENSION_UNIT + ADDRESS_LENGTH) {
            finalDestinationAt = -1;
            return;
        }
        finalDestinationAt = switch (u8(headerLength + ROUTING_TYPE_OFFSET)) {
            case ROUTING_BY_SOURCE, ROUTING_MOBILE -> headerLength + length - ADDRESS_LENGTH; // the last of the list
            case ROUTING_SEGMENTS -> headerLength + EXTENSION_UNIT; // lists the last station first
            default -> -1;
        };
    }

    private static boolean isExtension(int header) {
        return switch (header) {
            case IpProtocol.HOP_BY_HOP,
                    IpProtocol.ROUTING,
                    IpProtocol.FRAGMENT,
                    IpProtocol.AUTHENTICATION,
                    IpProtocol.DESTINATION_OPTIONS,
                    IpProtocol.MOBILITY,
                    IpProtocol.HOST_IDENTITY,
                    IpProtocol.SHIM6 -> true;
            default -> false;
        };
    }

    private int extensionLength() {
        int stated = u8(headerLength + 1);
        return switch (protocol) {
            case IpProtocol.FRAGMENT -> EXTENSION_UNIT;
            case IpProtocol.AUTHENTICATION -> (stated + 2) * 4; // RFC 4302, section 2.2
            default -> (stated + 1) * EXTENSION_UNIT;
        };
    }

    private int statedLength() {
        int stated = u16(PAYLOAD_LENGTH_OFFSET);
        // 0 stands in jumbograms (RFC 2675), and in packets above 64 KiB that the kernel has not cut up yet
        return stated == 0 ? available() - LENGTH : stated;
    }

    public int trafficClass() {
        return i32(VERSION_OFFSET) >>> 20 & 0xff;
    }

    public int flowLabel() {
        return i32(VERSION_OFFSET) & 0xf_ffff;
    }

    /** What the first eight bits behind the fixed header are, extension or not. */
    public int nextHeader() {
        return u8(NEXT_HEADER_OFFSET);
    }

    public int hopLimit() {
        return u8(HOP_LIMIT_OFFSET);
    }

    public long sourceHigh() {
        return i64(SOURCE_OFFSET);
    }

    public long sourceLow() {
        return i64(SOURCE_OFFSET + 8);
    }

    public long destinationHigh() {
        return i64(DESTINATION_OFFSET);
    }

    public long destinationLow() {
        return i64(DESTINATION_OFFSET + 8);
    }

    /** Whether every extension header could be walked, so that {@link #protocol} is what the packet carries. */
    public boolean isComplete() {
        return isComplete;
    }

    /** What is carried behind the extension headers that could be walked; see {@link IpProtocol}. */
    public int protocol() {
        return protocol;
    }

    /** Bytes of the header and the extension headers that could be walked. */
    public int headerLength() {
        return headerLength;
    }

    /** Whether a routing header names stations yet to be visited, so that the destination is not the last one. */
    public boolean isRouted() {
        return isRouted;
    }

    /** Whether it is known who gets the packet in the end, whose address checksums cover. */
    boolean hasFinalDestination() {
        return finalDestinationAt >= 0;
    }

    long finalDestinationHigh() {
        return i64(finalDestinationAt);
    }

    long finalDestinationLow() {
        return i64(finalDestinationAt + 8);
    }

    /** Whether this is a part of a packet only, be it the first; an atomic fragment (RFC 6946) is a whole packet. */
    public boolean isFragment() {
        return isFragment;
    }

    /** Where this fragment's payload belongs in the whole packet's, in bytes. */
    public int fragmentOffset() {
        return fragmentField & FRAGMENT_OFFSET_MASK;
    }

    public boolean moreFragments() {
        return (fragmentField & MORE_FRAGMENTS) != 0;
    }

    /** What fragments of one packet have in common; 0 where there is no fragment header. */
    public int fragmentIdentification() {
        return fragmentIdentification;
    }

    /** Extension headers that could be walked, up to {@link #MAX_EXTENSIONS}. */
    public int extensionCount() {
        return extensionCount;
    }

    /**
     * What an extension header is, such as {@link IpProtocol#ROUTING}.
     *
     * @param index 0 for the first
     */
    public int extensionType(int index) {
        return extensionTypes[Objects.checkIndex(index, extensionCount)];
    }

    /** Where an extension header begins in {@link #memory()}. */
    public long extensionOffset(int index) {
        return offset() + extensionOffsets[Objects.checkIndex(index, extensionCount)];
    }

    /** Bytes of an extension header. */
    public int extensionLength(int index) {
        int next = index + 1 < extensionCount ? extensionOffsets[index + 1] : headerLength;
        return next - extensionOffsets[Objects.checkIndex(index, extensionCount)];
    }

    /**
     * Lays a cursor over the options of an extension header.
     *
     * @return whether it is one that has options: {@link IpProtocol#HOP_BY_HOP} or {@link IpProtocol#DESTINATION_OPTIONS}
     */
    public boolean options(int index, Options cursor) {
        int type = extensionType(index);
        boolean has = type == IpProtocol.HOP_BY_HOP || type == IpProtocol.DESTINATION_OPTIONS;
        cursor.wrap(Options.Format.IPV6, memory(), extensionOffset(index) + 2, has ? extensionLength(index) - 2 : 0);
        return has;
    }

    public long payloadOffset() {
        return offset() + headerLength;
    }

    /** Bytes behind the extension headers that the header says there are, captured or not. */
    public int statedPayloadLength() {
        return Math.max(0, LENGTH + statedLength() - headerLength);
    }

    /** Bytes behind the extension headers that were captured. */
    public int payloadLength() {
        return Math.min(statedPayloadLength(), available() - headerLength);
    }

    public Ipv6 trafficClass(int bits) {
        put32(VERSION_OFFSET, i32(VERSION_OFFSET) & ~(0xff << 20) | (bits & 0xff) << 20);
        return this;
    }

    public Ipv6 flowLabel(int label) {
        put32(VERSION_OFFSET, i32(VERSION_OFFSET) & ~0xf_ffff | label & 0xf_ffff);
        return this;
    }

    /** Changes the bytes that the header says there are behind it, extension headers and payload. */
    public Ipv6 statedLength(int bytes) {
        put16(PAYLOAD_LENGTH_OFFSET, bytes);
        return this;
    }

    public Ipv6 hopLimit(int hops) {
        put8(HOP_LIMIT_OFFSET, hops);
        return this;
    }

    /** Changes the source address; the checksums of what is carried are the caller's. */
    public Ipv6 source(long high, long low) {
        put64(SOURCE_OFFSET, high);
        put64(SOURCE_OFFSET + 8, low);
        return this;
    }

    /** Changes the destination address; the checksums of what is carried are the caller's. */
    public Ipv6 destination(long high, long low) {
        put64(DESTINATION_OFFSET, high);
        put64(DESTINATION_OFFSET + 8, low);
        return this;
    }
}
