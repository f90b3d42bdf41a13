/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.eclipse.swt.graphics.Color;
import org.vitrine.ui.Palette;

/**
 * A line of a chart.
 *
 * @param name what stands in the legend; unique in its chart
 * @param color asked again when the theme changes
 * @param samples in the order of their times
 */
public record Line(String name, Function<Palette, Color> color, List<Sample> samples) {
    public Line {
        samples = List.copyOf(samples);
    }

    /** What a guest sends. */
    public static Line tx(List<Sample> samples) {
        return new Line("Tx", palette -> palette.color(Palette.Role.TX), samples);
    }

    /** What a guest receives. */
    public static Line rx(List<Sample> samples) {
        return new Line("Rx", palette -> palette.color(Palette.Role.RX), samples);
    }

    /** One of several alike. */
    public static Line series(int index, String name, List<Sample> samples) {
        return new Line(name, palette -> palette.series(index), samples);
    }

    /** The newest sample that is not later than a time; a gap when there is none within {@code reach} nanoseconds before it. */
    Sample at(long time, long reach) {
        for (int i = samples.size() - 1; i >= 0; i--) {
            Sample sample = samples.get(i);
            if (sample.time() <= time) {
                return time - sample.time() <= reach ? sample : Sample.gap(time);
            }
        }
        return Sample.gap(time);
    }

    /** What is in a window, cut at gaps; with one sample more at each end, so that the line leaves the window at its edge. */
    List<List<Sample>> pieces(TimeWindow window) {
        List<List<Sample>> pieces = new ArrayList<>();
        List<Sample> piece = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            boolean before = i + 1 < samples.size() && samples.get(i + 1).time() < window.from();
            boolean after = i > 0 && samples.get(i - 1).time() > window.to();
            if (sample.isGap() && !piece.isEmpty()) {
                pieces.add(piece);
                piece = new ArrayList<>();
            } else if (!sample.isGap() && !before && !after) {
                piece.add(sample);
            }
        }
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
        return pieces;
    }
}
