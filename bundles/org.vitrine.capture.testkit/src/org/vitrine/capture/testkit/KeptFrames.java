/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.testkit;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameBatch.Direction;
import org.vitrine.capture.spi.FrameSink;

/** Keeps copies of frames. */
public final class KeptFrames implements FrameSink {
    /** A frame as it was given. */
    public record Kept(byte[] bytes, int length, long timestamp, Direction direction) {}

    private final List<Kept> frames = new ArrayList<>();

    @Override
    public void onFrames(FrameBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            byte[] bytes = batch.memory()
                    .asSlice(batch.offset(i), batch.capturedLength(i))
                    .toArray(ValueLayout.JAVA_BYTE);
            frames.add(new Kept(bytes, batch.length(i), batch.timestamp(i), batch.direction(i)));
        }
    }

    public List<Kept> frames() {
        return frames;
    }
}
