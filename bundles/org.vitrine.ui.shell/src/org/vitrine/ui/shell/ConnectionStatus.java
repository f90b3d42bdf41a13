/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import org.eclipse.jface.action.IStatusLineManager;
import org.eclipse.jface.action.StatusLineContributionItem;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.vitrine.common.Subscription;
import org.vitrine.runtime.connection.ConnectionState;
import org.vitrine.runtime.connection.RuntimeConnection;

/** Whose network this window shows: in its title and its status line. */
final class ConnectionStatus {
    private static final int CHARACTERS = 56;

    private final Shell shell;
    private final Display display;
    private final StatusLineContributionItem item = new StatusLineContributionItem("connection", CHARACTERS);
    private final ServiceTracker<RuntimeConnection, Subscription> tracker;

    ConnectionStatus(BundleContext context, Shell shell, IStatusLineManager statusLine) {
        this.shell = shell;
        display = shell.getDisplay();
        statusLine.add(item);
        statusLine.update(true);
        tracker = new ServiceTracker<>(context, RuntimeConnection.class, null) {
            @Override
            public Subscription addingService(ServiceReference<RuntimeConnection> reference) {
                return context.getService(reference).subscribe(ConnectionStatus.this::show);
            }

            @Override
            public void removedService(ServiceReference<RuntimeConnection> reference, Subscription subscription) {
                subscription.close();
                context.ungetService(reference);
            }
        };
        tracker.open();
    }

    void close() {
        tracker.close();
    }

    private void show(ConnectionState state) {
        if (display.isDisposed()) {
            return;
        }
        display.asyncExec(() -> {
            if (!shell.isDisposed()) {
                item.setText(words(state));
                shell.setText(state.socket().isEmpty() ? "Vitrine" : "Vitrine \u2013 " + state.socket());
            }
        });
    }

    private static String words(ConnectionState state) {
        return switch (state.mode()) {
            case OWN -> "services of this window";
            case CONNECTED -> "runtime at " + state.socket();
            case LOST -> "no runtime at " + state.socket();
        };
    }
}
