/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import org.eclipse.draw2d.SWTGraphics;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Transform;

/**
 * Graphics that show a view. Icons are painted at the window's own scale, whole: SWT then draws their SVG in the size that is needed,
 * while it would blow the small picture up under a transformation.
 */
final class CrispGraphics extends SWTGraphics {
    private final GC gc;
    private final View view;
    private final Transform shown;

    CrispGraphics(GC gc, View view) {
        super(gc);
        this.gc = gc;
        this.view = view;
        shown = new Transform(gc.getDevice());
        shown.translate(view.x(), view.y());
        shown.scale((float) view.scale(), (float) view.scale());
        translate(view.x(), view.y());
        scale(view.scale());
    }

    @Override
    public void drawImage(Image image, int sx, int sy, int sw, int sh, int x, int y, int width, int height) {
        checkPaint();
        int left = (int) Math.round(view.toWindowX(x));
        int top = (int) Math.round(view.toWindowY(y));
        int size = (int) Math.round(width * view.scale());
        gc.setTransform(null);
        gc.drawImage(image, left, top, Math.max(1, size), Math.max(1, (int) Math.round(height * view.scale())));
        gc.setTransform(shown);
    }

    @Override
    public void dispose() {
        super.dispose();
        shown.dispose();
    }
}
