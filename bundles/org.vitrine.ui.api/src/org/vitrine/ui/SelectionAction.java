/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import java.util.Optional;

/**
 * Something to do with the selection. A whiteboard service; it stands in the context menus of all parts, in the main menu, and in
 * quick access. Ordered by service ranking, the highest first; groups of a hundred are separated by a line.
 */
public interface SelectionAction {
    /**
     * How the action stands towards a selection; empty when it has nothing to do with it. Called often: must be quick and never ask
     * another process.
     */
    Optional<Offer> offer(Selection selection);

    /** Does it. Whatever takes time goes through {@link Workbench#run} or {@link Workbench#change}. */
    void run(Selection selection, Workbench workbench);

    /**
     * How an action stands in a menu.
     *
     * @param label such as {@code Filter 10.0.0.7}
     * @param icon see {@link Icons}
     * @param hindrance why it cannot be done now, shown as a tool tip; empty when it can
     */
    record Offer(String label, String icon, String hindrance) {
        public Offer(String label, String icon) {
            this(label, icon, "");
        }
    }
}
