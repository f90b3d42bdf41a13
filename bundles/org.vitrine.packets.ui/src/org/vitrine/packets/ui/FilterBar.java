/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jface.bindings.keys.KeyStroke;
import org.eclipse.jface.fieldassist.ComboContentAdapter;
import org.eclipse.jface.fieldassist.ContentProposal;
import org.eclipse.jface.fieldassist.ContentProposalAdapter;
import org.eclipse.jface.fieldassist.IContentProposal;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.vitrine.packet.dissect.DisplayFilter;
import org.vitrine.packet.dissect.FilterSyntaxException;
import org.vitrine.ui.Palette.Role;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;

/** Where a display filter is typed: says at once what is wrong with it, proposes names, and knows those of before. UI thread only. */
final class FilterBar {
    private static final int MOST_REMEMBERED = 20;
    private static final String SEPARATOR = "\n";

    private final PartSite site;
    private final Composite area;
    private final Combo combo;
    private final Label icon;
    private final Label words;
    private final Consumer<DisplayFilter> apply;
    private DisplayFilter applied = DisplayFilter.ALL;

    /**
     * @param apply gets every good filter that a person enters
     */
    FilterBar(PartSite site, Composite parent, Consumer<DisplayFilter> apply) {
        this.site = site;
        this.apply = apply;
        area = new Composite(parent, SWT.NONE);
        area.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        GridLayout layout = new GridLayout(3, false);
        layout.marginHeight = 3;
        layout.marginWidth = 8;
        area.setLayout(layout);
        icon = new Label(area, SWT.NONE);
        icon.setLayoutData(new GridData(16, 16));
        combo = new Combo(area, SWT.DROP_DOWN);
        combo.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        combo.setToolTipText("Display filter, as in Wireshark: ip.addr == 10.0.0.1 and tcp.port == 80\n"
                + "Enter applies it, Esc clears it, Ctrl+Space proposes names");
        words = new Label(area, SWT.NONE);
        GridData place = new GridData(SWT.FILL, SWT.CENTER, false, false);
        place.exclude = true;
        place.horizontalSpan = 3;
        words.setLayoutData(place);
        words.setVisible(false);
        String remembered = site.state().get("filters", "");
        if (!remembered.isEmpty()) {
            combo.setItems(remembered.split(SEPARATOR));
        }
        combo.addListener(SWT.Modify, _ -> check());
        combo.addListener(SWT.DefaultSelection, _ -> enter());
        combo.addListener(SWT.Selection, _ -> enter());
        combo.addListener(SWT.Traverse, event -> {
            if (event.detail == SWT.TRAVERSE_ESCAPE) {
                event.doit = false;
                set("");
            }
        });
        propose();
        site.workbench().palette().subscribe(this::check);
        check();
    }

    private void propose() {
        KeyStroke key = KeyStroke.getInstance(SWT.CTRL, ' ');
        ContentProposalAdapter proposals = new ContentProposalAdapter(
                combo, new ComboContentAdapter(), FilterBar::proposals, key, new char[] {'.'});
        proposals.setProposalAcceptanceStyle(ContentProposalAdapter.PROPOSAL_REPLACE);
        proposals.setPropagateKeys(true);
    }

    private static IContentProposal[] proposals(String text, int caret) {
        int to = Math.clamp(caret, 0, text.length());
        return DisplayFilter.proposals(text.substring(0, to)).stream()
                .map(proposal -> {
                    String before = text.substring(0, proposal.from()) + proposal.name();
                    return new ContentProposal(
                            before + text.substring(to),
                            proposal.name() + "  –  " + proposal.words(),
                            proposal.words() + ".\n\nCompared with " + proposal.values() + ".",
                            before.length());
                })
                .toArray(IContentProposal[]::new);
    }

    Composite control() {
        return area;
    }

    void focus() {
        combo.setFocus();
    }

    boolean hasFocus() {
        return combo.isFocusControl();
    }

    String text() {
        return combo.getText();
    }

    /** What was entered last. */
    DisplayFilter applied() {
        return applied;
    }

    /** Enters a filter. */
    void set(String filter) {
        combo.setText(filter);
        enter();
    }

    private void check() {
        try {
            DisplayFilter filter = DisplayFilter.parse(combo.getText());
            boolean entered = filter.toString().equals(applied.toString());
            say(
                    filter.isAll() ? Role.MUTED : entered ? Role.OK : Role.ACCENT,
                    entered ? "" : "Enter applies the filter");
            show("");
        } catch (FilterSyntaxException e) {
            say(Role.ERROR, e.getMessage());
            String letters =
                    e.position() < combo.getText().length() ? "At letter " + (e.position() + 1) + ": " : "At the end: ";
            show(letters + e.getMessage() + (e.hint().isEmpty() ? "" : " " + e.hint()));
        }
    }

    private void say(Role role, String toolTip) {
        icon.setImage(site.workbench().icons().image("filter", role));
        icon.setToolTipText(toolTip);
    }

    /** Says what is wrong, below; empty for nothing. */
    private void show(String text) {
        words.setForeground(site.workbench().palette().color(Role.ERROR));
        words.setText(text.replace("&", "&&"));
        words.setToolTipText(text);
        boolean visible = !text.isEmpty();
        if (words.getVisible() != visible) {
            words.setVisible(visible);
            ((GridData) words.getLayoutData()).exclude = !visible;
            area.getParent().layout(true, true);
        }
    }

    private void enter() {
        try {
            applied = DisplayFilter.parse(combo.getText());
        } catch (FilterSyntaxException _) {
            return; // it is said already
        }
        String text = applied.toString();
        if (!text.isEmpty()) {
            List<String> filters = new ArrayList<>(List.of(combo.getItems()));
            filters.remove(text);
            filters.addFirst(text);
            combo.setItems(filters.stream().limit(MOST_REMEMBERED).toArray(String[]::new));
            combo.setText(text);
        }
        check();
        apply.accept(applied);
    }

    void save(PartState state) {
        state.put("filters", String.join(SEPARATOR, combo.getItems()));
        state.put("filter", applied.toString());
    }
}
