/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A thread that does one thing once a period and another when it is woken. */
final class Ticker {
    private static final Logger LOG = System.getLogger(Ticker.class.getName());

    /** Work of the period takes at most this part of the time: one twentieth of a core, however much there is to compare. */
    private static final int SHARE = 20;

    /** And at most this part when somebody is always in a hurry. */
    private static final int SHARE_IN_A_HURRY = 3;

    /** Changes seldom come alone. */
    private static final long GATHER = TimeUnit.MILLISECONDS.toNanos(5);

    private final Runnable periodic;
    private final Runnable woken;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by the lock
    private long period;
    private boolean wake;
    private boolean hurry;
    private boolean stop;

    Ticker(String name, long periodMillis, Runnable periodic, Runnable woken) {
        this.periodic = periodic;
        this.woken = woken;
        period = TimeUnit.MILLISECONDS.toNanos(periodMillis);
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /** Begins, with the work of the period. */
    void start() {
        thread.start();
    }

    void period(long millis) {
        change(() -> period = TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Any thread, also before the start and after the end. */
    void wake() {
        change(() -> wake = true);
    }

    /** The work of the period is due now. Any thread, also before the start and after the end. */
    void hurry() {
        change(() -> hurry = true);
    }

    /** Ends it, interrupting what it does, and waits for that. */
    void stop() {
        change(() -> stop = true);
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever stops us is in a hurry: the thread ends by itself
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        long last = System.nanoTime();
        long cost = 0;
        boolean due = true;
        while (!Thread.currentThread().isInterrupted()) {
            long begin = System.nanoTime();
            guarded(due ? periodic : woken);
            if (due) {
                last = System.nanoTime();
                cost = last - begin;
            }
            try {
                due = await(last, cost);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /** @return whether the period is over, rather than somebody woke us */
    private boolean await(long last, long cost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!stop) {
                long since = System.nanoTime() - last;
                long rest = Math.max(period, SHARE * cost) - since;
                if (hurry) {
                    rest = Math.min(rest, Math.max(GATHER, SHARE_IN_A_HURRY * cost) - since);
                }
                if (rest <= 0) {
                    wake = false;
                    hurry = false;
                    return true;
                }
                if (wake) {
                    wake = false;
                    return false;
                }
                changed.awaitNanos(rest);
            }
            throw new InterruptedException();
        } finally {
            lock.unlock();
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the data plane failed; it tries again", e);
        }
    }
}
