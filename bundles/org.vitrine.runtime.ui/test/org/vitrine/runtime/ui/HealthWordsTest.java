/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;

class HealthWordsTest {
    private static final HealthItem WELL = HealthItem.ok("capture", "libpcap", "1.10.3");
    private static final HealthItem LESS = new HealthItem("runtime", "user", Level.DEGRADED, "nobody", "Be root.");
    private static final HealthItem BROKEN = new HealthItem("dataplane", "nft", Level.FAILED, "absent", "Install it.");

    @Test
    void shouldSumUp() {
        assertEquals("All is well", HealthWords.summary(List.of(WELL)));
        assertEquals("1 thing needs attention", HealthWords.summary(List.of(WELL, LESS)));
        assertEquals("2 things need attention", HealthWords.summary(List.of(BROKEN, WELL, LESS)));
        assertEquals("Nothing was checked", HealthWords.summary(List.of()));
    }

    @Test
    void shouldTakeTheWorst() {
        assertEquals(Level.OK, HealthWords.worst(List.of()));
        assertEquals(Level.DEGRADED, HealthWords.worst(List.of(WELL, LESS)));
        assertEquals(Level.FAILED, HealthWords.worst(List.of(BROKEN, LESS, WELL)));
    }

    @Test
    void shouldCopyFindingsWithTheirAdvice() {
        assertEquals(
                "capture, libpcap (well): 1.10.3\nruntime, user (less than it could be): nobody\nBe root.",
                HealthWords.text(List.of(WELL, LESS)));
    }
}
