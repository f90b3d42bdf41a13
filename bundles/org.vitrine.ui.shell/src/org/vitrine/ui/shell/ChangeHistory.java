/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.eclipse.swt.widgets.Display;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkUtil;
import org.vitrine.common.Subscription;
import org.vitrine.ui.Workbench.Change;
import org.vitrine.ui.Workbench.Work;

/** The changes that were made from this window, to be taken back and made again. UI thread only. */
final class ChangeHistory {
    private static final int LONGEST = 100;

    private final BundleContext context = Services.context();
    private final StandardWorkbench workbench;
    private final Deque<Step> made = new ArrayDeque<>();
    private final Deque<Step> takenBack = new ArrayDeque<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private final BundleListener bundles = this::forget;

    private record Step(String label, Change make, Change takeBack) {
        /** Whether the bundle that can do it is there. */
        boolean isPossible() {
            Bundle owner = FrameworkUtil.getBundle(make.getClass());
            return owner == null || owner.getState() == Bundle.ACTIVE || owner.getState() == Bundle.STARTING;
        }
    }

    ChangeHistory(StandardWorkbench workbench) {
        this.workbench = workbench;
        context.addBundleListener(bundles);
    }

    void close() {
        try {
            context.removeBundleListener(bundles);
        } catch (IllegalStateException _) {
            // the framework ends before its window, and has forgotten the listener
        }
    }

    /** A change of a bundle that is gone cannot be taken back, and would keep the bundle's classes. */
    private void forget(BundleEvent event) {
        Display display = workbench.display();
        if (event.getType() == BundleEvent.STOPPED && !display.isDisposed()) {
            display.asyncExec(() -> {
                if (made.removeIf(step -> !step.isPossible()) | takenBack.removeIf(step -> !step.isPossible())) {
                    tell();
                }
            });
        }
    }

    void make(String label, Change make, Change takeBack) {
        workbench.run(label, once(make), _ -> {
            made.push(new Step(label, make, takeBack));
            if (made.size() > LONGEST) {
                made.removeLast();
            }
            takenBack.clear();
            workbench.say(label);
            tell();
        });
    }

    Optional<String> undoLabel() {
        return Optional.ofNullable(made.peek()).map(Step::label);
    }

    Optional<String> redoLabel() {
        return Optional.ofNullable(takenBack.peek()).map(Step::label);
    }

    void undo() {
        move("Undo ", made, takenBack, false);
    }

    void redo() {
        move("Redo ", takenBack, made, true);
    }

    private void move(String prefix, Deque<Step> from, Deque<Step> to, boolean again) {
        Step step = from.poll();
        if (step == null) {
            return;
        }
        workbench.run(
                prefix + step.label(),
                once(again ? step.make() : step.takeBack()),
                _ -> {
                    to.push(step);
                    workbench.say(prefix + step.label());
                    tell();
                },
                () -> {
                    from.push(step); // it did not happen: it may be tried again
                    tell();
                });
        tell();
    }

    private static Work<Boolean> once(Change change) {
        return _ -> {
            change.run();
            return true;
        };
    }

    Subscription subscribe(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void tell() {
        List.copyOf(listeners).forEach(Runnable::run);
    }
}
