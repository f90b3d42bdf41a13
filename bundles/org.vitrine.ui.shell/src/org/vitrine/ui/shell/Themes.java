/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.eclipse.e4.ui.css.swt.theme.ITheme;
import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Listener;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.PlatformUI;
import org.osgi.service.event.EventHandler;
import org.vitrine.common.Subscription;
import org.vitrine.ui.Palette;

/** The light and the dark theme of the platform, and our colours in each: one set for every figure and chart. */
@SuppressWarnings("restriction") // the platform's only way to change its theme is not API yet
final class Themes implements Palette {
    /** Light and dark colour of each role; text on background has a contrast of at least 4.5 in both (WCAG 2.1, 1.4.3). */
    private static final Map<Role, int[]> COLORS = new EnumMap<>(Map.ofEntries(
            Map.entry(Role.BACKGROUND, new int[] {0xffffff, 0x2f2f2f}),
            Map.entry(Role.SURFACE, new int[] {0xf4f6f8, 0x3b3d40}),
            Map.entry(Role.TEXT, new int[] {0x1f2933, 0xe4e7eb}),
            Map.entry(Role.MUTED, new int[] {0x5b6773, 0xaab4be}),
            Map.entry(Role.LINE, new int[] {0xcbd2d9, 0x5a6067}),
            Map.entry(Role.SELECTION, new int[] {0x2563eb, 0x60a5fa}),
            Map.entry(Role.ACCENT, new int[] {0x1d5fd1, 0x7ab8ff}),
            Map.entry(Role.TX, new int[] {0xb45309, 0xfbbf24}),
            Map.entry(Role.RX, new int[] {0x0e7490, 0x22d3ee}),
            Map.entry(Role.OK, new int[] {0x15803d, 0x4ade80}),
            Map.entry(Role.WARNING, new int[] {0xa16207, 0xfacc15}),
            Map.entry(Role.ERROR, new int[] {0xb91c1c, 0xf87171}),
            Map.entry(Role.FILTERED, new int[] {0xbe185d, 0xf472b6}),
            Map.entry(Role.GUEST, new int[] {0x1d4ed8, 0x93c5fd}),
            Map.entry(Role.HOST, new int[] {0x4b5563, 0xb6c2cf}),
            Map.entry(Role.ROUTER, new int[] {0x7c3aed, 0xc4b5fd}),
            Map.entry(Role.REMOTE, new int[] {0x0f766e, 0x5eead4}),
            Map.entry(Role.ADMINISTRATOR, new int[] {0xa2410b, 0xfdba74}),
            Map.entry(Role.NETWORK, new int[] {0x52606d, 0xa9b4c0})));

    private static final int[][] SERIES = {
        {0x1d4ed8, 0x60a5fa}, {0xb45309, 0xfbbf24}, {0x0f766e, 0x2dd4bf}, {0xbe185d, 0xf472b6},
        {0x6d28d9, 0xc4b5fd}, {0x4d7c0f, 0xa3e635}, {0xb91c1c, 0xf87171}, {0x475569, 0x94a3b8}
    };

    private static final String LIGHT = "org.eclipse.e4.ui.css.theme.e4_default";
    private static final String DARK = "org.eclipse.e4.ui.css.theme.e4_dark";

    private final Display display;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final EventHandler changed = _ -> tell();
    /**
     * Keeps the theme engine away from rows. It would remember every row that was ever painted, and give each its colours back when the
     * theme changes: also those of a virtual table that are gone in GTK, which ends the process.
     */
    private final Listener rows = event -> {
        if (event.widget instanceof TableItem || event.widget instanceof TreeItem) {
            event.type = SWT.None;
        }
    };

    Themes(Display display) {
        this.display = display;
        display.addFilter(SWT.Skin, rows);
    }

    void close() {
        if (!display.isDisposed()) {
            display.removeFilter(SWT.Skin, rows);
        }
        listeners.clear();
    }

    /** The theme that the preferences name; the desktop's own when they name none. Then follows changes. */
    void applyPreferred() {
        PlatformUI.getWorkbench()
                .getService(IEventBroker.class)
                .subscribe(IThemeEngine.Events.THEME_CHANGED, null, changed, false);
        apply(PreferredSettings.theme());
    }

    void apply(PreferredSettings.Theme theme) {
        boolean dark = switch (theme) {
            case DARK -> true;
            case LIGHT -> false;
            case SYSTEM -> Display.isSystemDarkTheme();
        };
        if (dark != isDark()) {
            engine().setTheme(dark ? DARK : LIGHT, true);
        }
    }

    private static IThemeEngine engine() {
        return PlatformUI.getWorkbench().getService(IThemeEngine.class);
    }

    @Override
    public boolean isDark() {
        ITheme active = engine() == null ? null : engine().getActiveTheme();
        return active != null && active.getId().equals(DARK);
    }

    @Override
    public Color color(Role role) {
        return color(COLORS.get(role));
    }

    @Override
    public Color series(int index) {
        return color(SERIES[Math.floorMod(index, SERIES.length)]);
    }

    private Color color(int[] lightAndDark) {
        int rgb = lightAndDark[isDark() ? 1 : 0];
        return new Color(new RGB(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff));
    }

    @Override
    public Subscription subscribe(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void tell() {
        if (!display.isDisposed()) {
            display.asyncExec(() -> listeners.forEach(listener -> Guard.call("a listener", listener)));
        }
    }
}
