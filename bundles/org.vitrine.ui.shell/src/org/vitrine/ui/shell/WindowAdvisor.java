/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.ui.application.ActionBarAdvisor;
import org.eclipse.ui.application.IActionBarConfigurer;
import org.eclipse.ui.application.IWorkbenchWindowConfigurer;
import org.eclipse.ui.application.WorkbenchWindowAdvisor;

/** The window: its frame, and whose network it shows. */
final class WindowAdvisor extends WorkbenchWindowAdvisor {
    private ConnectionStatus connection;

    WindowAdvisor(IWorkbenchWindowConfigurer configurer) {
        super(configurer);
    }

    @Override
    public ActionBarAdvisor createActionBarAdvisor(IActionBarConfigurer configurer) {
        return new ActionBarAdvisor(configurer); // everything is in plugin.xml
    }

    @Override
    public void preWindowOpen() {
        IWorkbenchWindowConfigurer configurer = getWindowConfigurer();
        configurer.setInitialSize(new Point(1440, 900));
        configurer.setShowCoolBar(false);
        configurer.setShowStatusLine(true);
        configurer.setShowProgressIndicator(true);
        configurer.setShowPerspectiveBar(false);
        configurer.setTitle("Vitrine");
        Services.workbench().themes().applyPreferred();
    }

    @Override
    public void postWindowOpen() {
        IWorkbenchWindowConfigurer configurer = getWindowConfigurer();
        Services.workbench().statusLine(configurer.getActionBarConfigurer().getStatusLineManager());
        connection = new ConnectionStatus(
                Services.context(),
                configurer.getWindow().getShell(),
                configurer.getActionBarConfigurer().getStatusLineManager());
        configurer.getWindow().getShell().setMinimumSize(800, 500);
        configurer.getWindow().getShell().addListener(SWT.Dispose, _ -> connection.close());
    }
}
