/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrine.runtime.log.LogEntry;
import org.vitrine.runtime.log.LogEntry.Level;

class LogTailTest {
    private static final long NOON = 1_767_268_800_123_456_789L;

    private final LogTail tail = new LogTail(4);

    private static LogEntry entry(long sequence, int repeated) {
        return new LogEntry(
                sequence, NOON, Level.INFO, "org.vitrine.traffic.Monitor", "m" + (sequence - repeated), repeated, "");
    }

    private List<String> messages() {
        return tail.rows().stream().map(LogWords::message).toList();
    }

    @Test
    void shouldShowARepeatedEntryOnce() {
        tail.add(entry(1, 0)).add(entry(2, 0)).add(entry(3, 1)).add(entry(4, 2)).add(entry(5, 0));
        assertEquals(List.of("m1", "m2", "m5"), messages());
        assertEquals("2 times", LogWords.repeated(tail.rows().get(1)));
        assertEquals(5, tail.newest());
    }

    @Test
    void shouldKeepTheKeyOfAnEntryThatIsRepeated() {
        LogRow.Key before = tail.add(entry(7, 0)).rows().getFirst().key();
        assertEquals(before, tail.add(entry(9, 2)).rows().getFirst().key());
    }

    @Test
    void shouldPutEntriesInOrderThatComeOutOfIt() {
        tail.add(entry(3, 0)).add(entry(1, 0)).add(entry(2, 0)).add(entry(2, 0));
        assertEquals(List.of("m1", "m2", "m3"), messages());
    }

    @Test
    void shouldNotForgetARepetitionWhenAnOlderStateComesLate() {
        tail.add(entry(5, 3)).add(entry(3, 1));
        assertEquals("3 times", LogWords.repeated(tail.rows().getFirst()));
    }

    @Test
    void shouldShowHowManyEntriesAreMissing() {
        tail.add(entry(1, 0)).add(entry(5, 0));
        LogRow gap = tail.rows().get(1);
        assertTrue(gap.isGap());
        assertEquals(3, gap.missing());
        assertTrue(LogWords.message(gap).startsWith("3 entries are missing here"), LogWords.message(gap));
        tail.add(entry(2, 0)).add(entry(4, 1));
        assertEquals(List.of("m1", "m2", "m3", "m5"), messages());
    }

    @Test
    void shouldForgetTheOldestWithoutCallingThatAGap() {
        for (int i = 1; i <= 10; i++) {
            tail.add(entry(i, 0));
        }
        assertEquals(List.of("m7", "m8", "m9", "m10"), messages());
    }

    @Test
    void shouldTellTheTimeInMillisecondsOfTheZone() {
        LogRow row = tail.add(entry(1, 0)).rows().getFirst();
        assertEquals("12:00:00.123", LogWords.time(row, ZoneOffset.UTC));
        assertEquals("14:00:00.123", LogWords.time(row, ZoneOffset.ofHours(2)));
        assertEquals("traffic.Monitor", LogWords.source(row));
    }
}
