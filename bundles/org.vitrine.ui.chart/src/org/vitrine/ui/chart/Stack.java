/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Lines on each other. */
final class Stack {
    private Stack() {}

    /**
     * Each line with those before it below. At a moment that it does not know, but another one does, a line adds nothing; what none
     * knows is a gap.
     */
    static List<Line> of(List<Line> lines) {
        SortedMap<Long, Double> sums = new TreeMap<>();
        for (Line line : lines) {
            for (Sample sample : line.samples()) {
                sums.merge(sample.time(), sample.isGap() ? Double.NaN : 0.0, (a, b) -> Double.isNaN(a) ? b : a);
            }
        }
        List<Line> stack = new ArrayList<>();
        for (Line line : lines) {
            for (Sample sample : line.samples()) {
                if (!sample.isGap()) {
                    sums.merge(sample.time(), sample.bytesPerSecond(), Double::sum);
                }
            }
            List<Sample> samples = new ArrayList<>();
            sums.forEach((time, sum) -> samples.add(new Sample(time, sum)));
            stack.add(new Line(line.name(), line.color(), samples));
        }
        return stack;
    }
}
