/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.common.VitrineException;

/** Sends a frame out of an interface again and again, until it is closed. */
public final class Sender implements AutoCloseable {
    private static final int BURST = 10;

    private final Arena arena = Arena.ofShared();
    private final CaptureHandle handle;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile VitrineException failure;
    private volatile long sent;

    /**
     * @param pauseNanos between bursts of ten frames
     */
    public Sender(CaptureBackend backend, CaptureSource source, byte[] frame, long pauseNanos) throws VitrineException {
        handle = backend.open(source, new CaptureOptions(14, "less 1", 1 << 19, 1_000));
        MemorySegment memory = arena.allocate(frame.length).copyFrom(MemorySegment.ofArray(frame));
        thread = Thread.ofPlatform().name("sender").start(() -> {
            try {
                while (!stopped) {
                    for (int i = 0; i < BURST; i++) {
                        handle.inject(memory, 0, frame.length);
                    }
                    sent += BURST;
                    LockSupport.parkNanos(pauseNanos);
                }
            } catch (VitrineException e) {
                failure = e;
            }
        });
    }

    /** Frames so far. */
    public long sent() {
        return sent;
    }

    /**
     * Sends no more.
     *
     * @return frames in all
     * @throws VitrineException when the interface did not take one
     */
    public long stop() throws VitrineException, InterruptedException {
        stopped = true;
        thread.join();
        if (failure != null) {
            throw failure;
        }
        return sent;
    }

    @Override
    public void close() throws VitrineException, InterruptedException {
        stopped = true;
        thread.join();
        handle.close();
        arena.close();
    }
}
