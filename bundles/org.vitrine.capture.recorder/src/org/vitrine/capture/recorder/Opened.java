/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.recorder;

import java.util.OptionalLong;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.Gap;
import org.vitrine.linux.InterfaceCounters;

/**
 * An open source.
 *
 * @param counters null where the source has none
 */
record Opened(CaptureBackend backend, CaptureHandle handle, InterfaceCounters counters) {
    Gap.Reading reading() {
        return Gap.Reading.of(this::packets, handle::offered);
    }

    private OptionalLong packets() {
        return counters == null ? OptionalLong.empty() : counters.packets();
    }

    /** 0 when it is no interface. */
    int interfaceIndex() {
        return counters == null ? 0 : counters.index();
    }

    /** Takes some ten milliseconds, in which the kernel waits for itself. */
    void close() {
        try {
            handle.close();
        } finally {
            if (counters != null) {
                counters.close();
            }
        }
    }
}
