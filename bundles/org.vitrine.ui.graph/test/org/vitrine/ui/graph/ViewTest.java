/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ViewTest {
    @Test
    void shouldKeepWhatIsUnderThePointerWhenZoomed() {
        View view = new View(13, -40, 0.7);
        double x = view.toGraphX(300);
        double y = view.toGraphY(200);
        View zoomed = view.zoomed(2.3, 300, 200);
        assertEquals(300, zoomed.toWindowX(x), 0.51);
        assertEquals(200, zoomed.toWindowY(y), 0.51);
    }

    @Test
    void shouldStayWithinWhatCanBeRead() {
        View view = new View(0, 0, 1);
        assertEquals(View.LARGEST, view.zoomed(1000, 0, 0).scale());
        assertEquals(View.SMALLEST, view.zoomed(0.0001, 0, 0).scale());
    }

    @Test
    void shouldShowAWholeAreaInTheMiddle() {
        View view = View.of(-500, 100, 3000, 1000, 800, 600);
        assertTrue(view.toWindowX(-500) >= -1 && view.toWindowX(2500) <= 801);
        assertEquals(300, view.toWindowY(600), 1);
        // what is small is not blown up
        assertEquals(1, View.of(0, 0, 10, 10, 800, 600).scale());
    }
}
