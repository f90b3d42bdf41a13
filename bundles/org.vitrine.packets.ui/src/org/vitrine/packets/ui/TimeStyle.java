/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How times of packets are written. */
enum TimeStyle {
    RELATIVE("Since the first packet"),
    CLOCK("Time of day"),
    DATE("Date and time"),
    UTC("Date and time, UTC"),
    EPOCH("Seconds since 1970");

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.nnnnnnnnn");
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.nnnnnnnnn");

    private final String title;

    TimeStyle(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /**
     * The unit of what it writes, or how far the clock is from UTC.
     *
     * @param time nanoseconds since the epoch, for clocks are changed in summer
     */
    String unit(long time, ZoneId zone) {
        return switch (this) {
            case RELATIVE, EPOCH -> "s";
            case CLOCK, DATE -> {
                ZoneOffset offset = zone.getRules().getOffset(instant(time));
                yield offset.equals(ZoneOffset.UTC) ? "UTC" : "UTC" + offset;
            }
            case UTC -> "UTC";
        };
    }

    /**
     * @param time nanoseconds since the epoch
     * @param first that of the first packet
     */
    String words(long time, long first, ZoneId zone) {
        return switch (this) {
            case RELATIVE -> seconds(time - first);
            case EPOCH -> seconds(time);
            case CLOCK -> TIME.format(instant(time).atZone(zone));
            case DATE -> DATE_TIME.format(instant(time).atZone(zone));
            case UTC -> DATE_TIME.format(instant(time).atZone(ZoneOffset.UTC));
        };
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    /** With all nine digits, for packets may be as close as that. */
    static String seconds(long nanos) {
        long positive = Math.abs(nanos);
        String fraction =
                Long.toString(positive % NANOS_PER_SECOND + NANOS_PER_SECOND).substring(1);
        return (nanos < 0 ? "-" : "") + positive / NANOS_PER_SECOND + "." + fraction;
    }
}
