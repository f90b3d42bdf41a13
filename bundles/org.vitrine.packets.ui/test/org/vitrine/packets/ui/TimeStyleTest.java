/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class TimeStyleTest {
    private static final long TIME = 1_700_000_000_000_000_001L;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void shouldWriteATimeInEveryStyle() {
        assertEquals("1.500000001", TimeStyle.RELATIVE.words(TIME, TIME - 1_500_000_001L, BERLIN));
        assertEquals("23:13:20.000000001", TimeStyle.CLOCK.words(TIME, 0, BERLIN));
        assertEquals("2023-11-14 23:13:20.000000001", TimeStyle.DATE.words(TIME, 0, BERLIN));
        assertEquals("2023-11-14 22:13:20.000000001", TimeStyle.UTC.words(TIME, 0, BERLIN));
        assertEquals("1700000000.000000001", TimeStyle.EPOCH.words(TIME, 0, BERLIN));
    }

    @Test
    void shouldWriteTimesBeforeTheFirst() {
        assertEquals("-0.000000001", TimeStyle.seconds(-1));
        assertEquals("0.000000000", TimeStyle.seconds(0));
    }

    @Test
    void shouldNameUnitOrZone() {
        assertEquals("s", TimeStyle.RELATIVE.unit(TIME, BERLIN));
        assertEquals("UTC", TimeStyle.UTC.unit(TIME, BERLIN));
        assertEquals("UTC+01:00", TimeStyle.CLOCK.unit(TIME, BERLIN));
    }
}
