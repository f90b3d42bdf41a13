/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.testkit.KeptFrames;

/** Everything again for a reader that wants each frame at once. */
class SlotRingBackendTest extends RingBackendTest {
    @Override
    CaptureOptions options(int snapLength, String filter, int bufferBytes) {
        return new CaptureOptions(snapLength, filter, bufferBytes, 0);
    }

    @Override
    protected CaptureHandle opened(List<byte[]> frames, CaptureOptions options) throws Exception {
        return super.opened(frames, options(options.snapLength(), options.filter(), room(options)));
    }

    /** A slot has room for the largest frame, so whole frames need more of it than blocks do. */
    private static int room(CaptureOptions options) {
        return options.snapLength() > 10_000 ? 128 << 20 : options.bufferBytes();
    }

    @Test
    void shouldGiveEachFrameOnceAndGoOnWhenTheRingWasFull() throws Exception {
        List<byte[]> frames = frames(40);
        try (CaptureHandle handle = backend().open(source("watched"), options(262_144, "", 1 << 20))) {
            int slots = 8;
            for (int round = 0; round < 5; round++) {
                send(frames);
                KeptFrames kept = new KeptFrames();
                handle.read(kept, 1_000);
                assertEquals(slots, kept.frames().size());
                for (int i = 0; i < slots; i++) {
                    assertArrayEquals(frames.get(i), kept.frames().get(i).bytes());
                }
                assertEquals((round + 1) * (frames.size() - slots), handle.dropped());
            }
        }
    }
}
