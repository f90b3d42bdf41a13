/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.recorder;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.linux.Poller;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapWriter;

/** One recording: a thread that reads frames into a buffer of pieces, and one that gives the pieces to the listener. */
final class Recording implements Subscription {
    private static final Logger LOG = System.getLogger(Recording.class.getName());
    private static final int READ_LIMIT = 256;
    private static final int PACKET_HEADER = 16;
    /** From so many bytes on a piece is handed on; smaller ones wait a moment. */
    private static final int FULL_PIECE = 48 << 10;

    private static final long FLUSH_NANOS = 100_000_000;
    private static final long DRAIN_NANOS = 100_000_000;
    private static final long PATIENCE_SECONDS = 2;

    private final RecordingRequest request;
    private final CaptureHandle handle;
    private final Consumer<RecordingPiece> listener;
    private final Consumer<Recording> whenReaderEnds;
    private final PieceBuffer buffer;
    private final PcapWriter writer;
    private final Poller poller = new Poller();
    private final CountDownLatch readerEnded = new CountDownLatch(1);
    private final CountDownLatch listenerDone = new CountDownLatch(1);
    private final ReentrantLock calling = new ReentrantLock();
    private volatile Thread giver;
    private volatile boolean silenced;
    private volatile String end;

    /** A limit is reached: no more frames are kept. */
    private boolean full;

    private long read;
    private long flushed;
    private long flushedBytes;
    private long droppedByKernel;
    private long droppedByUs;

    /**
     * @param handle taken over
     * @param whenReaderEnds called when the handle is closed
     */
    Recording(
            RecordingRequest request,
            CaptureHandle handle,
            Consumer<RecordingPiece> listener,
            Consumer<Recording> whenReaderEnds) {
        this.request = request;
        this.handle = handle;
        this.listener = listener;
        this.whenReaderEnds = whenReaderEnds;
        buffer = new PieceBuffer(this::packets, () -> droppedByKernel + droppedByUs);
        writer = new PcapWriter(buffer, "the recording of " + request.nic(), PcapFormat.ethernet(request.snapLength()));
    }

    private long packets() {
        return writer.packets();
    }

    RecordingRequest request() {
        return request;
    }

    void start() {
        Thread.ofPlatform().name("recorder " + request.nic()).daemon().start(this::read);
        giver = Thread.ofVirtual().name("recording-listener").start(this::give);
    }

    // ---- the reader's thread

    private void read() {
        try {
            if (handle.descriptor() != CaptureHandle.NO_DESCRIPTOR) {
                poller.add(handle.descriptor(), 0);
            }
            long deadline = System.nanoTime() + request.maxDuration().toNanos();
            flush(System.nanoTime());
            while (end == null) {
                int count = readSome();
                long now = System.nanoTime();
                if (unflushed() >= FULL_PIECE || unflushed() > 0 && now - flushed >= FLUSH_NANOS) {
                    flush(now);
                }
                boolean limited = !request.maxDuration().isZero();
                if (limited && now - deadline >= 0) {
                    limit("the time limit is reached");
                } else if (handle.ended()) {
                    end("the file that is played has ended");
                } else if (count == 0) {
                    long wait = Math.min(FLUSH_NANOS, handle.nextAt() - now);
                    poller.await(millis(limited ? Math.min(wait, deadline - now) : wait));
                }
            }
            drain();
        } catch (VitrineException e) {
            end(e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "the recording of " + request.nic() + " failed", e);
            end("the recording failed: " + e);
        } finally {
            finish();
        }
    }

    private static int millis(long nanos) {
        return (int) Math.ceilDiv(Math.max(0, nanos), 1_000_000);
    }

    private int readSome() throws VitrineException {
        int count = handle.read(this::onFrames, READ_LIMIT);
        read += count;
        return count;
    }

    /** Reads what came before the end, which the kernel may still be gathering. */
    private void drain() throws VitrineException {
        long wanted = handle.offered();
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (!full && read + handle.dropped() < wanted && deadline - System.nanoTime() > 0) {
            if (readSome() == 0) {
                poller.await(1);
            }
        }
    }

    private void onFrames(FrameBatch batch) {
        for (int i = 0; i < batch.size() && !full; i++) {
            int needed = PACKET_HEADER + Math.min(batch.capturedLength(i), request.snapLength());
            if (request.maxBytes() > 0 && writer.bytes() + needed > request.maxBytes()) {
                limit("the size limit is reached");
            } else if (buffer.hasRoom(unflushed(), needed)) {
                write(batch, i);
            } else {
                droppedByUs++;
            }
        }
    }

    private void write(FrameBatch batch, int i) {
        try {
            writer.write(batch.memory(), batch.offset(i), batch.capturedLength(i), batch.length(i), batch.timestamp(i));
        } catch (IOException e) {
            throw new IllegalStateException("the buffer takes everything", e);
        }
        if (writer.packets() == request.maxPackets()) {
            limit("the packet limit is reached");
        }
    }

    private void limit(String reason) {
        full = true;
        end(reason);
    }

    private long unflushed() {
        return writer.bytes() - flushedBytes;
    }

    private void flush(long now) throws IOException {
        droppedByKernel = handle.dropped();
        writer.flush();
        flushedBytes = writer.bytes();
        flushed = now;
    }

    private void finish() {
        try {
            flush(System.nanoTime());
            writer.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "the last frames of the recording of " + request.nic() + " are lost", e);
        }
        buffer.end(end);
        handle.close();
        poller.close();
        readerEnded.countDown();
        whenReaderEnds.accept(this);
    }

    /** Ends the recording for a reason, unless it has ended. Any thread. */
    void end(String reason) {
        if (end == null) {
            end = reason;
        }
        poller.wake();
    }

    /** Waits until the backend is no longer in use. */
    void awaitReader() {
        await(readerEnded);
    }

    // ---- the listener's thread

    private void give() {
        try {
            RecordingPiece piece;
            do {
                piece = buffer.take();
                call(piece);
                buffer.given(piece);
            } while (!piece.last() && !silenced);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the listener of the recording of " + request.nic() + " failed", e);
            end("the listener failed");
        } finally {
            listenerDone.countDown();
        }
    }

    private void call(RecordingPiece piece) {
        calling.lock();
        try {
            if (!silenced) {
                listener.accept(piece);
            }
        } finally {
            calling.unlock();
        }
    }

    /** Ends the recording; waits a moment for the listener to get the rest, unless it is the listener who closes. */
    @Override
    public void close() {
        end("it was ended");
        if (Thread.currentThread() != giver) {
            awaitReader();
            await(listenerDone);
        }
        silenced = true;
        if (calling.tryLock()) { // else a call has begun before
            calling.unlock();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.DEBUG, "a recording takes long to end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
