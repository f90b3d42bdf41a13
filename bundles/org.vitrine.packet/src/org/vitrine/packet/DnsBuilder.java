/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.vitrine.packet.Dns.Section;

/**
 * Writes DNS messages into memory from the first byte on: {@link #query} or {@link #answer}, then records, then {@link #length}. Reusable.
 */
public final class DnsBuilder extends Flyweight {
    private static final int POINTER_TO_QUESTION = 0xc000 | Dns.LENGTH;
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 255;

    private final DnsRecord question = new DnsRecord();
    private int end;

    /**
     * @param memory where messages are written, from its beginning; a message that does not fit is an IndexOutOfBoundsException
     */
    public DnsBuilder(MemorySegment memory) {
        attach(memory, 0, (int) Math.min(memory.byteSize(), 0xffff));
    }

    /**
     * Begins a query for one name.
     *
     * @throws IllegalArgumentException when the name cannot be one
     */
    public DnsBuilder query(int id, String name, int type) {
        begin(id, Dns.RECURSION_DESIRED);
        name(name);
        return fields(type, Section.QUESTION);
    }

    /**
     * Begins the answer to a query: the same id and first question.
     *
     * @param flags added to what the query says, such as {@link Dns#RECURSION_AVAILABLE}
     * @param responseCode such as {@link Dns#NO_ERROR}
     */
    public DnsBuilder answer(Dns query, int flags, int responseCode) {
        int kept = query.flags() & (0xf << 11 | Dns.RECURSION_DESIRED);
        begin(query.id(), Dns.RESPONSE | kept | flags | responseCode);
        question.wrap(query);
        if (question.next() && question.section() == Section.QUESTION) {
            int length = (int) (question.dataOffset() - query.offset()) - Dns.LENGTH;
            MemorySegment.copy(query.memory(), query.offset() + Dns.LENGTH, memory(), offset() + end, length);
            end += length;
            count(Section.QUESTION);
        }
        return this;
    }

    private void begin(int id, int flags) {
        put16(Dns.ID_OFFSET, id);
        put16(Dns.FLAGS_OFFSET, flags);
        put64(Dns.COUNTS_OFFSET, 0);
        end = Dns.LENGTH;
    }

    private void count(Section section) {
        int at = Dns.COUNTS_OFFSET + 2 * section.ordinal();
        put16(at, u16(at) + 1);
    }

    private DnsBuilder fields(int type, Section section) {
        put16(end, type);
        put16(end + 2, Dns.CLASS_INTERNET);
        end += 4;
        count(section);
        return this;
    }

    /** Adds an answer about the name that was asked for; its data follows. */
    private int record(int type, int seconds, int length) {
        put16(end, POINTER_TO_QUESTION);
        end += 2;
        fields(type, Section.ANSWER);
        put32(end, seconds);
        put16(end + 4, length);
        end += 6 + length;
        return end - length;
    }

    /** Answers with an IPv4 address. */
    public DnsBuilder address(int seconds, int address) {
        put32(record(Dns.TYPE_A, seconds, 4), address);
        return this;
    }

    /** Answers with an IPv6 address. */
    public DnsBuilder address(int seconds, long high, long low) {
        int at = record(Dns.TYPE_AAAA, seconds, 16);
        put64(at, high);
        put64(at + 8, low);
        return this;
    }

    /**
     * Answers with another name.
     *
     * @param type {@link Dns#TYPE_CNAME}, {@link Dns#TYPE_PTR} or {@link Dns#TYPE_NS}
     * @throws IllegalArgumentException when the name cannot be one
     */
    public DnsBuilder name(int type, int seconds, String name) {
        int at = record(type, seconds, 0);
        name(name);
        put16(at - 2, end - at);
        return this;
    }

    /**
     * Answers with a text.
     *
     * @throws IllegalArgumentException when it has more than 255 bytes
     */
    public DnsBuilder text(int seconds, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 255) {
            throw new IllegalArgumentException("a text has at most 255 bytes, got " + bytes.length);
        }
        int at = record(Dns.TYPE_TXT, seconds, bytes.length + 1);
        put8(at, bytes.length);
        copy(bytes, at + 1);
        return this;
    }

    /** Answers with a record of any type. */
    public DnsBuilder record(int type, int seconds, byte[] data) {
        copy(data, record(type, seconds, data.length));
        return this;
    }

    private void copy(byte[] from, int at) {
        MemorySegment.copy(from, 0, memory(), ValueLayout.JAVA_BYTE, offset() + at, from.length);
    }

    private void name(String name) {
        int start = end;
        for (String label : name.isEmpty() ? new String[0] : name.split("\\.", -1)) {
            byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
            if (bytes.length == 0 || bytes.length > MAX_LABEL) {
                throw new IllegalArgumentException("a label of a name has 1 to 63 bytes, got '" + name + "'");
            }
            put8(end, bytes.length);
            copy(bytes, end + 1);
            end += 1 + bytes.length;
        }
        put8(end++, 0);
        if (end - start > MAX_NAME) {
            throw new IllegalArgumentException("a name has at most 255 bytes, got '" + name + "'");
        }
    }

    /** Bytes of the message so far. */
    public int length() {
        return end;
    }
}
