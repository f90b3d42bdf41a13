/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * A VXLAN header (RFC 7348), which stands between UDP and an Ethernet frame.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-----------------------------------------------+
 *  |R|R|R|R|I|R|R|R|                   Reserved                    |
 *  +---------------+-------------------------------+---------------+
 *  |           VXLAN Network Identifier            |   Reserved    |
 *  +-----------------------------------------------+---------------+
 * </pre>
 */
public final class Vxlan extends Flyweight {
    public static final int FLAGS_OFFSET = 0;
    public static final int IDENTIFIER_OFFSET = 4;
    public static final int LENGTH = 8;

    /** UDP port that frames are sent to. */
    public static final int PORT = 4789;

    /** Says that there is a network identifier. */
    public static final int IDENTIFIED = 0x08;

    /**
     * Lays this over a datagram's payload.
     *
     * @return whether there is a whole header with a network identifier
     */
    public boolean wrap(MemorySegment memory, long offset, int available) {
        if (available < LENGTH) {
            return detach();
        }
        attach(memory, offset, available);
        return (u8(FLAGS_OFFSET) & IDENTIFIED) != 0 || detach();
    }

    public int flags() {
        return u8(FLAGS_OFFSET);
    }

    /** The network's number, 24 bits. */
    public int networkIdentifier() {
        return i32(IDENTIFIER_OFFSET) >>> 8;
    }

    /** Changes the network's number; the checksum of UDP, which VXLAN leaves out as a rule, is the caller's. */
    public Vxlan networkIdentifier(int identifier) {
        put32(IDENTIFIER_OFFSET, identifier << 8 | u8(IDENTIFIER_OFFSET + 3));
        return this;
    }

    public long payloadOffset() {
        return offset() + LENGTH;
    }

    public int payloadLength() {
        return available() - LENGTH;
    }
}
