/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * A GRE header (RFC 2784, RFC 2890); version 1 is PPTP's (RFC 2637).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+---------+-+-----+-----+-------------------------------+
 *  |C|R|K|S|Reserved |A|Rsrvd| Ver |         Protocol Type         |
 *  +-+-+-+-+---------+-+-----+-----+-------------------------------+
 *  |      Checksum, if C           |          Reserved             |
 *  +-------------------------------+-------------------------------+
 *  |                          Key, if K                            |
 *  +---------------------------------------------------------------+
 *  |                    Sequence Number, if S                      |
 *  +---------------------------------------------------------------+
 *  |         Acknowledgment Number, if A, version 1 only           |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Gre extends Flyweight {
    public static final int FLAGS_OFFSET = 0;
    public static final int PROTOCOL_OFFSET = 2;
    public static final int CHECKSUM_OFFSET = 4;

    /** Bytes of a header without any of the optional fields. */
    public static final int LENGTH = 4;

    public static final int CHECKSUM = 0x8000;
    public static final int ROUTING = 0x4000;
    public static final int KEY = 0x2000;
    public static final int SEQUENCE = 0x1000;
    public static final int ACKNOWLEDGMENT = 0x0080;

    /** A whole Ethernet frame is carried. */
    public static final int TYPE_ETHERNET = 0x6558;

    private static final int VERSION_MASK = 7;
    private static final int FIELD = 4;

    private int headerLength;

    /**
     * Lays this over a header.
     *
     * @return whether it is one and all of it was captured; one with source routes, which nobody sends, is none
     */
    public boolean wrap(MemorySegment memory, long offset, int available) {
        headerLength = 0;
        if (available < LENGTH) {
            return detach();
        }
        attach(memory, offset, available);
        if (version() > 1 || (flags() & ROUTING) != 0) {
            return detach();
        }
        headerLength = LENGTH
                + FIELD * (present(CHECKSUM) + present(KEY) + present(SEQUENCE))
                + (version() == 1 ? FIELD * present(ACKNOWLEDGMENT) : 0);
        return headerLength <= available || detach();
    }

    private int present(int flag) {
        return (flags() & flag) == 0 ? 0 : 1;
    }

    /** {@link #CHECKSUM}, {@link #KEY} and so on, added up. */
    public int flags() {
        return u16(FLAGS_OFFSET);
    }

    public int version() {
        return flags() & VERSION_MASK;
    }

    /** An EtherType. */
    public int protocol() {
        return u16(PROTOCOL_OFFSET);
    }

    public boolean hasChecksum() {
        return present(CHECKSUM) == 1;
    }

    /** Covers this header and what is carried. Only if {@link #hasChecksum}. */
    public int checksum() {
        return u16(CHECKSUM_OFFSET);
    }

    public boolean hasKey() {
        return present(KEY) == 1;
    }

    /** Tells tunnels between the same ends apart. Only if {@link #hasKey}. */
    public int key() {
        return i32(keyAt());
    }

    /** Changes the key; a checksum is the caller's. */
    public Gre key(int key) {
        put32(keyAt(), key);
        return this;
    }

    private int keyAt() {
        return LENGTH + FIELD * present(CHECKSUM);
    }

    public boolean hasSequence() {
        return present(SEQUENCE) == 1;
    }

    /** Only if {@link #hasSequence}. */
    public int sequence() {
        return i32(sequenceAt());
    }

    /** Changes the sequence number; a checksum is the caller's. */
    public Gre sequence(int number) {
        put32(sequenceAt(), number);
        return this;
    }

    private int sequenceAt() {
        return keyAt() + FIELD * present(KEY);
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
