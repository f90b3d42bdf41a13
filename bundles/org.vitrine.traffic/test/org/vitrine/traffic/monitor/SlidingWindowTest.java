/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficTotals;

class SlidingWindowTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;
    private static final long START = 1_700_000_000L * SECOND;

    private final SlidingWindow window = new SlidingWindow(3 * SECOND, START);
    /** The tally does not begin where the array does. */
    private final long[] tallies = new long[5 + SlidingWindow.TALLY_LENGTH];

    private void add(long time, boolean tx, int bytes) {
        window.advance(time);
        window.add(tallies, 5, new Passed().set(tx, bytes, time));
    }

    private TrafficRates rates(long now) {
        window.advance(now);
        return window.rates(tallies, 5, now);
    }

    @Test
    void shouldTellTheRateOfSteadyTraffic() {
        for (int i = 0; i < 10_000; i++) {
            add(START + i * MILLI, true, 100);
            add(START + i * MILLI, false, 50);
            if (i > 3_000 && i % 77 == 0) {
                TrafficRates rates = rates(START + i * MILLI);
                assertEquals(100_000, rates.txBytesPerSecond(), 100);
                assertEquals(1_000, rates.txPacketsPerSecond(), 1);
                assertEquals(50_000, rates.rxBytesPerSecond(), 50);
                assertEquals(1_000, rates.rxPacketsPerSecond(), 1);
                assertEquals(150_000, window.bytes(tallies, 5, START + i * MILLI) / 3, 150);
            }
        }
        assertEquals(new TrafficTotals(1_000_000, 10_000, 500_000, 10_000), SlidingWindow.totals(tallies, 5));
    }

    @Test
    void shouldReachZeroExactlyOneWindowAfterTheLastFrame() {
        for (long offset : new long[] {0, 1, 299 * MILLI, 300 * MILLI - 1, 123_456_789}) {
            long last = START + 100 * SECOND + offset;
            add(last - SECOND, true, 1_000);
            add(last, true, 1_000);
            assertTrue(rates(last + 3 * SECOND - 1).txBytesPerSecond() >= 0);
            assertTrue(rates(last + 2_600 * MILLI).txBytesPerSecond() > 0);
            assertEquals(TrafficRates.ZERO, rates(last + 3 * SECOND));
            assertEquals(TrafficRates.ZERO, rates(last + 1_000 * SECOND));
            SlidingWindow.reset(tallies, 5);
        }
    }

    @Test
    void shouldForgetOldFramesWhenATallyWasNotUsedForLong() {
        add(START, true, 1_000_000);
        add(START + 1_000 * SECOND, true, 300);
        assertEquals(100, rates(START + 1_000 * SECOND + 1).txBytesPerSecond());
        assertEquals(1_000_300, SlidingWindow.totals(tallies, 5).txBytes());
    }

    @Test
    void shouldCountLateFramesAsIfTheyCameNow() {
        add(START + 10 * SECOND, true, 300);
        add(START + 10 * SECOND - 20 * MILLI, true, 300);
        assertEquals(200, rates(START + 10 * SECOND).txBytesPerSecond());
        assertEquals(START + 10 * SECOND, SlidingWindow.lastTime(tallies, 5));
    }

    @Test
    void shouldBeginAnewWhenSomebodySetsTheClockBack() {
        add(START, true, 600);
        long earlier = START - 3_600 * SECOND;
        assertEquals(0, rates(earlier).txBytesPerSecond());
        add(earlier, true, 300);
        assertEquals(100, rates(earlier + SECOND).txBytesPerSecond());
        assertEquals(0, rates(earlier + 4 * SECOND).txBytesPerSecond());
    }

    @Test
    void shouldAgreeWithAListOfAllFrames() {
        Random random = new Random(21);
        record Frame(long time, int bytes) {}
        List<Frame> frames = new ArrayList<>();
        long now = START;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(8) == 0 ? random.nextLong(400 * MILLI) : random.nextLong(MILLI);
            int bytes = 60 + random.nextInt(1_400);
            frames.add(new Frame(now, bytes));
            add(now, true, bytes);
            if (i % 50 == 0) {
                long at = now + random.nextLong(2 * SECOND);
                // what is surely inside, and what may be: the oldest bucket is counted by its share
                long least = frames.stream()
                        .filter(f -> f.time > at - 2_700 * MILLI)
                        .mapToLong(Frame::bytes)
                        .sum();
                long most = frames.stream()
                        .filter(f -> f.time > at - 3_300 * MILLI)
                        .mapToLong(Frame::bytes)
                        .sum();
                double sum = rates(at).txBytesPerSecond() * 3;
                assertTrue(sum >= least - 1e-3 && sum <= most + 1e-3, () -> least + " <= " + sum + " <= " + most);
                now = at;
            }
        }
    }
}
