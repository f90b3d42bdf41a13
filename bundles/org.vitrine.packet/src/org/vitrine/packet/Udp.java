/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * A UDP header (RFC 768).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+
 *  |          Source Port          |       Destination Port        |
 *  +-------------------------------+-------------------------------+
 *  |            Length             |           Checksum            |
 *  +-------------------------------+-------------------------------+
 *  |  Payload ...
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Udp extends Flyweight {
    public static final int SOURCE_PORT_OFFSET = 0;
    public static final int DESTINATION_PORT_OFFSET = 2;
    public static final int LENGTH_OFFSET = 4;
    public static final int CHECKSUM_OFFSET = 6;
    public static final int LENGTH = 8;

    /**
     * Lays this over a datagram.
     *
     * @return whether all of its header was captured
     */
    public boolean wrap(MemorySegment memory, long offset, int available) {
        return available < LENGTH ? detach() : attach(memory, offset, available);
    }

    public int sourcePort() {
        return u16(SOURCE_PORT_OFFSET);
    }

    public int destinationPort() {
        return u16(DESTINATION_PORT_OFFSET);
    }

    /** Bytes of the datagram with this header, as the header says. */
    public int length() {
        return u16(LENGTH_OFFSET);
    }

    /** 0 when the sender computed none, which only IPv4 allows. */
    public int checksum() {
        return u16(CHECKSUM_OFFSET);
    }

    public long payloadOffset() {
        return offset() + LENGTH;
    }

    /** Bytes of payload that were captured and belong to the datagram. */
    public int payloadLength() {
        return Math.max(0, Math.min(length(), available()) - LENGTH);
    }
}
