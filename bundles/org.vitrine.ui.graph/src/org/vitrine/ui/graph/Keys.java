/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Event;

/** What a person does with the keyboard, and what a screen reader says. */
final class Keys {
    private static final int NUDGE = 10;

    private final GraphViewer viewer;
    private final Scene scene;

    private Keys(GraphViewer viewer, Scene scene) {
        this.viewer = viewer;
        this.scene = scene;
    }

    static void install(GraphViewer viewer, Canvas canvas, Scene scene) {
        Keys keys = new Keys(viewer, scene);
        canvas.addListener(SWT.KeyDown, keys::press);
        // arrows and Enter are ours, Tab leaves
        canvas.addListener(
                SWT.Traverse,
                event -> event.doit =
                        event.detail == SWT.TRAVERSE_TAB_NEXT || event.detail == SWT.TRAVERSE_TAB_PREVIOUS);
        canvas.getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent event) {
                event.result = scene.selected().isEmpty()
                        ? scene.nodes().size() + " nodes"
                        : keys.selectedNode()
                                .map(node ->
                                        node.node().label() + ", " + node.node().toolTip())
                                .orElse(scene.selected().size() + " selected");
            }
        });
    }

    private Optional<NodeFigure> selectedNode() {
        return scene.selected().stream()
                .map(scene.nodes()::get)
                .filter(node -> node != null && node.isPlaced())
                .reduce((_, last) -> last);
    }

    private void press(Event event) {
        int modifiers = event.stateMask & SWT.MODIFIER_MASK;
        if (modifiers == SWT.MOD1 || modifiers == (SWT.MOD1 | SWT.SHIFT)) {
            switch (event.keyCode) {
                case '+', '=', SWT.KEYPAD_ADD -> viewer.zoomIn();
                case '-', '_', SWT.KEYPAD_SUBTRACT -> viewer.zoomOut();
                case '0', SWT.KEYPAD_0 -> viewer.zoom(1);
                case 'a' -> viewer.pick(scene.nodes().keySet());
                default -> {}
            }
        } else if (modifiers == SWT.ALT || modifiers == 0 || modifiers == SWT.SHIFT) {
            switch (event.keyCode) {
                case SWT.ARROW_LEFT -> arrow(-1, 0, modifiers);
                case SWT.ARROW_RIGHT -> arrow(1, 0, modifiers);
                case SWT.ARROW_UP -> arrow(0, -1, modifiers);
                case SWT.ARROW_DOWN -> arrow(0, 1, modifiers);
                case SWT.HOME -> viewer.fit();
                case SWT.CR, SWT.KEYPAD_CR -> selectedNode().ifPresent(node -> viewer.open(node.id()));
                default -> {}
            }
        }
    }

    private void arrow(int dx, int dy, int modifiers) {
        if (modifiers == SWT.ALT) {
            nudge(dx, dy);
            return;
        }
        Optional<NodeFigure> from = selectedNode();
        Optional<NodeFigure> to = from.isEmpty() ? first() : neighbour(from.get(), dx, dy);
        to.ifPresent(node -> {
            Set<String> next = new LinkedHashSet<>(modifiers == SWT.SHIFT ? scene.selected() : Set.of());
            next.remove(node.id());
            next.add(node.id());
            viewer.pick(next);
            viewer.reveal(node.id());
        });
    }

    private Optional<NodeFigure> first() {
        return scene.nodes().values().stream()
                .filter(NodeFigure::isPlaced)
                .min(Comparator.comparing(
                        node -> node.position().x() + node.position().y()));
    }

    /** The nearest node in a direction; one that lies aside counts as farther away. */
    private Optional<NodeFigure> neighbour(NodeFigure from, int dx, int dy) {
        Position here = from.position();
        record Candidate(NodeFigure node, double distance) {}
        return scene.nodes().values().stream()
                .filter(node -> node != from && node.isPlaced())
                .map(node -> {
                    int ahead = (node.position().x() - here.x()) * dx
                            + (node.position().y() - here.y()) * dy;
                    int aside = Math.abs((node.position().x() - here.x()) * dy)
                            + Math.abs((node.position().y() - here.y()) * dx);
                    return new Candidate(node, ahead <= 0 || aside > 2.5 * ahead ? -1 : ahead + 2.0 * aside);
                })
                .filter(candidate -> candidate.distance() > 0)
                .min(Comparator.comparingDouble(Candidate::distance))
                .map(Candidate::node);
    }

    private void nudge(int dx, int dy) {
        Map<String, Position> before = new HashMap<>();
        Map<String, Position> after = new HashMap<>();
        scene.selected().stream().map(scene.nodes()::get).forEach(node -> {
            if (node != null && node.isPlaced()) {
                before.put(node.id(), node.position());
                after.put(node.id(), node.position().plus(dx * NUDGE, dy * NUDGE));
            }
        });
        scene.place(after);
        viewer.moved(before);
        viewer.control().redraw();
    }
}
