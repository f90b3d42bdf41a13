/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The one time of the house: nanoseconds since 1970-01-01T00:00Z, the scale of the kernel's packet timestamps. */
@FunctionalInterface
public interface EpochClock {
    /** The machine's clock. It may step when somebody sets it; take differences of durations from {@link System#nanoTime()}. */
    EpochClock SYSTEM = () -> {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    };

    /** Nanoseconds since the epoch. */
    long nanos();

    static Instant toInstant(long nanosSinceEpoch) {
        return Instant.ofEpochSecond(
                Math.floorDiv(nanosSinceEpoch, 1_000_000_000L), Math.floorMod(nanosSinceEpoch, 1_000_000_000L));
    }
}
