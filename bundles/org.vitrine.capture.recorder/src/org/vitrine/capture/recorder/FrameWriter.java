/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.recorder;

import java.io.IOException;
import org.vitrine.capture.spi.FrameBatch;

/** A capture file in one of the formats. On the reader's thread; frames are written without allocating. */
interface FrameWriter extends AutoCloseable {
    /** Bytes that the files have at most once a frame is written of which so many are kept, and they are ended. */
    long bytesWith(int kept);

    /**
     * Adds a frame.
     *
     * @param source number of the vNIC that it passed
     * @param comment null for none
     */
    void write(int source, FrameBatch batch, int i, String comment) throws IOException;

    /** Takes down what became of a vNIC's frames so far; it stands at the end of each file. */
    void count(int source, Source.Count count);

    /** Says what was counted already now, to those who read along. */
    void tellCounts() throws IOException;

    void flush() throws IOException;

    long bytes();

    long packets();

    /** Which file is written, counted from 1. */
    int file();

    @Override
    void close() throws IOException;
}
