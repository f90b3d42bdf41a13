/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import java.time.Duration;
import java.util.Comparator;

/**
 * A service of another bundle, and how many things made by it are still in use: it may not go before they have.
 *
 * @param <T> backend or stage factory
 */
final class Contribution<T> {
    /** The order of DS: highest ranking first, then the oldest. */
    static final Comparator<Contribution<?>> BEST_FIRST =
            Comparator.<Contribution<?>>comparingInt(c -> c.ranking).reversed().thenComparingLong(c -> c.id);

    private final T service;
    private final int ranking;
    private final long id;
    private int uses;
    private boolean withdrawn;

    Contribution(T service, int ranking, long id) {
        this.service = service;
        this.ranking = ranking;
        this.id = id;
    }

    T service() {
        return service;
    }

    /** Begins a use; false when the service is going. */
    synchronized boolean acquire() {
        if (withdrawn) {
            return false;
        }
        uses++;
        return true;
    }

    /** Ends a use. */
    synchronized void release() {
        uses--;
        notifyAll();
    }

    /** From now on it cannot be acquired. */
    synchronized void withdraw() {
        withdrawn = true;
    }

    synchronized boolean isWithdrawn() {
        return withdrawn;
    }

    /** Waits until nothing of it is in use; false when that takes too long. */
    synchronized boolean awaitUnused(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (uses > 0 && end - System.nanoTime() > 0) {
            try {
                wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException _) {
                interrupted = true; // whoever stops a bundle must still not pull it away from under us
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return uses == 0;
    }
}
