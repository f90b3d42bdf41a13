/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

import java.util.List;
import org.vitrine.common.NicId;

/**
 * What to record.
 *
 * @param nics at least one
 * @param filter in libpcap's language; empty for everything
 * @param snapLength bytes kept of each frame, 14 to 262144
 * @param rotation with {@link RecordingFormat#PCAP} there is one file only
 * @param comment what the file shall say of itself; may be empty. Pcap has no room for it
 */
public record RecordingRequest(
        List<NicId> nics,
        RecordingFormat format,
        String filter,
        int snapLength,
        RecordingLimits limits,
        RecordingRotation rotation,
        String comment) {
    /** Bytes that hold any frame that Linux hands out. */
    public static final int FULL_FRAMES = 262_144;

    public RecordingRequest {
        nics = nics.stream().distinct().toList();
        if (nics.isEmpty()) {
            throw new IllegalArgumentException("a recording needs a vNIC");
        }
        if (snapLength < 14 || snapLength > FULL_FRAMES) {
            throw new IllegalArgumentException(
                    "snap length must be 14 to " + FULL_FRAMES + " bytes, got " + snapLength);
        }
        if (format == RecordingFormat.PCAP && !rotation.isNever()) {
            throw new IllegalArgumentException("only pcapng goes on in another file");
        }
    }

    /** Everything that passes these vNICs, in one pcapng file without an end. */
    public static RecordingRequest of(NicId... nics) {
        return new RecordingRequest(
                List.of(nics),
                RecordingFormat.PCAPNG,
                "",
                FULL_FRAMES,
                RecordingLimits.NONE,
                RecordingRotation.NEVER,
                "");
    }

    /** The same with another filter. */
    public RecordingRequest filtered(String by) {
        return new RecordingRequest(nics, format, by, snapLength, limits, rotation, comment);
    }

    /** The same with other limits. */
    public RecordingRequest limited(RecordingLimits by) {
        return new RecordingRequest(nics, format, filter, snapLength, by, rotation, comment);
    }

    /** The same in another format. */
    public RecordingRequest as(RecordingFormat other) {
        return new RecordingRequest(nics, other, filter, snapLength, limits, rotation, comment);
    }

    /** The same with so many bytes of each frame. */
    public RecordingRequest snapped(int bytes) {
        return new RecordingRequest(nics, format, filter, bytes, limits, rotation, comment);
    }

    /** The same in several files. */
    public RecordingRequest rotated(RecordingRotation by) {
        return new RecordingRequest(nics, format, filter, snapLength, limits, by, comment);
    }
}
