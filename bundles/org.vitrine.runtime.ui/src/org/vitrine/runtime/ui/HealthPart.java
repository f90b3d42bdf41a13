/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;
import org.vitrine.runtime.health.HealthService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.widgets.Column;
import org.vitrine.ui.widgets.Poll;
import org.vitrine.ui.widgets.Poll.Answer;
import org.vitrine.ui.widgets.RecordTable;
import org.vitrine.ui.widgets.Summary;
import org.vitrine.ui.widgets.ToolAction;

/** See {@link HealthContent}. */
final class HealthPart implements OpenPart {
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final PartSite site;
    private final Summary summary;
    private final Details details;
    private final RecordTable<HealthItem> table;
    private final Poll poll;
    private final ToolAction copy;

    /** What a finding is known by: it stays the same while its level changes. */
    private record Key(String area, String name) {
        static Key of(HealthItem item) {
            return new Key(item.area(), item.name());
        }
    }

    HealthPart(PartSite site, HealthService health) {
        this.site = site;
        Composite area = new Composite(site.parent(), SWT.NONE);
        GridLayout layout = new GridLayout();
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.verticalSpacing = 0;
        area.setLayout(layout);
        summary = new Summary(site, area);
        details = new Details(site, area, 780);
        table = new RecordTable<>(site, details.upper(), columns(), Key::of);
        copy = ToolAction.push(site, "Copy findings and advice", "copy", this::copy);
        ToolAction check =
                ToolAction.push(site, "Check now\tF5", "refresh", this::check).inToolBar();
        copy.inToolBar();
        table.menu((IMenuManager menu) -> {
            menu.add(check);
            menu.add(copy);
        });
        table.listen(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.F5) {
                check();
            }
        });
        table.onSelection(this::showDetails);
        summary.show("loader-2", Palette.Role.MUTED, "Checking…", "");
        showDetails(List.of());
        poll = Poll.start(site, area, PERIOD, health::items, this::show);
    }

    private static List<Column<HealthItem>> columns() {
        Comparator<HealthItem> byPlace = Comparator.comparing(HealthItem::area).thenComparing(HealthItem::name);
        return List.of(
                Column.<HealthItem>words("Area", 120, HealthItem::area).order(byPlace),
                Column.<HealthItem>words("What", 170, HealthItem::name)
                        .icon(item -> HealthWords.icon(item.level()))
                        .color(item -> HealthWords.color(item.level())),
                Column.<HealthItem>words("Level", 150, item -> HealthWords.level(item.level()))
                        .order(Comparator.comparing(HealthItem::level).thenComparing(byPlace))
                        .color(item -> item.level() == Level.OK ? Palette.Role.MUTED : HealthWords.color(item.level())),
                Column.words("Found", 380, HealthItem::summary),
                Column.words("Advice", 380, HealthItem::advice));
    }

    private void check() {
        summary.show("loader-2", Palette.Role.MUTED, "Checking…", "");
        poll.now();
    }

    private void show(Answer<List<HealthItem>> answer) {
        String time = "checked at " + LocalTime.now().format(TIME);
        if (answer.failure() != null) {
            summary.show("circle-x", Palette.Role.ERROR, answer.failure().explained(), time);
            return;
        }
        List<HealthItem> items = answer.value();
        table.show(items);
        Level worst = HealthWords.worst(items);
        summary.show(HealthWords.icon(worst), HealthWords.color(worst), HealthWords.summary(items), time);
        showDetails(table.selected());
    }

    private void showDetails(List<HealthItem> selected) {
        if (selected.isEmpty()) {
            details.hint("Select a finding to read all of it.");
        } else {
            details.show(
                    selected.stream()
                            .map(item -> item.area() + ", " + item.name())
                            .collect(Collectors.joining("; ")),
                    selected.stream()
                            .map(item -> item.summary() + (item.advice().isEmpty() ? "" : "\n" + item.advice()))
                            .collect(Collectors.joining("\n\n")),
                    "");
        }
        copy.setEnabled(!selected.isEmpty());
    }

    private void copy() {
        Clipboard clipboard = new Clipboard(site.parent().getDisplay());
        clipboard.setContents(
                new Object[] {HealthWords.text(table.selected())}, new Transfer[] {TextTransfer.getInstance()});
        clipboard.dispose();
        site.workbench().say("Copied");
    }

    @Override
    public void focus() {
        table.focus();
    }

    @Override
    public void save(PartState state) {
        table.save(state);
        details.save(state);
    }
}
