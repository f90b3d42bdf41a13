/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.Selection;
import org.vitrine.ui.widgets.EmptyState;

/** What a part shows, or in its place why there is nothing to show and what to do about it. */
final class Pages {
    private final PartSite site;
    private final Composite pages;
    private final Composite area;
    private Composite message;
    private Absence shown;

    /** Why there is nothing to show. */
    enum Absence {
        NOT_YET("loader-2", "Nothing known yet", "The first numbers come in a moment."),
        NOT_WATCHED(
                "arrows-left-right",
                "No vNIC is watched",
                "The vNICs of guests are watched while they run. Start a machine, or bring up a lab in Machines."),
        NOT_SELECTED(
                "arrows-left-right",
                "The selection has no watched vNIC",
                "Only the vNICs of guests are watched, and only while they run."),
        SILENT(
                "arrows-left-right",
                "No traffic yet",
                "The selected vNICs are watched, but no IP packet has passed since."),
        NO_FLOW(
                "route",
                "No flow now",
                "The vNICs of guests are watched while they run; flows that are over or idle leave the list. Start a machine, or bring"
                        + " up a lab in Machines.");

        private final String icon;
        private final String title;
        private final String text;

        Absence(String icon, String title, String text) {
            this.icon = icon;
            this.title = title;
            this.text = text;
        }
    }

    Pages(PartSite site) {
        this.site = site;
        pages = new Composite(site.parent(), SWT.NONE);
        pages.setLayout(new StackLayout());
        area = new Composite(pages, SWT.NONE);
        GridLayout layout = new GridLayout();
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.verticalSpacing = 0;
        area.setLayout(layout);
        show(Absence.NOT_YET, true);
        site.workbench().palette().subscribe(this::repaint);
    }

    /** Where the part is built: one column. */
    Composite area() {
        return area;
    }

    /** All of it. */
    Control control() {
        return pages;
    }

    /**
     * @param absence null when there is something
     * @param isAll whether nothing is selected, so that there is no more to look at
     */
    void show(Absence absence, boolean isAll) {
        // what another scope has comes in a moment: no flicker until then
        boolean waits = absence == Absence.NOT_YET && top() == area;
        if (waits || absence == shown && top() != null) {
            return;
        }
        shown = absence;
        if (message != null) {
            message.dispose();
            message = null;
        }
        if (absence != null) {
            message = empty(absence, isAll);
        }
        ((StackLayout) pages.getLayout()).topControl = absence == null ? area : message;
        pages.layout(true, true);
    }

    private Control top() {
        return ((StackLayout) pages.getLayout()).topControl;
    }

    private Composite empty(Absence absence, boolean isAll) {
        EmptyState empty = new EmptyState(pages, site.workbench().icons(), absence.icon, absence.title, absence.text);
        if (absence == Absence.NOT_WATCHED || absence == Absence.NO_FLOW && isAll) {
            empty.action("Show Machines", () -> site.workbench().show("machines"));
        } else if (absence != Absence.NOT_YET && !isAll) {
            empty.action("Show all vNICs", () -> site.workbench().selection().set(Selection.NONE));
        }
        return empty.control();
    }

    /** The icon of an empty state has the colour of the theme in which it was made. */
    private void repaint() {
        if (shown != null) {
            Absence absence = shown;
            shown = null;
            show(absence, site.workbench().selection().get().isEmpty());
        }
    }
}
