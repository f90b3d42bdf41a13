/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.spi;

/**
 * How to read.
 *
 * @param snapLength bytes wanted of each frame, 14 to 262144
 * @param filter in libpcap's language; empty for everything
 * @param bufferBytes room for frames that wait for the reader
 * @param delayMillis how long the kernel may gather frames before it tells the reader, which packs large frames better and costs it a
 *     timer; 0 tells at once, which suits those who answer, and those who read many sources and let frames gather by themselves
 * @param sampling only one frame in so many is wanted, picked at random, by the kernel where that can be; 1 for every one. The
 *     batches say what each frame stands for
 */
public record CaptureOptions(int snapLength, String filter, int bufferBytes, int delayMillis, int sampling) {
    /** Headers only, which is what monitors need. */
    public static final CaptureOptions HEADERS = new CaptureOptions(128, "", 4 << 20, 0);

    public CaptureOptions {
        if (sampling < 1) {
            throw new IllegalArgumentException("one frame in 1 or more is wanted, not in " + sampling);
        }
    }

    /** For every frame. */
    public CaptureOptions(int snapLength, String filter, int bufferBytes, int delayMillis) {
        this(snapLength, filter, bufferBytes, delayMillis, 1);
    }
}
