/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.vitrine.packet.dissect.Column;
import org.vitrine.packet.dissect.PacketLine;
import org.vitrine.packet.dissect.Rows;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.widgets.ToolAction;

/** What stands in the menus of packets, of fields, and of the tool bar. UI thread only. */
final class PacketMenus {
    private final PartSite site;
    private final FilterBar filter;
    private final PacketTable table;
    private final PacketPane pane;
    private final PacketExport export;

    PacketMenus(PartSite site, FilterBar filter, PacketTable table, PacketPane pane, PacketExport export) {
        this.site = site;
        this.filter = filter;
        this.table = table;
        this.pane = pane;
        this.export = export;
    }

    /** How times are written. */
    void times(IMenuManager menu) {
        for (TimeStyle style : TimeStyle.values()) {
            menu.add(choice(style.title(), style == table.timeStyle(), () -> table.timeStyle(style)));
        }
    }

    /** Which columns there are. */
    void columns(IMenuManager menu) {
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

    /**
     * For the packet that is selected.
     *
     * @param follow shows its conversation
     * @param note asks for a note about it
     */
    void packet(IMenuManager menu, Session session, Runnable follow, Runnable note) {
        PacketLine line = session.lines().get(table.packet());
        if (line != null) {
            MenuManager filters = new MenuManager("Show only");
            for (String text : filters(line)) {
                filters.add(ToolAction.push(site, text.replace("&", "&&"), "filter", () -> filter.set(text)));
            }
            menu.add(filters);
        }
        menu.add(ToolAction.push(site, "Follow conversation", "messages", follow));
        String hindrance = NoteKeeper.hindrance(session);
        ToolAction noting = ToolAction.push(site, "Note…", "note", note);
        noting.setEnabled(hindrance.isEmpty());
        noting.setToolTipText(hindrance);
        menu.add(noting);
        menu.add(new Separator());
        menu.add(ToolAction.push(site, "Copy\tCtrl+C", "copy", () -> export.copyLines(session.file(), selected())));
        bytes(menu);
        menu.add(ToolAction.push(
                site,
                table.selectedCount() > 1
                        ? "Export the " + table.selectedCount() + " selected packets…"
                        : "Export the packet…",
                "file-export",
                () -> export.save(session.file(), selected())));
    }

    private Rows selected() {
        return table.rows().select(table.selectedRows());
    }

    /** For the bytes that are marked. */
    void bytes(IMenuManager menu) {
        menu.add(ToolAction.push(
                site, "Copy bytes", "copy", () -> export.copy(pane.hex().hex(), "The bytes are copied")));
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
                filters.add(line.protocol().title().toLowerCase(Locale.ROOT));
            case IPV4 -> filters.add("ip");
            case IPV6 -> filters.add("ipv6");
            default -> {
                // no field has that name
            }
        }
        return filters;
    }

    /** For the field that is selected. */
    void field(IMenuManager menu) {
        pane.tree().selected().ifPresent(detail -> {
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
                menu.add(ToolAction.push(
                        site, "Copy as filter", "copy", () -> export.copy(text, "The filter is copied")));
            }
            menu.add(ToolAction.push(site, "Copy", "copy", () -> export.copy(detail.text(), "The field is copied")));
            if (detail.length() > 0) {
                bytes(menu);
            }
        });
    }
}
