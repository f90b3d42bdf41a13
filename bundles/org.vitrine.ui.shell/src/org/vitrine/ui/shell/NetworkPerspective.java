/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import org.eclipse.ui.IFolderLayout;
import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;

/** Machines at the left, their network in the middle, what passes through it below. */
public final class NetworkPerspective implements IPerspectiveFactory {
    static final String ID = "org.vitrine.perspective.network";

    @Override
    public void createInitialLayout(IPageLayout layout) {
        layout.setEditorAreaVisible(false);
        String editors = layout.getEditorArea();
        layout.addView(PartFrame.viewId("machines"), IPageLayout.LEFT, 0.27f, editors);
        IFolderLayout below = layout.createFolder("below", IPageLayout.BOTTOM, 0.55f, editors);
        for (String part : new String[] {
            "traffic", "flows", "protocols", "packets", "filters", "administration", "health", "bundles", "log"
        }) {
            below.addView(PartFrame.viewId(part));
        }
        below.addPlaceholder("org.eclipse.ui.views.ProgressView");
        below.addPlaceholder(PartFrame.OTHER + ":*");
        layout.addView(PartFrame.viewId("topology"), IPageLayout.TOP, 0.95f, editors);
        layout.createPlaceholderFolder("right", IPageLayout.RIGHT, 0.7f, PartFrame.viewId("topology"))
                .addPlaceholder(PartFrame.viewId("help"));
    }
}
