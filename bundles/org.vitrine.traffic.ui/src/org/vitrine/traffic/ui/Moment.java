/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.vitrine.common.EpochClock;

/** Moments as people read them: today's by the time of day. */
final class Moment {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private Moment() {}

    /**
     * @param nanos since the epoch
     */
    static String words(long nanos, LocalDate today, ZoneId zone) {
        Instant instant = EpochClock.toInstant(nanos);
        ZonedDateTime time = instant.atZone(zone);
        return time.format(time.toLocalDate().equals(today) ? TIME : DATE);
    }

    static String words(long nanos) {
        return words(nanos, LocalDate.now(), ZoneId.systemDefault());
    }
}
