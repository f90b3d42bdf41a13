/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * A UDP header (RFC 768). What changes a field changes the checksum with it (RFC 1624), unless there is none.
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

    public Udp sourcePort(int port) {
        return change(SOURCE_PORT_OFFSET, port);
    }

    public Udp destinationPort(int port) {
        return change(DESTINATION_PORT_OFFSET, port);
    }

    /** Changes the bytes that the header says there are; the checksum, in which they count twice, is the caller's. */
    public Udp length(int bytes) {
        put16(LENGTH_OFFSET, bytes);
        return this;
    }

    private Udp change(int at, int value) {
        if (checksum() == 0) {
            put16(at, value);
            return this;
        }
        change16(at, value, CHECKSUM_OFFSET);
        if (checksum() == 0) {
            put16(CHECKSUM_OFFSET, 0xffff); // 0 says that there is none
        }
        return this;
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
