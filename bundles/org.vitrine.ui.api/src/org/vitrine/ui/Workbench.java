/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.eclipse.swt.widgets.Shell;
import org.vitrine.common.VitrineException;

/** What all parts share. UI thread only. */
public interface Workbench {
    Shared<Selection> selection();

    /** What the charts, tables and captures are about. */
    Shared<TimeRange> timeRange();

    Shared<Preferences> preferences();

    Palette palette();

    Icons icons();

    /** For dialogs. */
    Shell shell();

    /** Brings a part to the front, opening it if need be. */
    void show(String part);

    /**
     * Shows a file in the part that can: by the end of its name, else the first {@link FileOpener} there is. Says so when there is none.
     */
    void open(Path file);

    /** Says something in passing, in the status line. */
    void say(String text);

    /**
     * Does work off the UI thread, with progress and a way to cancel it (its thread is interrupted). An error is shown with its advice.
     *
     * @param title what is done, as it stands beside the progress: {@code Bring up the lab demo}
     * @param then gets the result; not called after an error or a cancel, nor when the window is gone
     */
    <T> void run(String title, Work<T> work, Consumer<? super T> then);

    /**
     * Makes a change in the background that can be undone: Undo takes it back, Redo makes it again.
     *
     * @param label such as {@code Filter 10.0.0.7}
     */
    void change(String label, Change make, Change takeBack);

    /** Work that takes a while. */
    @FunctionalInterface
    interface Work<T> {
        T run(Progress progress) throws VitrineException;
    }

    /** One direction of a change; off the UI thread. */
    @FunctionalInterface
    interface Change {
        void run() throws VitrineException;
    }

    /** How far work has come. Any thread. */
    @FunctionalInterface
    interface Progress {
        /**
         * @param done steps done
         * @param total steps in all; 0 when nobody knows
         * @param step what is being done now
         */
        void at(int done, int total, String step);
    }
}
