/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import org.vitrine.common.EpochClock;
import org.vitrine.ui.TimeRange;

/**
 * The stretch of time that a chart shows, and where its ticks are.
 *
 * @param from nanoseconds since the epoch
 * @param to nanoseconds since the epoch, later than {@code from}
 */
record TimeWindow(long from, long to) {
    /** What people read on a clock; the last one is for ranges that no chart offers. */
    private static final long[] STEPS_MILLIS = {
        10,
        20,
        50,
        100,
        200,
        500,
        1_000,
        2_000,
        5_000,
        10_000,
        15_000,
        30_000,
        60_000,
        120_000,
        300_000,
        600_000,
        1_800_000,
        3_600_000,
        21_600_000,
        86_400_000
    };

    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    /**
     * @param now nanoseconds since the epoch, where a range ends that goes along
     */
    static TimeWindow of(TimeRange range, long now) {
        long to = range.end().orElse(now);
        return new TimeWindow(to - range.span().toNanos(), to);
    }

    long span() {
        return to - from;
    }

    /** The time at a fraction of the width. */
    long at(double fraction) {
        return from + Math.round(fraction * span());
    }

    /** A range that stays where it is: between two fractions of this one. */
    TimeRange part(double one, double other) {
        long begin = at(Math.min(one, other));
        long end = Math.max(at(Math.max(one, other)), begin + SHORTEST.toNanos());
        return new TimeRange(Duration.ofNanos(end - begin), OptionalLong.of(end));
    }

    /** The least step between ticks, in nanoseconds, at which no more than so many fit. */
    long step(int mostTicks) {
        for (long millis : STEPS_MILLIS) {
            if (span() <= millis * 1_000_000 * mostTicks) {
                return millis * 1_000_000;
            }
        }
        return STEPS_MILLIS[STEPS_MILLIS.length - 1] * 1_000_000;
    }

    /** How long before the end, such as {@code −30 s}; {@code now} at the end. */
    static String ago(long nanos) {
        long millis = Math.round(nanos / 1e6);
        if (millis <= 0) {
            return "now";
        }
        if (millis < 1_000) {
            return "−" + millis + " ms";
        }
        if (millis % 60_000 == 0) {
            return "−" + millis / 60_000 + " min";
        }
        return millis % 1_000 == 0
                ? "−" + millis / 1_000 + " s"
                : "−" + String.format(Locale.ROOT, "%.1f", millis / 1e3) + " s";
    }

    /** The time on a clock of this place. */
    static String clock(long time, ZoneId zone, boolean withMillis) {
        Instant instant = EpochClock.toInstant(time);
        return instant.atZone(zone).format(withMillis ? MILLIS : SECONDS);
    }
}
