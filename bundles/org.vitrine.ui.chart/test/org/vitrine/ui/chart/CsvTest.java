/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldHaveARowForEachMomentAndNothingWhereNothingIsKnown() {
        Line one = Line.series(0, "web, eth0", List.of(new Sample(SECOND, 125), new Sample(2 * SECOND, 250)));
        Line other =
                Line.series(1, "db", List.of(Sample.gap(SECOND), new Sample(2 * SECOND, 1), new Sample(9 * SECOND, 1)));
        assertEquals("""
                time (UTC),"web, eth0 (bit/s)",db (bit/s)
                1970-01-01T00:00:01Z,1000,
                1970-01-01T00:00:02Z,2000,8
                """, Csv.of(List.of(one, other), new TimeWindow(0, 5 * SECOND)));
    }
}
