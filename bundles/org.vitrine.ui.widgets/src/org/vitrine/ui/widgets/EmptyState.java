/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.widgets;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.vitrine.ui.Icons;
import org.vitrine.ui.Palette;

/** Stands where a view has nothing to show: an icon, what is the case, and what to do next. UI thread only. */
public final class EmptyState {
    private final Composite area;

    /**
     * @param title what is the case: {@code No machines}
     * @param text why, in a sentence or two
     */
    public EmptyState(Composite parent, Icons icons, String icon, String title, String text) {
        area = new Composite(parent, SWT.NONE);
        GridLayout layout = new GridLayout();
        layout.marginWidth = 24;
        layout.verticalSpacing = 8;
        area.setLayout(layout);
        Label image = new Label(area, SWT.CENTER);
        image.setImage(icons.image(icon, Palette.Role.MUTED));
        image.setLayoutData(new GridData(SWT.CENTER, SWT.END, true, true));
        Label heading = new Label(area, SWT.CENTER | SWT.WRAP);
        heading.setText(title);
        heading.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
        heading.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        Label explanation = new Label(area, SWT.CENTER | SWT.WRAP);
        explanation.setText(text);
        explanation.setLayoutData(new GridData(SWT.FILL, SWT.BEGINNING, true, false));
        spring();
    }

    /** Adds something to press: what to do next. */
    public EmptyState action(String label, Runnable action) {
        area.getChildren()[area.getChildren().length - 1].dispose();
        Link link = new Link(area, SWT.NONE);
        link.setText("<a>" + label + "</a>");
        link.addListener(SWT.Selection, _ -> action.run());
        link.setLayoutData(new GridData(SWT.CENTER, SWT.BEGINNING, true, false));
        spring();
        return this;
    }

    public Composite control() {
        return area;
    }

    /** Keeps what is above it in the middle. */
    private void spring() {
        new Label(area, SWT.NONE).setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
    }
}
