/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.vitrine.packet.Dns.Section;

class DnsTest {
    private final byte[] questionBytes = new byte[512];
    private final byte[] answerBytes = new byte[512];
    private final DnsBuilder questions = new DnsBuilder(MemorySegment.ofArray(questionBytes));
    private final DnsBuilder answers = new DnsBuilder(MemorySegment.ofArray(answerBytes));
    private final Dns dns = new Dns();
    private final DnsRecord record = new DnsRecord();

    private Dns ask(String name, int type) {
        int length = questions.query(77, name, type).length();
        Dns query = new Dns();
        assertTrue(query.wrap(MemorySegment.ofArray(questionBytes), 0, length));
        return query;
    }

    private void read(int length) {
        assertTrue(dns.wrap(MemorySegment.ofArray(answerBytes), 0, length));
        record.wrap(dns);
    }

    @Test
    void shouldAnswerWhatWasAsked() {
        Dns query = ask("www.Example.org", Dns.TYPE_A);
        assertFalse(query.isResponse());
        answers.answer(query, Dns.RECURSION_AVAILABLE, Dns.NO_ERROR)
                .name(Dns.TYPE_CNAME, 60, "host.example.org")
                .address(60, 0x0a00_0001)
                .address(-1, 1, 2)
                .text(3, "some words")
                .record(Dns.TYPE_MX, 4, new byte[] {0, 10, 1, 'm', 0});
        read(answers.length());
        assertEquals(77, dns.id());
        assertEquals(Dns.RESPONSE | Dns.RECURSION_DESIRED | Dns.RECURSION_AVAILABLE, dns.flags());
        assertEquals(1, dns.count(Section.QUESTION));
        assertEquals(5, dns.count(Section.ANSWER));

        assertTrue(record.next());
        assertEquals(Section.QUESTION, record.section());
        assertEquals("www.Example.org", record.name());
        assertEquals(Dns.TYPE_A, record.type());
        assertEquals(0, record.dataLength());
        assertThrows(IllegalStateException.class, () -> record.timeToLive(1));

        assertTrue(record.next());
        assertEquals(Section.ANSWER, record.section());
        assertTrue(record.isNamed("WWW.example.org"));
        assertEquals("host.example.org", record.dataName(0));
        assertTrue(record.next());
        assertEquals(0x0a00_0001, record.address());
        assertEquals(5, record.timeToLive(5).timeToLive());
        assertEquals(9, record.address(9).address());
        assertThrows(IllegalStateException.class, record::addressLow);
        assertTrue(record.next());
        assertEquals(1, record.addressHigh());
        assertEquals(2, record.addressLow());
        assertEquals(-1, record.timeToLive());
        assertTrue(record.next());
        assertEquals("some words", record.dataText());
        assertTrue(record.next());
        assertEquals("m", record.dataName(2));
        assertFalse(record.next());
        assertTrue(record.isWhole());
    }

    @Test
    void shouldTellNamesApartInAnyCase() {
        read(answers.answer(ask("a.bc.d", Dns.TYPE_A), 0, Dns.NAME_ERROR).length());
        assertEquals(Dns.NAME_ERROR, dns.responseCode());
        assertTrue(record.next());
        for (String other :
                new String[] {"", "a", "a.bc", "a.bc.d.e", "a.bc.", "abc.d", "a.bcd", ".a.bc.d", "a.bx.d"}) {
            assertFalse(record.isNamed(other), other);
        }
        assertTrue(record.isNamed("A.BC.D"));
        Allocation.assertNone(() -> {
            record.wrap(dns);
            record.next();
            record.isNamed("a.BC.d");
        });
    }

    @Test
    void shouldNameTheRoot() {
        read(answers.answer(ask("", Dns.TYPE_NS), 0, 0).length());
        assertTrue(record.next());
        assertEquals("", record.name());
        assertTrue(record.isNamed(""));
    }

    @Test
    void shouldNotFollowPointersInCircles() {
        ByteBuffer message = ByteBuffer.wrap(answerBytes);
        for (int pointer : new int[] {0xc00c, 0xc00e, 0xc0ff, 0xc000}) {
            message.clear().putShort(4, (short) 1).position(12);
            message.put((byte) 1).put((byte) 'x').putShort((short) pointer).putInt(0x0001_0001);
            read(message.position());
            assertFalse(record.next(), Integer.toHexString(pointer));
            assertFalse(record.isWhole());
            assertFalse(record.next());
        }
    }

    @Test
    void shouldGiveTheRecordsBeforeTheMessageIsCutOff() {
        answers.answer(ask("a.b", Dns.TYPE_A), 0, 0).address(1, 2).address(3, 4);
        int whole = answers.length();
        for (int length = Dns.LENGTH; length < whole; length++) {
            MemorySegment part = MemorySegment.ofArray(
                    MemorySegment.ofArray(answerBytes).asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
            dns.wrap(part, 0, length);
            record.wrap(dns);
            int records = 0;
            while (record.next()) {
                records++;
            }
            assertEquals(length < 21 ? 0 : length < 37 ? 1 : 2, records);
            assertFalse(record.isWhole());
        }
    }

    @Test
    void shouldRefuseWhatCannotBeAName() {
        for (String bad : new String[] {"a..b", ".", "a.", "x".repeat(64), "x.".repeat(130) + "x"}) {
            assertThrows(IllegalArgumentException.class, () -> questions.query(1, bad, 1), bad);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> answers.answer(ask("a", 16), 0, 0).text(1, "x".repeat(256)));
        DnsBuilder small = new DnsBuilder(MemorySegment.ofArray(new byte[30]));
        assertThrows(IndexOutOfBoundsException.class, () -> small.query(1, "a.long.name.of.a.host", 1));
    }

    @Test
    void shouldEscapeWhatIsNoPlainCharacter() {
        ByteBuffer message = ByteBuffer.wrap(answerBytes).putShort(4, (short) 1).position(12);
        message.put((byte) 4)
                .put(new byte[] {'a', '.', 7, (byte) 200})
                .put((byte) 0)
                .putInt(0x0001_0001);
        read(message.position());
        assertTrue(record.next());
        assertEquals("a\\046\\007\\200", record.name());
    }
}
