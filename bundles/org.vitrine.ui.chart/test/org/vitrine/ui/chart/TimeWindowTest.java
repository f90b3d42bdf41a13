/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.ZoneId;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.vitrine.ui.TimeRange;

class TimeWindowTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldEndNowUnlessTheRangeStays() {
        assertEquals(
                new TimeWindow(40 * SECOND, 100 * SECOND),
                TimeWindow.of(TimeRange.last(Duration.ofMinutes(1)), 100 * SECOND));
        TimeRange fixed = new TimeRange(Duration.ofSeconds(10), OptionalLong.of(50 * SECOND));
        assertEquals(new TimeWindow(40 * SECOND, 50 * SECOND), TimeWindow.of(fixed, 100 * SECOND));
    }

    @Test
    void shouldZoomIntoWhatWasDraggedOverInEitherDirection() {
        TimeWindow window = new TimeWindow(0, 100 * SECOND);
        TimeRange part = new TimeRange(Duration.ofSeconds(20), OptionalLong.of(40 * SECOND));
        assertEquals(part, window.part(0.2, 0.4));
        assertEquals(part, window.part(0.4, 0.2));
    }

    @Test
    void shouldNotZoomIntoLessThanASampleLasts() {
        TimeRange part = new TimeWindow(0, SECOND).part(0.5, 0.5001);
        assertEquals(Duration.ofMillis(500), part.span());
    }

    @Test
    void shouldPutTicksWhereAClockHasThem() {
        TimeWindow minute = new TimeWindow(0, 60 * SECOND);
        assertEquals(10 * SECOND, minute.step(8));
        assertEquals(15 * SECOND, minute.step(5));
        assertEquals(300 * SECOND, new TimeWindow(0, 900 * SECOND).step(5));
        assertEquals(200_000_000L, new TimeWindow(0, SECOND).step(6));
    }

    @Test
    void shouldSayHowLongAgo() {
        assertEquals("now", TimeWindow.ago(0));
        assertEquals("−30 s", TimeWindow.ago(30 * SECOND));
        assertEquals("−2 min", TimeWindow.ago(120 * SECOND));
        assertEquals("−90 s", TimeWindow.ago(90 * SECOND));
        assertEquals("−1.5 s", TimeWindow.ago(1_500_000_000L));
        assertEquals("−200 ms", TimeWindow.ago(200_000_000L));
    }

    @Test
    void shouldSayTheTimeOfDay() {
        assertEquals("00:01:40", TimeWindow.clock(100 * SECOND, ZoneId.of("UTC"), false));
        assertEquals("00:01:40.250", TimeWindow.clock(100 * SECOND + 250_000_000L, ZoneId.of("UTC"), true));
    }
}
