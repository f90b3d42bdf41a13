/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import org.eclipse.draw2d.Figure;
import org.eclipse.draw2d.Graphics;

/** A figure of a scene: has a place of its own, in points of the graph, and no children. */
abstract class SceneFigure extends Figure {
    private boolean lifted;

    /**
     * Takes it out of the picture, or puts it back. Who is lifted is painted on top of the picture each time, so that it can move
     * without anything of the picture being painted anew.
     */
    final void lift(boolean out) {
        if (out != lifted) {
            lifted = false;
            repaint();
            lifted = out;
        }
    }

    final boolean isLifted() {
        return lifted;
    }

    @Override
    public final void repaint(int x, int y, int width, int height) {
        if (!lifted) {
            super.repaint(x, y, width, height);
        }
    }

    @Override
    public final void erase() {
        if (!lifted) {
            super.erase();
        }
    }

    /** Paints it with what it takes into account at this zoom. */
    abstract void paint(Ink ink);

    /** Puts its boxes into the index. */
    abstract void index(SpatialIndex<SceneFigure> index);

    /** Whether a point is upon it, give or take a tolerance. */
    abstract boolean hit(double x, double y, double tolerance);

    abstract String id();

    abstract String toolTip();

    /** The scene paints its figures itself: only those in sight, lines before nodes. */
    @Override
    public final void paint(Graphics graphics) {
        throw new UnsupportedOperationException("painted by its scene");
    }
}
