/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.Shared;
import org.vitrine.ui.TimeRange;

/** The time ranges of a chart to choose from. */
final class RangeBar {
    /**
     * A range to choose.
     *
     * @param words what it does
     * @param range what is chosen, as of now
     */
    record Choice(String label, String words, Supplier<TimeRange> range) {
        private static Choice last(String label, Duration span) {
            return new Choice(label, "Shows the last " + label, () -> TimeRange.last(span));
        }
    }

    /** Of what goes on. */
    static final List<Choice> LIVE = List.of(
            Choice.last("30 s", Duration.ofSeconds(30)),
            Choice.last("1 min", Duration.ofMinutes(1)),
            Choice.last("5 min", Duration.ofMinutes(5)),
            Choice.last("15 min", Duration.ofMinutes(15)));

    private final Palette palette;
    private final List<Choice> choices;
    private final ToolBar bar;
    private final List<ToolItem> items = new ArrayList<>();

    RangeBar(PartSite site, Composite parent, Shared<TimeRange> range, List<Choice> choices) {
        this.choices = choices;
        palette = site.workbench().palette();
        bar = new ToolBar(parent, SWT.FLAT | SWT.RIGHT);
        for (Choice choice : choices) {
            ToolItem item = new ToolItem(bar, SWT.CHECK);
            // the bar leaves no room around a text
            item.setText(" " + choice.label() + " ");
            item.setToolTipText(choice.words());
            item.addListener(SWT.Selection, _ -> {
                range.set(choice.range().get());
                mark(range.get());
            });
            items.add(item);
        }
        range.subscribe(this::mark);
        palette.subscribe(() -> mark(range.get()));
    }

    Control control() {
        return bar;
    }

    private void mark(TimeRange range) {
        for (int i = 0; i < items.size(); i++) {
            boolean chosen = choices.get(i).range().get().equals(range);
            items.get(i).setSelection(chosen);
            // a pressed item is hardly seen on dark
            items.get(i).setForeground(palette.color(chosen ? Palette.Role.ACCENT : Palette.Role.MUTED));
        }
    }
}
