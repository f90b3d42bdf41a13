/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RateUnitTest {
    @Test
    void shouldTakeThePrefixThatKeepsNumbersShort() {
        assertEquals("bit/s", RateUnit.of(0).name());
        assertEquals("kbit/s", RateUnit.of(125).name());
        assertEquals("Mbit/s", RateUnit.of(1_250_000).name());
        assertEquals(10, RateUnit.of(1_250_000).in(1_250_000), 1e-9);
    }

    @Test
    void shouldEndAnAxisAtARoundNumberAboveTheLines() {
        assertEquals(125, RateUnit.roundUp(0), 1e-9);
        assertEquals(1_500_000 / 8.0, RateUnit.roundUp(1_250_000 / 8.0), 1e-6);
        assertEquals(5_000_000 / 8.0, RateUnit.roundUp(3_000_000 / 8.0), 1e-6);
        assertEquals(1_000_000 / 8.0, RateUnit.roundUp(950_000 / 8.0), 1e-6);
    }
}
