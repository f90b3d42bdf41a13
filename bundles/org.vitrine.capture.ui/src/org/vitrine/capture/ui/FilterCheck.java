/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ui;

import java.util.function.Consumer;
import org.eclipse.swt.widgets.Control;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** Has a capture filter checked while a person types it, off the UI thread, when he pauses. UI thread only. */
final class FilterCheck {
    private static final int PAUSE_MILLIS = 250;

    private final Control control;
    private final RecordingService recordings;
    private final Consumer<Verdict> listener;
    private String newest = "";

    /**
     * How a filter is.
     *
     * @param isGood it may be used
     * @param words what is to be said about it
     */
    record Verdict(boolean isGood, boolean isKnown, String words) {
        static final Verdict NOT_YET = new Verdict(false, false, "The filter is being checked…");
        static final Verdict EVERYTHING = new Verdict(true, true, "Everything is captured.");
        static final Verdict GOOD = new Verdict(true, true, "The filter is good.");
    }

    /**
     * @param control nobody is told any more when it is disposed
     */
    FilterCheck(Control control, RecordingService recordings, Consumer<Verdict> listener) {
        this.control = control;
        this.recordings = recordings;
        this.listener = listener;
    }

    void check(String filter) {
        newest = filter;
        if (filter.isBlank()) {
            listener.accept(Verdict.EVERYTHING);
            return;
        }
        listener.accept(Verdict.NOT_YET);
        control.getDisplay().timerExec(PAUSE_MILLIS, () -> {
            if (!control.isDisposed() && filter.equals(newest)) {
                Thread.ofVirtual().name("filter check").start(() -> tell(filter, verdict(filter)));
            }
        });
    }

    private Verdict verdict(String filter) {
        try {
            recordings.checkFilter(filter);
            return Verdict.GOOD;
        } catch (VitrineException e) {
            // who cannot be asked does not say no
            return new Verdict(e.reason() != Reason.INVALID, true, e.getMessage());
        }
    }

    private void tell(String filter, Verdict verdict) {
        if (!control.isDisposed()) {
            control.getDisplay().asyncExec(() -> {
                if (!control.isDisposed() && filter.equals(newest)) {
                    listener.accept(verdict);
                }
            });
        }
    }
}
