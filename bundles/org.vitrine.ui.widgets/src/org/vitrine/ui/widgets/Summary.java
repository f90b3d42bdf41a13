/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.widgets;

import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;

/** A line that sums up what a part shows: an icon, a sentence, and at the right what is beside the point. UI thread only. */
public final class Summary {
    private final PartSite site;
    private final Composite area;
    private final Label icon;
    private final Label text;
    private final Label aside;
    private String iconName;
    private Palette.Role role = Palette.Role.MUTED;

    /**
     * @param parent has a {@code GridLayout} of one column
     */
    public Summary(PartSite site, Composite parent) {
        this.site = site;
        area = new Composite(parent, SWT.NONE);
        area.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        GridLayout layout = new GridLayout(3, false);
        layout.marginHeight = 4;
        layout.marginWidth = 8;
        area.setLayout(layout);
        icon = new Label(area, SWT.NONE);
        icon.setLayoutData(new GridData(16, 16));
        text = new Label(area, SWT.NONE);
        text.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        aside = new Label(area, SWT.RIGHT);
        site.workbench().palette().subscribe(this::paint);
    }

    /** Says something. */
    public void show(String iconName, Palette.Role role, String sentence, String aside) {
        if (!sentence.equals(text.getText())) {
            text.setText(sentence);
            text.setToolTipText(sentence);
        }
        if (!aside.equals(this.aside.getText())) {
            this.aside.setText(aside);
            area.layout();
        }
        this.iconName = iconName;
        this.role = role;
        paint();
    }

    private void paint() {
        if (iconName != null) {
            icon.setImage(site.workbench().icons().image(iconName, role));
        }
        aside.setForeground(site.workbench().palette().color(Palette.Role.MUTED));
    }

    /** What it says now. */
    public String sentence() {
        return text.getText();
    }
}
