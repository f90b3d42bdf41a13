/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import org.vitrine.capture.CaptureLevel;
import org.vitrine.capture.spi.CaptureOptions;

/**
 * How sources are opened and read.
 *
 * <p>Frames gather in the kernel so that many are read at the price of one wake-up. For that the kernel keeps a timer for each vNIC,
 * also for the idle ones, and each time that it runs costs the reader a round, some microseconds: so the more vNICs there are, the longer
 * frames gather, and there are no more than 5000 rounds a second.
 *
 * @param level of the vNICs of which nothing else is said
 * @param sampling one frame in so many is read at the level {@link CaptureLevel#SAMPLED}
 * @param gatherMillis how long frames may wait so that many are read at the price of one wake-up
 * @param bufferBytes most that one vNIC gets
 * @param memoryBytes most that all vNICs get together, as far as each gets the least that it can work with
 */
record Settings(CaptureLevel level, int sampling, int snapLength, int gatherMillis, int bufferBytes, long memoryBytes) {
    static final int LEAST_BUFFER = 256 << 10;

    private static final int VNICS_PER_MILLISECOND = 5;
    private static final int LONGEST_GATHERING = 200;

    CaptureOptions options(int vnics, int oneIn) {
        long share = memoryBytes / Math.max(1, vnics);
        int buffer = Math.clamp(share, LEAST_BUFFER, Math.max(LEAST_BUFFER, bufferBytes));
        return new CaptureOptions(snapLength, "", buffer, gatherMillis(vnics), oneIn);
    }

    private int gatherMillis(int vnics) {
        int millis = Math.min(vnics / VNICS_PER_MILLISECOND, LONGEST_GATHERING);
        return gatherMillis == 0 ? 0 : Math.max(gatherMillis, millis);
    }

    long gatherNanos() {
        return gatherMillis * 1_000_000L;
    }
}
