/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

/**
 * How fast a guest may send or get, by a token bucket with a short queue: what is above the rate waits up to 50 ms, then it is lost.
 * Where several limits meet at a vNIC the lowest holds.
 *
 * @param bitsPerSecond Ethernet frames without checksum and preamble, 8 000 to 100 000 000 000
 * @param burstBytes what may pass at once after a pause, 2 048 to 268 435 456; with {@link #defaultBurst} for 10 ms of the rate
 */
public record Limit(Scope scope, Direction direction, long bitsPerSecond, long burstBytes) implements Declaration {
    private static final long LOWEST = 8_000;
    private static final long HIGHEST = 100_000_000_000L;
    private static final long LEAST_BURST = 2_048;
    private static final long MOST_BURST = 256 << 20;
    private static final long USUAL_LEAST_BURST = 32 << 10;

    public Limit {
        if (bitsPerSecond < LOWEST || bitsPerSecond > HIGHEST) {
            throw new IllegalArgumentException("a limit is 8 kbit/s to 100 Gbit/s, got " + bitsPerSecond + " bit/s");
        }
        if (burstBytes < LEAST_BURST || burstBytes > MOST_BURST) {
            throw new IllegalArgumentException("the burst of a limit is 2 KiB to 256 MiB, got " + burstBytes + " B");
        }
    }

    /** Ten milliseconds of the rate, 32 KiB at the least. */
    public static long defaultBurst(long bitsPerSecond) {
        return Math.clamp(bitsPerSecond / 8 / 100, USUAL_LEAST_BURST, MOST_BURST);
    }
}
