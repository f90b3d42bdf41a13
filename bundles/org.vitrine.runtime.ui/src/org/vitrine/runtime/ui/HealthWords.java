/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import java.util.List;
import java.util.stream.Collectors;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;
import org.vitrine.ui.Palette;

/** How findings are told to a person. */
final class HealthWords {
    private HealthWords() {}

    static String level(Level level) {
        return switch (level) {
            case OK -> "well";
            case DEGRADED -> "less than it could be";
            case FAILED -> "does not work";
        };
    }

    static String icon(Level level) {
        return switch (level) {
            case OK -> "circle-check";
            case DEGRADED -> "alert-triangle";
            case FAILED -> "circle-x";
        };
    }

    static Palette.Role color(Level level) {
        return switch (level) {
            case OK -> Palette.Role.OK;
            case DEGRADED -> Palette.Role.WARNING;
            case FAILED -> Palette.Role.ERROR;
        };
    }

    /** The worst of them; OK when there is none. */
    static Level worst(List<HealthItem> items) {
        return items.stream().map(HealthItem::level).max(Level::compareTo).orElse(Level.OK);
    }

    static String summary(List<HealthItem> items) {
        long bad = items.stream().filter(item -> item.level() != Level.OK).count();
        if (items.isEmpty()) {
            return "Nothing was checked";
        }
        return bad == 0 ? "All is well" : bad == 1 ? "1 thing needs attention" : bad + " things need attention";
    }

    /** A finding as text to hand on; the advice only when there is some. */
    static String text(List<HealthItem> items) {
        return items.stream()
                .map(item -> item.area() + ", " + item.name() + " (" + level(item.level()) + "): " + item.summary()
                        + (item.advice().isEmpty() ? "" : "\n" + item.advice()))
                .collect(Collectors.joining("\n"));
    }
}
