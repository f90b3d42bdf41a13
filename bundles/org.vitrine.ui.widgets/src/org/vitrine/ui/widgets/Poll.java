/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.widgets;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.swt.widgets.Control;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.ui.PartSite;

/**
 * Asks a service again and again while somebody looks: off the UI thread, one question at a time. For what services do not tell by
 * themselves. UI thread only.
 */
public final class Poll {
    private static final long LONGEST_TICK_MILLIS = 500;

    private final Control control;
    private final BlockingQueue<Boolean> wanted = new ArrayBlockingQueue<>(1);
    private final Runnable tick = this::tick;
    private final boolean alsoHidden;
    private long periodNanos;
    private long asked;

    private Poll(Control control, Duration period, boolean alsoHidden) {
        this.control = control;
        this.alsoHidden = alsoHidden;
        periodNanos = period.toNanos();
    }

    /**
     * Begins at once, and ends when the site closes.
     *
     * @param control nobody is asked while it is hidden
     * @param listener gets every answer, on the UI thread
     */
    public static <T> Poll start(
            PartSite site, Control control, Duration period, Question<T> question, Consumer<Answer<T>> listener) {
        return start(site, new Poll(control, period, false), question, listener);
    }

    /**
     * Asks also while nobody looks, for what is shown over time.
     *
     * @param control when it is disposed, the questions end
     * @param listener gets every answer, on the UI thread
     */
    public static <T> Poll startAlsoHidden(
            PartSite site, Control control, Duration period, Question<T> question, Consumer<Answer<T>> listener) {
        return start(site, new Poll(control, period, true), question, listener);
    }

    private static <T> Poll start(PartSite site, Poll poll, Question<T> question, Consumer<Answer<T>> listener) {
        Control control = poll.control;
        site.<Answer<T>>follow(newest -> poll.asking(question, newest), listener);
        // the timer would hold the content's classes until its next tick
        control.addDisposeListener(_ -> control.getDisplay().timerExec(-1, poll.tick));
        poll.now();
        poll.tick();
        return poll;
    }

    /** Asks now, or as soon as the present question is answered. */
    public void now() {
        asked = System.nanoTime();
        wanted.offer(true);
    }

    /** From now on asks so often. */
    public void period(Duration period) {
        periodNanos = period.toNanos();
        tick();
    }

    private void tick() {
        if (control.isDisposed()) {
            return;
        }
        if ((alsoHidden || control.isVisible()) && System.nanoTime() - asked >= periodNanos) {
            now();
        }
        control.getDisplay().timerExec((int) Math.min(LONGEST_TICK_MILLIS, periodNanos / 1_000_000), tick);
    }

    private <T> Subscription asking(Question<T> question, Consumer<Answer<T>> newest) {
        AtomicBoolean closed = new AtomicBoolean();
        Thread thread = Thread.ofVirtual().name("poll").start(() -> {
            try {
                while (!closed.get()) {
                    wanted.take();
                    newest.accept(answer(question));
                }
            } catch (InterruptedException _) {
                // closed
            }
        });
        return () -> {
            closed.set(true);
            thread.interrupt();
        };
    }

    private static <T> Answer<T> answer(Question<T> question) {
        try {
            return new Answer<>(question.ask(), null);
        } catch (VitrineException e) {
            return new Answer<>(null, e);
        }
    }

    /**
     * What to ask. May wait; ends when its thread is interrupted.
     *
     * @param <T> immutable
     */
    @FunctionalInterface
    public interface Question<T> {
        T ask() throws VitrineException;
    }

    /**
     * What came of it.
     *
     * @param value null after a failure
     * @param failure null after a success
     */
    public record Answer<T>(T value, VitrineException failure) {}
}
