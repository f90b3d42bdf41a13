/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineTest {
    private static Line line(Sample... samples) {
        return Line.tx(List.of(samples));
    }

    @Test
    void shouldBreakWhereNothingIsKnown() {
        Line line = line(new Sample(1, 5), new Sample(2, 6), Sample.gap(3), new Sample(4, 7));
        assertEquals(
                List.of(List.of(new Sample(1, 5), new Sample(2, 6)), List.of(new Sample(4, 7))),
                line.pieces(new TimeWindow(0, 10)));
    }

    @Test
    void shouldLeaveTheWindowAtItsEdge() {
        Line line = line(new Sample(1, 1), new Sample(2, 2), new Sample(3, 3), new Sample(4, 4), new Sample(5, 5));
        // the first ends where the window begins
        assertEquals(
                List.of(List.of(new Sample(2, 2), new Sample(3, 3), new Sample(4, 4), new Sample(5, 5))),
                line.pieces(new TimeWindow(3, 4)));
    }

    @Test
    void shouldBeEmptyWhenOnlyGapsAreInTheWindow() {
        assertEquals(List.of(), line(Sample.gap(1), Sample.gap(2)).pieces(new TimeWindow(0, 3)));
    }

    @Test
    void shouldReadTheSampleThatHoldsAtAMoment() {
        Line line = line(new Sample(10, 5), new Sample(20, 6));
        assertEquals(5, line.at(19, 15).bytesPerSecond());
        assertEquals(6, line.at(25, 15).bytesPerSecond());
        assertTrue(line.at(5, 15).isGap());
        assertTrue(line.at(50, 15).isGap());
    }
}
