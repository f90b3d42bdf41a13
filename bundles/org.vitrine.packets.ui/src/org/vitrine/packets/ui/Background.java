/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.io.IOException;
import java.util.function.Consumer;
import org.eclipse.swt.widgets.Display;

/** One piece of work at a time off the UI thread; whatever comes next overtakes what is not done yet. UI thread only. */
final class Background {
    private static final System.Logger LOG = System.getLogger(Background.class.getName());
    private static final long LONGEST_END_MILLIS = 2_000;

    private final Display display;
    private final String name;
    private Thread thread;

    /** Work that stops when it is interrupted. */
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /**
     * @param name of its thread
     */
    Background(Display display, String name) {
        this.display = display;
        this.name = name;
    }

    /** Whether it is at work. */
    boolean isBusy() {
        return thread != null;
    }

    /**
     * Begins.
     *
     * @param then gets the result, on the UI thread; not when it was overtaken or cancelled
     * @param failed gets what is to be said when it failed
     */
    <T> void run(Work<T> work, Consumer<T> then, Consumer<String> failed) {
        cancel();
        thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> work(work, then, failed));
        thread.start();
    }

    private <T> void work(Work<T> work, Consumer<T> then, Consumer<String> failed) {
        Thread self = Thread.currentThread();
        try {
            T result = work.run();
            end(self, () -> then.accept(result));
        } catch (InterruptedException _) {
            end(self, () -> {});
        } catch (IOException | IllegalArgumentException e) {
            end(self, () -> failed.accept(e.getMessage()));
        } catch (RuntimeException e) {
            // a file that is closed meanwhile is no surprise
            LOG.log(self.isInterrupted() ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR, name + " failed", e);
            end(self, () -> failed.accept(e.toString()));
        }
    }

    private void end(Thread self, Runnable code) {
        if (!display.isDisposed()) {
            display.asyncExec(() -> {
                if (thread == self) {
                    thread = null;
                    code.run();
                }
            });
        }
    }

    /** Interrupts what is not done yet; nobody hears of it any more. */
    void cancel() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    /** Cancels, and waits until nothing runs any more. */
    void close() {
        Thread last = thread;
        cancel();
        if (last != null) {
            try {
                last.join(LONGEST_END_MILLIS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
