/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.runtime.log.LogEntry.Level;
import org.vitrine.runtime.log.LogService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.widgets.Column;
import org.vitrine.ui.widgets.RecordTable;
import org.vitrine.ui.widgets.Summary;
import org.vitrine.ui.widgets.ToolAction;

/** See {@link LogContent}. */
final class LogPart implements OpenPart {
    private static final int LIMIT = 10_000;

    private final LogService log;
    private final LogTail tail = new LogTail(LIMIT);
    private final ZoneId zone = ZoneId.systemDefault();
    private final Summary summary;
    private final Details details;
    private final RecordTable<LogRow> table;
    private final ToolAction pause;
    private final ToolAction choice;
    private Level atLeast;
    private List<LogRow> rows = List.of();

    LogPart(PartSite site, LogService log) {
        this.log = log;
        Composite area = new Composite(site.parent(), SWT.NONE);
        GridLayout layout = new GridLayout();
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.verticalSpacing = 0;
        area.setLayout(layout);
        summary = new Summary(site, area);
        details = new Details(site, area, 720);
        table = new RecordTable<>(site, details.upper(), columns(), LogRow::key);
        atLeast = level(site.state().get("level", ""));
        choice = ToolAction.menu(site, "", "filter", this::fillLevels).inToolBarWithLabel();
        pause = ToolAction.toggle(site, "Pause\tF8", "player-pause", false, _ -> show())
                .inToolBar();
        table.listen(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.F8) {
                pause.setChecked(!pause.isChecked());
                show();
            }
        });
        table.onSelection(this::showDetails);
        showDetails(List.of());
        choose(atLeast);
        // one listener for many entries: the tail keeps those that the UI thread was too slow for
        site.<LogTail>follow(this::gather, _ -> show());
    }

    private Subscription gather(Consumer<LogTail> newest) throws VitrineException {
        Subscription subscription = log.subscribe(entry -> newest.accept(tail.add(entry)));
        log.entries(Level.DEBUG, LIMIT).forEach(tail::add);
        newest.accept(tail);
        return subscription;
    }

    private List<Column<LogRow>> columns() {
        Comparator<LogRow> byTime = Comparator.comparingLong((LogRow row) -> LogRow.first(row.entry()))
                .thenComparing(LogRow::isGap, Comparator.reverseOrder());
        return List.of(
                Column.<LogRow>words("Time", 110, row -> LogWords.time(row, zone))
                        .order(byTime),
                Column.<LogRow>words("Level", 100, LogWords::level)
                        .icon(LogWords::icon)
                        .color(LogWords::color)
                        .order(Comparator.comparing((LogRow row) -> row.entry().level())
                                .thenComparing(byTime)),
                Column.words("Source", 230, LogWords::source),
                Column.<LogRow>words("Message", 640, LogWords::message)
                        .color(row -> row.isGap() || row.entry().level() == Level.ERROR ? LogWords.color(row) : null),
                Column.number(
                        "Repeated", 90, LogWords::repeated, row -> row.entry().repeated()));
    }

    private void fillLevels(IMenuManager menu) {
        for (Level level : Level.values()) {
            Action action = new Action(choiceOf(level), IAction.AS_RADIO_BUTTON) {
                @Override
                public void run() {
                    if (isChecked()) {
                        choose(level);
                    }
                }
            };
            action.setChecked(level == atLeast);
            menu.add(action);
        }
    }

    private void choose(Level level) {
        atLeast = level;
        choice.setText(choiceOf(level));
        choice.setToolTipText("Which entries are shown");
        show();
    }

    private static String choiceOf(Level level) {
        return switch (level) {
            case DEBUG -> "Everything";
            case INFO -> "Info and above";
            case WARNING -> "Warnings and above";
            case ERROR -> "Errors and audit";
            case AUDIT -> "Audit only";
        };
    }

    private static Level level(String name) {
        return List.of(Level.values()).stream()
                .filter(level -> level.name().equals(name))
                .findFirst()
                .orElse(Level.INFO);
    }

    private void show() {
        boolean paused = pause.isChecked();
        if (!paused) {
            rows = tail.rows();
        }
        List<LogRow> wanted = rows.stream()
                .filter(row -> row.entry().level().compareTo(atLeast) >= 0 || row.isGap())
                .toList();
        table.show(wanted);
        if (!paused && !wanted.isEmpty() && table.selected().isEmpty()) {
            table.reveal(wanted.getLast().key());
        }
        showDetails(table.selected());
        showSummary(paused);
    }

    private void showSummary(boolean paused) {
        long newest = rows.isEmpty() ? 0 : rows.getLast().entry().sequence();
        long later = tail.newest() - newest;
        String aside = table.count() + " of " + rows.size() + " entries";
        if (paused) {
            String waiting = later == 0 ? "nothing new" : later == 1 ? "1 newer entry" : later + " newer entries";
            summary.show("player-pause", Palette.Role.WARNING, "Paused, " + waiting, aside);
            return;
        }
        long errors = count(Level.ERROR);
        long warnings = count(Level.WARNING);
        if (errors + warnings == 0) {
            summary.show("circle-check", Palette.Role.OK, "No warnings and no errors", aside);
        } else {
            summary.show(
                    errors > 0 ? "circle-x" : "alert-triangle",
                    errors > 0 ? Palette.Role.ERROR : Palette.Role.WARNING,
                    errors
                            + (errors == 1 ? " error, " : " errors, ")
                            + warnings
                            + (warnings == 1 ? " warning" : " warnings"),
                    aside);
        }
    }

    private long count(Level level) {
        return rows.stream()
                .filter(row -> !row.isGap() && row.entry().level() == level)
                .count();
    }

    private void showDetails(List<LogRow> selected) {
        if (selected.size() == 1) {
            LogRow row = selected.getFirst();
            details.show(
                    LogWords.message(row),
                    LogWords.details(row, zone),
                    row.isGap() ? "" : row.entry().details().strip());
        } else if (selected.isEmpty()) {
            details.hint("Select an entry to read all of it. While nothing is selected, the newest stays in sight.");
        } else {
            details.show(selected.size() + " entries selected", "Ctrl+C copies them.", "");
        }
    }

    @Override
    public void focus() {
        table.focus();
    }

    @Override
    public void save(PartState state) {
        table.save(state);
        details.save(state);
        state.put("level", atLeast.name());
    }
}
