/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.vitrine.packet.Dns.Section;

/**
 * Walks the questions and records of a DNS message (RFC 1035, section 4.1): {@link #wrap}, then {@link #next} for each. Allocates
 * nothing but the texts that are asked for.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |  Name: labels, each behind its length, to one of length 0 or a pointer
 *  +-------------------------------+-------------------------------+
 *  |             Type              |             Class             |
 *  +-------------------------------+-------------------------------+  a question ends here
 *  |                     Time to Live, seconds                     |
 *  +-------------------------------+-------------------------------+
 *  |          Data Length          |  Data ...
 *  +-------------------------------+-------------------------------+
 * </pre>
 */
public final class DnsRecord extends Flyweight {
    private static final int QUESTION_LENGTH = 4;
    private static final int RECORD_LENGTH = 10;
    private static final int MAX_NAME = 255;
    private static final int POINTER = 0xc0;
    private static final Section[] SECTIONS = Section.values();

    private final int[] counts = new int[SECTIONS.length];
    private int section;
    private int nameAt;
    private int fieldsAt;
    private int end;
    private boolean isWhole;

    /** Goes to the beginning of a message. */
    public void wrap(Dns message) {
        attach(message.memory(), message.offset(), message.available());
        for (Section part : SECTIONS) {
            counts[part.ordinal()] = message.count(part);
        }
        section = 0;
        end = Dns.LENGTH;
        isWhole = true;
    }

    /**
     * Goes to the next question or record.
     *
     * @return whether there is one; when not, {@link #isWhole} says whether the message ends as it should
     */
    public boolean next() {
        while (section < SECTIONS.length && counts[section] == 0) {
            section++;
        }
        if (section == SECTIONS.length || !isWhole) {
            return false;
        }
        nameAt = end;
        fieldsAt = skipName(nameAt);
        int header = section == 0 ? QUESTION_LENGTH : RECORD_LENGTH;
        if (fieldsAt < 0 || available() - fieldsAt < header || available() - fieldsAt - header < dataLength()) {
            isWhole = false;
            return false;
        }
        end = fieldsAt + header + dataLength();
        counts[section]--;
        return true;
    }

    /** False once a question or record was met that is not all there. */
    public boolean isWhole() {
        return isWhole;
    }

    /** Which part of the message this belongs to. */
    public Section section() {
        return SECTIONS[Math.min(section, SECTIONS.length - 1)];
    }

    /** Such as {@link Dns#TYPE_A}. */
    public int type() {
        return u16(fieldsAt);
    }

    /** {@link Dns#CLASS_INTERNET} as a rule; multicast DNS and extensions give the upper bits other meanings. */
    public int recordClass() {
        return u16(fieldsAt + 2);
    }

    /** Seconds for which the record may be kept, unsigned; 0 for a question. */
    public int timeToLive() {
        return section == 0 ? 0 : i32(fieldsAt + QUESTION_LENGTH);
    }

    /** Changes the time to live; the checksum of UDP is the caller's. */
    public DnsRecord timeToLive(int seconds) {
        if (section == 0) {
            throw new IllegalStateException("a question has no time to live");
        }
        put32(fieldsAt + QUESTION_LENGTH, seconds);
        return this;
    }

    /** Where the data begins in {@link #memory()}. */
    public long dataOffset() {
        return offset() + end - dataLength();
    }

    /** Bytes of data; 0 for a question. */
    public int dataLength() {
        return section == 0 ? 0 : u16(fieldsAt + RECORD_LENGTH - 2);
    }

    /** The address of a record of {@link Dns#TYPE_A}. */
    public int address() {
        requireData(Dns.TYPE_A, 4);
        return i32(end - 4);
    }

    /** Changes the address of a record of {@link Dns#TYPE_A}; the checksum of UDP is the caller's. */
    public DnsRecord address(int address) {
        requireData(Dns.TYPE_A, 4);
        put32(end - 4, address);
        return this;
    }

    /** The upper half of the address of a record of {@link Dns#TYPE_AAAA}. */
    public long addressHigh() {
        requireData(Dns.TYPE_AAAA, 16);
        return i64(end - 16);
    }

    /** The lower half of the address of a record of {@link Dns#TYPE_AAAA}. */
    public long addressLow() {
        requireData(Dns.TYPE_AAAA, 16);
        return i64(end - 8);
    }

    private void requireData(int type, int length) {
        if (type() != type || dataLength() != length) {
            throw new IllegalStateException("the record has type " + type() + " and " + dataLength()
                    + " bytes of data, not " + type + " and " + length);
        }
    }

    /** The name in dots, without one at the end; what is not a plain letter, digit, hyphen or underscore as {@code \DDD} (RFC 4343). */
    public String name() {
        return text(nameAt);
    }

    /** Whether the name is this one, in any case of letters. Allocates nothing. */
    public boolean isNamed(String name) {
        int at = nameAt;
        int matched = 0;
        for (int hops = 0; ; ) {
            int length = u8(at);
            if (length == 0) {
                return matched == name.length();
            }
            if (length >= POINTER) {
                at = pointer(at, hops++);
                continue;
            }
            if (matched > 0 && (matched == name.length() || name.charAt(matched++) != '.')) {
                return false;
            }
            for (int i = 1; i <= length; i++) {
                if (matched == name.length() || lower(name.charAt(matched++)) != lower((char) u8(at + i))) {
                    return false;
                }
            }
            at += length + 1;
        }
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    /**
     * The name in the data of a record that points to another one, such as {@link Dns#TYPE_CNAME}.
     *
     * @param skip bytes in front of it: 2 in MX, 6 in SRV
     * @return empty when there is none
     */
    public String dataName(int skip) {
        int at = end - dataLength() + skip;
        int nameEnd = skip < 0 || skip >= dataLength() ? -1 : skipName(at);
        return nameEnd < 0 || nameEnd > end ? "" : text(at);
    }

    /** The first text of a record of {@link Dns#TYPE_TXT}, byte by byte. */
    public String dataText() {
        int at = end - dataLength();
        if (dataLength() == 0 || u8(at) >= dataLength()) {
            return "";
        }
        byte[] text = new byte[u8(at)];
        MemorySegment.copy(memory(), ValueLayout.JAVA_BYTE, offset() + at + 1, text, 0, text.length);
        return new String(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Where a name ends, or -1 when it is none: pointers that go in circles, labels beyond the end, too long. */
    private int skipName(int start) {
        int at = start;
        int after = -1;
        int hops = 0;
        int total = 1;
        while (at < available()) {
            int length = u8(at);
            if (length == 0) {
                return after < 0 ? at + 1 : after;
            }
            if (length >= POINTER) {
                if (at + 2 > available()) {
                    return -1;
                }
                after = after < 0 ? at + 2 : after;
                int to = pointer(at, hops++);
                if (to < 0) {
                    return -1;
                }
                at = to;
            } else {
                total += length + 1;
                if (length >= 64 || total > MAX_NAME) {
                    return -1;
                }
                at += length + 1;
            }
        }
        return -1;
    }

    /** Where a pointer leads: to what was there before (RFC 1035, section 4.1.4), and not in circles. */
    private int pointer(int at, int hops) {
        int to = u16(at) & 0x3fff;
        return to < at && to >= Dns.LENGTH && hops < MAX_NAME / 2 ? to : -1;
    }

    private String text(int start) {
        StringBuilder text = new StringBuilder();
        int at = start;
        for (int length = u8(at); length != 0; length = u8(at)) {
            if (length >= POINTER) {
                at = pointer(at, 0);
                continue;
            }
            if (!text.isEmpty()) {
                text.append('.');
            }
            for (int i = 1; i <= length; i++) {
                char c = (char) u8(at + i);
                if (isPlain(c)) {
                    text.append(c);
                } else {
                    text.append('\\')
                            .append((char) ('0' + c / 100))
                            .append((char) ('0' + c / 10 % 10))
                            .append((char) ('0' + c % 10));
                }
            }
            at += length + 1;
        }
        return text.toString();
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c < 0x7f && c != '.' && c != '\\';
    }
}
