/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import java.util.List;
import java.util.OptionalLong;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.Gap;
import org.vitrine.linux.InterfaceCounters;

/**
 * An open source.
 *
 * @param backend acquired for this session
 * @param candidates the backends that there were when it was opened
 * @param counters null where the source has none
 */
record Session(
        Contribution<CaptureBackend> backend,
        List<Contribution<CaptureBackend>> candidates,
        CaptureHandle handle,
        InterfaceCounters counters) {
    Gap.Reading reading() {
        return Gap.Reading.of(this::packets, handle::offered);
    }

    /** That passed the interface since it was made; empty when it is gone or no interface. */
    OptionalLong packets() {
        return counters == null ? OptionalLong.empty() : counters.packets();
    }

    /** 0 when it is no interface. */
    int interfaceIndex() {
        return counters == null ? 0 : counters.index();
    }

    /** Closes everything and lets go of the backend; may take some ten milliseconds. */
    void close() {
        try {
            handle.close();
        } finally {
            if (counters != null) {
                counters.close();
            }
            backend.release();
        }
    }
}
