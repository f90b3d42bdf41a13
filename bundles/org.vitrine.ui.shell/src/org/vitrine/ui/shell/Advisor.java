/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.nio.file.Path;
import org.eclipse.ui.IWorkbenchPreferenceConstants;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.application.IWorkbenchConfigurer;
import org.eclipse.ui.application.IWorkbenchWindowConfigurer;
import org.eclipse.ui.application.WorkbenchAdvisor;
import org.eclipse.ui.application.WorkbenchWindowAdvisor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.vitrine.ui.Workbench;

/** Sets the workbench up and offers what its parts share as a service. */
final class Advisor extends WorkbenchAdvisor {
    private StandardWorkbench shared;
    private ServiceRegistration<Workbench> registration;

    @Override
    public void initialize(IWorkbenchConfigurer configurer) {
        configurer.setSaveAndRestore(true);
        PlatformUI.getPreferenceStore().setDefault(IWorkbenchPreferenceConstants.SHOW_PROGRESS_ON_STARTUP, false);
    }

    @Override
    public void preStartup() {
        BundleContext context = Services.context();
        shared = new StandardWorkbench(context, PlatformUI.getWorkbench().getDisplay());
        registration = context.registerService(Workbench.class, shared, null);
    }

    @Override
    public void postStartup() {
        String file = System.getProperty("vitrine.open", "");
        if (!file.isEmpty()) {
            shared.open(Path.of(file));
        }
    }

    @Override
    public WorkbenchWindowAdvisor createWorkbenchWindowAdvisor(IWorkbenchWindowConfigurer configurer) {
        return new WindowAdvisor(configurer);
    }

    @Override
    public String getInitialWindowPerspectiveId() {
        return NetworkPerspective.ID;
    }

    @Override
    public void postShutdown() {
        registration.unregister();
        shared.close();
    }
}
