/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.swt.SWT;
import org.vitrine.ui.Palette;

/** A frame around the nodes of a group, with its name. */
final class GroupFigure extends SceneFigure {
    static final int PADDING = 18;
    static final int HEAD = 30;
    private static final int ICON = 16;
    private static final int LEFT = 12;

    private final boolean inner;
    private Group group;
    private int headWidth;

    GroupFigure(Group group, Style style) {
        show(group, style);
        this.inner = !group.parent().isEmpty();
    }

    Group group() {
        return group;
    }

    void show(Group next, Style style) {
        group = next;
        headWidth = LEFT + ICON + 6 + style.width(style.note(), next.label()) + 8;
        repaint();
    }

    /** Goes around an area; an empty one hides the frame. Says whether it changed. */
    boolean surround(Rectangle area) {
        Rectangle box = area.isEmpty()
                ? new Rectangle()
                : new Rectangle(
                        area.x - PADDING,
                        area.y - HEAD - 4,
                        area.width + 2 * PADDING,
                        area.height + PADDING + HEAD + 4);
        if (box.equals(getBounds())) {
            return false;
        }
        setBounds(box);
        repaint();
        return true;
    }

    @Override
    String id() {
        return group.id();
    }

    @Override
    String toolTip() {
        return "";
    }

    /** Where its name is, which no label of an edge may cover. */
    Rectangle head() {
        Rectangle box = getBounds();
        return new Rectangle(box.x, box.y, Math.min(headWidth, box.width), HEAD);
    }

    @Override
    void index(SpatialIndex<SceneFigure> index) {
        Rectangle head = head();
        index.add(this, head.x, head.y, head.width, head.height);
    }

    @Override
    boolean hit(double x, double y, double tolerance) {
        return false;
    }

    @Override
    void paint(Ink ink) {
        Rectangle box = getBounds();
        if (box.isEmpty()) {
            return;
        }
        Graphics graphics = ink.graphics();
        graphics.setAlpha(inner ? 20 : 12);
        ink.fill(Palette.Role.HOST);
        graphics.fillRoundRectangle(box, 16, 16);
        graphics.setAlpha(255);
        ink.line(Palette.Role.LINE, 1);
        graphics.setLineStyle(SWT.LINE_SOLID);
        graphics.drawRoundRectangle(new Rectangle(box.x, box.y, box.width - 1, box.height - 1), 16, 16);
        if (ink.detail() == Detail.FAR) {
            return;
        }
        ink.icon(group.icon(), Palette.Role.MUTED, box.x + LEFT, box.y + 8, ICON);
        graphics.setFont(ink.style().note());
        graphics.setForegroundColor(ink.style().color(Palette.Role.MUTED));
        graphics.drawString(group.label(), box.x + LEFT + ICON + 6, box.y + 8);
    }
}
