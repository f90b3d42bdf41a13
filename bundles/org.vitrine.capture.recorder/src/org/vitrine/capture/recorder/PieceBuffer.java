/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.recorder;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingProgress;

/**
 * Pieces of files between the thread that reads frames and the one that gives them away. Bounded by its writer, who asks first whether
 * there is room, so that a frame is kept as a whole or not at all.
 */
final class PieceBuffer implements WritableByteChannel {
    static final int CAPACITY = 8 << 20;
    private static final int LONGEST_PIECE = 64 << 10;
    private static final byte[] NOTHING = {};

    private final LinkedBlockingQueue<RecordingPiece> pieces = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final Supplier<RecordingProgress> progress;
    private final IntSupplier file;

    /**
     * The suppliers are asked on the writer's thread.
     *
     * @param file which file is written, counted from 1
     */
    PieceBuffer(Supplier<RecordingProgress> progress, IntSupplier file) {
        this.progress = progress;
        this.file = file;
    }

    /** Whether so many bytes may come, given that so many others are still to be written. */
    boolean hasRoom(long pending, long more) {
        return bytes.get() + pending + more <= CAPACITY;
    }

    @Override
    public int write(ByteBuffer source) {
        int count = source.remaining();
        while (source.hasRemaining()) {
            byte[] data = new byte[Math.min(source.remaining(), LONGEST_PIECE)];
            source.get(data);
            bytes.addAndGet(data.length);
            put(data, false, "");
        }
        return count;
    }

    /** Tells how far it is, unless the listener has still other things to hear. */
    void tell() {
        if (pieces.isEmpty()) {
            put(NOTHING, false, "");
        }
    }

    /** Adds the last piece. */
    void end(String reason) {
        put(NOTHING, true, reason);
    }

    private void put(byte[] data, boolean last, String reason) {
        pieces.add(new RecordingPiece(data, file.getAsInt(), progress.get(), last, reason));
    }

    /** Waits for a piece. */
    RecordingPiece take() throws InterruptedException {
        return pieces.take();
    }

    /** Makes room again, once a piece is out of our hands. */
    void given(RecordingPiece piece) {
        bytes.addAndGet(-piece.data().length);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // pieces that are here are still given
    }
}
