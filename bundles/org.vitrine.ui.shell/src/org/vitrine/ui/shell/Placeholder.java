/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.runtime.connection.RuntimeConnection;
import org.vitrine.ui.widgets.EmptyState;

/** Stands in a frame that has no content: says why, and offers what may help. */
final class Placeholder {
    private final BundleContext context = Services.context();
    private final StandardWorkbench workbench;
    private final String part;
    private final String failure;
    private final Composite area;
    private final AtomicBoolean outdated = new AtomicBoolean();
    private final BundleListener bundles = _ -> later();
    private final Subscription connection;
    private final Subscription theme;
    private Absence shown;

    /**
     * @param failure what went wrong with the content that there is; empty when there is none
     */
    Placeholder(Composite parent, StandardWorkbench workbench, String part, String failure) {
        this.workbench = workbench;
        this.part = part;
        this.failure = failure;
        area = new Composite(parent, SWT.NONE);
        area.setLayout(new StackLayout());
        update();
        context.addBundleListener(bundles);
        theme = workbench.palette().subscribe(this::repaint);
        connection = Services.find(RuntimeConnection.class)
                .map(link -> link.subscribe(_ -> later()))
                .orElse(() -> {});
    }

    void close() {
        context.removeBundleListener(bundles);
        connection.close();
        theme.close();
    }

    /** Bundles change in flocks: once for all of them. */
    private void later() {
        Display display = workbench.display();
        if (!display.isDisposed() && outdated.compareAndSet(false, true)) {
            display.asyncExec(() -> {
                outdated.set(false);
                if (!area.isDisposed()) {
                    update();
                }
            });
        }
    }

    private void repaint() {
        shown = null;
        update();
    }

    private void update() {
        Absence absence = failure.isEmpty()
                ? Absence.of(context, part)
                : new Absence("Something went wrong", failure + " The log has more.", "");
        if (absence.equals(shown)) {
            return;
        }
        shown = absence;
        for (Control child : area.getChildren()) {
            child.dispose();
        }
        EmptyState message =
                new EmptyState(area, workbench.icons(), "plug-connected-x", absence.title(), absence.text());
        if (!absence.stopped().isEmpty()) {
            message.action("Start it", () -> workbench.run("Start " + absence.stopped(), _ -> start(absence), _ -> {}));
        }
        ((StackLayout) area.getLayout()).topControl = message.control();
        area.layout(true, true);
    }

    private static boolean start(Absence absence) throws VitrineException {
        // the bundles of this window, not those of the runtime that it shows
        try {
            for (Bundle bundle : Services.context().getBundles()) {
                if (bundle.getSymbolicName().equals(absence.stopped())) {
                    bundle.start();
                }
            }
            return true;
        } catch (BundleException e) {
            throw new VitrineException(Reason.FAILED, absence.stopped() + " cannot be started: " + e.getMessage());
        }
    }
}
