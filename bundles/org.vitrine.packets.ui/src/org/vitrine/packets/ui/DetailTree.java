/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.vitrine.packet.dissect.Detail;
import org.vitrine.ui.Palette.Role;
import org.vitrine.ui.PartSite;

/** The headers of a packet and their fields. What is open stays open from packet to packet. UI thread only. */
final class DetailTree {
    private final PartSite site;
    private final Tree tree;
    /** Headers that are open, by what stands before the first comma. */
    private final Set<String> open =
            new HashSet<>(Set.of("TCP", "UDP", "ICMP", "ICMPv6", "Address resolution", "Domain name system", "DHCP"));

    private Consumer<Detail> onSelection = _ -> {};

    DetailTree(PartSite site, Composite parent) {
        this.site = site;
        tree = new Tree(parent, SWT.SINGLE | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        tree.addListener(SWT.Selection, _ -> selected().ifPresent(onSelection));
        tree.addListener(SWT.Expand, event -> remember(event, true));
        tree.addListener(SWT.Collapse, event -> remember(event, false));
        site.workbench().palette().subscribe(this::repaint);
    }

    Tree control() {
        return tree;
    }

    void onSelection(Consumer<Detail> listener) {
        onSelection = listener;
    }

    private static String kind(String text) {
        return text.replaceFirst(" \\d.*", "").replaceFirst(",.*", "");
    }

    private void remember(Event event, boolean isOpen) {
        String kind = kind(((TreeItem) event.item).getText());
        if (isOpen) {
            open.add(kind);
        } else {
            open.remove(kind);
        }
    }

    void show(List<Detail> details) {
        tree.setRedraw(false);
        tree.removeAll();
        add(details);
        tree.setRedraw(true);
    }

    /** Puts more behind what is there. */
    void add(List<Detail> details) {
        for (Detail detail : details) {
            fill(new TreeItem(tree, SWT.NONE), detail);
        }
    }

    private void fill(TreeItem item, Detail detail) {
        item.setText(detail.text());
        item.setData(detail);
        paint(item, detail);
        for (Detail child : detail.children()) {
            fill(new TreeItem(item, SWT.NONE), child);
        }
        item.setExpanded(open.contains(kind(detail.text())));
    }

    private void paint(TreeItem item, Detail detail) {
        item.setForeground(detail.isWrong() ? site.workbench().palette().color(Role.ERROR) : null);
    }

    private void repaint() {
        for (TreeItem item : tree.getItems()) {
            repaint(item);
        }
    }

    private void repaint(TreeItem item) {
        paint(item, (Detail) item.getData());
        for (TreeItem child : item.getItems()) {
            repaint(child);
        }
    }

    Optional<Detail> selected() {
        return tree.getSelectionCount() == 0
                ? Optional.empty()
                : Optional.of((Detail) tree.getSelection()[0].getData());
    }

    /** Selects the smallest field that a byte belongs to. */
    Optional<Detail> select(int place) {
        TreeItem best = null;
        for (TreeItem item : tree.getItems()) {
            TreeItem found = find(item, place);
            if (found != null && (best == null || length(found) <= length(best))) {
                best = found;
            }
        }
        if (best == null) {
            return Optional.empty();
        }
        tree.setSelection(best);
        tree.showItem(best);
        return selected();
    }

    private static int length(TreeItem item) {
        return ((Detail) item.getData()).length();
    }

    private static TreeItem find(TreeItem item, int place) {
        Detail detail = (Detail) item.getData();
        TreeItem best = detail.length() > 0 && place >= detail.offset() && place < detail.offset() + detail.length()
                ? item
                : null;
        for (TreeItem child : item.getItems()) {
            TreeItem found = find(child, place);
            if (found != null && (best == null || length(found) <= length(best))) {
                best = found;
            }
        }
        return best;
    }
}
