/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.spi;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.vitrine.common.VitrineException;

/**
 * An open source. Used by one thread at a time, except for {@link #inject}, which any thread may call until the handle is closed.
 */
public interface CaptureHandle extends AutoCloseable {
    /** {@link #descriptor()} of a source that the kernel does not announce: ask {@link #nextAt()}. */
    int NO_DESCRIPTOR = -1;

    /**
     * Gives the frames that are there to the sink and returns at once.
     *
     * @param limit most frames to give; a backend may give a few more to finish a block
     * @return frames given; 0 when none are there now
     * @throws VitrineException NOT_FOUND when the interface has gone, FAILED otherwise, also at the end of a file that is damaged; the
     *     handle can only be closed then
     */
    int read(FrameSink sink, int limit) throws VitrineException;

    /** A file descriptor that poll(2) finds readable when frames are there, or {@link #NO_DESCRIPTOR}. */
    int descriptor();

    /** For sources without descriptor: when the next frame is due, by {@link System#nanoTime()}; Long.MAX_VALUE at the end. */
    default long nextAt() {
        return Long.MAX_VALUE;
    }

    /** Whether a file has been read to its end, be it a damaged one. */
    default boolean ended() {
        return false;
    }

    /**
     * What is the matter with the source, although it is open.
     *
     * @param silent whether no frames can come as long as it is so
     * @param message such as that the interface is down or has another name
     */
    record Trouble(boolean silent, String message) {}

    /**
     * Asks what is the matter with the source; empty when nothing is. Cheap enough to ask once a second.
     *
     * @throws VitrineException NOT_FOUND when it has gone, or another one has its name; the handle can only be closed then
     */
    default Optional<Trouble> trouble() throws VitrineException {
        return Optional.empty();
    }

    /** Frames that came for it since it was opened: those given to the reader, those that wait for it, and those dropped. */
    long offered();

    /** Frames lost since it was opened because the reader was too slow. */
    long dropped();

    /**
     * Sends a frame out of the interface.
     *
     * @param offset of its Ethernet header in the memory
     * @throws VitrineException UNSUPPORTED for files, FAILED
     */
    void inject(MemorySegment memory, long offset, int length) throws VitrineException;

    @Override
    void close();
}
