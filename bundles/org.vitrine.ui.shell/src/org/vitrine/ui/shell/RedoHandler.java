/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.util.Optional;
import org.eclipse.core.commands.ExecutionEvent;

/** Edit, Redo. */
public final class RedoHandler extends HistoryHandler {
    @Override
    public Object execute(ExecutionEvent event) {
        history().redo();
        return null;
    }

    @Override
    Optional<String> label() {
        return history().redoLabel().map(label -> "Redo " + label);
    }

    @Override
    String idle() {
        return "Redo";
    }
}
