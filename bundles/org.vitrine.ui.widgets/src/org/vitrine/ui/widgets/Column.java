/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.widgets;

import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.eclipse.swt.graphics.Color;
import org.vitrine.ui.Palette;

/**
 * A column of a {@link RecordTable}.
 *
 * @param title what stands on top; unique in its table
 * @param width in points, to begin with
 * @param right whether the text stands at the right, as numbers do
 * @param text what is shown, copied and searched; units included
 * @param order how it is sorted
 * @param icon name of the icon before the text, see {@code Icons}; null from the function for none
 * @param color of the text and the icon; null from the function for the ordinary one
 * @param bar behind the text; null where no text has one
 */
public record Column<R>(
        String title,
        int width,
        boolean right,
        Function<R, String> text,
        Comparator<R> order,
        Function<R, String> icon,
        Function<R, Palette.Role> color,
        Bar<R> bar) {

    /** Words, sorted as they are read. */
    public static <R> Column<R> words(String title, int width, Function<R, String> text) {
        return new Column<>(
                title,
                width,
                false,
                text,
                Comparator.comparing(text, String.CASE_INSENSITIVE_ORDER),
                _ -> null,
                _ -> null,
                null);
    }

    /** A number with its unit, sorted by its value. */
    public static <R> Column<R> number(
            String title, int width, Function<R, String> text, Function<R, ? extends Number> value) {
        return new Column<>(
                title,
                width,
                true,
                text,
                Comparator.comparingDouble(row -> value.apply(row).doubleValue()),
                _ -> null,
                _ -> null,
                null);
    }

    public Column<R> icon(Function<R, String> name) {
        return new Column<>(title, width, right, text, order, name, color, bar);
    }

    public Column<R> color(Function<R, Palette.Role> role) {
        return new Column<>(title, width, right, text, order, icon, role, bar);
    }

    public Column<R> order(Comparator<R> comparator) {
        return new Column<>(title, width, right, text, comparator, icon, color, bar);
    }

    public Column<R> bar(ToDoubleFunction<R> share, Function<R, Color> fill) {
        return new Column<>(title, width, right, text, order, icon, color, new Bar<>(share, fill));
    }

    /**
     * A bar that says how much of the whole a row is.
     *
     * @param share 0 to 1; 0 for no bar
     * @param fill asked whenever it is painted
     */
    public record Bar<R>(ToDoubleFunction<R> share, Function<R, Color> fill) {}
}
