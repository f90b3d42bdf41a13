/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

import java.time.Duration;

/**
 * What ends a recording.
 *
 * @param maxPackets after so many frames; 0 for no limit
 * @param maxBytes before its files together grow beyond this; 0 for no limit
 * @param maxDuration after this time; zero for no limit
 */
public record RecordingLimits(long maxPackets, long maxBytes, Duration maxDuration) {
    public static final RecordingLimits NONE = new RecordingLimits(0, 0, Duration.ZERO);

    public RecordingLimits {
        if (maxPackets < 0 || maxBytes < 0 || maxDuration.isNegative()) {
            throw new IllegalArgumentException("limits of a recording must not be negative");
        }
    }
}
