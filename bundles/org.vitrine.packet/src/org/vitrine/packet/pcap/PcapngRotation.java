/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import java.time.Duration;

/**
 * When to go on in another file, and how many to keep.
 *
 * @param maxBytes of a file; 0 for no limit
 * @param maxDuration between the first and the last packet of a file; zero for no limit
 * @param maxFiles most files that are kept, the oldest are deleted; 0 for all
 */
public record PcapngRotation(long maxBytes, Duration maxDuration, int maxFiles) {
    /** One file without an end. */
    public static final PcapngRotation NEVER = new PcapngRotation(0, Duration.ZERO, 0);

    public PcapngRotation {
        if (maxBytes < 0 || maxDuration.isNegative() || maxFiles < 0) {
            throw new IllegalArgumentException(
                    "limits are not negative, got " + maxBytes + " bytes, " + maxDuration + ", " + maxFiles + " files");
        }
    }

    boolean isNever() {
        return maxBytes == 0 && maxDuration.isZero();
    }
}
