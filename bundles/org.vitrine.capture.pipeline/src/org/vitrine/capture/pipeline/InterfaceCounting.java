/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import java.lang.foreign.MemorySegment;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.FrameSink;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** The backend of those who only want to know how many frames pass, which a session's counters tell: it reads none. */
final class InterfaceCounting implements CaptureBackend {
    @Override
    public String name() {
        return "counters";
    }

    @Override
    public boolean supports(CaptureSource source) {
        return true;
    }

    @Override
    public CaptureHandle open(CaptureSource source, CaptureOptions options) {
        return new Nothing();
    }

    @Override
    public void checkFilter(String filter) throws VitrineException {
        throw new VitrineException(Reason.UNSUPPORTED, "counters know no filters");
    }

    private static final class Nothing implements CaptureHandle {
        @Override
        public int read(FrameSink sink, int limit) {
            return 0;
        }

        @Override
        public int descriptor() {
            return NO_DESCRIPTOR;
        }

        @Override
        public long offered() {
            return 0;
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void inject(MemorySegment memory, long offset, int length) throws VitrineException {
            throw new VitrineException(Reason.UNSUPPORTED, "who only counts sends nothing");
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
