/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for a condition instead of for a time. */
public final class Await {
    /** Longer than anything takes on a busy machine. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(2);

    private Await() {}

    /** Returns when the condition holds; fails with the description when it takes too long. */
    public static void until(Callable<Boolean> condition, Supplier<String> description) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited " + LIMIT.toSeconds() + " s in vain: " + description.get());
            }
            Thread.sleep(PAUSE);
        }
    }
}
