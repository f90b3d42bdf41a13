/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DropTarget;
import org.eclipse.swt.dnd.DropTargetAdapter;
import org.eclipse.swt.dnd.DropTargetEvent;
import org.eclipse.swt.dnd.FileTransfer;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.FileDialog;
import org.vitrine.packet.dissect.Column;
import org.vitrine.packet.dissect.DisplayFilter;
import org.vitrine.packet.dissect.Rows;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.widgets.EmptyState;
import org.vitrine.ui.widgets.Summary;
import org.vitrine.ui.widgets.ToolAction;

/** See {@link PacketsContent}. */
final class PacketsPart implements OpenPart {
    private final PartSite site;
    private final Captures captures;
    private final Composite pages;
    private final Composite area;
    private final FilterBar filter;
    private final Summary summary;
    private final SashForm sash;
    private final PacketTable table;
    private final CTabFolder tabs;
    private final PacketPane pane;
    private final ConversationView conversation;
    private final GraphPane graph;
    private final PacketExport export;
    private final NoteKeeper notes;
    private final PacketMenus menus;
    private final CTabItem conversationTab;
    private final CTabItem graphTab;
    private final List<IAction> forPackets = new ArrayList<>();
    private ToolAction stop;
    private ToolAction goAlong;
    private Composite message;
    private Session session;
    /** Selected as soon as it is there: the packet of a file that is opened again; -1 for none. */
    private int wanted = -1;

    PacketsPart(PartSite site, Captures captures) {
        this.site = site;
        this.captures = captures;
        pages = new Composite(site.parent(), SWT.NONE);
        pages.setLayout(new StackLayout());
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
        pane = new PacketPane(site, tabs);
        conversation = new ConversationView(site, tabs);
        graph = new GraphPane(site, tabs);
        export = new PacketExport(site, pages.getDisplay());
        notes = new NoteKeeper(site, pages.getDisplay(), this::noted);
        menus = new PacketMenus(site, filter, table, pane, export);
        tab("Packet", pane.control());
        conversationTab = tab("Conversation", conversation.control());
        graphTab = tab("I/O graph", graph.control());
        tabs.setSelection(0);
        sash.setWeights(site.state().get("sash", 600), 400);
        tools();
        table.onSelection(this::onSelection);
        table.onSort(this::onSort);
        table.control().addListener(SWT.KeyDown, this::key);
        tabs.addListener(SWT.Selection, _ -> chart());
        site.contextMenu(table.control(), this::fillMenu);
        site.contextMenu(pane.tree().control(), menus::field);
        site.contextMenu(pane.hex().control(), menus::bytes);
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
        forPackets.add(ToolAction.menu(site, "Time", "clock", menus::times).inToolBar());
        forPackets.add(
                ToolAction.menu(site, "Columns", "columns-3", menus::columns).inToolBar());
        forPackets.add(ToolAction.push(
                        site, "Export what is shown…", "file-export", () -> export.save(session.file(), table.rows()))
                .inToolBar());
        if (Wireshark.program("wireshark").isPresent()) {
            forPackets.add(
                    ToolAction.push(site, "Open in Wireshark", "external-link", () -> export.openInWireshark(session))
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
        pane.close();
        conversation.close();
        graph.close();
        export.close();
        if (session != null) {
            session.close();
            session = null;
        }
    }

    private void clear() {
        table.show(null, null, Rows.all(0), "");
        pane.clear();
        conversation.clear();
        graph.clear();
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
        SessionWords.show(session, table.selectedCount(), summary);
        stop.setEnabled(session.isAsking() || session.isReading());
        forPackets.forEach(action -> action.setEnabled(true));
        if (wanted >= 0 && session.rows().row(wanted) >= 0) {
            table.select(session.rows().row(wanted));
            wanted = -1;
        }
        chart();
    }

    private void showEmpty() {
        stop.setEnabled(session != null && session.isReading());
        forPackets.forEach(action -> action.setEnabled(false));
        String words = SessionWords.absence(session);
        if (message != null && words.equals(message.getData())) {
            top(message);
            return;
        }
        if (message != null) {
            message.dispose();
        }
        EmptyState empty = new EmptyState(
                        pages, site.workbench().icons(), "list-search", SessionWords.absenceTitle(session), words)
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

    private void onSelection() {
        SessionWords.show(session, table.selectedCount(), summary);
        pane.show(session.file(), table.packet());
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
            export.copyLines(session.file(), table.rows().select(table.selectedRows()));
        } else if (event.keyCode == SWT.CR || event.keyCode == SWT.KEYPAD_CR) {
            pane.tree().control().setFocus();
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
        if (session != null && session.file() != null) {
            GoTo.ask(site.workbench().shell(), session.file(), table.rows()).ifPresent(row -> {
                table.select(row);
                table.control().setFocus();
            });
        }
    }

    // ---- what is done with packets

    private void fillMenu(IMenuManager menu) {
        if (session != null && table.packet() >= 0) {
            menus.packet(menu, session, this::follow, () -> notes.ask(session.file(), table.packet()));
        }
    }

    private void follow() {
        tabs.setSelection(conversationTab);
        conversation.follow(session.file(), table.packet(), filter::set);
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

    /** Draws what passed over time, when somebody looks at it. */
    private void chart() {
        if (tabs.getSelection() == graphTab && session != null) {
            graph.show(session);
        }
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
        pane.save(state);
        conversation.save(state);
        graph.save(state);
        int[] weights = sash.getWeights();
        state.put("sash", weights[0] * 1_000 / (weights[0] + weights[1]));
        state.put("file", session != null && session.source() instanceof Source.Saved saved ? saved.file() : "");
        state.put("packet", table.packet());
    }

    @Override
    public void close() {
        captures.detach();
        closeSession();
    }
}
