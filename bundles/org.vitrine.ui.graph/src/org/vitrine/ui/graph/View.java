/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

/**
 * Which part of the graph is seen: a point of the graph is at {@code point * scale + offset} in the window.
 *
 * @param x offset in the window's points; whole, so that a picture can be moved without being painted anew
 * @param y offset in the window's points
 * @param scale 1 for 100 %
 */
record View(int x, int y, double scale) {
    static final double SMALLEST = 0.03;
    static final double LARGEST = 4;

    double toGraphX(double windowX) {
        return (windowX - x) / scale;
    }

    double toGraphY(double windowY) {
        return (windowY - y) / scale;
    }

    double toWindowX(double graphX) {
        return graphX * scale + x;
    }

    double toWindowY(double graphY) {
        return graphY * scale + y;
    }

    /** The same in a picture that has so many pixels for a point of the window. */
    View in(int pixels) {
        return new View(x * pixels, y * pixels, scale * pixels);
    }

    View moved(int dx, int dy) {
        return new View(x + dx, y + dy, scale);
    }

    /** Zoomed so that what is under a point of the window stays there. */
    View zoomed(double newScale, double windowX, double windowY) {
        double clamped = Math.clamp(newScale, SMALLEST, LARGEST);
        return new View(
                (int) Math.round(windowX - toGraphX(windowX) * clamped),
                (int) Math.round(windowY - toGraphY(windowY) * clamped),
                clamped);
    }

    /** One with a point of the graph at the window's corner. */
    static View exactly(double left, double top, double scale) {
        return new View((int) Math.round(-left * scale), (int) Math.round(-top * scale), scale);
    }

    /** One that shows an area of the graph in the middle of a window, at 100 % when it is small. */
    static View of(double left, double top, double width, double height, int windowWidth, int windowHeight) {
        double scale = Math.min(1, Math.min(windowWidth / Math.max(width, 1), windowHeight / Math.max(height, 1)));
        scale = Math.clamp(scale, SMALLEST, LARGEST);
        return new View(
                (int) Math.round(windowWidth / 2.0 - (left + width / 2) * scale),
                (int) Math.round(windowHeight / 2.0 - (top + height / 2) * scale),
                scale);
    }
}
