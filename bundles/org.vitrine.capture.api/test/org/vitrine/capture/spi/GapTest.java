/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.vitrine.capture.spi.Gap.Reading;

class GapTest {
    @Test
    void shouldCountWhatPassedBetweenTwoHandles() {
        assertEquals(40, new Gap(3, OptionalLong.of(100), 0).missed(3, new Reading(OptionalLong.of(140), 0)));
    }

    @Test
    void shouldNotCountWhatTheNewHandleHasAlready() {
        assertEquals(33, new Gap(3, OptionalLong.of(100), 0).missed(3, new Reading(OptionalLong.of(140), 7)));
    }

    @Test
    void shouldCountWhatTheOldHandleNeverGaveAndNotWhatItGaveLater() {
        assertEquals(45, new Gap(3, OptionalLong.of(100), 5).missed(3, new Reading(OptionalLong.of(140), 0)));
        assertEquals(38, new Gap(3, OptionalLong.of(100), -2).missed(3, new Reading(OptionalLong.of(140), 0)));
    }

    @Test
    void shouldCountANewInterfaceFromItsBeginning() {
        assertEquals(12, new Gap(3, OptionalLong.empty(), 0).missed(4, new Reading(OptionalLong.of(12), 0)));
        assertEquals(12, new Gap(3, OptionalLong.of(100), 0).missed(4, new Reading(OptionalLong.of(12), 0)));
    }

    @Test
    void shouldNeverBeNegative() {
        assertEquals(0, new Gap(3, OptionalLong.of(100), -9).missed(3, new Reading(OptionalLong.of(100), 1)));
        assertEquals(0, new Gap(0, OptionalLong.empty(), -9).missed(0, new Reading(OptionalLong.empty(), 0)));
    }
}
