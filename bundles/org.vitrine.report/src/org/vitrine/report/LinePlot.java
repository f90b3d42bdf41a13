/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Values over time as lines, with events marked. Times are in seconds from the beginning; values begin at zero. */
public final class LinePlot {
    private static final int WIDTH = 820;
    private static final int HEIGHT = 260;
    private static final int LEFT = 78;
    private static final int RIGHT = 16;
    private static final int TOP = 46;
    private static final int BOTTOM = 30;
    private static final int COLOURS = 8;
    private static final int MARK_ROW = 14;
    private static final double LETTER = 7.2; // as wide as 12 px Inter is on average

    private final String title;
    private final DoubleFunction<String> valueText;
    private final List<Series> series = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();

    private record Series(String name, double[] times, double[] values) {}

    private record Mark(double time, String text) {}

    /**
     * @param valueText writes a value with its unit, for the axis
     */
    public LinePlot(String title, DoubleFunction<String> valueText) {
        this.title = title;
        this.valueText = valueText;
    }

    /**
     * Adds a line. The first eight have colours of their own.
     *
     * @param times rising, as many as values
     */
    public LinePlot line(String name, double[] times, double[] values) {
        if (times.length != values.length) {
            throw new IllegalArgumentException(times.length + " times for " + values.length + " values");
        }
        series.add(new Series(name, times.clone(), values.clone()));
        return this;
    }

    /** Marks a moment. */
    public LinePlot mark(double time, String text) {
        marks.add(new Mark(time, text));
        return this;
    }

    /** The drawing as an SVG element whose colours are those of the page. */
    public String svg() {
        double end = series.stream()
                .flatMapToDouble(s -> java.util.Arrays.stream(s.times()))
                .max()
                .orElse(1);
        double top = Ticks.niceTop(series.stream()
                .flatMapToDouble(s -> java.util.Arrays.stream(s.values()))
                .max()
                .orElse(1));
        int plotTop = TOP + (marks.isEmpty() ? 0 : 2 * MARK_ROW);
        StringBuilder svg = new StringBuilder(8 << 10);
        svg.append("<svg viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" role=\"img\" aria-label=\"");
        svg.append(Html.escape(title)).append("\">\n");
        text(svg, 0, 14, "strong", "start", title);
        legend(svg);
        Scale x = new Scale(0, Math.max(end, 1e-9), LEFT, WIDTH - RIGHT);
        Scale y = new Scale(0, top, HEIGHT - BOTTOM, plotTop);
        for (double value : Ticks.of(top, 4)) {
            line(svg, LEFT, y.at(value), WIDTH - RIGHT, y.at(value), "stroke:var(--line)");
            text(svg, LEFT - 8, y.at(value) + 4, "", "end", valueText.apply(value));
        }
        for (double time : Ticks.of(end, 8)) {
            text(svg, x.at(time), HEIGHT - 8, "", "middle", number(time) + " s");
        }
        drawMarks(svg, x, plotTop, end);
        for (int i = 0; i < series.size(); i++) {
            path(svg, series.get(i), x, y, "var(--c" + i % COLOURS + ")");
        }
        return svg.append("</svg>\n").toString();
    }

    /** Texts that would meet stand one above the other. */
    private void drawMarks(StringBuilder svg, Scale x, int plotTop, double end) {
        double taken = Double.NEGATIVE_INFINITY;
        boolean raised = false;
        for (Mark mark : marks) {
            double at = x.at(mark.time());
            line(svg, at, plotTop, at, HEIGHT - BOTTOM, "stroke:var(--mark);stroke-dasharray:3 3");
            boolean late = mark.time() > end * 0.8;
            double width = LETTER * mark.text().length();
            double begin = late ? at - 4 - width : at + 4;
            raised = begin < taken && !raised;
            text(svg, begin, plotTop - 4 - (raised ? MARK_ROW : 0), "mark", "start", mark.text());
            taken = begin + width;
        }
    }

    private void legend(StringBuilder svg) {
        double x = 0;
        for (int i = 0; i < series.size(); i++) {
            line(svg, x, 30, x + 16, 30, "stroke:var(--c" + i % COLOURS + ");stroke-width:3");
            text(svg, x + 22, 34, "", "start", series.get(i).name());
            x += 22 + LETTER * series.get(i).name().length() + 20;
        }
    }

    private static void path(StringBuilder svg, Series series, Scale x, Scale y, String colour) {
        if (series.times().length == 0) {
            return;
        }
        svg.append("<path fill=\"none\" style=\"stroke:").append(colour);
        svg.append(";stroke-width:2;stroke-linejoin:round\" d=\"");
        for (int i = 0; i < series.times().length; i++) {
            svg.append(i == 0 ? 'M' : 'L').append(number(x.at(series.times()[i])));
            svg.append(' ').append(number(y.at(series.values()[i])));
        }
        svg.append("\"/>\n");
    }

    static void line(StringBuilder svg, double x1, double y1, double x2, double y2, String style) {
        svg.append("<line x1=\"").append(number(x1)).append("\" y1=\"").append(number(y1));
        svg.append("\" x2=\"").append(number(x2)).append("\" y2=\"").append(number(y2));
        svg.append("\" style=\"").append(style).append("\"/>\n");
    }

    static void text(StringBuilder svg, double x, double y, String kind, String anchor, String text) {
        svg.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y));
        svg.append("\" text-anchor=\"").append(anchor).append('"');
        if (!kind.isEmpty()) {
            svg.append(" class=\"").append(kind).append('"');
        }
        svg.append('>').append(Html.escape(text)).append("</text>\n");
    }

    /** With one digit behind the point at most, and none that says nothing. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
