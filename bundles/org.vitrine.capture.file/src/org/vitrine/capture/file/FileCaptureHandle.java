/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameBatch.Direction;
import org.vitrine.capture.spi.FrameSink;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.packet.pcap.PcapReader;

/** A capture file, whose packets are given where the reader has them. */
final class FileCaptureHandle implements CaptureHandle {
    private static final int BATCH = 256;

    private final PcapReader reader;
    private final int snapLength;
    private final Pace pace;
    private final FrameBatch batch = new FrameBatch(BATCH);
    /** Whether the reader stands at a packet that was not given yet. */
    private boolean pending;

    private long dueAt;
    private boolean ended;
    private long given;

    FileCaptureHandle(PcapReader reader, int snapLength, Pace pace) {
        this.reader = reader;
        this.snapLength = snapLength;
        this.pace = pace;
    }

    @Override
    public int read(FrameSink sink, int limit) throws VitrineException {
        batch.start(reader.memory());
        while (batch.size() < limit && !batch.isFull() && isPending() && pace.isDue(dueAt)) {
            batch.add(
                    reader.offset(),
                    Math.min(reader.capturedLength(), snapLength),
                    reader.length(),
                    pace.timestamp(reader.timestamp()),
                    Direction.UNKNOWN);
            pending = false;
        }
        int count = batch.size();
        if (count > 0) {
            given += count;
            give(sink);
        } else if (ended && reader.damage().isPresent()) {
            throw new VitrineException(Reason.FAILED, reader.damage().get());
        }
        return count;
    }

    /** Goes to the next packet, unless that would move those that are in the batch. */
    private boolean isPending() throws VitrineException {
        if (pending || ended || batch.size() > 0 && !reader.isNextInMemory()) {
            return pending;
        }
        try {
            pending = reader.next();
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, "the file cannot be read on: " + e.getMessage(), "", e);
        }
        if (pending) {
            dueAt = pace.dueAt(reader.timestamp());
        } else {
            ended = true;
        }
        return pending;
    }

    private void give(FrameSink sink) throws VitrineException {
        try {
            sink.onFrames(batch);
        } catch (RuntimeException e) {
            throw new VitrineException(Reason.FAILED, "the reader of the file failed", "", e);
        }
    }

    @Override
    public int descriptor() {
        return NO_DESCRIPTOR;
    }

    @Override
    public long nextAt() {
        return pending ? dueAt : ended ? Long.MAX_VALUE : System.nanoTime();
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public long offered() {
        return given;
    }

    @Override
    public long dropped() {
        return 0;
    }

    @Override
    public void inject(MemorySegment memory, long offset, int length) throws VitrineException {
        throw new VitrineException(Reason.UNSUPPORTED, "frames cannot be sent into a file");
    }

    @Override
    public void close() {
        close(reader);
    }

    static void close(PcapReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            System.getLogger(FileCaptureHandle.class.getName())
                    .log(System.Logger.Level.DEBUG, "a file that was only read does not close", e);
        }
    }
}
