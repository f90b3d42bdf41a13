/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;

/** Changes between the light and the dark theme. */
public final class ThemeHandler extends AbstractHandler {
    @Override
    public Object execute(ExecutionEvent event) {
        Themes themes = Services.workbench().themes();
        PreferredSettings.Theme next = themes.isDark() ? PreferredSettings.Theme.LIGHT : PreferredSettings.Theme.DARK;
        PreferredSettings.theme(next);
        themes.apply(next);
        return null;
    }
}
