/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ui;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.Scope;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
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
import org.vitrine.ui.widgets.ToolAction;

/** See {@link FiltersContent}. */
final class FiltersPart implements OpenPart {
    private final PartSite site;
    private final KnownFilters known;
    private final Composite pages;
    private final Composite area;
    private final Summary summary;
    private final RecordTable<RuleRow> table;
    private final ToolAction unfilter;
    private final Poll poll;
    private Composite empty;
    private Inventory inventory = Inventory.EMPTY;
    private List<DeclarationState> states;

    FiltersPart(PartSite site, DataPlaneService dataPlane, InventoryService inventories, KnownFilters known) {
        this.site = site;
        this.known = known;
        pages = new Composite(site.parent(), SWT.NONE);
        pages.setLayout(new StackLayout());
        area = new Composite(pages, SWT.NONE);
        GridLayout layout = new GridLayout();
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.verticalSpacing = 0;
        area.setLayout(layout);
        summary = new Summary(site, area);
        Composite below = new Composite(area, SWT.NONE);
        below.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        below.setLayout(new FillLayout());
        table = new RecordTable<>(site, below, columns(), RuleRow::key);
        unfilter = ToolAction.push(site, "Withdraw\tDelete", "filter-off", this::unfilter)
                .inToolBar();
        unfilter.setEnabled(false);
        ToolAction.push(site, "Rules as text: add, change, import, export…", "list-details", this::editText)
                .inToolBar();
        table.listen(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.DEL) {
                unfilter();
            }
        });
        table.onSelection(this::onRows);
        site.workbench().palette().subscribe(this::repaint);
        site.workbench().selection().subscribe(this::onSelection);
        site.<Inventory>follow(inventories::subscribe, this::onInventory);
        site.<List<DeclarationState>>follow(dataPlane::subscribe, this::onStates);
        // changes are told, counters have to be asked for
        poll = Poll.start(
                site,
                pages,
                site.workbench().preferences().get().refreshPeriod(),
                dataPlane::declarations,
                this::onCounters);
        site.workbench().preferences().subscribe(preferences -> poll.period(preferences.refreshPeriod()));
    }

    private static List<Column<RuleRow>> columns() {
        Comparator<RuleRow> byNic = Comparator.comparing(RuleRow::machine)
                .thenComparing(RuleRow::nic)
                .thenComparing(FiltersPart::compareWhat);
        return List.of(
                Column.<RuleRow>words("Machine", 100, RuleRow::machine).order(byNic),
                Column.words("vNIC", 60, RuleRow::nic),
                Column.<RuleRow>words("What", 260, RuleRow::what).order(FiltersPart::compareWhat),
                Column.words("Kind", 80, RuleRow::kind),
                Column.number(
                        "Stopped from guest",
                        160,
                        row -> RuleRow.stopped(row.state().fromGuest()),
                        row -> row.state().fromGuest().packets()),
                Column.number(
                        "Stopped to guest",
                        160,
                        row -> RuleRow.stopped(row.state().toGuest()),
                        row -> row.state().toGuest().packets()),
                Column.words("Declared by", 150, row -> row.state().declaredBy()),
                Column.<RuleRow>words(
                                "Declared at", 105, row -> row.declaredAt(LocalDate.now(), ZoneId.systemDefault()))
                        .order(Comparator.comparingLong(row -> row.state().declaredAt())),
                Column.<RuleRow>words("Status", 300, RuleRow::status)
                        .order(Comparator.<RuleRow, DeclarationStatus>comparing(
                                        row -> row.state().status())
                                .thenComparing(byNic))
                        .icon(RuleRow::icon)
                        .color(RuleRow::color));
    }

    private static int compareWhat(RuleRow one, RuleRow other) {
        return one.declaration() instanceof Filter a && other.declaration() instanceof Filter b
                ? a.remote().compareTo(b.remote())
                : one.what().compareTo(other.what());
    }

    private void onInventory(Inventory newest) {
        inventory = newest;
        show();
    }

    /** What is declared has changed: the counters that come with it are those of an earlier reading. */
    private void onStates(List<DeclarationState> newest) {
        if (states == null) {
            states = newest;
            show();
        }
        poll.now();
    }

    private void onCounters(Answer<List<DeclarationState>> answer) {
        if (answer.failure() != null) {
            summary.show("circle-x", Palette.Role.ERROR, answer.failure().explained(), "");
            return;
        }
        states = answer.value();
        show();
    }

    private void onSelection(Selection selection) {
        // rules that are no filters cannot be selected elsewhere: here they stay so
        List<Object> keys = new ArrayList<>(selection.remotes());
        table.selected().stream()
                .filter(row -> !(row.declaration() instanceof Filter))
                .map(RuleRow::key)
                .forEach(keys::add);
        table.select(keys);
        unfilter.setEnabled(!table.selected().isEmpty());
    }

    private void onRows(List<RuleRow> rows) {
        site.workbench()
                .selection()
                .set(Selection.of(rows.stream()
                        .map(RuleRow::key)
                        .filter(Selected.class::isInstance)
                        .map(Selected.class::cast)
                        .toList()));
        unfilter.setEnabled(!rows.isEmpty());
    }

    private void unfilter() {
        List<RuleRow> rows = table.selected();
        if (!rows.isEmpty()) {
            known.change(List.of(), rows.stream().map(RuleRow::declaration).toList(), site.workbench());
        }
    }

    private void editText() {
        List<Declaration> present = states == null
                ? List.of()
                : states.stream().map(DeclarationState::declaration).toList();
        Selection selection = site.workbench().selection().get();
        String scope = selection.nics(inventory).stream()
                .findFirst()
                .map(nic -> DeclarationText.of(new Scope.OfNic(nic)))
                .orElse("everything");
        new RulesDialog(site.workbench(), known, present, scope).open();
    }

    private void show() {
        if (states == null) {
            return;
        }
        List<RuleRow> rows = RuleRow.of(states, inventory);
        table.show(rows);
        onSelection(site.workbench().selection().get());
        boolean failed = rows.stream().anyMatch(row -> row.state().status() == DeclarationStatus.FAILED);
        summary.show(
                failed ? "alert-triangle" : "filter",
                failed ? Palette.Role.ERROR : Palette.Role.FILTERED,
                RuleRow.summary(rows),
                "");
        if (rows.isEmpty() && empty == null) {
            empty = empty();
        }
        ((StackLayout) pages.getLayout()).topControl = rows.isEmpty() ? empty : area;
        pages.layout(true, true);
    }

    private Composite empty() {
        return new EmptyState(
                        pages,
                        site.workbench().icons(),
                        "filter",
                        "Nothing is filtered",
                        "Select a remote address in Traffic and filter it from its context menu, or a machine in Topology or"
                                + " Machines and choose Filter remote address…")
                .action("Show Traffic", () -> site.workbench().show("traffic"))
                .control();
    }

    /** The icon of an empty state has the colour of the theme in which it was made. */
    private void repaint() {
        if (empty != null) {
            empty.dispose();
            empty = null;
        }
        show();
    }

    @Override
    public void focus() {
        table.focus();
    }

    @Override
    public void save(PartState state) {
        table.save(state);
    }
}
