/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * A TCP header (RFC 9293); options are passed over.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+
 *  |          Source Port          |       Destination Port        |
 *  +-------------------------------+-------------------------------+
 *  |                        Sequence Number                        |
 *  +---------------------------------------------------------------+
 *  |                     Acknowledgment Number                     |
 *  +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 *  | Words | Rsrvd |C|E|U|A|P|R|S|F|            Window             |
 *  +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 *  |           Checksum            |        Urgent Pointer         |
 *  +-------------------------------+-------------------------------+
 *  |                  Options, 0 to 40 bytes ...
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Tcp extends Flyweight {
    public static final int SOURCE_PORT_OFFSET = 0;
    public static final int DESTINATION_PORT_OFFSET = 2;
    public static final int SEQUENCE_OFFSET = 4;
    public static final int ACKNOWLEDGMENT_OFFSET = 8;
    public static final int DATA_OFFSET = 12;
    public static final int FLAGS_OFFSET = 13;
    public static final int WINDOW_OFFSET = 14;
    public static final int CHECKSUM_OFFSET = 16;
    public static final int URGENT_POINTER_OFFSET = 18;

    /** Bytes of a header without options. */
    public static final int LENGTH = 20;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;

    private int headerLength;

    /**
     * Lays this over a segment.
     *
     * @return whether it has a header and all of it was captured, options included
     */
    public boolean wrap(MemorySegment memory, long offset, int available) {
        if (available < LENGTH) {
            return detach();
        }
        attach(memory, offset, available);
        headerLength = u8(DATA_OFFSET) >>> 4 << 2;
        return headerLength >= LENGTH && headerLength <= available || detach();
    }

    public int sourcePort() {
        return u16(SOURCE_PORT_OFFSET);
    }

    public int destinationPort() {
        return u16(DESTINATION_PORT_OFFSET);
    }

    /** Sequence number; compare modulo 2^32. */
    public int sequence() {
        return i32(SEQUENCE_OFFSET);
    }

    /** Acknowledgment number; compare modulo 2^32. */
    public int acknowledgment() {
        return i32(ACKNOWLEDGMENT_OFFSET);
    }

    public int headerLength() {
        return headerLength;
    }

    /** {@link #SYN}, {@link #ACK} and so on, added up. */
    public int flags() {
        return u8(FLAGS_OFFSET);
    }

    /** As it stands in the header, before scaling. */
    public int window() {
        return u16(WINDOW_OFFSET);
    }

    public int checksum() {
        return u16(CHECKSUM_OFFSET);
    }

    public long payloadOffset() {
        return offset() + headerLength;
    }

    /** Bytes of payload that were captured. */
    public int payloadLength() {
        return available() - headerLength;
    }
}
