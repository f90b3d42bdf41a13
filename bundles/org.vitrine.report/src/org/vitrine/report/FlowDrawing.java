/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * A network as three columns: machines in the boxes of their hosts at the left, what is between in the middle, the others at the
 * right. Who talks is joined by a line, the wider the more.
 */
public final class FlowDrawing {
    private static final int WIDTH = 820;
    private static final int BOX_WIDTH = 190;
    private static final int BOX_HEIGHT = 34;
    private static final int GAP = 10;
    private static final int PADDING = 12;
    private static final int HEADING = 24;
    private static final int COLOURS = 8;
    private static final double WIDEST = 14;
    private static final double BOW = 70;

    private final String title;
    private final DoubleFunction<String> rateText;
    private final Map<String, List<Box>> left = new LinkedHashMap<>();
    private final List<Box> right = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private String middle = "";

    private record Box(String id, String name, String detail) {}

    private record Line(String left, String right, double rate, boolean cut) {}

    private record Place(double x, double y) {}

    /**
     * @param rateText writes a rate with its unit
     */
    public FlowDrawing(String title, DoubleFunction<String> rateText) {
        this.title = title;
        this.rateText = rateText;
    }

    /** A machine at the left, in the box of its host. */
    public FlowDrawing machine(String host, String id, String name, String detail) {
        left.computeIfAbsent(host, h -> new ArrayList<>()).add(new Box(id, name, detail));
        return this;
    }

    /** Something at the right. */
    public FlowDrawing other(String id, String name, String detail) {
        right.add(new Box(id, name, detail));
        return this;
    }

    /** What all lines pass. */
    public FlowDrawing between(String name) {
        middle = name;
        return this;
    }

    /**
     * Joins a machine and another.
     *
     * @param rate how much they talk, in the unit of the drawing
     * @param cut whether it was stopped at some time: drawn dashed
     */
    public FlowDrawing join(String machine, String other, double rate, boolean cut) {
        lines.add(new Line(machine, other, rate, cut));
        return this;
    }

    public String svg() {
        StringBuilder boxes = new StringBuilder(4 << 10);
        Map<String, Place> ends = new LinkedHashMap<>();
        double leftBottom = drawLeft(boxes, ends);
        double rightBottom = drawRight(boxes, ends, leftBottom);
        double height = Math.max(leftBottom, rightBottom) + 4;
        StringBuilder svg = new StringBuilder(8 << 10);
        svg.append("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(LinePlot.number(height));
        svg.append("\" role=\"img\" aria-label=\"").append(Html.escape(title)).append("\">\n");
        LinePlot.text(svg, 0, 14, "strong", "start", title);
        drawLines(svg, ends, height);
        return svg.append(boxes).append("</svg>\n").toString();
    }

    private double drawLeft(StringBuilder svg, Map<String, Place> ends) {
        double y = HEADING;
        for (var host : left.entrySet()) {
            double height = HEADING + host.getValue().size() * (BOX_HEIGHT + GAP) + PADDING - GAP;
            rectangle(svg, 0, y, BOX_WIDTH + 2 * PADDING, height, "fill:var(--band);stroke:var(--line)");
            LinePlot.text(svg, PADDING, y + 17, "", "start", host.getKey());
            double boxY = y + HEADING;
            for (Box box : host.getValue()) {
                drawBox(svg, box, PADDING, boxY);
                ends.put(box.id(), new Place(PADDING + BOX_WIDTH, boxY + BOX_HEIGHT / 2.0));
                boxY += BOX_HEIGHT + GAP;
            }
            y += height + GAP;
        }
        return y;
    }

    private double drawRight(StringBuilder svg, Map<String, Place> ends, double leftBottom) {
        double height = right.size() * (BOX_HEIGHT + GAP) - GAP;
        double y = Math.max(HEADING, HEADING + (leftBottom - HEADING - height) / 2);
        for (Box box : right) {
            drawBox(svg, box, WIDTH - BOX_WIDTH - 1, y);
            ends.put(box.id(), new Place(WIDTH - BOX_WIDTH - 1, y + BOX_HEIGHT / 2.0));
            y += BOX_HEIGHT + GAP;
        }
        return y;
    }

    private void drawLines(StringBuilder svg, Map<String, Place> ends, double height) {
        double most = lines.stream().mapToDouble(Line::rate).max().orElse(1);
        List<String> machines = new ArrayList<>(ends.keySet());
        for (Line line : lines) {
            Place from = ends.get(line.left());
            Place to = ends.get(line.right());
            if (from == null || to == null) {
                continue;
            }
            double width = most > 0 ? Math.max(1.5, Math.sqrt(line.rate() / most) * WIDEST) : 1.5;
            // between two machines of the left column: a bow beside it
            double bend = from.x() == to.x() ? BOW : (to.x() - from.x()) * 0.45;
            double endBend = from.x() == to.x() ? -BOW : bend;
            svg.append("<path fill=\"none\" style=\"stroke:var(--c").append(machines.indexOf(line.left()) % COLOURS);
            svg.append(");stroke-opacity:.55;stroke-width:").append(LinePlot.number(width));
            svg.append(line.cut() ? ";stroke-dasharray:8 6" : "").append("\" d=\"M");
            point(svg, from.x(), from.y()).append('C');
            point(svg, from.x() + bend, from.y()).append(' ');
            point(svg, to.x() - endBend, to.y()).append(' ');
            point(svg, to.x(), to.y()).append("\"><title>");
            svg.append(Html.escape(line.left() + " and " + line.right() + ": " + rateText.apply(line.rate())));
            svg.append("</title></path>\n");
        }
        if (!middle.isEmpty()) {
            LinePlot.text(svg, WIDTH / 2.0 + 12, height - 6, "", "middle", middle);
        }
    }

    private static StringBuilder point(StringBuilder svg, double x, double y) {
        return svg.append(LinePlot.number(x)).append(' ').append(LinePlot.number(y));
    }

    private static void drawBox(StringBuilder svg, Box box, double x, double y) {
        rectangle(svg, x, y, BOX_WIDTH, BOX_HEIGHT, "fill:var(--paper);stroke:var(--line)");
        LinePlot.text(svg, x + 10, y + 15, "strong", "start", box.name());
        LinePlot.text(svg, x + 10, y + 28, "", "start", box.detail());
    }

    private static void rectangle(StringBuilder svg, double x, double y, double width, double height, String style) {
        svg.append("<rect x=\"").append(LinePlot.number(x)).append("\" y=\"").append(LinePlot.number(y));
        svg.append("\" width=\"")
                .append(LinePlot.number(width))
                .append("\" height=\"")
                .append(LinePlot.number(height));
        svg.append("\" rx=\"6\" style=\"").append(style).append("\"/>\n");
    }
}
