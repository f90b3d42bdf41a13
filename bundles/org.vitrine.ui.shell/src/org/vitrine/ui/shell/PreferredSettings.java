/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.time.Duration;
import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.core.runtime.preferences.IEclipsePreferences.IPreferenceChangeListener;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.jface.preference.IPreferenceStore;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.preferences.ScopedPreferenceStore;
import org.vitrine.ui.Preferences;

/** The preferences, as they are kept with the workspace. */
final class PreferredSettings extends SharedValue<Preferences> {
    static final String THEME = "theme";
    static final String REFRESH_MILLIS = "refresh.ms";
    static final String REMOTE_HOSTS = "remote.hosts";
    static final int LEAST_REFRESH_MILLIS = 100;
    static final int MOST_REFRESH_MILLIS = 10_000;
    static final int MOST_REMOTE_HOSTS = 1_000;

    private static final String NODE = "org.vitrine.ui.shell";
    private static final int STANDARD_REFRESH_MILLIS = 1_000;
    private static final int STANDARD_REMOTE_HOSTS = 30;

    private final IPreferenceChangeListener changed = _ -> {
        Display display = Display.getDefault();
        if (!display.isDisposed()) {
            display.asyncExec(() -> super.set(read()));
        }
    };

    /** Whose colours the window has. */
    enum Theme {
        SYSTEM,
        LIGHT,
        DARK
    }

    PreferredSettings() {
        super(read());
        node().addPreferenceChangeListener(changed);
    }

    void close() {
        node().removePreferenceChangeListener(changed);
    }

    @Override
    public void set(Preferences preferences) {
        node().putLong(REFRESH_MILLIS, preferences.refreshPeriod().toMillis());
        node().putInt(REMOTE_HOSTS, preferences.remoteHosts());
        super.set(read());
    }

    /** For the preference page. */
    static IPreferenceStore store() {
        ScopedPreferenceStore store = new ScopedPreferenceStore(InstanceScope.INSTANCE, NODE);
        store.setDefault(THEME, Theme.SYSTEM.name());
        store.setDefault(REFRESH_MILLIS, STANDARD_REFRESH_MILLIS);
        store.setDefault(REMOTE_HOSTS, STANDARD_REMOTE_HOSTS);
        return store;
    }

    static Theme theme() {
        String name = node().get(THEME, Theme.SYSTEM.name());
        for (Theme theme : Theme.values()) {
            if (theme.name().equals(name)) {
                return theme;
            }
        }
        return Theme.SYSTEM;
    }

    static void theme(Theme theme) {
        node().put(THEME, theme.name());
    }

    /** Limits are kept even when somebody edits the file. */
    private static Preferences read() {
        IEclipsePreferences node = node();
        return new Preferences(
                Duration.ofMillis(Math.clamp(
                        node.getLong(REFRESH_MILLIS, STANDARD_REFRESH_MILLIS),
                        LEAST_REFRESH_MILLIS,
                        MOST_REFRESH_MILLIS)),
                Math.clamp(node.getInt(REMOTE_HOSTS, STANDARD_REMOTE_HOSTS), 1, MOST_REMOTE_HOSTS));
    }

    private static IEclipsePreferences node() {
        return InstanceScope.INSTANCE.getNode(NODE);
    }
}
