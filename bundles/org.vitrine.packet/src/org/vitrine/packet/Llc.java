/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * The header of an IEEE 802.3 frame's payload: logical link control (IEEE 802.2), with SNAP behind it where it says so.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------+---------------+---------------+- - - - - - - -+
 *  |     DSAP      |     SSAP      |  Control, 1 or 2 bytes        |
 *  +---------------+---------------+---------------+- - - - - - - -+
 *
 *  SNAP: DSAP and SSAP are 0xaa, Control is 3
 *  +-----------------------------------------------+---------------+
 *  |                 Organization                  |    Protocol
 *  +---------------+-------------------------------+---------------+
 *     of it        |
 *  +---------------+
 * </pre>
 */
public final class Llc extends Flyweight {
    public static final int DSAP_OFFSET = 0;
    public static final int SSAP_OFFSET = 1;
    public static final int CONTROL_OFFSET = 2;
    public static final int ORGANIZATION_OFFSET = 3;
    public static final int PROTOCOL_OFFSET = 6;

    /** Bytes of a header with SNAP. */
    public static final int SNAP_LENGTH = 8;

    public static final int SAP_SNAP = 0xaa;
    /** Spanning tree (IEEE 802.1D). */
    public static final int SAP_SPANNING_TREE = 0x42;
    /** Control of frames that stand for themselves (unnumbered information). */
    public static final int UNNUMBERED = 0x03;

    private static final int SHORTEST = 3;
    private static final int NOVELL = 0xffff;

    private int headerLength;
    private boolean isSnap;

    /**
     * Lays this over a header.
     *
     * @return whether there is one and all of it was captured
     */
    public boolean wrap(MemorySegment memory, long offset, int available) {
        headerLength = 0;
        isSnap = false;
        if (available < SHORTEST) {
            return detach();
        }
        attach(memory, offset, available);
        if (u16(DSAP_OFFSET) == NOVELL) {
            return detach(); // IPX without any header between
        }
        isSnap = u16(DSAP_OFFSET) == (SAP_SNAP << 8 | SAP_SNAP) && u8(CONTROL_OFFSET) == UNNUMBERED;
        headerLength = isSnap ? SNAP_LENGTH : (u8(CONTROL_OFFSET) & 3) == 3 ? SHORTEST : SHORTEST + 1;
        return headerLength <= available || detach();
    }

    /** Destination service access point. */
    public int dsap() {
        return u8(DSAP_OFFSET);
    }

    public Llc dsap(int point) {
        put8(DSAP_OFFSET, point);
        return this;
    }

    /** Source service access point; the lowest bit says that this is a response. */
    public int ssap() {
        return u8(SSAP_OFFSET);
    }

    public Llc ssap(int point) {
        put8(SSAP_OFFSET, point);
        return this;
    }

    /** 8 bits in unnumbered frames; 16 in others, in the order in which they are on the wire. */
    public int control() {
        int first = u8(CONTROL_OFFSET);
        return (first & 3) == 3 ? first : u16(CONTROL_OFFSET);
    }

    public boolean isSnap() {
        return isSnap;
    }

    /** Who defined the protocol, 24 bits; 0 when the protocol is an EtherType. Only if {@link #isSnap}. */
    public int organization() {
        return i32(CONTROL_OFFSET) & 0xff_ffff;
    }

    /** What is carried, as the organization numbers it. Only if {@link #isSnap}. */
    public int protocol() {
        return u16(PROTOCOL_OFFSET);
    }

    public Llc protocol(int type) {
        put16(PROTOCOL_OFFSET, type);
        return this;
    }

    public int headerLength() {
        return headerLength;
    }

    public long payloadOffset() {
        return offset() + headerLength;
    }

    public int payloadLength() {
        return available() - headerLength;
    }
}
