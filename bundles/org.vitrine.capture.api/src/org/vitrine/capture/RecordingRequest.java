/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

import java.time.Duration;
import org.vitrine.common.NicId;

/**
 * What to record.
 *
 * @param filter in libpcap's language; empty for everything
 * @param snapLength bytes kept of each frame, 14 to 262144
 * @param maxPackets ends after so many frames; 0 for no limit
 * @param maxBytes ends before the file grows beyond this; 0 for no limit
 * @param maxDuration ends after this time; zero for no limit
 */
public record RecordingRequest(
        NicId nic, String filter, int snapLength, long maxPackets, long maxBytes, Duration maxDuration) {
    /** Bytes that hold any frame that Linux hands out. */
    public static final int FULL_FRAMES = 262_144;

    public RecordingRequest {
        if (snapLength < 14 || snapLength > FULL_FRAMES) {
            throw new IllegalArgumentException(
                    "snap length must be 14 to " + FULL_FRAMES + " bytes, got " + snapLength);
        }
        if (maxPackets < 0 || maxBytes < 0 || maxDuration.isNegative()) {
            throw new IllegalArgumentException("limits of a recording must not be negative");
        }
    }
}
