/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.traffic.TrafficSnapshot;

/** Gives somebody a snapshot once a period, on a thread of its own. */
final class PeriodicSnapshots implements Subscription {
    private static final Logger LOG = System.getLogger(PeriodicSnapshots.class.getName());

    /** Where snapshots come from. */
    interface Source {
        TrafficSnapshot snapshot() throws VitrineException;
    }

    private final Source source;
    private final long periodNanos;
    private final Consumer<TrafficSnapshot> listener;
    private final Consumer<PeriodicSnapshots> whenClosed;
    private final Thread thread;
    private boolean closed;
    private boolean failed;

    PeriodicSnapshots(
            Source source,
            Duration period,
            Consumer<TrafficSnapshot> listener,
            Consumer<PeriodicSnapshots> whenClosed) {
        this.source = source;
        this.periodNanos = period.toNanos();
        this.listener = listener;
        this.whenClosed = whenClosed;
        thread = Thread.ofVirtual().name("traffic-subscription").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        long due = System.nanoTime();
        while (give()) {
            long now = System.nanoTime();
            due += periodNanos * (1 + (now - due) / periodNanos); // leaves out the ones that came due meanwhile
            while (!isClosed() && due - now > 0) {
                LockSupport.parkNanos(due - now);
                now = System.nanoTime();
            }
        }
    }

    private boolean give() {
        try {
            TrafficSnapshot snapshot = source.snapshot();
            synchronized (this) {
                if (!closed) {
                    listener.accept(snapshot);
                }
            }
        } catch (VitrineException e) {
            LOG.log(Level.DEBUG, "no snapshot this time", e);
        } catch (RuntimeException e) {
            if (!failed) {
                failed = true; // and probably so each time
                LOG.log(Level.WARNING, "a listener of traffic fails; it is called on", e);
            }
        }
        return !isClosed();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Waits for a call that has begun, unless it is called by it. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        LockSupport.unpark(thread);
        whenClosed.accept(this);
    }
}
