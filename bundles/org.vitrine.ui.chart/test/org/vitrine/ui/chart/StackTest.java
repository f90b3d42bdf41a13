/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class StackTest {
    private static Line line(String name, Sample... samples) {
        return Line.series(0, name, List.of(samples));
    }

    @Test
    void shouldPutEachLineOnThoseBeforeIt() {
        List<Line> stack = Stack.of(List.of(
                line("a", new Sample(1, 1), new Sample(2, 2)),
                line("b", new Sample(1, 10), new Sample(2, 20)),
                line("c", new Sample(1, 100), new Sample(2, 200))));
        assertEquals(List.of("a", "b", "c"), stack.stream().map(Line::name).toList());
        assertEquals(List.of(new Sample(1, 1), new Sample(2, 2)), stack.get(0).samples());
        assertEquals(
                List.of(new Sample(1, 111), new Sample(2, 222)), stack.get(2).samples());
    }

    @Test
    void shouldTakeWhatALineDoesNotKnowAsNothing() {
        List<Line> stack = Stack.of(List.of(line("a", new Sample(1, 1), Sample.gap(2)), line("b", new Sample(2, 20))));
        assertEquals(List.of(new Sample(1, 1), new Sample(2, 20)), stack.get(1).samples());
        assertEquals(List.of(new Sample(1, 1), new Sample(2, 0)), stack.get(0).samples());
    }

    @Test
    void shouldHaveAGapWhereNothingIsKnown() {
        List<Line> stack = Stack.of(List.of(line("a", Sample.gap(1)), line("b", Sample.gap(1), new Sample(2, 5))));
        assertEquals(List.of(Sample.gap(1), new Sample(2, 5)), stack.get(1).samples());
    }
}
