/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.widgets.ToolAction;

/** A pane below a table that tells more of the selected row, as text that can be selected and copied. */
final class Details {
    private static final int WHOLE = 1000;
    private static final int MARGIN = 8;

    private final PartSite site;
    private final SashForm sash;
    private final Composite upper;
    private final StyledText text;
    private int headingLength;
    private int bodyEnd;

    /**
     * @param parent has a {@code GridLayout} of one column
     * @param share of the table above, in thousandths, to begin with
     */
    Details(PartSite site, Composite parent, int share) {
        this.site = site;
        sash = new SashForm(parent, SWT.VERTICAL);
        sash.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        upper = new Composite(sash, SWT.NONE);
        upper.setLayout(new FillLayout());
        text = new StyledText(sash, SWT.MULTI | SWT.READ_ONLY | SWT.WRAP | SWT.V_SCROLL);
        text.setMargins(MARGIN, MARGIN, MARGIN, MARGIN);
        text.setAlwaysShowScrollBars(false);
        int above = Math.clamp(site.state().get("sash", share), WHOLE / 10, WHOLE * 9 / 10);
        sash.setWeights(above, WHOLE - above);
        ToolAction copy = ToolAction.push(site, "Copy\tCtrl+C", "copy", this::copy);
        site.contextMenu(text, menu -> menu.add(copy));
        site.workbench().palette().subscribe(this::paint);
        paint();
    }

    /** Where the table goes. */
    Composite upper() {
        return upper;
    }

    /**
     * @param heading one line
     * @param body what follows; may be empty
     * @param listing what stands in letters of one width below; may be empty
     */
    void show(String heading, String body, String listing) {
        String all = heading + (body.isEmpty() ? "" : "\n" + body) + (listing.isEmpty() ? "" : "\n\n" + listing);
        if (all.equals(text.getText())) {
            return; // a person may be selecting in it
        }
        headingLength = heading.length();
        bodyEnd = all.length() - listing.length();
        text.setText(all);
        paint();
    }

    /** Says what to select, while nothing is. */
    void hint(String words) {
        headingLength = 0;
        bodyEnd = words.length();
        if (!words.equals(text.getText())) {
            text.setText(words);
        }
        paint();
    }

    private void paint() {
        Palette palette = site.workbench().palette();
        text.setBackground(palette.color(Palette.Role.SURFACE));
        text.setForeground(palette.color(headingLength == 0 ? Palette.Role.MUTED : Palette.Role.TEXT));
        int length = text.getCharCount();
        if (length == 0) {
            return;
        }
        StyleRange heading = new StyleRange(0, headingLength, null, null, SWT.BOLD);
        StyleRange listing = new StyleRange(bodyEnd, length - bodyEnd, null, null);
        listing.font = JFaceResources.getTextFont();
        text.setStyleRanges(bodyEnd < length ? new StyleRange[] {heading, listing} : new StyleRange[] {heading});
    }

    private void copy() {
        if (text.getSelectionCount() == 0) {
            text.selectAll();
        }
        text.copy();
    }

    void save(PartState state) {
        int[] weights = sash.getWeights();
        state.put("sash", weights[0] * WHOLE / (weights[0] + weights[1]));
    }
}
