/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.vitrine.common.IpAddress;
import org.vitrine.common.Quantity;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.traffic.FlowOrder;
import org.vitrine.traffic.FlowPage;
import org.vitrine.traffic.FlowQuery;
import org.vitrine.traffic.FlowService;
import org.vitrine.traffic.FlowTraffic;
import org.vitrine.traffic.FlowWord;
import org.vitrine.traffic.TcpTraffic;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.Preferences;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.widgets.Column;
import org.vitrine.ui.widgets.Poll;
import org.vitrine.ui.widgets.Poll.Answer;
import org.vitrine.ui.widgets.RecordTable;
import org.vitrine.ui.widgets.Summary;
import org.vitrine.ui.widgets.ToolAction;

/** See {@link FlowsContent}. */
final class FlowsPart implements OpenPart {
    /** So many are listed at a time, however many there are. */
    private static final int PAGE = 1_000;
    /** To rank a million flows takes the capture threads' time: not more often. */
    private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);

    private static final String PACKETS = "Packets";
    private static final String RTT = "RTT";
    private static final String RETRANSMISSIONS = "Retransmissions";
    private static final String AGE = "Age";
    private static final String IDLE = "Idle";
    private static final String TX_BYTES = "Tx bytes";

    private final PartSite site;
    private final FlowRates rates = new FlowRates();
    private final Pages pages;
    private final Summary summary;
    private final RecordTable<FlowRow> table;
    private final ToolAction all;
    private final ToolAction previous;
    private final ToolAction next;
    private final Poll poll;
    private volatile FlowQuery query = FlowQuery.top(FlowOrder.BYTES, PAGE);
    private Inventory inventory = Inventory.EMPTY;
    private Addresses addresses = new Addresses(Inventory.EMPTY);
    private Scope scope = Scope.ALL;
    private FlowPage page;

    private record Listed(FlowQuery query, FlowPage page) {}

    FlowsPart(PartSite site, FlowService flows, InventoryService inventories) {
        this.site = site;
        pages = new Pages(site);
        summary = new Summary(site, pages.area());
        Composite below = new Composite(pages.area(), SWT.NONE);
        below.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        below.setLayout(new FillLayout());
        table = new RecordTable<>(site, below, columns(), FlowRow::key).filteredBy(() -> turnTo(0));
        if (site.state().get("sort", "").isEmpty()) {
            table.sort(TX_BYTES, true);
        }
        previous = ToolAction.push(
                        site, "Flows before these\tAlt+Page Up", "chevron-left", () -> turnTo(query.offset() - PAGE))
                .inToolBar();
        next = ToolAction.push(
                        site, "Flows after these\tAlt+Page Down", "chevron-right", () -> turnTo(query.offset() + PAGE))
                .inToolBar();
        all = ToolAction.push(site, "Show all vNICs\tEsc", "clear-all", this::showAll)
                .inToolBar();
        table.menu((IMenuManager menu) -> menu.add(all));
        table.listen(SWT.KeyDown, event -> key(event.keyCode, event.stateMask));
        table.onSelection(this::onRows);
        table.onSort(() -> turnTo(0));
        site.<Inventory>follow(inventories::subscribe, this::onInventory);
        site.workbench().selection().subscribe(this::onSelection);
        turnTo(0);
        poll = Poll.start(
                site,
                pages.control(),
                SHORTEST_PERIOD,
                () -> {
                    FlowQuery asked = query;
                    return new Listed(asked, flows.flows(asked));
                },
                this::onAnswer);
        site.workbench().preferences().subscribe(this::onPreferences);
    }

    private static List<Column<FlowRow>> columns() {
        return List.of(
                Column.words("Machine", 80, FlowRow::machine),
                Column.words("vNIC", 52, row -> row.nic().name()),
                Column.words("Protocol", 68, FlowRow::protocol),
                Column.words("Service", 80, FlowRow::service),
                Column.<FlowRow>words("Local end", 140, FlowRow::local)
                        .order(Comparator.<FlowRow, IpAddress>comparing(
                                        row -> row.tuple().local())
                                .thenComparing(row -> row.tuple().localPort())),
                Column.<FlowRow>words("Remote end", 220, FlowRow::remote)
                        .order(Comparator.<FlowRow, IpAddress>comparing(
                                        row -> row.tuple().remote())
                                .thenComparing(row -> row.tuple().remotePort())),
                rate("Tx rate", TrafficRates::txBytesPerSecond),
                rate("Rx rate", TrafficRates::rxBytesPerSecond),
                Column.number(
                        TX_BYTES,
                        92,
                        row -> Quantity.bytes(row.flow().totals().txBytes()),
                        row -> row.flow().totals().txBytes()),
                Column.number(
                        "Rx bytes",
                        92,
                        row -> Quantity.bytes(row.flow().totals().rxBytes()),
                        row -> row.flow().totals().rxBytes()),
                Column.number(PACKETS, 80, row -> String.valueOf(row.packets()), FlowRow::packets),
                Column.words("State", 110, FlowRow::state).color(FlowRow::stateColor),
                Column.number(
                        RTT, 64, row -> row.duration(TcpTraffic::roundTrip), row -> row.nanos(TcpTraffic::roundTrip)),
                Column.number(
                        "Handshake",
                        80,
                        row -> row.duration(TcpTraffic::handshakeRoundTrip),
                        row -> row.nanos(TcpTraffic::handshakeRoundTrip)),
                count(RETRANSMISSIONS, 110, TcpTraffic::retransmissions),
                count("Out of order", 90, TcpTraffic::outOfOrder),
                count("Zero windows", 95, TcpTraffic::zeroWindows),
                Column.number(
                        AGE,
                        70,
                        row -> Quantity.duration(row.age()),
                        row -> row.age().toNanos()),
                Column.number(
                        IDLE,
                        70,
                        row -> Quantity.duration(row.idle()),
                        row -> row.idle().toNanos()));
    }

    private static Column<FlowRow> rate(String title, Function<TrafficRates, Double> which) {
        return Column.number(title, 90, row -> row.rate(which), row -> row.rateValue(which));
    }

    private static Column<FlowRow> count(String title, int width, ToLongFunction<TcpTraffic> which) {
        return Column.<FlowRow>number(title, width, row -> row.count(which), row -> row.countValue(which))
                .color(row -> row.trouble(which));
    }

    /** What the runtime ranks by, so that the first of all flows are among those that are sorted here. */
    private FlowOrder order() {
        return switch (table.sortedBy()) {
            case PACKETS -> FlowOrder.PACKETS;
            case RTT -> FlowOrder.ROUND_TRIP;
            case RETRANSMISSIONS -> FlowOrder.RETRANSMISSIONS;
            case AGE -> FlowOrder.FIRST_SEEN;
            case IDLE -> FlowOrder.LAST_SEEN;
            default -> FlowOrder.BYTES;
        };
    }

    // ---- what comes

    private void onPreferences(Preferences preferences) {
        Duration period = preferences.refreshPeriod();
        poll.period(period.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : period);
    }

    private void onInventory(Inventory newest) {
        inventory = newest;
        addresses = new Addresses(newest);
        moveTo(scope.in(newest));
        if (!words().equals(query.words())) {
            turnTo(0); // other machines have such names now
        }
        show();
    }

    private void onSelection(Selection selection) {
        moveTo(scope.after(selection, inventory, Selected.OfFlow.class::isInstance));
        table.select(selection.all(Selected.OfFlow.class));
        all.setEnabled(!selection.isEmpty());
    }

    private void moveTo(Scope wanted) {
        boolean moves = !wanted.nics().equals(scope.nics())
                || !wanted.remotes().equals(scope.remotes())
                || wanted.isNothing() != scope.isNothing();
        scope = wanted;
        if (moves) {
            page = null;
            turnTo(0);
        }
    }

    private void turnTo(int offset) {
        query = new FlowQuery(
                scope.nics(), scope.remotes(), words(), order(), Math.clamp(offset, 0, FlowQuery.LAST_OFFSET), PAGE);
        if (poll != null) {
            poll.now();
        }
        show();
    }

    /** What the words above the table mean: the runtime looks through all flows, and we know what machines are called. */
    private List<FlowWord> words() {
        return table.words().stream()
                .limit(FlowQuery.MOST_WORDS)
                .map(word -> {
                    boolean absent = RecordTable.isAbsent(word);
                    String text = absent ? word.substring(1) : word;
                    return new FlowWord(
                            text.substring(0, Math.min(text.length(), FlowWord.LONGEST)),
                            absent,
                            Scope.named(text, inventory),
                            addresses.named(text));
                })
                .toList();
    }

    private void onAnswer(Answer<Listed> answer) {
        if (answer.failure() != null) {
            summary.show("circle-x", Palette.Role.ERROR, answer.failure().explained(), "");
        } else if (answer.value().query().equals(query)) { // else another was asked meanwhile
            page = answer.value().page();
            rates.next(page);
            if (page.flows().isEmpty() && query.offset() > 0) {
                turnTo(0);
            } else {
                show();
            }
        }
    }

    // ---- what a person does

    private void key(int code, int modifiers) {
        if (code == SWT.ESC) {
            showAll();
        } else if ((modifiers & SWT.MODIFIER_MASK) == SWT.ALT && code == SWT.PAGE_UP && previous.isEnabled()) {
            previous.run();
        } else if ((modifiers & SWT.MODIFIER_MASK) == SWT.ALT && code == SWT.PAGE_DOWN && next.isEnabled()) {
            next.run();
        }
    }

    private void onRows(List<FlowRow> rows) {
        site.workbench()
                .selection()
                .set(
                        rows.isEmpty()
                                ? scope.base()
                                : Selection.of(rows.stream().map(FlowRow::key).toList()));
    }

    private void showAll() {
        site.workbench().selection().set(Selection.NONE);
    }

    // ---- what is shown

    private void show() {
        Pages.Absence absence = absence();
        pages.show(absence, scope.isAll());
        previous.setEnabled(query.offset() > 0);
        next.setEnabled(page != null && page.flows().size() == PAGE);
        if (absence == null) {
            table.show(page.flows().stream().map(this::row).toList());
            table.select(site.workbench().selection().get().all(Selected.OfFlow.class));
            summary.show("route", Palette.Role.MUTED, sum(), where());
        }
    }

    private Pages.Absence absence() {
        if (scope.isNothing()) {
            return Pages.Absence.NOT_SELECTED;
        }
        if (page == null) {
            return Pages.Absence.NOT_YET;
        }
        // the words stay in sight, so that they can be changed
        return page.flows().isEmpty() && query.words().isEmpty() ? Pages.Absence.NO_FLOW : null;
    }

    private FlowRow row(FlowTraffic flow) {
        return new FlowRow(
                flow,
                Scope.machine(flow.nic(), inventory),
                addresses.name(flow.key().remote()),
                rates.of(flow),
                page.time());
    }

    /** Such as {@code Flows 1 to 1000 of 12345 by bytes   340 ended   0 evicted}. */
    private String sum() {
        int count = page.flows().size();
        boolean whole = query.offset() == 0 && count < PAGE;
        String all = page.matching() == page.known() ? "" : " of " + page.known();
        String flows = whole
                ? count + all + (page.known() == 1 ? " flow" : " flows")
                : "Flows " + (query.offset() + 1) + " to " + (query.offset() + count) + " of " + page.matching()
                        + (all.isEmpty() ? "" : " among " + page.known()) + " by "
                        + query.order().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return String.join("   ", flows, page.expired() + " ended", page.evicted() + " evicted");
    }

    private String where() {
        String nics = scope.words(inventory);
        return query.remotes().isEmpty()
                ? nics
                : nics
                        + query.remotes().stream()
                                .map(IpAddress::toString)
                                .sorted()
                                .collect(Collectors.joining(", ", " with ", ""));
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
