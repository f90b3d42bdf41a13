/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.List;
import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Path;
import org.eclipse.swt.widgets.Display;
import org.vitrine.ui.Palette;

/** A cable or a conversation, with its rates upon it. */
final class EdgeFigure extends SceneFigure {
    /** Labels are made wider in steps, so that they keep their places while numbers change. */
    private static final int LABEL_STEP = 24;

    private static final int LABEL_PADDING = 4;
    private static final int CROSS = 7;
    /** Where a label is tried, beside where it stands at best. */
    private static final double[] PLACES = {0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.2, 0.8};

    private final NodeFigure from;
    private final NodeFigure to;
    /** Where the label is; empty for none, or for want of room. */
    private final Rectangle label = new Rectangle();
    /** Kept, so that painting allocates nothing. */
    private final Rectangle chip = new Rectangle();

    private Edge edge;
    private Course course;
    private Path path;
    private int labelWidth;
    private int textWidth;
    private int labelHeight;
    private int lineHeight;

    EdgeFigure(Edge edge, NodeFigure from, NodeFigure to, Style style) {
        this.from = from;
        this.to = to;
        show(edge, style, true);
    }

    void close() {
        if (path != null) {
            path.dispose();
            path = null;
        }
    }

    Edge edge() {
        return edge;
    }

    NodeFigure from() {
        return from;
    }

    NodeFigure to() {
        return to;
    }

    boolean isPlaced() {
        return from.isPlaced() && to.isPlaced() && from != to;
    }

    /**
     * Takes another edge of the same id and ends; says whether it needs another way or another room for its label.
     *
     * @param labelled whether labels are on the screen: from afar a rate may change without anything being painted
     */
    boolean show(Edge next, Style style, boolean labelled) {
        Edge before = edge;
        edge = next;
        boolean moved = before == null || before.kind() != next.kind();
        int width = 0;
        for (Span span : next.label()) {
            width = Math.max(width, style.width(style.note(), span.text()));
        }
        textWidth = width;
        lineHeight = style.height(style.note());
        int wanted = width == 0 ? 0 : (width / LABEL_STEP + 1) * LABEL_STEP + 2 * LABEL_PADDING;
        int height = next.label().size() * lineHeight + 2;
        moved |= wanted != labelWidth || height != labelHeight;
        labelWidth = wanted;
        labelHeight = height;
        if (before == null || !looksAs(before)) {
            repaint();
        } else if (labelled && !label.isEmpty()) {
            repaint(label);
        }
        return moved;
    }

    private boolean looksAs(Edge before) {
        return before.color() == edge.color()
                && before.width() == edge.width()
                && before.dashed() == edge.dashed()
                && before.crossed() == edge.crossed()
                && before.kind() == edge.kind();
    }

    /**
     * Finds its way anew. To be indexed afterwards, and then to be given a place for its label.
     *
     * @param lane which of several edges between the same nodes it is
     * @param simple whether straight lines shall do, because there are many
     */
    void route(int lane, boolean simple) {
        close();
        if (!isPlaced()) {
            course = null;
            label.setSize(0, 0);
            setBounds(new Rectangle());
            return;
        }
        course = way(lane, simple);
        label.setSize(0, 0);
        // wide enough for its width and its cross
        setBounds(course.bounds().expand(CROSS + 3, CROSS + 3));
        repaint();
    }

    private Course way(int lane, boolean simple) {
        Rectangle a = from.getBounds();
        Rectangle b = to.getBounds();
        if (edge.kind() == Edge.Kind.LINK && lane == 0) {
            return Course.level(a, b, simple);
        }
        int dx = a.x + a.width / 2 - b.x - b.width / 2;
        int dy = a.y + a.height / 2 - b.y - b.height / 2;
        float bend = edge.kind() == Edge.Kind.LINK
                ? (lane + 1) / 2 * (lane % 2 == 0 ? -26f : 26f)
                : Math.min(110, 24 + (float) Math.hypot(dx, dy) * 0.11f) + 26f * lane;
        // arcs bend upwards whatever way they go
        return Course.bent(a, b, dx > 0 ? -bend : bend);
    }

    /**
     * Finds a place for the label, and indexes it: clear of nodes and other labels, and of other arcs when it can be.
     *
     * @param simple whether arcs are not looked at, because there are many edges
     * @param index where everything is
     */
    void placeLabel(boolean simple, SpatialIndex<SceneFigure> index) {
        if (course == null || labelWidth == 0) {
            return;
        }
        boolean clear = edge.kind() == Edge.Kind.ARC && !simple;
        if (clear && findPlace(true, index) || findPlace(false, index)) {
            setBounds(getBounds().getUnion(label));
            index.add(this, label.x, label.y, label.width, label.height);
            repaint();
        } else {
            label.setSize(0, 0);
        }
    }

    private boolean findPlace(boolean clearOfArcs, SpatialIndex<SceneFigure> index) {
        if (tryLabel(edge.labelAt(), clearOfArcs, index)) {
            return true;
        }
        for (double place : PLACES) {
            if (tryLabel(place, clearOfArcs, index)) {
                return true;
            }
        }
        return false;
    }

    private boolean tryLabel(double place, boolean clearOfArcs, SpatialIndex<SceneFigure> index) {
        label.setSize(labelWidth, labelHeight);
        label.setLocation(Math.round(course.x(place)) - labelWidth / 2, Math.round(course.y(place)) - labelHeight / 2);
        boolean[] free = {true};
        index.each(label.x, label.y, label.width, label.height, figure -> free[0] &= leavesRoom(figure, clearOfArcs));
        return free[0];
    }

    private boolean leavesRoom(SceneFigure figure, boolean clearOfArcs) {
        return switch (figure) {
            case NodeFigure node -> !node.getBounds().intersects(label);
            case EdgeFigure other ->
                other == this
                        || (other.label.isEmpty() || !other.label.intersects(label))
                                && !(clearOfArcs && other.isArcThrough(label));
            case GroupFigure group -> !group.head().intersects(label);
            default -> true;
        };
    }

    private boolean isArcThrough(Rectangle box) {
        return edge.kind() == Edge.Kind.ARC && course != null && course.passes(box);
    }

    @Override
    String id() {
        return edge.id();
    }

    @Override
    String toolTip() {
        return edge.toolTip();
    }

    @Override
    void index(SpatialIndex<SceneFigure> index) {
        if (course == null) {
            return;
        }
        float[] points = course.points();
        for (int i = 0; i + 3 < points.length; i += 2) {
            addPiece(index, points[i], points[i + 1], points[i + 2], points[i + 3]);
        }
    }

    /** A long line goes into the index in short pieces, lest it is found everywhere in the box around it. */
    private void addPiece(SpatialIndex<SceneFigure> index, float x1, float y1, float x2, float y2) {
        int count = 1 + (int) (Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1)) / 256);
        for (int i = 0; i < count; i++) {
            float ax = x1 + (x2 - x1) * i / count;
            float ay = y1 + (y2 - y1) * i / count;
            float bx = x1 + (x2 - x1) * (i + 1) / count;
            float by = y1 + (y2 - y1) * (i + 1) / count;
            index.add(
                    this,
                    (int) Math.min(ax, bx) - CROSS,
                    (int) Math.min(ay, by) - CROSS,
                    (int) Math.abs(bx - ax) + 2 * CROSS,
                    (int) Math.abs(by - ay) + 2 * CROSS);
        }
    }

    @Override
    boolean hit(double x, double y, double tolerance) {
        return course != null
                && (course.isNear(x, y, tolerance + edge.width() / 2.0)
                        || !label.isEmpty() && label.contains((int) x, (int) y));
    }

    boolean touches(Rectangle area) {
        if (course == null) {
            return false;
        }
        for (int i = 0; i <= 8; i++) {
            if (area.contains(Math.round(course.x(i / 8.0)), Math.round(course.y(i / 8.0)))) {
                return true;
            }
        }
        return false;
    }

    @Override
    void paint(Ink ink) {
        Graphics graphics = ink.graphics();
        boolean arc = edge.kind() == Edge.Kind.ARC;
        // from afar many lines would cover each other
        graphics.setAlpha(ink.detail() == Detail.FAR ? 110 : arc && !edge.crossed() ? 150 : 230);
        ink.line(edge.color(), edge.width());
        graphics.setLineStyle(edge.dashed() ? SWT.LINE_DASH : SWT.LINE_SOLID);
        trace(graphics);
        graphics.setLineStyle(SWT.LINE_SOLID);
        if (edge.crossed()) {
            paintCross(ink);
        }
    }

    /** Paints it in a role's colour and broader, above all others. */
    void paintEmphasized(Ink ink, Palette.Role color) {
        if (course == null) {
            return;
        }
        ink.graphics().setAlpha(90);
        ink.line(color, edge.width() + 5 * ink.hairline());
        trace(ink.graphics());
        ink.graphics().setAlpha(255);
    }

    private void trace(Graphics graphics) {
        if (course.isStraight()) {
            float[] points = course.points();
            graphics.drawLine((int) points[0], (int) points[1], (int) points[2], (int) points[3]);
            return;
        }
        if (path == null) {
            float[] curve = course.curve();
            path = new Path(Display.getCurrent());
            path.moveTo(curve[0], curve[1]);
            path.cubicTo(curve[2], curve[3], curve[4], curve[5], curve[6], curve[7]);
        }
        graphics.drawPath(path);
    }

    private void paintCross(Ink ink) {
        Graphics graphics = ink.graphics();
        graphics.setAlpha(255);
        // beside the label, which is at the middle or before it
        int x = Math.round(course.x(0.6));
        int y = Math.round(course.y(0.6));
        int size = Math.max(CROSS, 4 * ink.hairline());
        ink.fill(Palette.Role.BACKGROUND);
        graphics.fillOval(x - size - 2, y - size - 2, 2 * size + 4, 2 * size + 4);
        ink.line(edge.color(), 2);
        graphics.drawOval(x - size, y - size, 2 * size, 2 * size);
        int arm = size / 2;
        graphics.drawLine(x - arm, y - arm, x + arm, y + arm);
        graphics.drawLine(x - arm, y + arm, x + arm, y - arm);
    }

    void paintLabel(Ink ink) {
        List<Span> lines = edge.label();
        if (label.isEmpty() || lines.isEmpty()) {
            return;
        }
        Graphics graphics = ink.graphics();
        chip.setBounds(label);
        chip.width = Math.min(label.width, textWidth + 2 * LABEL_PADDING);
        chip.x += (label.width - chip.width) / 2;
        graphics.setAlpha(215);
        ink.fill(Palette.Role.BACKGROUND);
        graphics.fillRoundRectangle(chip, 8, 8);
        graphics.setAlpha(255);
        graphics.setFont(ink.style().note());
        for (int i = 0; i < lines.size(); i++) {
            graphics.setForegroundColor(ink.style().color(lines.get(i).color()));
            graphics.drawString(lines.get(i).text(), chip.x + LABEL_PADDING, chip.y + 1 + i * lineHeight);
        }
    }
}
