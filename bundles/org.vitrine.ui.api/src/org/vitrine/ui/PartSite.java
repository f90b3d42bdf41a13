/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import java.util.function.Consumer;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;

/** The place of an open content, and what the workbench does for it. UI thread only. */
public interface PartSite {
    Composite parent();

    /** The part's tool bar; emptied by the frame when the content goes. */
    IToolBarManager toolBar();

    /** The part's menu; emptied by the frame when the content goes. */
    IMenuManager menu();

    /**
     * Gives a control a context menu: what the content adds, and the {@link SelectionAction}s for the present selection.
     *
     * @param own called each time before the menu is shown
     */
    void contextMenu(Control control, Consumer<IMenuManager> own);

    PartState state();

    Workbench workbench();

    /**
     * Subscribes to a stream of values off the UI thread and hands them over on it, the newest only, until the content is closed or
     * the subscription is. A stream that fails is told in the status line: its service is about to go, and the content with it.
     */
    <T> Subscription follow(Source<T> source, Consumer<? super T> listener);

    /** A stream of values, as services offer it. */
    @FunctionalInterface
    interface Source<T> {
        /** May wait. Calls the listener on any thread. */
        Subscription subscribe(Consumer<T> listener) throws VitrineException;
    }
}
