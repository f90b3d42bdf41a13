/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.ui;

import java.time.Duration;
import java.util.List;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.vitrine.admin.ui.Overview.Place;
import org.vitrine.admin.ui.Overview.Refused;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.widgets.Column;
import org.vitrine.ui.widgets.EmptyState;
import org.vitrine.ui.widgets.Poll;
import org.vitrine.ui.widgets.Poll.Answer;
import org.vitrine.ui.widgets.RecordTable;
import org.vitrine.ui.widgets.Summary;

/** See {@link AdministrationContent}. */
final class AdministrationPart implements OpenPart {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int WHOLE = 1000;

    private final PartSite site;
    private final Composite stack;
    private final Composite board;
    private final Summary summary;
    private final Label allowed;
    private final SashForm sash;
    private final RecordTable<Place> places;
    private final Table reasons;
    private EmptyState empty;
    private Overview shown;

    AdministrationPart(PartSite site, Poll.Question<Overview> question) {
        this.site = site;
        stack = new Composite(site.parent(), SWT.NONE);
        stack.setLayout(new StackLayout());
        board = new Composite(stack, SWT.NONE);
        GridLayout layout = new GridLayout();
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.verticalSpacing = 0;
        board.setLayout(layout);
        summary = new Summary(site, board);
        allowed = new Label(board, SWT.WRAP);
        GridData wide = new GridData(SWT.FILL, SWT.CENTER, true, false);
        wide.horizontalIndent = 29; // below the summary's sentence
        allowed.setLayoutData(wide);
        sash = new SashForm(board, SWT.VERTICAL);
        sash.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        Composite upper = new Composite(sash, SWT.NONE);
        upper.setLayout(new FillLayout());
        places = new RecordTable<>(site, upper, columns(), Place::nic);
        places.onSelection(rows -> site.workbench()
                .selection()
                .set(Selection.of(
                        rows.stream().map(row -> new Selected.OfNic(row.nic())).toList())));
        reasons = new Table(sash, SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        reasons.setHeaderVisible(true);
        head("Refused because", 170, SWT.LEFT);
        head("Datagrams", 100, SWT.RIGHT);
        head("Meaning", 480, SWT.LEFT);
        int above = Math.clamp(site.state().get("sash", WHOLE / 2), WHOLE / 10, WHOLE * 9 / 10);
        sash.setWeights(above, WHOLE - above);
        site.workbench().selection().subscribe(this::select);
        site.workbench().palette().subscribe(this::repaint);
        Poll.start(site, stack, PERIOD, question, this::show);
    }

    private static List<Column<Place>> columns() {
        return List.of(
                Column.<Place>words("Machine", 160, Place::machine)
                        .icon(_ -> "device-desktop")
                        .color(_ -> Palette.Role.GUEST),
                Column.words("vNIC", 80, place -> place.nic().name()),
                Column.words("Addresses", 440, Place::addresses),
                Column.words("Group", 120, Place::group));
    }

    private void head(String title, int width, int style) {
        TableColumn column = new TableColumn(reasons, style);
        column.setText(title);
        column.setWidth(site.state().get("width." + title, width));
    }

    private void select(Selection selection) {
        if (shown != null) {
            places.select(selection.nics(shown.inventory()));
        }
    }

    private void show(Answer<Overview> answer) {
        if (answer.failure() != null) {
            summary.show("circle-x", Palette.Role.ERROR, answer.failure().explained(), "");
            return;
        }
        Overview next = answer.value();
        if (next.equals(shown)) {
            return;
        }
        shown = next;
        if (next.isOff()) {
            bringUp(next);
            return;
        }
        summary.show("user-cog", Palette.Role.ADMINISTRATOR, next.summary(), "");
        String whom = "Requests are answered from " + next.allowed();
        if (!whom.equals(allowed.getText())) {
            allowed.setText(whom);
            board.layout();
        }
        places.show(next.places());
        select(site.workbench().selection().get());
        showReasons(next);
        bringUp(next);
    }

    private void repaint() {
        if (empty != null) {
            empty.control().dispose();
            empty = null;
        }
        if (shown != null) {
            showReasons(shown);
            bringUp(shown);
        }
    }

    private void showReasons(Overview next) {
        List<Refused> refused = next.refused();
        reasons.setItemCount(refused.size());
        for (int i = 0; i < refused.size(); i++) {
            Refused row = refused.get(i);
            TableItem item = reasons.getItem(i);
            item.setText(new String[] {row.name(), String.valueOf(row.count()), row.meaning()});
            Palette.Role role = row.count() == 0 ? Palette.Role.MUTED : Palette.Role.WARNING;
            item.setForeground(1, site.workbench().palette().color(role));
            item.setForeground(2, site.workbench().palette().color(Palette.Role.MUTED));
        }
    }

    /** Brings up the board, or what to do while there is nothing for it. */
    private void bringUp(Overview next) {
        if (next.isOff() && empty == null) {
            empty = off(next);
        }
        Control control = next.isOff() ? empty.control() : board;
        StackLayout layout = (StackLayout) stack.getLayout();
        if (layout.topControl != control) {
            layout.topControl = control;
            stack.layout();
        }
    }

    private EmptyState off(Overview next) {
        return new EmptyState(
                        stack,
                        site.workbench().icons(),
                        "user-cog",
                        "The administration server is off",
                        "Nobody may administer the guests over the network yet. Bring up a lab that allows it for its own"
                                + " guests, as the example labs do, or name the networks from which every guest may be"
                                + " administered in " + next.settings() + ":\n\nadmin: {allow: [10.77.9.0/24]}\n\n"
                                + "The file is read again when it changes.")
                .action("Go to the machines", () -> site.workbench().show("machines"));
    }

    @Override
    public void focus() {
        places.focus();
    }

    @Override
    public void save(PartState state) {
        places.save(state);
        int[] weights = sash.getWeights();
        state.put("sash", weights[0] * WHOLE / (weights[0] + weights[1]));
        for (TableColumn column : reasons.getColumns()) {
            state.put("width." + column.getText(), column.getWidth());
        }
    }
}
