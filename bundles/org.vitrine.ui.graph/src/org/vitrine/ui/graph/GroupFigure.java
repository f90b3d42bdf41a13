/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.geometry.Rectangle;
import org.vitrine.ui.Palette;

/** A frame around the nodes of a group, with its name. */
final class GroupFigure extends SceneFigure {
    static final int PADDING = 18;
    static final int HEAD = 30;
    private static final int ICON = 16;

    private final boolean inner;
    private Group group;

    GroupFigure(Group group) {
        this.group = group;
        this.inner = !group.parent().isEmpty();
    }

    Group group() {
        return group;
    }

    void show(Group next) {
        group = next;
        repaint();
    }

    /** Goes around an area; an empty one hides the frame. */
    void surround(Rectangle area) {
        Rectangle box = area.isEmpty()
                ? new Rectangle()
                : new Rectangle(
                        area.x - PADDING,
                        area.y - HEAD - 4,
                        area.width + 2 * PADDING,
                        area.height + PADDING + HEAD + 4);
        if (!box.equals(getBounds())) {
            setBounds(box);
            repaint();
        }
    }

    @Override
    String id() {
        return group.id();
    }

    @Override
    String toolTip() {
        return "";
    }

    @Override
    void index(SpatialIndex<SceneFigure> index) {
        // painted first and never pointed at: a graph has a few
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
        graphics.setLineStyle(org.eclipse.swt.SWT.LINE_SOLID);
        graphics.drawRoundRectangle(new Rectangle(box.x, box.y, box.width - 1, box.height - 1), 16, 16);
        if (ink.detail() == Detail.FAR) {
            return;
        }
        ink.icon(group.icon(), Palette.Role.MUTED, box.x + 12, box.y + 8, ICON);
        graphics.setFont(ink.style().note());
        graphics.setForegroundColor(ink.style().color(Palette.Role.MUTED));
        graphics.drawString(group.label(), box.x + 12 + ICON + 6, box.y + 8);
    }
}
