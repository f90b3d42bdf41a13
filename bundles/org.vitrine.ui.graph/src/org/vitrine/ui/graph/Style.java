/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Device;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.FontData;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.vitrine.ui.Icons;
import org.vitrine.ui.Palette;

/** Colours, fonts and icons of the figures, and how large a text becomes. */
final class Style {
    private static final String ELLIPSIS = "…";
    private static final Pattern DIGITS = Pattern.compile("[1-9]");
    private static final int MANY_WIDTHS = 10_000;

    private final Icons icons;
    private final Palette palette;
    private final Map<Palette.Role, Color> colors = new EnumMap<>(Palette.Role.class);
    private final Map<Sample, Integer> widths = new HashMap<>();
    private final GC measure;
    private final Image nowhere;
    private final Font name;
    private final Font note;
    private final int nameHeight;
    private final int noteHeight;

    private record Sample(Font font, String text) {}

    Style(Device device, Font base, Icons icons, Palette palette) {
        this.icons = icons;
        this.palette = palette;
        name = derived(device, base, SWT.BOLD, 0);
        note = derived(device, base, SWT.NORMAL, -1);
        nowhere = new Image(device, 1, 1);
        measure = new GC(nowhere);
        nameHeight = measuredHeight(name);
        noteHeight = measuredHeight(note);
    }

    void close() {
        measure.dispose();
        nowhere.dispose();
        name.dispose();
        note.dispose();
    }

    private static Font derived(Device device, Font base, int style, int larger) {
        FontData data = base.getFontData()[0];
        return new Font(device, data.getName(), Math.max(6, data.getHeight() + larger), style);
    }

    /** After a change of the theme. */
    void refresh() {
        colors.clear();
    }

    Color color(Palette.Role role) {
        Color color = colors.get(role);
        if (color == null) {
            color = palette.color(role);
            colors.put(role, color);
        }
        return color;
    }

    Image icon(String icon, Palette.Role color) {
        return icons.image(icon, color);
    }

    Font name() {
        return name;
    }

    Font note() {
        return note;
    }

    int width(Font font, String text) {
        if (widths.size() > MANY_WIDTHS) {
            widths.clear();
        }
        // all digits are about as wide: what only counts is measured once
        return widths.computeIfAbsent(new Sample(font, DIGITS.matcher(text).replaceAll("0")), this::measure);
    }

    private int measure(Sample sample) {
        measure.setFont(sample.font());
        return measure.stringExtent(sample.text()).x;
    }

    int height(Font font) {
        return font == name ? nameHeight : noteHeight;
    }

    private int measuredHeight(Font font) {
        measure.setFont(font);
        return measure.getFontMetrics().getHeight();
    }

    /** The text, cut at its end where it is too long. */
    String fitted(Font font, String text, int width) {
        if (width(font, text) <= width) {
            return text;
        }
        int fits = 0;
        int tooLong = text.length();
        while (tooLong - fits > 1) {
            int middle = (fits + tooLong) / 2;
            if (width(font, text.substring(0, middle) + ELLIPSIS) <= width) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return text.substring(0, fits) + ELLIPSIS;
    }
}
