/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.jface.window.Window;
import org.vitrine.common.VitrineException;
import org.vitrine.runtime.connection.RuntimeConnection;

/** Points the window at a runtime. */
public final class ConnectHandler extends AbstractHandler {
    @Override
    public Object execute(ExecutionEvent event) {
        Services.find(RuntimeConnection.class).ifPresent(connection -> {
            StandardWorkbench workbench = Services.workbench();
            ConnectDialog dialog = new ConnectDialog(workbench.shell(), connection);
            if (dialog.open() != Window.OK) {
                return;
            }
            if (dialog.socket().isEmpty()) {
                workbench.run("Use the services of this window", _ -> useOwn(connection), _ -> {});
            } else {
                String socket = dialog.socket();
                workbench.run("Connect to " + socket, _ -> connect(connection, socket), _ -> {});
            }
        });
        return null;
    }

    private static boolean connect(RuntimeConnection connection, String socket) throws VitrineException {
        connection.connect(socket);
        return true;
    }

    private static boolean useOwn(RuntimeConnection connection) {
        connection.useOwn();
        return true;
    }
}
