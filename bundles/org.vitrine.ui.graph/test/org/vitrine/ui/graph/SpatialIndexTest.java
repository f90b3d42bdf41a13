/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SpatialIndexTest {
    private record Box(int x, int y, int width, int height) {
        boolean touches(int left, int top, int wide, int high) {
            return x <= left + wide && left <= x + width && y <= top + high && top <= y + height;
        }
    }

    @Test
    void shouldFindEverythingThatTouchesAnArea() {
        SpatialIndex<Integer> index = new SpatialIndex<>();
        List<Box> boxes = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            Box box = new Box(random.nextInt(8000) - 4000, random.nextInt(8000) - 4000, random.nextInt(900), 40);
            boxes.add(box);
            index.add(i, box.x(), box.y(), box.width(), box.height());
        }
        for (int i = 0; i < 500; i += 3) {
            index.remove(i);
        }
        for (int side : new int[] {1, 300, 2000, 20_000}) {
            TreeSet<Integer> missing = new TreeSet<>();
            for (int i = 0; i < 500; i++) {
                if (i % 3 != 0 && boxes.get(i).touches(-side / 2, -side / 2, side, side)) {
                    missing.add(i);
                }
            }
            List<Integer> found = new ArrayList<>();
            index.each(-side / 2, -side / 2, side, side, found::add);
            assertEquals(found.size(), found.stream().distinct().count(), "each once");
            missing.removeAll(found);
            assertEquals(new TreeSet<>(), missing, "in an area of " + side);
        }
    }

    @Test
    void shouldForgetWhatIsRemovedWhateverItsBoxes() {
        SpatialIndex<String> index = new SpatialIndex<>();
        index.add("line", 0, 0, 1000, 5);
        index.add("line", 1000, 0, 5, 1000);
        index.remove("line");
        index.remove("never there");
        List<String> found = new ArrayList<>();
        index.each(-100, -100, 2000, 2000, found::add);
        assertEquals(List.of(), found);
    }
}
