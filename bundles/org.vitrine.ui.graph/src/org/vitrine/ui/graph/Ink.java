/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import org.eclipse.draw2d.Graphics;
import org.eclipse.swt.graphics.Image;
import org.vitrine.ui.Palette;

/**
 * What figures paint with, in points of the graph.
 *
 * @param graphics where; scaled already
 * @param hairline the thinnest line that is still seen, in points of the graph
 */
record Ink(Graphics graphics, Style style, Detail detail, int hairline) {
    static Ink of(Graphics graphics, Style style, double scale) {
        return new Ink(graphics, style, Detail.at(scale), hairline(scale));
    }

    static int hairline(double scale) {
        return Math.max(1, (int) Math.round(1 / scale));
    }

    void fill(Palette.Role role) {
        graphics.setBackgroundColor(style.color(role));
    }

    void line(Palette.Role role, int width) {
        graphics.setForegroundColor(style.color(role));
        graphics.setLineWidth(Math.max(width, hairline));
    }

    void icon(String name, Palette.Role color, int x, int y, int size) {
        Image image = style.icon(name, color);
        graphics.drawImage(image, 0, 0, -1, -1, x, y, size, size);
    }
}
