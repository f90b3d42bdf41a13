/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * An Ethernet header, of Ethernet II or IEEE 802.3, with up to two VLAN tags (IEEE 802.1Q, 802.1ad).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                      Destination Address                      |
 *  +                               +-------------------------------+
 *  |                               |                               |
 *  +-------------------------------+                               +
 *  |                        Source Address                         |
 *  +-------------------------------+-------------------------------+
 *  |           Tag Type            | PCP |D|        VLAN ID        |  0 to 2 times
 *  +-------------------------------+-------------------------------+
 *  |      EtherType or Length      |  Payload ...
 *  +-------------------------------+-------------------------------+
 * </pre>
 */
public final class Ethernet extends Flyweight {
    public static final int DESTINATION_OFFSET = 0;
    public static final int SOURCE_OFFSET = 6;
    /** Where the EtherType is, or the first tag. */
    public static final int TYPE_OFFSET = 12;

    /** Bytes of a header without tags. */
    public static final int LENGTH = 14;

    public static final int TAG_LENGTH = 4;
    public static final int MAX_TAGS = 2;

    public static final int TYPE_IPV4 = 0x0800;
    public static final int TYPE_ARP = 0x0806;
    public static final int TYPE_LLDP = 0x88cc;
    public static final int TYPE_IPV6 = 0x86dd;
    /** Customer tag (802.1Q). */
    public static final int TYPE_VLAN = 0x8100;
    /** Service tag (802.1ad, "QinQ"). */
    public static final int TYPE_SERVICE_VLAN = 0x88a8;
    /** What some switches used for the outer tag before 802.1ad. */
    public static final int TYPE_OLD_SERVICE_VLAN = 0x9100;

    /** Smaller values are no type. */
    public static final int LOWEST_TYPE = 0x0600;

    /** Up to here the value is the length of an IEEE 802.3 frame's payload; what is between this and a type means nothing. */
    public static final int HIGHEST_LENGTH = 1_500;

    private static final int ID_MASK = 0x0fff;
    private static final int DROP_ELIGIBLE = 0x1000;
    private static final int PRIORITY_SHIFT = 13;

    private int tagCount;
    private int etherType;

    /**
     * Lays this over a frame. A tag of which not everything was captured is no tag.
     *
     * @param capturedLength bytes of the frame that are in memory
     * @return whether there is a header
     */
    public boolean wrap(MemorySegment memory, long offset, int capturedLength) {
        if (capturedLength < LENGTH) {
            tagCount = 0;
            etherType = 0;
            return detach();
        }
        attach(memory, offset, capturedLength);
        int tags = 0;
        int type = u16(TYPE_OFFSET);
        while (tags < MAX_TAGS && isTag(type) && capturedLength >= LENGTH + (tags + 1) * TAG_LENGTH) {
            tags++;
            type = u16(TYPE_OFFSET + tags * TAG_LENGTH);
        }
        tagCount = tags;
        etherType = type;
        return true;
    }

    static boolean isTag(int type) {
        return type == TYPE_VLAN || type == TYPE_SERVICE_VLAN || type == TYPE_OLD_SERVICE_VLAN;
    }

    public long destination() {
        return u48(DESTINATION_OFFSET);
    }

    public Ethernet destination(long address) {
        put48(DESTINATION_OFFSET, address);
        return this;
    }

    public long source() {
        return u48(SOURCE_OFFSET);
    }

    public Ethernet source(long address) {
        put48(SOURCE_OFFSET, address);
        return this;
    }

    /** VLAN tags, 0 to 2. */
    public int tagCount() {
        return tagCount;
    }

    /**
     * The kind of a tag, such as {@link #TYPE_VLAN}.
     *
     * @param tag 0 for the outer one
     */
    public int tagType(int tag) {
        return u16(TYPE_OFFSET + tag * TAG_LENGTH);
    }

    /** The 16 bits of a tag: priority, drop eligibility, VLAN id. */
    public int tagControl(int tag) {
        return u16(TYPE_OFFSET + tag * TAG_LENGTH + 2);
    }

    /** Changes the 16 bits of a tag. */
    public Ethernet tagControl(int tag, int control) {
        put16(TYPE_OFFSET + tag * TAG_LENGTH + 2, control);
        return this;
    }

    public int vlanId(int tag) {
        return tagControl(tag) & ID_MASK;
    }

    /** Changes the VLAN of a tag. */
    public Ethernet vlanId(int tag, int id) {
        return tagControl(tag, tagControl(tag) & ~ID_MASK | id & ID_MASK);
    }

    /** Priority code point, 0 to 7. */
    public int priority(int tag) {
        return tagControl(tag) >>> PRIORITY_SHIFT;
    }

    public boolean isDropEligible(int tag) {
        return (tagControl(tag) & DROP_ELIGIBLE) != 0;
    }

    /** What the payload is, behind the tags; see {@link #isIeee8023} for values that are a length. */
    public int etherType() {
        return etherType;
    }

    /** Changes what the payload is, behind the tags. */
    public Ethernet etherType(int type) {
        put16(TYPE_OFFSET + tagCount * TAG_LENGTH, type);
        etherType = type;
        return this;
    }

    /** Whether the frame is one of IEEE 802.3: {@link #etherType} is the length of its payload, which begins with {@link Llc}. */
    public boolean isIeee8023() {
        return etherType <= HIGHEST_LENGTH;
    }

    /** Bytes of the header with its tags. */
    public int headerLength() {
        return LENGTH + tagCount * TAG_LENGTH;
    }

    public long payloadOffset() {
        return offset() + headerLength();
    }

    /** Bytes behind the header that were captured, with whatever pads a short frame; that of IEEE 802.3 says what is padding. */
    public int payloadLength() {
        int captured = available() - headerLength();
        return isIeee8023() ? Math.min(etherType, captured) : captured;
    }
}
