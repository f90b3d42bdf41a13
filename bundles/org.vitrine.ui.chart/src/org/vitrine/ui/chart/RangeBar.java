/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.Shared;
import org.vitrine.ui.TimeRange;

/** The time ranges to choose from; what is chosen holds for all parts. */
final class RangeBar {
    private record Choice(String label, Duration span) {}

    private static final List<Choice> CHOICES = List.of(
            new Choice("30 s", Duration.ofSeconds(30)),
            new Choice("1 min", Duration.ofMinutes(1)),
            new Choice("5 min", Duration.ofMinutes(5)),
            new Choice("15 min", Duration.ofMinutes(15)));

    private final Palette palette;
    private final ToolBar bar;
    private final List<ToolItem> items = new ArrayList<>();

    RangeBar(PartSite site, Composite parent) {
        palette = site.workbench().palette();
        bar = new ToolBar(parent, SWT.FLAT | SWT.RIGHT);
        Shared<TimeRange> range = site.workbench().timeRange();
        for (Choice choice : CHOICES) {
            ToolItem item = new ToolItem(bar, SWT.CHECK);
            // the bar leaves no room around a text
            item.setText(" " + choice.label() + " ");
            item.setToolTipText("Shows the last " + choice.label());
            item.addListener(SWT.Selection, _ -> {
                range.set(TimeRange.last(choice.span()));
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
            boolean chosen = range.end().isEmpty() && CHOICES.get(i).span().equals(range.span());
            items.get(i).setSelection(chosen);
            // a pressed item is hardly seen on dark
            items.get(i).setForeground(palette.color(chosen ? Palette.Role.ACCENT : Palette.Role.MUTED));
        }
    }
}
