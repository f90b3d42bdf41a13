/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.spi;

import java.lang.foreign.MemorySegment;
import org.vitrine.common.VitrineException;

/**
 * An interface whose frames are carried on by whoever reads them: two ports and a loop are a bridge, and what stands between is a
 * service. Frames are as large as their senders' offloads make them, up to 64 KiB, and their TCP and UDP checksums may still be left to the
 * network card; what the kernel has to know of that stands before each frame in memory and goes with it from port to port.
 *
 * <p>Used by one thread at a time. The kernel must not carry the same frames: the interface has no bridge and no address.
 */
public interface ForwardingPort extends AutoCloseable {
    /**
     * Gives the frames that came in to the sink and returns at once; those that other programs, or ports, send out of this interface
     * are not among them. A frame may be changed in place as long as it keeps its length; it has to be sent before the sink returns.
     *
     * @param limit most frames to give
     * @return frames given; 0 when none are there now
     * @throws VitrineException NOT_FOUND when the interface has gone, FAILED; the port can only be closed then
     */
    int read(FrameSink sink, int limit) throws VitrineException;

    /** A file descriptor that poll(2) finds readable when frames are there. */
    int descriptor();

    /**
     * Sends a frame of another port's batch out of this one, by {@link #flush} or when many wait.
     *
     * @param i which frame of the batch
     */
    void send(FrameBatch batch, int i);

    /**
     * Sends a frame that has no offloads left to do, likewise.
     *
     * @param memory native
     * @param offset of its Ethernet header in the memory
     */
    void send(MemorySegment memory, long offset, int length);

    /** Sends what waits. To be called before the sink that sent returns: the frames are sent from where they lie. */
    void flush();

    /** Frames that were sent. */
    long sent();

    /** Frames that the kernel did not take: too long, or no room. */
    long refused();

    /** Frames lost because the reader was too slow. */
    long dropped();

    @Override
    void close();
}
