/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.dialogs.InputDialog;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DropTarget;
import org.eclipse.swt.dnd.DropTargetAdapter;
import org.eclipse.swt.dnd.DropTargetEvent;
import org.eclipse.swt.dnd.FileTransfer;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.FileDialog;
import org.vitrine.common.Quantity;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.packet.dissect.Activity;
import org.vitrine.packet.dissect.CaptureFile;
import org.vitrine.packet.dissect.Column;
import org.vitrine.packet.dissect.Conversation;
import org.vitrine.packet.dissect.Detail;
import org.vitrine.packet.dissect.DisplayFilter;
import org.vitrine.packet.dissect.Exchange;
import org.vitrine.packet.dissect.Export;
import org.vitrine.packet.dissect.FilterSyntaxException;
import org.vitrine.packet.dissect.Notes;
import org.vitrine.packet.dissect.PacketLine;
import org.vitrine.packet.dissect.PacketReader;
import org.vitrine.packet.dissect.Progress;
import org.vitrine.packet.dissect.Rows;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.Palette.Role;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.TimeRange;
import org.vitrine.ui.Workbench;
import org.vitrine.ui.chart.Line;
import org.vitrine.ui.chart.RateChart;
import org.vitrine.ui.chart.Sample;
import org.vitrine.ui.widgets.EmptyState;
import org.vitrine.ui.widgets.Summary;
import org.vitrine.ui.widgets.ToolAction;

/** See {@link PacketsContent}. */
final class PacketsPart implements OpenPart {
    /** tshark is asked when a person stays at a packet. */
    private static final int REST_MILLIS = 300;

    private static final int SPANS = 400;
    private static final int MOST_COPIED = 10_000;

    private final PartSite site;
    private final Captures captures;
    private final Composite pages;
    private final Composite area;
    private final FilterBar filter;
    private final Summary summary;
    private final SashForm sash;
    private final SashForm packetSash;
    private final PacketTable table;
    private final CTabFolder tabs;
    private final DetailTree tree;
    private final HexView hex;
    private final ConversationView conversation;
    private final RateChart chart;
    private final CTabItem conversationTab;
    private final CTabItem chartTab;
    private final Background details;
    private final Background aside;
    private final Background following;
    private final List<IAction> forPackets = new ArrayList<>();
    private ToolAction stop;
    private ToolAction goAlong;
    private Composite message;
    private Session session;
    private int shownPacket = -1;
    private CaptureFile chartedFile;
    private Rows chartedRows;
    /** Selected as soon as it is there: the packet of a file that is opened again; -1 for none. */
    private int wanted = -1;

    PacketsPart(PartSite site, Captures captures) {
        this.site = site;
        this.captures = captures;
        pages = new Composite(site.parent(), SWT.NONE);
        pages.setLayout(new StackLayout());
        details = new Background(pages.getDisplay(), "packet details");
        aside = new Background(pages.getDisplay(), "packet details by tshark");
        following = new Background(pages.getDisplay(), "packet conversation");
        area = new Composite(pages, SWT.NONE);
        GridLayout layout = new GridLayout();
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.verticalSpacing = 0;
        area.setLayout(layout);
        filter = new FilterBar(site, area, this::onFilter);
        summary = new Summary(site, area);
        sash = new SashForm(area, SWT.VERTICAL | SWT.SMOOTH);
        sash.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        table = new PacketTable(
                sash, site.workbench().palette(), site.workbench().icons(), site.state());
        tabs = new CTabFolder(sash, SWT.BOTTOM | SWT.FLAT);
        packetSash = new SashForm(tabs, SWT.HORIZONTAL | SWT.SMOOTH);
        tree = new DetailTree(site, packetSash);
        hex = new HexView(site, packetSash);
        conversation = new ConversationView(site, tabs);
        Composite plot = new Composite(tabs, SWT.NONE);
        plot.setLayout(new FillLayout());
        chart = RateChart.ofPast(site, plot);
        tab("Packet", packetSash);
        conversationTab = tab("Conversation", conversation.control());
        chartTab = tab("I/O graph", plot);
        tabs.setSelection(0);
        sash.setWeights(site.state().get("sash", 600), 400);
        packetSash.setWeights(site.state().get("sash.packet", 520), 480);
        tools();
        table.onSelection(this::onSelection);
        table.onSort(this::onSort);
        table.control().addListener(SWT.KeyDown, this::key);
        tree.onSelection(detail -> hex.mark(detail.offset(), detail.length()));
        hex.onByte(place -> tree.select(place).ifPresent(detail -> hex.mark(detail.offset(), detail.length())));
        tabs.addListener(SWT.Selection, _ -> chart());
        site.contextMenu(table.control(), this::fillMenu);
        site.contextMenu(tree.control(), this::fillTreeMenu);
        site.contextMenu(
                hex.control(),
                menu -> menu.add(
                        ToolAction.push(site, "Copy bytes", "copy", () -> copy(hex.hex(), "The bytes are copied"))));
        drop();
        site.workbench().palette().subscribe(this::repaint);
        filter.set(site.state().get("filter", ""));
        wanted = site.state().get("packet", -1);
        showEmpty();
        String file = site.state().get("file", "");
        if (!file.isEmpty() && Files.isReadable(Path.of(file))) {
            open(new Source.Saved(Path.of(file)));
        }
        captures.attach(this::open);
    }

    private CTabItem tab(String title, Control control) {
        CTabItem item = new CTabItem(tabs, SWT.NONE);
        item.setText(title);
        item.setControl(control);
        return item;
    }

    private void tools() {
        ToolAction.push(site, "Open a capture file…\tCtrl+O", "folder-open", this::choose)
                .inToolBar();
        stop = ToolAction.push(site, "Stop", "player-stop", () -> session.stop())
                .inToolBar();
        goAlong = ToolAction.toggle(site, "Go along with new packets", "arrow-bar-to-down", false, table::atEnd)
                .inToolBar();
        forPackets.add(goAlong);
        forPackets.add(ToolAction.push(site, "Go to packet…\tCtrl+G", "hash", this::goTo)
                .inToolBar());
        forPackets.add(ToolAction.menu(site, "Time", "clock", this::fillTimes).inToolBar());
        forPackets.add(
                ToolAction.menu(site, "Columns", "columns-3", this::fillColumns).inToolBar());
        forPackets.add(ToolAction.push(site, "Export what is shown…", "file-export", () -> export(table.rows()))
                .inToolBar());
        if (Wireshark.program("wireshark").isPresent()) {
            forPackets.add(ToolAction.push(site, "Open in Wireshark", "external-link", this::openInWireshark)
                    .inToolBar());
        }
    }

    private void drop() {
        DropTarget target = new DropTarget(pages, DND.DROP_COPY | DND.DROP_DEFAULT);
        target.setTransfer(FileTransfer.getInstance());
        target.addDropListener(new DropTargetAdapter() {
            @Override
            public void dragEnter(DropTargetEvent event) {
                event.detail = DND.DROP_COPY;
            }

            @Override
            public void drop(DropTargetEvent event) {
                if (event.data instanceof String[] files && files.length > 0) {
                    open(new Source.Saved(Path.of(files[0])));
                }
            }
        });
    }

    // ---- what is opened

    private void choose() {
        FileDialog dialog = new FileDialog(site.workbench().shell(), SWT.OPEN);
        dialog.setFilterNames(new String[] {"Capture files", "All files"});
        dialog.setFilterExtensions(new String[] {"*." + String.join(";*.", Captures.EXTENSIONS), "*"});
        String file = dialog.open();
        if (file != null) {
            open(new Source.Saved(Path.of(file)));
        }
    }

    private void open(Source source) {
        clear();
        closeSession();
        goAlong.setChecked(source.isLive());
        table.atEnd(source.isLive());
        session = new Session(pages.getDisplay(), source, filter.applied(), this::show);
    }

    /** Lets go of what is open; widgets are left alone, for they may be gone. */
    private void closeSession() {
        details.close();
        aside.close();
        following.close();
        if (session != null) {
            session.close();
            session = null;
        }
    }

    private void clear() {
        shownPacket = -1;
        chartedRows = null;
        chartedFile = null;
        table.show(null, null, Rows.all(0), "");
        tree.show(List.of());
        hex.show(new byte[0]);
        conversation.say("Select a packet of TCP or UDP and choose Follow conversation.");
    }

    // ---- what is shown

    private void show() {
        if (session == null || area.isDisposed()) {
            return;
        }
        boolean hasPackets = session.file() != null && session.file().packets() > 0;
        if (!hasPackets) {
            showEmpty();
            return;
        }
        top(area);
        String words = session.isAsking() || session.isReading() ? "" : "No packet passes the filter.";
        table.show(session.file(), session.lines(), session.rows(), words);
        table.sorted(session.sorted(), session.isDescending());
        summarize();
        stop.setEnabled(session.isAsking() || session.isReading());
        forPackets.forEach(action -> action.setEnabled(true));
        if (wanted >= 0 && session.rows().row(wanted) >= 0) {
            table.select(session.rows().row(wanted));
            wanted = -1;
        }
        chart();
    }

    private void summarize() {
        CaptureFile file = session.file();
        int shown = session.rows().count();
        int all = file.packets();
        StringBuilder words = new StringBuilder();
        if (!session.filter().isAll()) {
            words.append(count(shown)).append(" of ");
        }
        words.append(count(all))
                .append(all == 1 ? " packet of " : " packets of ")
                .append(session.source().title());
        if (all > 0 && file.isIndexed()) {
            words.append(", ").append(Quantity.duration(Duration.ofNanos(file.timestamp(all - 1) - file.timestamp(0))));
        }
        String icon = "list-search";
        Role role = Role.MUTED;
        String trouble = trouble(file);
        if (!trouble.isEmpty()) {
            icon = "alert-triangle";
            role = Role.WARNING;
            words.append(". ").append(trouble);
        }
        summary.show(icon, role, words.toString(), doing(file));
    }

    private String trouble(CaptureFile file) {
        if (!session.failure().isEmpty()) {
            return session.failure();
        }
        if (session.isStopped()) {
            return "The rest was not read: you stopped it.";
        }
        if (session.source() instanceof LiveCapture live) {
            if (live.dropped() > 0) {
                return count(live.dropped()) + " were dropped.";
            }
            return live.end().isEmpty() ? "" : "It ended: " + live.end() + ".";
        }
        return file.damage().orElse("");
    }

    private String doing(CaptureFile file) {
        if (session.takesLong()) {
            return (session.sorted() == null ? "Filters, " : "Sorts, ") + Math.round(session.asked() * 100) + " %";
        }
        if (session.isReading()) {
            return session.source().isLive() ? "Live" : "Reads, " + Quantity.bytes(file.bytesRead());
        }
        int selected = table.selectedCount();
        return selected > 1 ? count(selected) + " selected" : "";
    }

    /** With a thin gap after thousands, for there may be millions. */
    private static String count(long number) {
        return String.format(java.util.Locale.ROOT, "%,d", number).replace(',', '\u2009');
    }

    private void showEmpty() {
        stop.setEnabled(session != null && session.isReading());
        forPackets.forEach(action -> action.setEnabled(false));
        String words = session == null
                ? "Open a capture file, drop one here, or select a vNIC in Machines and choose Watch packets."
                : !session.failure().isEmpty()
                        ? session.failure()
                        : session.isReading()
                                ? session.source().isLive()
                                        ? "Nothing has passed "
                                                + session.source().title() + " yet."
                                        : "Reads " + session.source().title() + "."
                                : session.file() != null
                                                && session.file().damage().isPresent()
                                        ? session.file().damage().get()
                                        : session.source().title() + " has no packets.";
        String title = session == null || session.isReading()
                ? "No packets yet"
                : session.failure().isEmpty() ? "No packets" : "It cannot be shown";
        if (message != null && words.equals(message.getData())) {
            top(message);
            return;
        }
        if (message != null) {
            message.dispose();
        }
        EmptyState empty = new EmptyState(pages, site.workbench().icons(), "list-search", title, words)
                .action("Open a capture file…", this::choose);
        if (session == null) {
            empty.action("Show Machines", () -> site.workbench().show("machines"));
        }
        message = empty.control();
        message.setData(words);
        top(message);
    }

    private void top(Control page) {
        StackLayout stack = (StackLayout) pages.getLayout();
        if (stack.topControl != page) {
            stack.topControl = page;
            pages.layout(true, true);
        }
    }

    /** The icon of an empty state has the colour of the theme in which it was made. */
    private void repaint() {
        if (message != null) {
            message.setData(null);
        }
        if (session == null || ((StackLayout) pages.getLayout()).topControl == message) {
            showEmpty();
        }
    }

    // ---- a packet

    private void onSelection() {
        int packet = table.packet();
        summarize();
        if (packet < 0 || packet == shownPacket) {
            return;
        }
        shownPacket = packet;
        aside.cancel();
        CaptureFile file = session.file();
        details.run(
                () -> Shown.read(file, packet),
                this::show,
                words -> site.workbench().say(words));
    }

    /** A packet with what is said of it. */
    private record Shown(int packet, byte[] bytes, List<Detail> details) {
        static Shown read(CaptureFile file, int packet) throws IOException {
            try (PacketReader reader = new PacketReader(file)) {
                return new Shown(packet, reader.bytes(packet), reader.details(packet, ZoneId.systemDefault()));
            }
        }

        /** Whether there is something in it that has no words yet. */
        boolean isUnknown() {
            return details.size() <= 2
                    || details.stream().anyMatch(detail -> detail.text().startsWith("Payload"));
        }
    }

    private void show(Shown shown) {
        tree.show(shown.details());
        hex.show(shown.bytes());
        Optional<Path> tshark = Wireshark.program("tshark");
        if (shown.isUnknown() && tshark.isPresent() && session != null) {
            int linkType = session.file().linkTypeOf(shown.packet());
            aside.run(
                    () -> {
                        Thread.sleep(REST_MILLIS);
                        return Wireshark.details(tshark.get(), shown.bytes(), linkType);
                    },
                    tree::add,
                    words -> site.workbench().say(words));
        }
    }

    // ---- filter and order

    private void onFilter(DisplayFilter entered) {
        if (session != null) {
            session.filter(entered);
            show();
        }
        if (filter.hasFocus()) {
            table.control().setFocus();
        }
    }

    private void onSort(Column column) {
        if (session == null) {
            return;
        }
        // up, down, and back to the order of the file
        if (column != session.sorted()) {
            session.sort(column, false);
        } else if (session.isDescending()) {
            session.sort(null, false);
        } else {
            session.sort(column, true);
        }
        show();
    }

    private void key(Event event) {
        boolean control = (event.stateMask & SWT.MODIFIER_MASK) == SWT.MOD1;
        if (control && event.keyCode == 'f') {
            filter.focus();
        } else if (control && event.keyCode == 'g') {
            goTo();
        } else if (control && event.keyCode == 'c') {
            copyLines();
        } else if (event.keyCode == SWT.CR || event.keyCode == SWT.KEYPAD_CR) {
            tree.control().setFocus();
        } else if (event.keyCode == SWT.F5) {
            readAgain();
        }
    }

    /** Shows a file as it is now; somebody may have written to it. */
    private void readAgain() {
        if (session != null && session.source() instanceof Source.Saved saved) {
            int packet = table.packet();
            open(saved);
            wanted = packet;
        }
    }

    private void goTo() {
        if (session == null || session.file() == null) {
            return;
        }
        InputDialog dialog = new InputDialog(
                site.workbench().shell(),
                "Go to packet",
                "Number of a packet, 1 to " + session.file().packets()
                        + ", or seconds since the first one, such as 12.5 s",
                "",
                text -> row(text).isPresent()
                        ? null
                        : text.isEmpty() ? "" : "There is no such packet among those that are shown.");
        if (dialog.open() == Window.OK) {
            row(dialog.getValue()).ifPresent(table::select);
            table.control().setFocus();
        }
    }

    /** The row of a number or a time. */
    private Optional<Integer> row(String text) {
        String stripped = text.strip();
        CaptureFile file = session.file();
        Rows rows = table.rows();
        try {
            if (stripped.endsWith("s")) {
                long time = file.timestamp(0)
                        + new java.math.BigDecimal(stripped.substring(0, stripped.length() - 1)
                                        .strip())
                                .movePointRight(9)
                                .longValue();
                return IntStream.range(0, rows.count())
                        .filter(row -> file.timestamp(rows.packet(row)) >= time)
                        .boxed()
                        .findFirst();
            }
            int packet = Integer.parseInt(stripped) - 1;
            int row = packet < 0 || packet >= file.packets() ? -1 : rows.row(packet);
            return row < 0 ? Optional.empty() : Optional.of(row);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    // ---- menus

    private void fillTimes(IMenuManager menu) {
        for (TimeStyle style : TimeStyle.values()) {
            menu.add(choice(style.title(), style == table.timeStyle(), () -> table.timeStyle(style)));
        }
    }

    private void fillColumns(IMenuManager menu) {
        for (Column column : Column.values()) {
            boolean on = table.isShown(column);
            Action item = choice(column.title(), on, () -> table.show(column, !on));
            item.setEnabled(!on || table.shown().size() > 1);
            menu.add(item);
        }
        menu.add(new Separator());
        menu.add(choice("Colours", table.hasColors(), () -> table.colors(!table.hasColors())));
    }

    private static Action choice(String label, boolean on, Runnable run) {
        Action action = new Action(label, IAction.AS_CHECK_BOX) {
            @Override
            public void run() {
                run.run();
            }
        };
        action.setChecked(on);
        return action;
    }

    private void fillMenu(IMenuManager menu) {
        int packet = table.packet();
        if (session == null || packet < 0) {
            return;
        }
        PacketLine line = session.lines().get(packet);
        if (line != null) {
            MenuManager filters = new MenuManager("Show only");
            for (String text : filters(line)) {
                filters.add(ToolAction.push(site, text.replace("&", "&&"), "filter", () -> filter.set(text)));
            }
            menu.add(filters);
        }
        menu.add(ToolAction.push(site, "Follow conversation", "messages", this::follow));
        String hindrance = session.source() instanceof LiveCapture
                ? "What is live is in no file yet. Export the packets as pcapng, and open that."
                : Notes.hindrance(session.file());
        ToolAction note = ToolAction.push(site, "Note…", "note", this::note);
        note.setEnabled(hindrance.isEmpty());
        note.setToolTipText(hindrance);
        menu.add(note);
        menu.add(new Separator());
        menu.add(ToolAction.push(site, "Copy\tCtrl+C", "copy", this::copyLines));
        menu.add(ToolAction.push(site, "Copy bytes", "copy", () -> copy(hex.hex(), "The bytes are copied")));
        menu.add(ToolAction.push(
                site,
                table.selectedCount() > 1
                        ? "Export the " + table.selectedCount() + " selected packets…"
                        : "Export the packet…",
                "file-export",
                () -> export(table.rows().select(table.selectedRows()))));
    }

    /** Filters that the packet passes, from wide to narrow. */
    private static List<String> filters(PacketLine line) {
        List<String> filters = new ArrayList<>();
        for (String address : List.of(line.source(), line.destination())) {
            if (!address.isEmpty()) {
                boolean isMac = address.matches("([0-9a-f]{2}:){5}[0-9a-f]{2}");
                filters.add(
                        (isMac ? "eth.addr" : address.indexOf(':') >= 0 ? "ipv6.addr" : "ip.addr") + " == " + address);
            }
        }
        switch (line.protocol()) {
            case ARP, DHCP, DHCPV6, DNS, GRE, ICMP, ICMPV6, LLC, MDNS, TCP, UDP, VXLAN ->
                filters.add(line.protocol().title().toLowerCase(java.util.Locale.ROOT));
            case IPV4 -> filters.add("ip");
            case IPV6 -> filters.add("ipv6");
            default -> {
                // no field has that name
            }
        }
        return filters;
    }

    private void fillTreeMenu(IMenuManager menu) {
        tree.selected().ifPresent(detail -> {
            String text = detail.filter();
            if (!text.isEmpty()) {
                String present = filter.text().isBlank() ? "" : "(" + filter.text() + ") and ";
                menu.add(ToolAction.push(
                        site, "Show only " + text.replace("&", "&&"), "filter", () -> filter.set(text)));
                menu.add(ToolAction.push(
                        site, "… within what is shown", "filter-plus", () -> filter.set(present + text)));
                menu.add(ToolAction.push(
                        site, "… everything else", "filter-off", () -> filter.set(present + "!(" + text + ")")));
                menu.add(new Separator());
                menu.add(ToolAction.push(site, "Copy as filter", "copy", () -> copy(text, "The filter is copied")));
            }
            menu.add(ToolAction.push(site, "Copy", "copy", () -> copy(detail.text(), "The field is copied")));
            if (detail.length() > 0) {
                menu.add(ToolAction.push(site, "Copy bytes", "copy", () -> copy(hex.hex(), "The bytes are copied")));
            }
        });
    }

    // ---- copy and export

    private void copy(String text, String said) {
        if (text.isEmpty()) {
            return;
        }
        Clipboard clipboard = new Clipboard(pages.getDisplay());
        clipboard.setContents(new Object[] {text}, new Transfer[] {TextTransfer.getInstance()});
        clipboard.dispose();
        site.workbench().say(said);
    }

    private void copyLines() {
        int[] rows = table.selectedRows();
        if (rows.length > MOST_COPIED) {
            site.workbench().say("At most " + MOST_COPIED + " packets are copied; export them instead");
            return;
        }
        CaptureFile file = session.file();
        Rows selected = table.rows().select(rows);
        following.run(
                () -> lines(file, selected),
                text -> copy(text, rows.length == 1 ? "The packet is copied" : rows.length + " packets are copied"),
                words -> site.workbench().say(words));
    }

    private String lines(CaptureFile file, Rows selected) throws IOException {
        StringBuilder text = new StringBuilder();
        try (PacketReader reader = new PacketReader(file)) {
            for (int row = 0; row < selected.count(); row++) {
                PacketLine line = reader.line(selected.packet(row));
                text.append(line.packet() + 1)
                        .append('\t')
                        .append(TimeStyle.UTC.words(file.timestamp(line.packet()), 0, ZoneId.systemDefault()))
                        .append('\t')
                        .append(line.source())
                        .append('\t')
                        .append(line.destination())
                        .append('\t')
                        .append(line.protocol().title())
                        .append('\t')
                        .append(file.length(line.packet()))
                        .append('\t')
                        .append(line.info())
                        .append('\n');
            }
        }
        return text.toString();
    }

    private void export(Rows rows) {
        Export.Format[] formats = Export.Format.values();
        FileDialog dialog = new FileDialog(site.workbench().shell(), SWT.SAVE);
        dialog.setFilterNames(new String[] {
            "pcapng: all that is known of the packets", "pcap: for older programs", "CSV: a line for each packet"
        });
        dialog.setFilterExtensions(java.util.Arrays.stream(formats)
                .map(format -> "*." + format.extension())
                .toArray(String[]::new));
        dialog.setFileName("packets.pcapng");
        dialog.setOverwrite(true);
        String path = dialog.open();
        if (path == null) {
            return;
        }
        Export.Format format = java.util.Arrays.stream(formats)
                .filter(each -> path.endsWith("." + each.extension()))
                .findFirst()
                .orElse(formats[Math.max(0, dialog.getFilterIndex())]);
        CaptureFile file = session.file();
        site.workbench()
                .run(
                        "Export packets to " + path,
                        progress -> {
                            attempt(() -> Export.write(file, rows, format, Path.of(path), steps(progress)));
                            return path;
                        },
                        written -> site.workbench().say(rows.count() + " packets are in " + written));
    }

    private static Progress steps(Workbench.Progress progress) {
        return (done, total) -> progress.at((int) done, (int) total, "packets");
    }

    /** Work with files, in the words of the workbench. */
    private interface Attempt {
        void run() throws IOException, InterruptedException;
    }

    private static void attempt(Attempt attempt) throws VitrineException {
        try {
            attempt.run();
        } catch (InterruptedException _) {
            throw new VitrineException(Reason.CANCELLED, "cancelled");
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, e.getMessage(), "Choose another file or folder.", e);
        }
    }

    private void openInWireshark() {
        Path file = session.source() instanceof LiveCapture live
                ? live.file()
                : session.file().path();
        Wireshark.program("wireshark")
                .ifPresent(program -> site.workbench()
                        .run(
                                "Open " + file + " in Wireshark",
                                _ -> {
                                    attempt(() -> Wireshark.open(program, file));
                                    return file;
                                },
                                _ -> {}));
    }

    // ---- notes

    private void note() {
        int packet = table.packet();
        CaptureFile file = session.file();
        String before = file.notes().getOrDefault(packet, "");
        NoteDialog dialog = new NoteDialog(site.workbench().shell(), packet, before);
        if (dialog.open() != Window.OK || dialog.getValue().strip().equals(before)) {
            return;
        }
        String after = dialog.getValue().strip();
        Path path = file.path();
        site.workbench()
                .change(
                        "Note about packet " + (packet + 1),
                        () -> note(path, packet, after),
                        () -> note(path, packet, before));
    }

    /** Off the UI thread. */
    private void note(Path path, int packet, String text) throws VitrineException {
        attempt(() -> {
            try (CaptureFile file = CaptureFile.open(path)) {
                file.index(Progress.NONE);
                Notes.write(file, Map.of(packet, text), Progress.NONE);
            }
        });
        if (!pages.isDisposed()) {
            pages.getDisplay().asyncExec(() -> noted(path, packet));
        }
    }

    /** Packets lie elsewhere in the file now. */
    private void noted(Path path, int packet) {
        boolean isShown = !pages.isDisposed()
                && session != null
                && session.source() instanceof Source.Saved saved
                && saved.file().equals(path);
        if (isShown) {
            wanted = packet;
            open(new Source.Saved(path));
        }
    }

    // ---- conversation and graph

    private void follow() {
        int packet = table.packet();
        CaptureFile file = session.file();
        tabs.setSelection(conversationTab);
        conversation.say("Looks for the packets of the conversation.");
        following.run(
                () -> exchange(file, packet),
                found -> found.ifPresentOrElse(
                        exchange -> {
                            conversation.show(exchange);
                            filter.set(exchange.conversation().filter());
                        },
                        () -> conversation.say("Packet " + (packet + 1) + " has neither TCP nor UDP.")),
                conversation::say);
    }

    private static Optional<Exchange> exchange(CaptureFile file, int packet) throws IOException, InterruptedException {
        Optional<Conversation> found;
        try (PacketReader reader = new PacketReader(file)) {
            found = reader.conversation(packet);
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            Rows rows = file.filter(DisplayFilter.parse(found.get().filter()), Progress.NONE);
            return Optional.of(Exchange.read(file, found.get(), rows));
        } catch (FilterSyntaxException e) {
            throw new IllegalStateException("the filter of a conversation is none: " + found.get(), e);
        }
    }

    /** Draws what passed over time, when somebody looks at it. */
    private void chart() {
        boolean isLookedAt = tabs.getSelection() == chartTab;
        if (!isLookedAt
                || session == null
                || session.file() == null
                || session.rows() == chartedRows
                || following.isBusy()) {
            return;
        }
        CaptureFile file = session.file();
        Rows all = Rows.all(file.packets());
        Rows rows = session.rows();
        boolean isFiltered = !session.filter().isAll();
        chartedRows = rows;
        following.run(
                () -> isFiltered
                        ? List.of(line(0, "all packets", file, all), line(1, "those shown", file, rows))
                        : List.of(line(0, "all packets", file, all)),
                lines -> plot(file, lines),
                words -> site.workbench().say(words));
    }

    private static Line line(int index, String name, CaptureFile file, Rows rows) {
        Activity activity = Activity.of(file, rows, SPANS);
        return Line.series(
                index,
                name,
                IntStream.range(0, SPANS)
                        .mapToObj(i -> new Sample(
                                activity.from() + i * activity.span() + activity.span() / 2,
                                activity.bytes()[i] / activity.seconds()))
                        .collect(Collectors.toList()));
    }

    private void plot(CaptureFile file, List<Line> lines) {
        List<Sample> samples = lines.getFirst().samples();
        long span = samples.getLast().time() - samples.getFirst().time();
        chart.whole(new TimeRange(
                Duration.ofNanos(Math.max(span, 1_000_000)),
                OptionalLong.of(samples.getLast().time())));
        if (file != chartedFile) {
            chartedFile = file;
            chart.showWhole();
        }
        chart.show(session.source().title(), lines);
    }

    // ---- the part

    @Override
    public void focus() {
        if (session == null) {
            pages.setFocus();
        } else {
            table.control().setFocus();
        }
    }

    @Override
    public void save(PartState state) {
        table.save(state);
        filter.save(state);
        chart.save(state);
        int[] weights = sash.getWeights();
        state.put("sash", weights[0] * 1_000 / (weights[0] + weights[1]));
        int[] inner = packetSash.getWeights();
        state.put("sash.packet", inner[0] * 1_000 / (inner[0] + inner[1]));
        state.put("conversation.hex", conversation.isHex());
        state.put("file", session != null && session.source() instanceof Source.Saved saved ? saved.file() : "");
        state.put("packet", table.packet());
    }

    @Override
    public void close() {
        captures.detach();
        closeSession();
    }
}
