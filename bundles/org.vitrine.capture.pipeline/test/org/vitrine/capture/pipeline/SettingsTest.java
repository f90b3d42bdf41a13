/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.vitrine.capture.CaptureLevel;

class SettingsTest {
    private static final int GATHER_MILLIS = 5;
    private static final int MOST_ROUNDS = 5_000;

    private static int delayMillis(int gatherMillis, int vnics) {
        return new Settings(CaptureLevel.FULL, 1, 128, gatherMillis, 1 << 20, 64 << 20)
                .options(vnics, 1)
                .delayMillis();
    }

    @Test
    void shouldGatherAsLongAsToldWhenVnicsAreFew() {
        assertEquals(GATHER_MILLIS, delayMillis(GATHER_MILLIS, 25));
    }

    @Test
    void shouldGatherLongerWhenTheReaderHasManyRoundsToMake() {
        for (int vnics : new int[] {50, 100, 1_000}) {
            assertEquals(MOST_ROUNDS, vnics * 1_000 / delayMillis(GATHER_MILLIS, vnics));
        }
    }

    @Test
    void shouldNotGatherForEver() {
        assertEquals(200, delayMillis(GATHER_MILLIS, 100_000));
    }

    @Test
    void shouldNotGatherWhenToldSo() {
        assertEquals(0, delayMillis(0, 1_000));
    }
}
