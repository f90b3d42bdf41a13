/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrine.runtime.bundles.BundleInfo;
import org.vitrine.runtime.bundles.BundleInfo.State;
import org.vitrine.ui.Palette;

class BundleWordsTest {
    private static BundleInfo bundle(State state, String... problems) {
        return new BundleInfo(
                7, "org.vitrine.x", "0.1.0", "Vitrine X", state, true, true, List.of("XService"), List.of(problems));
    }

    @Test
    void shouldSayFirstWhatIsWrong() {
        assertEquals(
                "1 bundle has a problem",
                BundleWords.summary(List.of(bundle(State.RESOLVED), bundle(State.ACTIVE, "X waits for Y"))));
    }

    @Test
    void shouldCountThoseThatAreShownAndThoseThatAreNot() {
        BundleInfo platform =
                new BundleInfo(1, "org.eclipse.x", "1.0", "X", State.RESOLVED, false, false, List.of(), List.of());
        List<BundleInfo> shown = List.of(bundle(State.ACTIVE), bundle(State.RESOLVED));
        assertEquals("1 of 2 active", BundleWords.counts(shown, shown));
        assertEquals(
                "1 of 2 active, 1 of the platform hidden",
                BundleWords.counts(shown, List.of(platform, shown.getFirst(), shown.getLast())));
    }

    @Test
    void shouldWarnOfABundleThatWorksInPart() {
        assertEquals(Palette.Role.OK, BundleWords.color(bundle(State.ACTIVE)));
        assertEquals(Palette.Role.WARNING, BundleWords.color(bundle(State.ACTIVE, "X waits for Y")));
        assertEquals(Palette.Role.ERROR, BundleWords.color(bundle(State.INSTALLED, "cannot be resolved")));
    }

    @Test
    void shouldTellALibraryFromWhatIsStopped() {
        BundleInfo library =
                new BundleInfo(2, "org.vitrine.json", "1.0", "JSON", State.RESOLVED, true, false, List.of(), List.of());
        assertEquals("library", BundleWords.state(library));
        assertEquals(Palette.Role.MUTED, BundleWords.color(library));
        assertFalse(BundleWords.canStart(library));
        BundleInfo stopped = bundle(State.RESOLVED);
        assertEquals("stopped", BundleWords.state(stopped));
        assertEquals(Palette.Role.WARNING, BundleWords.color(stopped));
        assertTrue(BundleWords.canStart(stopped));
        assertFalse(BundleWords.canStop(stopped));
    }

    @Test
    void shouldTellProblemsAndServices() {
        String text = BundleWords.details(bundle(State.ACTIVE, "X waits for Y"));
        assertTrue(text.contains("org.vitrine.x 0.1.0, active, bundle 7"), text);
        assertTrue(text.contains("• X waits for Y"), text);
        assertTrue(text.contains("Offers XService"), text);
    }
}
