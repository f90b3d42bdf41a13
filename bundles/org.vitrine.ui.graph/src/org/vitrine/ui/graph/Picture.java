/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.draw2d.GraphicsSource;
import org.eclipse.draw2d.IFigure;
import org.eclipse.draw2d.UpdateManager;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Transform;
import org.eclipse.swt.widgets.Canvas;
import org.vitrine.ui.Palette;

/**
 * The picture of a scene in its window. What was painted is kept: a change paints only where something changed, moving the view only
 * what comes into sight, and pointing at things or moving
 * them nothing, because what is pointed at or moves is painted on top each time.
 *
 * <p>While a view of very many things is zoomed, the picture is stretched at first and painted sharp as soon as the wheel rests.
 */
final class Picture extends UpdateManager {
    private static final int REST_MILLIS = 140;
    /** A scene that takes longer to paint is stretched first. */
    private static final long SLOW_NANOS = 15_000_000;

    private static final int MANY_REGIONS = 12;

    private final Canvas canvas;
    private final Scene scene;
    private final Style style;
    private final Runnable sharpen = this::sharpen;
    private final List<Rectangle> damage = new ArrayList<>();
    private View view = new View(0, 0, 1);
    /** What the picture shows: another one than the view while it is stretched. */
    private View painted = view;

    /** Pixels of the display for each point of the window: without them the picture would be coarse on a fine display. */
    private int pixels = 1;

    private Image picture;
    private Image spare;
    private long wholeNanos;

    Picture(Canvas canvas, Scene scene, Style style) {
        this.canvas = canvas;
        this.scene = scene;
        this.style = style;
    }

    void close() {
        forget();
    }

    View view() {
        return view;
    }

    void view(View next) {
        if (next.equals(view)) {
            return;
        }
        boolean zoomed = next.scale() != view.scale();
        view = next;
        if (zoomed || isStretched()) {
            if (picture == null || wholeNanos <= SLOW_NANOS) {
                painted = view;
                damageAll();
            } else {
                canvas.getDisplay().timerExec(REST_MILLIS, sharpen);
            }
        } else {
            move();
        }
        canvas.redraw();
    }

    private boolean isStretched() {
        return painted.scale() != view.scale();
    }

    private void sharpen() {
        if (!canvas.isDisposed() && !painted.equals(view)) {
            painted = view;
            damageAll();
        }
    }

    /** After a change of the theme or of the size. */
    void forget() {
        if (picture != null) {
            picture.dispose();
            spare.dispose();
            picture = null;
            spare = null;
        }
        damage.clear();
        painted = view;
        if (!canvas.isDisposed()) {
            canvas.redraw();
        }
    }

    /** Moves what was painted, and paints what came into sight. */
    private void move() {
        int dx = view.x() - painted.x();
        int dy = view.y() - painted.y();
        painted = view;
        if (picture == null) {
            return;
        }
        Point size = canvas.getSize();
        if (Math.abs(dx) >= size.x || Math.abs(dy) >= size.y) {
            damageAll();
            return;
        }
        GC gc = new GC(spare);
        gc.drawImage(picture, dx * pixels, dy * pixels);
        gc.dispose();
        Image moved = spare;
        spare = picture;
        picture = moved;
        damage.forEach(region -> region.translate(dx, dy));
        if (dx != 0) {
            damage(new Rectangle(dx > 0 ? 0 : size.x + dx, 0, Math.abs(dx), size.y));
        }
        if (dy != 0) {
            damage(new Rectangle(0, dy > 0 ? 0 : size.y + dy, size.x, Math.abs(dy)));
        }
    }

    private void damageAll() {
        damage.clear();
        Point size = canvas.getSize();
        damage(new Rectangle(0, 0, size.x, size.y));
    }

    private void damage(Rectangle region) {
        for (Rectangle known : damage) {
            if (known.contains(region)) {
                return;
            }
        }
        damage.add(region);
        if (damage.size() > MANY_REGIONS) {
            Rectangle all = new Rectangle(damage.getFirst());
            damage.forEach(all::union);
            damage.clear();
            damage.add(all);
        }
        canvas.redraw(region.x, region.y, region.width, region.height, false);
    }

    /** In points of the graph, as all figures are. */
    @Override
    public void addDirtyRegion(IFigure figure, int x, int y, int width, int height) {
        Point size = canvas.getSize();
        int left = (int) Math.max(-2, Math.floor(painted.toWindowX(x)) - 2);
        int top = (int) Math.max(-2, Math.floor(painted.toWindowY(y)) - 2);
        int right = (int) Math.min(size.x + 2.0, Math.ceil(painted.toWindowX(x + (double) width)) + 2);
        int bottom = (int) Math.min(size.y + 2.0, Math.ceil(painted.toWindowY(y + (double) height)) + 2);
        if (width > 0 && height > 0 && right > 0 && bottom > 0 && left < size.x && top < size.y) {
            damage(new Rectangle(left, top, right - left, bottom - top));
        }
    }

    /** Shows the picture, after painting what changed. */
    void expose(GC gc) {
        Point size = canvas.getSize();
        if (size.x <= 0 || size.y <= 0) {
            return;
        }
        if (picture == null) {
            pixels = Math.max(1, Math.round(canvas.getMonitor().getZoom() / 100f));
            picture = new Image(canvas.getDisplay(), size.x * pixels, size.y * pixels);
            spare = new Image(canvas.getDisplay(), size.x * pixels, size.y * pixels);
            painted = view;
            damageAll();
        }
        if (!damage.isEmpty()) {
            repair(size);
        }
        if (painted.equals(view)) {
            draw(gc, size);
        } else {
            paintStretched(gc, size);
        }
        CrispGraphics graphics = new CrispGraphics(gc, view);
        graphics.setAntialias(SWT.ON);
        scene.paintOnTop(Ink.of(graphics, style, view.scale()));
        graphics.dispose();
    }

    /** Paints all at once what would else be painted several times, because its regions overlap. */
    private void join() {
        Rectangle all = new Rectangle(damage.getFirst());
        long sum = 0;
        for (Rectangle region : damage) {
            all.union(region);
            sum += (long) region.width * region.height;
        }
        if (damage.size() > 1 && sum > (long) all.width * all.height * 2 / 3) {
            damage.clear();
            damage.add(all);
        }
    }

    private void draw(GC gc, Point size) {
        gc.setInterpolation(SWT.NONE);
        gc.drawImage(picture, 0, 0, size.x * pixels, size.y * pixels, 0, 0, size.x, size.y);
    }

    private void repair(Point size) {
        long begin = System.nanoTime();
        join();
        GC gc = new GC(picture);
        boolean whole = false;
        for (Rectangle region : damage) {
            whole |= region.width >= size.x && region.height >= size.y;
            gc.setClipping(region.x * pixels, region.y * pixels, region.width * pixels, region.height * pixels);
            CrispGraphics graphics = new CrispGraphics(gc, painted.in(pixels));
            graphics.setAntialias(SWT.ON);
            graphics.setTextAntialias(SWT.ON);
            int left = (int) Math.floor(painted.toGraphX(region.x)) - 1;
            int top = (int) Math.floor(painted.toGraphY(region.y)) - 1;
            int right = (int) Math.ceil(painted.toGraphX(region.right())) + 1;
            int bottom = (int) Math.ceil(painted.toGraphY(region.bottom())) + 1;
            scene.paint(Ink.of(graphics, style, painted.scale()), new Rectangle(left, top, right - left, bottom - top));
            graphics.dispose();
            gc.setTransform(null);
        }
        gc.dispose();
        damage.clear();
        if (whole) {
            wholeNanos = System.nanoTime() - begin;
        }
    }

    private void paintStretched(GC gc, Point size) {
        gc.setBackground(style.color(Palette.Role.BACKGROUND));
        gc.fillRectangle(0, 0, size.x, size.y);
        float ratio = (float) (view.scale() / painted.scale());
        Transform transform = new Transform(gc.getDevice());
        transform.translate(view.x() - painted.x() * ratio, view.y() - painted.y() * ratio);
        transform.scale(ratio, ratio);
        gc.setTransform(transform);
        draw(gc, size);
        gc.setTransform(null);
        transform.dispose();
    }

    /** Figures of a scene have no layout of their own. */
    @Override
    public void addInvalidFigure(IFigure figure) {
        // nothing to validate
    }

    @Override
    public void performUpdate() {
        // painted when the window asks for it
    }

    @Override
    public void performUpdate(Rectangle exposed) {
        // painted when the window asks for it
    }

    @Override
    public void setGraphicsSource(GraphicsSource source) {
        throw new UnsupportedOperationException("paints into its own picture");
    }

    @Override
    public void setRoot(IFigure figure) {
        throw new UnsupportedOperationException("paints the scene that it was made for");
    }
}
