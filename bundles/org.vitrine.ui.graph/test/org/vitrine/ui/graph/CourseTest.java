/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.eclipse.draw2d.geometry.Rectangle;
import org.junit.jupiter.api.Test;

class CourseTest {
    @Test
    void shouldKnowWhatItLeadsThrough() {
        Course course = Course.bent(new Rectangle(0, 0, 10, 10), new Rectangle(200, 100, 10, 10), 0);
        assertTrue(course.passes(new Rectangle(95, 45, 20, 20)), "its middle");
        assertTrue(course.passes(new Rectangle(-50, -50, 500, 500)), "all of it");
        assertFalse(course.passes(new Rectangle(95, 5, 20, 20)), "above it, within the box around it");
        assertFalse(course.passes(new Rectangle(300, 150, 20, 20)), "behind its end");
    }

    private final Rectangle left = new Rectangle(0, 0, 100, 40);
    private final Rectangle right = new Rectangle(300, 100, 100, 40);

    @Test
    void shouldLeadFromSideToSide() {
        Course course = Course.level(left, right, false);
        assertEquals(100, course.x(0));
        assertEquals(20, course.y(0));
        assertEquals(300, course.x(1));
        assertEquals(120, course.y(1));
        Course back = Course.level(right, left, false);
        assertEquals(300, back.x(0));
        assertEquals(100, back.x(1));
    }

    @Test
    void shouldLeadFromTopToBottomWhereBoxesLieAboveEachOther() {
        Course course = Course.level(left, new Rectangle(20, 200, 100, 40), false);
        assertEquals(40, course.y(0));
        assertEquals(200, course.y(1));
    }

    @Test
    void shouldBeStraightWithoutABend() {
        Course course = Course.bent(left, right, 0);
        assertTrue(course.isStraight());
        assertTrue(course.isNear(course.x(0.5), course.y(0.5), 0.1));
    }

    @Test
    void shouldBendToOneSideAndBeFoundThere() {
        Course course = Course.bent(left, new Rectangle(300, 0, 100, 40), 60);
        assertTrue(course.y(0.5) < 0, "above: " + course.y(0.5));
        assertTrue(course.isNear(course.x(0.3), course.y(0.3), 2));
        assertFalse(course.isNear(200, 20, 10), "not where the straight line would be");
        assertTrue(course.bounds().contains(Math.round(course.x(0.5)), Math.round(course.y(0.5))));
    }
}
