/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Event;

/** What a person does with the mouse. */
final class Hand {
    private static final int WHEEL_POINTS = 60;
    private static final double WHEEL_ZOOM = 1.15;
    /** A press that moves less is a click. */
    private static final int SHAKING = 4;

    private static final double REACH = 5;

    private enum Doing {
        NOTHING,
        PRESSING,
        PANNING,
        MOVING,
        BANDING
    }

    private final GraphViewer viewer;
    private final Canvas canvas;
    private final Scene scene;
    private final Picture picture;
    private final Map<String, Position> before = new HashMap<>();
    private Doing doing = Doing.NOTHING;
    private boolean space;
    private int pressedX;
    private int pressedY;
    private int lastX;
    private int lastY;
    private Set<String> selectedBefore = Set.of();
    private Optional<SceneFigure> pressed = Optional.empty();

    private Hand(GraphViewer viewer, Canvas canvas, Scene scene, Picture picture) {
        this.viewer = viewer;
        this.canvas = canvas;
        this.scene = scene;
        this.picture = picture;
    }

    static void install(GraphViewer viewer, Canvas canvas, Scene scene, Picture picture) {
        Hand hand = new Hand(viewer, canvas, scene, picture);
        canvas.addListener(SWT.MouseDown, hand::press);
        canvas.addListener(SWT.MouseMove, hand::move);
        canvas.addListener(SWT.MouseUp, hand::release);
        canvas.addListener(
                SWT.MouseDoubleClick, event -> hand.under(event).ifPresent(figure -> viewer.open(figure.id())));
        canvas.addListener(SWT.MouseExit, _ -> hand.point(Optional.empty()));
        canvas.addListener(SWT.MouseVerticalWheel, hand::turn);
        canvas.addListener(SWT.MouseHorizontalWheel, event -> {
            viewer.pan(Integer.signum(event.count) * WHEEL_POINTS, 0);
            event.doit = false;
        });
        canvas.addListener(SWT.KeyDown, hand::key);
        canvas.addListener(SWT.KeyUp, event -> {
            if (event.keyCode == ' ') {
                hand.letGo();
            }
        });
        canvas.addListener(SWT.FocusOut, _ -> hand.letGo());
    }

    private void letGo() {
        space = false;
        canvas.setCursor(null);
    }

    private Optional<SceneFigure> under(Event event) {
        View view = picture.view();
        return scene.at(view.toGraphX(event.x), view.toGraphY(event.y), REACH / view.scale());
    }

    private void press(Event event) {
        canvas.setFocus();
        pressedX = event.x;
        pressedY = event.y;
        lastX = event.x;
        lastY = event.y;
        pressed = under(event);
        if (event.button == 2 || event.button == 1 && space) {
            doing = Doing.PANNING;
            canvas.setCursor(canvas.getDisplay().getSystemCursor(SWT.CURSOR_SIZEALL));
        } else if (event.button == 3) {
            // the menu is about what is under the pointer
            String id = pressed.map(SceneFigure::id).orElse("");
            if (!scene.selected().contains(id)) {
                viewer.pick(id.isEmpty() ? Set.of() : Set.of(id));
            }
        } else if (event.button == 1) {
            doing = Doing.PRESSING;
            selectedBefore = viewer.selection();
            pressed.ifPresent(figure -> pick(figure.id(), adding(event)));
        }
    }

    private static boolean adding(Event event) {
        return (event.stateMask & (SWT.MOD1 | SWT.SHIFT)) != 0;
    }

    private void pick(String id, boolean adding) {
        Set<String> next = new LinkedHashSet<>(scene.selected());
        if (adding) {
            if (!next.remove(id)) {
                next.add(id);
            }
        } else if (!next.contains(id)) {
            next.clear();
            next.add(id);
        }
        viewer.pick(next);
    }

    private void move(Event event) {
        switch (doing) {
            case NOTHING -> point(under(event));
            case PRESSING -> {
                if (Math.hypot(event.x - pressedX, event.y - pressedY) >= SHAKING) {
                    begin(event);
                }
            }
            case PANNING -> viewer.pan(event.x - lastX, event.y - lastY);
            case MOVING -> moveNodes(event);
            case BANDING -> band(event);
        }
        lastX = event.x;
        lastY = event.y;
    }

    private void begin(Event event) {
        if (pressed.isPresent() && pressed.get() instanceof NodeFigure) {
            doing = Doing.MOVING;
            before.clear();
            for (String id : scene.selected()) {
                NodeFigure node = scene.nodes().get(id);
                if (node != null && node.isPlaced()) {
                    before.put(id, node.position());
                }
            }
            scene.lift(before.keySet());
            canvas.setCursor(canvas.getDisplay().getSystemCursor(SWT.CURSOR_HAND));
            moveNodes(event);
        } else if (pressed.isEmpty()) {
            doing = Doing.BANDING;
            band(event);
        }
    }

    private void moveNodes(Event event) {
        double scale = picture.view().scale();
        int dx = (int) Math.round((event.x - pressedX) / scale);
        int dy = (int) Math.round((event.y - pressedY) / scale);
        Map<String, Position> after = new HashMap<>();
        before.forEach((id, position) -> after.put(id, position.plus(dx, dy)));
        scene.place(after);
        canvas.redraw();
    }

    private void band(Event event) {
        View view = picture.view();
        int left = (int) Math.floor(view.toGraphX(Math.min(pressedX, event.x)));
        int top = (int) Math.floor(view.toGraphY(Math.min(pressedY, event.y)));
        int right = (int) Math.ceil(view.toGraphX(Math.max(pressedX, event.x)));
        int bottom = (int) Math.ceil(view.toGraphY(Math.max(pressedY, event.y)));
        Rectangle area = new Rectangle(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
        scene.band(Optional.of(area));
        Set<String> next = new LinkedHashSet<>(adding(event) ? selectedBefore : Set.of());
        next.addAll(scene.within(area));
        viewer.select(next);
    }

    private void release(Event event) {
        Doing done = doing;
        doing = Doing.NOTHING;
        canvas.setCursor(null);
        switch (done) {
            case PRESSING -> {
                if (pressed.isEmpty()) {
                    viewer.pick(adding(event) ? scene.selected() : Set.of());
                } else if (!adding(event)) {
                    viewer.pick(Set.of(pressed.get().id()));
                }
            }
            case MOVING -> {
                scene.putDown();
                viewer.moved(before);
            }
            case BANDING -> {
                scene.band(Optional.empty());
                Set<String> chosen = viewer.selection();
                scene.select(selectedBefore);
                viewer.pick(chosen);
                canvas.redraw();
            }
            default -> {}
        }
    }

    /** Leaves what was begun as if nothing had been; says whether there was something. */
    private boolean cancel() {
        Doing left = doing;
        doing = Doing.NOTHING;
        canvas.setCursor(null);
        switch (left) {
            case MOVING -> {
                scene.place(before);
                scene.putDown();
            }
            case BANDING -> {
                scene.band(Optional.empty());
                viewer.select(selectedBefore);
            }
            default -> {}
        }
        return left != Doing.NOTHING;
    }

    private void key(Event event) {
        if (event.keyCode == ' ') {
            space = true;
            canvas.setCursor(canvas.getDisplay().getSystemCursor(SWT.CURSOR_SIZEALL));
        } else if (event.keyCode == SWT.ESC && !cancel()) {
            viewer.pick(Set.of());
        }
    }

    private void point(Optional<SceneFigure> figure) {
        String id = figure.map(SceneFigure::id).orElse("");
        if (!id.equals(scene.pointedAt())) {
            scene.pointAt(id);
            canvas.setToolTipText(figure.map(SceneFigure::toolTip)
                    .filter(text -> !text.isEmpty())
                    .orElse(null));
            canvas.redraw();
        }
    }

    private void turn(Event event) {
        event.doit = false;
        double turns = event.count / 3.0;
        if ((event.stateMask & SWT.MOD1) != 0) {
            viewer.zoom(picture.view().scale() * Math.pow(WHEEL_ZOOM, turns), event.x, event.y);
        } else {
            int points = (int) Math.round(turns * WHEEL_POINTS);
            boolean sideways = (event.stateMask & SWT.SHIFT) != 0;
            viewer.pan(sideways ? points : 0, sideways ? 0 : points);
        }
    }
}
