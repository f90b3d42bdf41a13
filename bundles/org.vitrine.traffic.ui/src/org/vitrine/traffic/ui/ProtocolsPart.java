/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.vitrine.common.NicId;
import org.vitrine.common.Quantity;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.traffic.FlowService;
import org.vitrine.traffic.NicProtocols;
import org.vitrine.traffic.ProtocolSnapshot;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.ui.Carried.Key;
import org.vitrine.traffic.ui.Carried.Kind;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.Selection;
import org.vitrine.ui.chart.Line;
import org.vitrine.ui.chart.RateChart;
import org.vitrine.ui.widgets.Column;
import org.vitrine.ui.widgets.Poll;
import org.vitrine.ui.widgets.Poll.Answer;
import org.vitrine.ui.widgets.RecordTable;
import org.vitrine.ui.widgets.Summary;
import org.vitrine.ui.widgets.ToolAction;

/** See {@link ProtocolsContent}. */
final class ProtocolsPart implements OpenPart {
    /** Ports that are asked for, of each vNIC. */
    private static final int MOST_PORTS = 50;

    private static final int MOST_LINES = 8;
    private static final int MOST_KEYS = 300;
    /** So many scopes keep what was known of them, for when somebody comes back. */
    private static final int MOST_SCOPES = 8;

    private static final String BUSIEST = "Tx + Rx";

    private final PartSite site;
    private final Map<Set<NicId>, History<Key>> histories = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Kind, ToolAction> kinds = new EnumMap<>(Kind.class);
    private final Pages pages;
    private final Summary summary;
    private final SashForm sash;
    private final RecordTable<Carried> table;
    private final RateChart chart;
    private final ToolAction all;
    private final Poll poll;
    private volatile Set<NicId> asked = Set.of();
    private Kind kind;
    private Inventory inventory = Inventory.EMPTY;
    private Scope scope = Scope.ALL;
    private ProtocolSnapshot snapshot;
    private List<Carried> carried = List.of();
    private List<Key> ranked = List.of();

    private record Told(Set<NicId> nics, ProtocolSnapshot snapshot, List<Carried> carried) {}

    ProtocolsPart(PartSite site, FlowService flows, InventoryService inventories) {
        this.site = site;
        kind = kind(site.state().get("kind", ""));
        pages = new Pages(site);
        summary = new Summary(site, pages.area());
        sash = new SashForm(pages.area(), SWT.HORIZONTAL | SWT.SMOOTH);
        sash.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        Composite left = new Composite(sash, SWT.NONE);
        left.setLayout(new FillLayout());
        table = new RecordTable<>(site, left, columns(), Carried::key);
        chart = new RateChart(site, sash);
        sash.setWeights(site.state().get("sash", 500), 500);
        if (site.state().get("sort", "").isEmpty()) {
            table.sort(BUSIEST, true);
        }
        for (Kind each : Kind.values()) {
            kinds.put(
                    each,
                    ToolAction.toggle(site, label(each), icon(each), each == kind, _ -> choose(each))
                            .inToolBarWithLabel());
        }
        chart.stack(site.state().get("stacked", "true").equals("true"));
        kinds.forEach((each, action) -> action.setToolTipText(explained(each)));
        ToolAction.toggle(site, "Stacked", "chart-area-line", chart.isStacked(), chart::stack)
                .inToolBar();
        all = ToolAction.push(site, "Show all vNICs\tEsc", "clear-all", this::showAll)
                .inToolBar();
        table.listen(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.ESC) {
                showAll();
            }
        });
        table.onSelection(_ -> showChart());
        site.<Inventory>follow(inventories::subscribe, this::onInventory);
        site.workbench().selection().subscribe(this::onSelection);
        // the chart shall have no gap for the time that another part was in front
        poll = Poll.startAlsoHidden(
                site,
                pages.control(),
                site.workbench().preferences().get().refreshPeriod(),
                () -> ask(flows),
                this::onAnswer);
        site.workbench().preferences().subscribe(preferences -> poll.period(preferences.refreshPeriod()));
    }

    private static Kind kind(String name) {
        for (Kind each : Kind.values()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return Kind.PORT;
    }

    private static String label(Kind kind) {
        return switch (kind) {
            case ETHERNET -> "Ethernet";
            case IP -> "IP";
            case PORT -> "Ports";
        };
    }

    private static String icon(Kind kind) {
        return switch (kind) {
            case ETHERNET -> "topology-bus";
            case IP -> "world";
            case PORT -> "hash";
        };
    }

    private static String explained(Kind kind) {
        return switch (kind) {
            case ETHERNET -> "What Ethernet frames carry";
            case IP -> "What IP packets carry";
            case PORT -> "TCP and UDP by the port that serves";
        };
    }

    private List<Column<Carried>> columns() {
        return List.of(
                Column.<Carried>words("Protocol", 150, row -> row.key().displayName())
                        .order(Comparator.<Carried>comparingInt(row -> row.key().number())
                                .thenComparing(row -> row.key().port())),
                Column.<Carried>number(
                                "Share",
                                110,
                                row -> String.format(Locale.ROOT, "%.1f %%", row.share() * 100),
                                Carried::share)
                        .bar(Carried::share, this::color),
                rate(BUSIEST, row -> row.rates().bytesPerSecond()),
                rate("Tx rate", row -> row.rates().txBytesPerSecond()),
                rate("Rx rate", row -> row.rates().rxBytesPerSecond()),
                Column.number(
                        "Tx packets",
                        88,
                        row -> Quantity.packetRate(row.rates().txPacketsPerSecond()),
                        row -> row.rates().txPacketsPerSecond()),
                Column.number(
                        "Rx packets",
                        88,
                        row -> Quantity.packetRate(row.rates().rxPacketsPerSecond()),
                        row -> row.rates().rxPacketsPerSecond()),
                Column.number(
                        "Tx total",
                        78,
                        row -> Quantity.bytes(row.totals().txBytes()),
                        row -> row.totals().txBytes()),
                Column.number(
                        "Rx total",
                        78,
                        row -> Quantity.bytes(row.totals().rxBytes()),
                        row -> row.totals().rxBytes()));
    }

    private static Column<Carried> rate(String title, Function<Carried, Double> bytesPerSecond) {
        return Column.number(title, 92, row -> Quantity.bitRate(bytesPerSecond.apply(row)), bytesPerSecond);
    }

    // ---- what comes

    private Told ask(FlowService flows) throws VitrineException {
        Set<NicId> nics = asked;
        ProtocolSnapshot newest = flows.protocols(nics, MOST_PORTS);
        return new Told(nics, newest, Carried.of(newest));
    }

    private void onInventory(Inventory newest) {
        inventory = newest;
        moveTo(scope.in(newest));
    }

    private void onSelection(Selection selection) {
        moveTo(scope.after(selection, inventory, Scope::isRemote));
        all.setEnabled(!selection.isEmpty());
    }

    private void moveTo(Scope wanted) {
        boolean moves = !wanted.nics().equals(scope.nics()) || wanted.isNothing() != scope.isNothing();
        scope = wanted;
        if (moves) {
            snapshot = null;
            asked = scope.nics();
            if (poll != null) {
                poll.now();
            }
            show();
        }
    }

    private void onAnswer(Answer<Told> answer) {
        if (answer.failure() != null) {
            summary.show("circle-x", Palette.Role.ERROR, answer.failure().explained(), "");
        } else if (answer.value().nics().equals(scope.nics())) { // else another was asked meanwhile
            snapshot = answer.value().snapshot();
            carried = answer.value().carried();
            carried.forEach(each -> history()
                    .add(
                            each.key(),
                            snapshot.time(),
                            each.rates(),
                            site.workbench().preferences().get().refreshPeriod()));
            show();
        }
    }

    private History<Key> history() {
        History<Key> history = histories.computeIfAbsent(scope.nics(), _ -> new History<>(MOST_KEYS));
        if (histories.size() > MOST_SCOPES) {
            histories.remove(histories.keySet().iterator().next());
        }
        return history;
    }

    // ---- what a person does

    private void choose(Kind chosen) {
        kind = chosen;
        kinds.forEach((each, action) -> action.setChecked(each == chosen));
        show();
    }

    private void showAll() {
        site.workbench().selection().set(Selection.NONE);
    }

    // ---- what is shown

    private void show() {
        Pages.Absence absence = absence();
        pages.show(absence, scope.isAll());
        if (absence == null) {
            // by what changes slowly: else lines would change their colours all the time
            ranked = shown().stream()
                    .sorted(Comparator.comparingLong(Carried::totalBytes).reversed())
                    .map(Carried::key)
                    .toList();
            table.show(shown());
            boolean evicted = snapshot.nics().stream().anyMatch(nic -> nic.evictedPorts() > 0);
            summary.show("chart-bar", Palette.Role.MUTED, words(evicted), scope.words(inventory));
            showChart();
        }
    }

    private List<Carried> shown() {
        return carried.stream().filter(each -> each.key().kind() == kind).toList();
    }

    private Pages.Absence absence() {
        if (scope.isNothing()) {
            return Pages.Absence.NOT_SELECTED;
        }
        if (snapshot == null) {
            return Pages.Absence.NOT_YET;
        }
        if (snapshot.nics().isEmpty()) {
            return scope.isAll() ? Pages.Absence.NOT_WATCHED : Pages.Absence.NOT_SELECTED;
        }
        return carried.isEmpty() ? Pages.Absence.SILENT : null;
    }

    private String words(boolean evicted) {
        List<Carried> rows = shown();
        TrafficRates sum = rows.stream()
                .map(Carried::rates)
                .reduce(
                        TrafficRates.ZERO,
                        (a, b) -> new TrafficRates(
                                a.txBytesPerSecond() + b.txBytesPerSecond(),
                                0,
                                a.rxBytesPerSecond() + b.rxBytesPerSecond(),
                                0));
        String what = switch (kind) {
            case ETHERNET -> "all frames";
            case IP -> "all IP packets";
            case PORT -> "all TCP and UDP";
        };
        int known = snapshot.nics().stream().mapToInt(NicProtocols::knownPorts).sum();
        boolean cut = snapshot.nics().stream()
                .anyMatch(nic -> nic.knownPorts() > nic.ports().size());
        String ports = kind != Kind.PORT
                ? ""
                : "   " + known + (known == 1 ? " port" : " ports") + (cut ? ", the busiest shown" : "")
                        + (evicted ? ", some evicted" : "");
        return "Tx " + Quantity.bitRate(sum.txBytesPerSecond()) + "   Rx " + Quantity.bitRate(sum.rxBytesPerSecond())
                + "   " + what + ports;
    }

    private void showChart() {
        if (snapshot == null) {
            return;
        }
        List<Carried> rows = table.selected();
        if (rows.size() == 1) {
            Key key = rows.getFirst().key();
            History.Rates rates = history().of(key);
            chart.show(key.displayName(), List.of(Line.tx(rates.tx()), Line.rx(rates.rx())));
            return;
        }
        List<Line> lines = new ArrayList<>();
        for (Key key : ranked) {
            if (lines.size() < MOST_LINES
                    && (rows.isEmpty()
                            || rows.stream().anyMatch(row -> row.key().equals(key)))) {
                lines.add(Line.series(
                        ranked.indexOf(key),
                        key.displayName(),
                        history().of(key).sum()));
            }
        }
        chart.show(label(kind) + ", " + BUSIEST, lines);
    }

    /** That of the row's line: the table is the chart's legend, too. */
    private Color color(Carried row) {
        int rank = ranked.indexOf(row.key());
        Palette palette = site.workbench().palette();
        return rank < MOST_LINES ? palette.series(rank) : palette.color(Palette.Role.MUTED);
    }

    @Override
    public void focus() {
        table.focus();
    }

    @Override
    public void save(PartState state) {
        table.save(state);
        chart.save(state);
        state.put("kind", kind);
        state.put("stacked", chart.isStacked());
        int[] weights = sash.getWeights();
        state.put("sash", weights[0] * 1_000 / (weights[0] + weights[1]));
    }
}
