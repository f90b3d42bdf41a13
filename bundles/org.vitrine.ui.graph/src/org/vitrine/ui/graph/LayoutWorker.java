/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Display;

/** Finds places off the UI thread; only the newest request counts. */
final class LayoutWorker {
    private static final System.Logger LOG = System.getLogger(LayoutWorker.class.getName());

    private final Canvas canvas;
    private final Display display;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("graph layout").daemon().factory());

    private Future<?> running;
    private int newest;

    LayoutWorker(Canvas canvas) {
        this.canvas = canvas;
        this.display = canvas.getDisplay();
    }

    /** Calls back on the UI thread, with nothing when no layout was found, unless there is a newer request by then. */
    void submit(Layout.Request request, Consumer<Map<String, Position>> then) {
        if (running != null) {
            running.cancel(true);
        }
        int number = ++newest;
        running = thread.submit(() -> {
            Map<String, Position> places = places(request);
            if (!Thread.currentThread().isInterrupted()) {
                display.asyncExec(() -> {
                    if (number == newest && !canvas.isDisposed()) {
                        then.accept(places);
                    }
                });
            }
        });
    }

    private static Map<String, Position> places(Layout.Request request) {
        try {
            return Layout.places(request);
        } catch (RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) {
                LOG.log(Level.ERROR, "no layout for " + request.boxes().size() + " nodes", e);
            }
            return Map.of();
        }
    }

    void close() {
        newest++;
        thread.shutdownNow();
    }
}
