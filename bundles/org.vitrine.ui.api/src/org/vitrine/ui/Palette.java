/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import org.eclipse.swt.graphics.Color;
import org.vitrine.common.Subscription;

/** The colours of every figure and chart, for the theme that is on. UI thread only. */
public interface Palette {
    /** What a colour is for. */
    enum Role {
        /** Behind figures and charts. */
        BACKGROUND,
        /** Behind a card or a panel on the background. */
        SURFACE,
        /** Text. */
        TEXT,
        /** Text of less weight, axes. */
        MUTED,
        /** Lines between things, grids. */
        LINE,
        /** What a person pointed at. */
        SELECTION,
        /** Links and what wants to be pressed. */
        ACCENT,
        /** The guest sends. */
        TX,
        /** The guest receives. */
        RX,
        OK,
        WARNING,
        ERROR,
        /** Stopped by a filter. */
        FILTERED,
        GUEST,
        HOST,
        ROUTER,
        REMOTE,
        ADMINISTRATOR,
        NETWORK
    }

    Color color(Role role);

    /** The colour of the n-th line of a chart; repeats after eight. */
    Color series(int index);

    boolean isDark();

    /** Calls the listener after a change of the theme, not now. */
    Subscription subscribe(Runnable listener);
}
