/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

import java.time.Duration;

/**
 * When a recording goes on in another file.
 *
 * @param maxBytes before a file grows beyond this; 0 for no limit
 * @param maxDuration before the first and the last frame of a file are so far apart; zero for no limit
 * @param maxFiles only so many are kept, the newest; 0 for all
 */
public record RecordingRotation(long maxBytes, Duration maxDuration, int maxFiles) {
    /** One file. */
    public static final RecordingRotation NEVER = new RecordingRotation(0, Duration.ZERO, 0);

    public RecordingRotation {
        if (maxBytes < 0 || maxDuration.isNegative() || maxFiles < 0) {
            throw new IllegalArgumentException("limits of a recording's files must not be negative");
        }
        if (maxFiles > 0 && maxBytes == 0 && maxDuration.isZero()) {
            throw new IllegalArgumentException(
                    "a recording of " + maxFiles + " files needs a size or a time that each has at most");
        }
    }

    /** Whether there is one file only. */
    public boolean isNever() {
        return maxBytes == 0 && maxDuration.isZero();
    }
}
