/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrine.runtime.bundles.BundleInfo;
import org.vitrine.runtime.bundles.BundleInfo.State;
import org.vitrine.ui.Palette;

class BundleWordsTest {
    private static BundleInfo bundle(State state, String... problems) {
        return new BundleInfo(
                7, "org.vitrine.x", "0.1.0", "Vitrine X", state, true, List.of("XService"), List.of(problems));
    }

    @Test
    void shouldSayFirstWhatIsWrong() {
        assertEquals(
                "1 bundle has a problem",
                BundleWords.summary(List.of(bundle(State.RESOLVED), bundle(State.ACTIVE, "X waits for Y"))));
    }

    @Test
    void shouldCountStoppedBundlesOfOursOnly() {
        BundleInfo platform =
                new BundleInfo(1, "org.eclipse.x", "1.0", "X", State.RESOLVED, false, List.of(), List.of());
        assertEquals("All bundles of Vitrine are active", BundleWords.summary(List.of(platform, bundle(State.ACTIVE))));
        assertEquals(
                "2 bundles of Vitrine are stopped",
                BundleWords.summary(List.of(platform, bundle(State.RESOLVED), bundle(State.INSTALLED))));
    }

    @Test
    void shouldWarnOfABundleThatWorksInPart() {
        assertEquals(Palette.Role.OK, BundleWords.color(bundle(State.ACTIVE)));
        assertEquals(Palette.Role.WARNING, BundleWords.color(bundle(State.ACTIVE, "X waits for Y")));
        assertEquals(Palette.Role.ERROR, BundleWords.color(bundle(State.INSTALLED, "cannot be resolved")));
    }

    @Test
    void shouldTellProblemsAndServices() {
        String text = BundleWords.details(bundle(State.ACTIVE, "X waits for Y"));
        assertTrue(text.contains("org.vitrine.x 0.1.0, active, bundle 7"), text);
        assertTrue(text.contains("• X waits for Y"), text);
        assertTrue(text.contains("Offers XService"), text);
    }
}
