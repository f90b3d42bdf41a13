/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.geometry.Rectangle;
import org.vitrine.ui.Palette;

/** A machine, a network, a host: an icon with a name. */
final class NodeFigure extends SceneFigure {
    private static final int CARD_HEIGHT = 46;
    private static final int PILL_HEIGHT = 30;
    private static final int NARROWEST_CARD = 128;
    private static final int NARROWEST_PILL = 84;
    private static final int WIDEST = 236;
    private static final int ICON = 20;
    private static final int TILE = 30;
    private static final int PALE = 115;
    private static final int BADGE = 9;

    /** Kept, so that painting allocates nothing. */
    private final Rectangle frame = new Rectangle();

    private final Rectangle tile = new Rectangle();
    private Node node;
    private String label;
    private String note;
    private boolean placed;
    private int lineHeight;
    private int noteHeight;

    NodeFigure(Node node, Style style) {
        show(node, style);
    }

    Node node() {
        return node;
    }

    /** Takes another node of the same id; says whether its size is another, too. */
    boolean show(Node next, Style style) {
        node = next;
        boolean card = next.shape() == Node.Shape.CARD;
        int before = card ? TILE + 18 : ICON + 20;
        int after = 16;
        int text = style.width(style.name(), next.label());
        if (card) {
            text = Math.max(text, style.width(style.note(), next.note()));
        }
        int width = Math.clamp(before + text + after, card ? NARROWEST_CARD : NARROWEST_PILL, WIDEST);
        int height = card ? CARD_HEIGHT : PILL_HEIGHT;
        label = style.fitted(style.name(), next.label(), width - before - after + 2);
        note = style.fitted(style.note(), next.note(), width - before - after + 2);
        lineHeight = style.height(style.name());
        noteHeight = style.height(style.note());
        Rectangle old = getBounds();
        if (old.width == width && old.height == height) {
            repaint();
            return false;
        }
        setBounds(new Rectangle(old.x + (old.width - width) / 2, old.y + (old.height - height) / 2, width, height));
        return true;
    }

    boolean isPlaced() {
        return placed;
    }

    Position position() {
        Rectangle box = getBounds();
        return new Position(box.x + box.width / 2, box.y + box.height / 2);
    }

    void place(Position middle) {
        Rectangle box = getBounds();
        placed = true;
        setBounds(new Rectangle(middle.x() - box.width / 2, middle.y() - box.height / 2, box.width, box.height));
        repaint();
    }

    @Override
    String id() {
        return node.id();
    }

    @Override
    String toolTip() {
        return node.toolTip();
    }

    @Override
    void index(SpatialIndex<SceneFigure> index) {
        Rectangle box = getBounds();
        index.add(this, box.x, box.y, box.width, box.height);
    }

    @Override
    boolean hit(double x, double y, double tolerance) {
        Rectangle box = getBounds();
        return x >= box.x && y >= box.y && x < box.right() && y < box.bottom();
    }

    @Override
    void paint(Ink ink) {
        Graphics graphics = ink.graphics();
        graphics.setAlpha(node.dimmed() ? PALE : 255);
        Rectangle box = frame.setBounds(getBounds());
        int arc = node.shape() == Node.Shape.CARD ? 12 : box.height;
        if (ink.detail() == Detail.FAR) {
            ink.fill(node.color());
            graphics.fillRoundRectangle(box, arc, arc);
            return;
        }
        ink.fill(Palette.Role.SURFACE);
        graphics.fillRoundRectangle(box, arc, arc);
        box.width--;
        box.height--;
        ink.line(node.shape() == Node.Shape.CARD ? Palette.Role.LINE : node.color(), 1);
        graphics.drawRoundRectangle(box, arc, arc);
        if (node.shape() == Node.Shape.CARD) {
            paintCard(ink, box);
        } else {
            ink.icon(node.icon(), node.color(), box.x + 12, box.y + (box.height - ICON) / 2 + 1, ICON);
            paintText(ink, label, true, box.x + ICON + 20, box.y + (box.height - lineHeight) / 2);
        }
        node.badge().ifPresent(color -> paintBadge(ink, color));
    }

    private void paintCard(Ink ink, Rectangle box) {
        Graphics graphics = ink.graphics();
        tile.setLocation(box.x + 8, box.y + 8);
        tile.setSize(TILE, TILE);
        graphics.setAlpha(node.dimmed() ? 18 : 34);
        ink.fill(node.color());
        graphics.fillRoundRectangle(tile, 8, 8);
        graphics.setAlpha(node.dimmed() ? PALE : 255);
        ink.icon(node.icon(), node.color(), tile.x + (TILE - ICON) / 2, tile.y + (TILE - ICON) / 2, ICON);
        int textX = tile.right() + 10;
        boolean both = ink.detail() == Detail.NEAR && !note.isEmpty();
        int height = both ? lineHeight + noteHeight : lineHeight;
        int textY = box.y + (box.height - height) / 2;
        paintText(ink, label, true, textX, textY);
        if (both) {
            paintText(ink, note, false, textX, textY + lineHeight);
        }
    }

    private void paintText(Ink ink, String text, boolean first, int x, int y) {
        Graphics graphics = ink.graphics();
        graphics.setFont(first ? ink.style().name() : ink.style().note());
        graphics.setForegroundColor(ink.style().color(first ? Palette.Role.TEXT : Palette.Role.MUTED));
        graphics.drawString(text, x, y);
    }

    private void paintBadge(Ink ink, Palette.Role color) {
        Graphics graphics = ink.graphics();
        graphics.setAlpha(255);
        int x = getBounds().right() - BADGE - 6;
        int y = getBounds().y + 6;
        ink.fill(Palette.Role.SURFACE);
        graphics.fillOval(x - 2, y - 2, BADGE + 4, BADGE + 4);
        ink.fill(color);
        graphics.fillOval(x, y, BADGE, BADGE);
    }
}
