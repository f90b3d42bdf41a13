/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;

/** Shows a file that a person chooses. */
public final class OpenFileHandler extends AbstractHandler {
    @Override
    public Object execute(ExecutionEvent event) {
        StandardWorkbench workbench = Services.workbench();
        workbench.openers().choose(workbench.shell()).ifPresent(workbench::open);
        return null;
    }
}
