/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * A DNS message (RFC 1035): its header. {@link DnsRecord} walks what follows.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-+-------+-+-+-+-+-+-+-+-------+
 *  |              Id               |Q|Opcode |A|T|R|R|Z|A|C| RCode |
 *  +-------------------------------+-+-------+-+-+-+-+-+-+-+-------+
 *  |           Questions           |            Answers            |
 *  +-------------------------------+-------------------------------+
 *  |          Authorities          |          Additionals          |
 *  +-------------------------------+-------------------------------+
 * </pre>
 *
 * <p>On TCP, 16 bits with the length of the message stand before each.
 */
public final class Dns extends Flyweight {
    public static final int ID_OFFSET = 0;
    public static final int FLAGS_OFFSET = 2;
    public static final int COUNTS_OFFSET = 4;
    public static final int LENGTH = 12;

    public static final int PORT = 53;
    public static final int MULTICAST_PORT = 5353;

    public static final int RESPONSE = 0x8000;
    public static final int AUTHORITATIVE = 0x0400;
    public static final int TRUNCATED = 0x0200;
    public static final int RECURSION_DESIRED = 0x0100;
    public static final int RECURSION_AVAILABLE = 0x0080;

    public static final int NO_ERROR = 0;
    public static final int FORMAT_ERROR = 1;
    public static final int SERVER_FAILURE = 2;
    /** There is no such name. */
    public static final int NAME_ERROR = 3;

    public static final int NOT_IMPLEMENTED = 4;
    public static final int REFUSED = 5;

    public static final int TYPE_A = 1;
    public static final int TYPE_NS = 2;
    public static final int TYPE_CNAME = 5;
    public static final int TYPE_SOA = 6;
    public static final int TYPE_PTR = 12;
    public static final int TYPE_MX = 15;
    public static final int TYPE_TXT = 16;
    public static final int TYPE_AAAA = 28;
    public static final int TYPE_SRV = 33;
    /** Not a record: extensions of the message (RFC 6891). */
    public static final int TYPE_OPT = 41;

    public static final int CLASS_INTERNET = 1;

    /** The parts of a message, in their order. */
    public enum Section {
        QUESTION,
        ANSWER,
        AUTHORITY,
        ADDITIONAL
    }

    private static final int OPCODE_SHIFT = 11;

    /**
     * Lays this over a message.
     *
     * @return whether all of its header was captured
     */
    public boolean wrap(MemorySegment memory, long offset, int available) {
        return available < LENGTH ? detach() : attach(memory, offset, available);
    }

    /** What ties queries and responses together. */
    public int id() {
        return u16(ID_OFFSET);
    }

    /** Changes the id; the checksum of UDP is the caller's. */
    public Dns id(int id) {
        put16(ID_OFFSET, id);
        return this;
    }

    /** {@link #RESPONSE}, {@link #TRUNCATED} and so on, with opcode and response code, as they stand there. */
    public int flags() {
        return u16(FLAGS_OFFSET);
    }

    public boolean isResponse() {
        return (flags() & RESPONSE) != 0;
    }

    /** 0 for a plain query and its response. */
    public int opcode() {
        return flags() >>> OPCODE_SHIFT & 0xf;
    }

    /** {@link #NO_ERROR}, {@link #NAME_ERROR} and so on. */
    public int responseCode() {
        return flags() & 0xf;
    }

    /** Records that the header says there are in a section. */
    public int count(Section section) {
        return u16(COUNTS_OFFSET + 2 * section.ordinal());
    }
}
