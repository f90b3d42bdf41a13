/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import org.vitrine.capture.spi.CaptureOptions;

/**
 * How sources are opened and read.
 *
 * <p>The kernel is told not to gather frames: for that it would need a timer for every vNIC, also the idle ones, some microseconds each
 * time it runs. Instead an agent pauses between two rounds while frames gather in the buffers of all its vNICs.
 *
 * @param gatherMillis how long frames may wait so that many are read at the price of one wake-up
 * @param bufferBytes most that one vNIC gets
 * @param memoryBytes most that all vNICs get together, as far as each gets the least that it can work with
 */
record Settings(int snapLength, int gatherMillis, int bufferBytes, long memoryBytes) {
    static final int LEAST_BUFFER = 256 << 10;

    private static final int AT_ONCE = 0;

    CaptureOptions options(int vnics) {
        long share = memoryBytes / Math.max(1, vnics);
        int buffer = Math.clamp(share, LEAST_BUFFER, Math.max(LEAST_BUFFER, bufferBytes));
        return new CaptureOptions(snapLength, "", buffer, AT_ONCE);
    }

    long gatherNanos() {
        return gatherMillis * 1_000_000L;
    }
}
