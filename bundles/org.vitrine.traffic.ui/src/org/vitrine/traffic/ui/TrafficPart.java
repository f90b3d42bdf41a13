/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.vitrine.common.NicId;
import org.vitrine.common.Quantity;
import org.vitrine.common.Subscription;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficQuery;
import org.vitrine.traffic.TrafficService;
import org.vitrine.traffic.TrafficSnapshot;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.Preferences;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.chart.Line;
import org.vitrine.ui.chart.RateChart;
import org.vitrine.ui.widgets.Column;
import org.vitrine.ui.widgets.RecordTable;
import org.vitrine.ui.widgets.Summary;
import org.vitrine.ui.widgets.ToolAction;

/** See {@link TrafficContent}. */
final class TrafficPart implements OpenPart {
    private static final int MOST_LINES = 8;
    private static final int MOST_KEYS = 1_000;
    private static final String BUSIEST = "Tx + Rx";

    private final PartSite site;
    private final TrafficService traffic;
    private final History<Selected> history = new History<>(MOST_KEYS);
    private final Pages pages;
    private final SashForm sash;
    private final RecordTable<TrafficRow> table;
    private final RateChart chart;
    private final Summary summary;
    private final ToolAction all;
    private Preferences preferences;
    private Inventory inventory = Inventory.EMPTY;
    private Addresses addresses = new Addresses(Inventory.EMPTY);
    private Scope scope = Scope.ALL;
    private TrafficSnapshot sums;
    private TrafficSnapshot hosts;
    private Subscription sumsSubscription = () -> {};
    private Subscription hostsSubscription = () -> {};

    TrafficPart(PartSite site, TrafficService traffic, InventoryService inventories) {
        this.site = site;
        this.traffic = traffic;
        preferences = site.workbench().preferences().get();
        pages = new Pages(site);
        Composite area = pages.area();
        summary = new Summary(site, area);
        sash = new SashForm(area, SWT.VERTICAL | SWT.SMOOTH);
        sash.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        Composite upper = new Composite(sash, SWT.NONE);
        upper.setLayout(new FillLayout());
        table = new RecordTable<>(site, upper, columns(), TrafficRow::key);
        chart = new RateChart(site, sash);
        sash.setWeights(site.state().get("sash", 560), 440);
        if (site.state().get("sort", "").isEmpty()) {
            table.sort(BUSIEST, true);
        }
        all = ToolAction.push(site, "Show all vNICs\tEsc", "clear-all", this::showAll)
                .inToolBar();
        table.menu((IMenuManager menu) -> menu.add(all));
        table.listen(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.ESC) {
                showAll();
            }
        });
        table.onSelection(this::onRows);
        site.<Inventory>follow(inventories::subscribe, this::onInventory);
        site.workbench().selection().subscribe(this::onSelection);
        site.workbench().preferences().subscribe(this::onPreferences);
    }

    private static List<Column<TrafficRow>> columns() {
        return List.of(
                Column.words("Machine", 80, TrafficRow::machine),
                Column.words("vNIC", 52, row -> row.nic().name()),
                Column.words("Remote address", 190, TrafficRow::remote)
                        .order(Comparator.comparing(TrafficRow::address)),
                Column.number(
                        BUSIEST,
                        95,
                        row -> rate(row.rates().bytesPerSecond()),
                        row -> row.rates().bytesPerSecond()),
                Column.number(
                        "Tx rate",
                        95,
                        row -> rate(row.rates().txBytesPerSecond()),
                        row -> row.rates().txBytesPerSecond()),
                Column.number(
                        "Rx rate",
                        95,
                        row -> rate(row.rates().rxBytesPerSecond()),
                        row -> row.rates().rxBytesPerSecond()),
                Column.words("State", 190, TrafficRow::state)
                        .order(Comparator.<TrafficRow, Boolean>comparing(
                                        row -> row.host().filtered())
                                .thenComparing(row -> row.host().blockedPackets()))
                        .icon(row -> row.host().filtered() ? "filter" : null)
                        .color(row -> row.host().filtered() ? Palette.Role.FILTERED : null),
                Column.number(
                        "Tx packets",
                        88,
                        row -> packets(row.rates().txPacketsPerSecond()),
                        row -> row.rates().txPacketsPerSecond()),
                Column.number(
                        "Rx packets",
                        88,
                        row -> packets(row.rates().rxPacketsPerSecond()),
                        row -> row.rates().rxPacketsPerSecond()),
                Column.number(
                        "Tx total",
                        78,
                        row -> Quantity.bytes(row.host().totals().txBytes()),
                        row -> row.host().totals().txBytes()),
                Column.number(
                        "Rx total",
                        78,
                        row -> Quantity.bytes(row.host().totals().rxBytes()),
                        row -> row.host().totals().rxBytes()),
                moment("First seen", row -> row.host().firstSeen()),
                moment("Last seen", row -> row.host().lastSeen()));
    }

    private static Column<TrafficRow> moment(String title, ToLongFunction<TrafficRow> time) {
        return Column.<TrafficRow>words(title, 78, row -> Moment.words(time.applyAsLong(row)))
                .order(Comparator.comparingLong(time));
    }

    private static String rate(double bytesPerSecond) {
        return Quantity.bitRate(bytesPerSecond);
    }

    private static String packets(double packetsPerSecond) {
        return Quantity.packetRate(packetsPerSecond);
    }

    // ---- what comes

    private void onPreferences(Preferences next) {
        preferences = next;
        sumsSubscription.close();
        sumsSubscription = site.<TrafficSnapshot>follow(
                listener -> traffic.subscribe(TrafficQuery.all(0), next.refreshPeriod(), listener), this::onSums);
        askForHosts();
    }

    /** Lists the remote hosts of the scope only: however many vNICs there are, what is not shown is not asked for. */
    private void askForHosts() {
        hostsSubscription.close();
        hosts = null;
        if (scope.isNothing()) {
            hostsSubscription = () -> {};
            show();
            return;
        }
        TrafficQuery query = new TrafficQuery(scope.nics(), preferences.remoteHosts());
        hostsSubscription = site.<TrafficSnapshot>follow(
                listener -> traffic.subscribe(query, preferences.refreshPeriod(), listener), this::onHosts);
    }

    private void onInventory(Inventory newest) {
        inventory = newest;
        addresses = new Addresses(newest);
        moveTo(scope.in(newest));
    }

    private void onSelection(Selection selection) {
        moveTo(scope.after(selection, inventory, Scope::isRemote));
        table.select(selection.remotes());
        all.setEnabled(!selection.isEmpty());
        showChart();
    }

    private void moveTo(Scope next) {
        boolean moves = !next.nics().equals(scope.nics()) || next.isNothing() != scope.isNothing();
        scope = next;
        if (moves) {
            askForHosts();
        }
    }

    private void onSums(TrafficSnapshot snapshot) {
        sums = snapshot;
        remember(snapshot);
        showChart();
    }

    private void remember(TrafficSnapshot snapshot) {
        for (NicTraffic nic : snapshot.nics()) {
            history.add(new Selected.OfNic(nic.nic()), snapshot.time(), nic.rates(), preferences.refreshPeriod());
            for (HostTraffic host : nic.hosts()) {
                Selected remote = new Selected.OfRemote(nic.nic(), host.address());
                history.add(remote, snapshot.time(), host.rates(), preferences.refreshPeriod());
            }
        }
    }

    private void onHosts(TrafficSnapshot snapshot) {
        hosts = snapshot;
        remember(snapshot);
        show();
    }

    // ---- what a person does

    private void onRows(List<TrafficRow> rows) {
        site.workbench()
                .selection()
                .set(
                        rows.isEmpty()
                                ? scope.base()
                                : Selection.of(
                                        rows.stream().map(TrafficRow::key).toList()));
    }

    private void showAll() {
        site.workbench().selection().set(Selection.NONE);
    }

    // ---- what is shown

    private void show() {
        Pages.Absence absence = absence();
        pages.show(absence, scope.isAll());
        if (absence == null) {
            table.show(hosts.nics().stream().flatMap(this::rows).toList());
            table.select(site.workbench().selection().get().remotes());
            Totals totals = Totals.of(hosts.nics());
            summary.show(
                    totals.isIncomplete() ? "alert-triangle" : "arrows-left-right",
                    totals.isIncomplete() ? Palette.Role.WARNING : Palette.Role.MUTED,
                    totals.words(),
                    scope.words(inventory));
            showChart();
        }
    }

    private Pages.Absence absence() {
        if (scope.isNothing()) {
            return Pages.Absence.NOT_SELECTED;
        }
        if (hosts == null) {
            return Pages.Absence.NOT_YET;
        }
        if (hosts.nics().isEmpty()) {
            return scope.isAll() ? Pages.Absence.NOT_WATCHED : Pages.Absence.NOT_SELECTED;
        }
        boolean silent = hosts.nics().stream().allMatch(nic -> nic.hosts().isEmpty());
        return silent ? Pages.Absence.SILENT : null;
    }

    private Stream<TrafficRow> rows(NicTraffic nic) {
        String machine = Scope.machine(nic.nic(), inventory);
        return nic.hosts().stream()
                .map(host -> new TrafficRow(nic.nic(), machine, host, addresses.name(host.address())));
    }

    private void showChart() {
        List<TrafficRow> rows = table.selected();
        if (rows.size() == 1) {
            TrafficRow row = rows.getFirst();
            History.Rates rates = history.of(row.key());
            chart.show(
                    row.machine() + " " + row.nic().name() + ", " + row.remote(),
                    List.of(Line.tx(rates.tx()), Line.rx(rates.rx())));
        } else if (rows.isEmpty()) {
            History.Rates rates =
                    history.sum(nics().stream().map(Selected.OfNic::new).toList());
            chart.show(scope.words(inventory), List.of(Line.tx(rates.tx()), Line.rx(rates.rx())));
        } else {
            chart.show(
                    rows.size() > MOST_LINES ? "The first " + MOST_LINES + " of " + rows.size() + ", Tx + Rx" : BUSIEST,
                    lines(rows.subList(0, Math.min(rows.size(), MOST_LINES))));
        }
    }

    private Collection<NicId> nics() {
        if (!scope.isAll()) {
            return scope.nics();
        }
        return sums == null
                ? List.of()
                : sums.nics().stream().map(NicTraffic::nic).toList();
    }

    private List<Line> lines(List<TrafficRow> rows) {
        boolean sameNic = rows.stream().map(TrafficRow::nic).distinct().count() == 1;
        List<Line> lines = new ArrayList<>();
        for (TrafficRow row : rows) {
            String name = sameNic ? row.remote() : row.machine() + " " + row.remote();
            lines.add(Line.series(lines.size(), name, history.of(row.key()).sum()));
        }
        return lines;
    }

    @Override
    public void focus() {
        table.focus();
    }

    @Override
    public void save(PartState state) {
        table.save(state);
        chart.save(state);
        int[] weights = sash.getWeights();
        state.put("sash", weights[0] * 1_000 / (weights[0] + weights[1]));
    }
}
