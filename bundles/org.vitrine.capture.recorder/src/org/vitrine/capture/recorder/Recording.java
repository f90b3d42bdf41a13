/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.recorder;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingProgress;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.Poller;

/**
 * One recording: a thread that reads the frames of all its vNICs and writes them, to disk or into a buffer of pieces, and one that
 * tells the listener.
 */
final class Recording implements Subscription, Source.Target {
    private static final Logger LOG = System.getLogger(Recording.class.getName());
    private static final int READ_LIMIT = 256;
    /** How often one source is read before the others have their turn. */
    private static final int READ_ROUNDS = 16;
    /** From so many bytes on a piece is handed on; smaller ones wait a moment. */
    private static final int FULL_PIECE = 48 << 10;
    /** Frames that wait in all sources together; each has at least the least that a ring works with. */
    private static final int BUFFER_BYTES = 64 << 20;

    private static final int LEAST_BUFFER = 256 << 10;
    /** Large frames are packed densely when the kernel gathers them. */
    private static final int DELAY_MILLIS = 20;

    private static final long FLUSH_NANOS = 100_000_000;
    private static final long COUNT_NANOS = 1_000_000_000;
    private static final long TELL_NANOS = 250_000_000;
    private static final long RETRY_NANOS = 200_000_000;
    private static final long DRAIN_NANOS = 100_000_000;
    private static final long PATIENCE_SECONDS = 2;

    /** What a recording is written with. */
    interface Output {
        FrameWriter open(PieceBuffer buffer) throws IOException;
    }

    private final RecordingRequest request;
    private final List<Source> sources;
    private final Backends backends;
    private final Output output;
    private final boolean toListener;
    private final Consumer<RecordingPiece> listener;
    private final Consumer<Recording> whenReaderEnds;
    private final PieceBuffer buffer;
    private final Poller poller = new Poller();
    private final CountDownLatch readerEnded = new CountDownLatch(1);
    private final CountDownLatch listenerDone = new CountDownLatch(1);
    private final ReentrantLock calling = new ReentrantLock();
    private volatile Thread giver;
    private volatile boolean silenced;
    private volatile String end;

    private FrameWriter writer;

    private final Object lock = new Object();
    private List<Runnable> tasks = new ArrayList<>();
    private boolean accepting = true;

    /** A limit is reached or the disk is full: no more frames are kept. */
    private boolean full;

    private long flushed;
    private long flushedBytes;
    private long counted;
    private long told;
    private long retryAt;

    /**
     * @param sources not opened yet
     * @param toListener whether the output writes into the buffer it is given
     * @param whenReaderEnds called when no backend is in use any more
     */
    Recording(
            RecordingRequest request,
            List<Source> sources,
            Backends backends,
            Output output,
            boolean toListener,
            Consumer<RecordingPiece> listener,
            Consumer<Recording> whenReaderEnds) {
        this.request = request;
        this.sources = sources;
        this.backends = backends;
        this.output = output;
        this.toListener = toListener;
        this.listener = listener;
        this.whenReaderEnds = whenReaderEnds;
        sources.forEach(source -> source.target(this));
        buffer = new PieceBuffer(this::progress, () -> writer.file());
    }

    List<Source> sources() {
        return sources;
    }

    private RecordingProgress progress() {
        long lost = 0;
        long missed = 0;
        int gaps = 0;
        for (Source source : sources) {
            lost += source.lost();
            missed += source.missed();
            gaps += source.gaps();
        }
        return new RecordingProgress(writer.packets(), writer.bytes(), lost, missed, gaps);
    }

    private CaptureOptions options() {
        int share = Math.clamp(BUFFER_BYTES / sources.size(), LEAST_BUFFER, BUFFER_BYTES);
        return new CaptureOptions(request.snapLength(), request.filter(), share, DELAY_MILLIS);
    }

    /**
     * Opens all sources, then what is written. When one of that cannot be, nothing stays open.
     *
     * @throws VitrineException why the first source could not be opened
     * @throws IOException why nothing can be written
     */
    void open() throws VitrineException, IOException {
        List<VitrineException> failures = new ArrayList<>();
        try {
            backends.open(sources, options(), (_, reason) -> failures.add(reason));
            if (!failures.isEmpty()) {
                throw failures.getFirst();
            }
            writeTo(output.open(buffer));
        } finally {
            if (writer == null) {
                letGo();
            }
        }
    }

    void writeTo(FrameWriter frames) {
        writer = frames;
    }

    void start() {
        Thread.ofPlatform()
                .name("recorder " + request.nics().getFirst())
                .daemon()
                .start(this::read);
        giver = Thread.ofVirtual().name("recording-listener").start(this::give);
    }

    // ---- the reader's thread

    private void read() {
        try {
            sources.forEach(this::watch);
            long deadline = System.nanoTime() + request.limits().maxDuration().toNanos();
            boolean limited = !request.limits().maxDuration().isZero();
            long now = System.nanoTime();
            flush(now);
            while (end == null) {
                int readable = poller.await(timeout(now, limited ? deadline : Long.MAX_VALUE));
                for (int i = 0; i < readable; i++) {
                    read(sources.get(poller.token(i)));
                }
                readTimed();
                now = System.nanoTime();
                look(now);
                if (limited && now - deadline >= 0) {
                    limit("the time limit is reached");
                }
            }
            drain();
        } catch (IOException | RuntimeException e) {
            fail(e);
        } finally {
            finish();
        }
    }

    private void fail(Exception e) {
        LOG.log(Level.ERROR, "the recording of " + request.nics() + " failed", e);
        full = true;
        end("the recording failed: " + e);
    }

    /** Does what is to be done now and then. */
    private void look(long now) throws IOException {
        runTasks();
        if (now - counted >= COUNT_NANOS) {
            count(now);
        }
        long unflushed = unflushed();
        if (toListener && unflushed >= FULL_PIECE || unflushed > 0 && now - flushed >= FLUSH_NANOS) {
            flush(now);
        }
        if (!toListener && now - told >= TELL_NANOS) {
            told = now;
            buffer.tell();
        }
        if (now - retryAt >= 0) {
            retryAt = now + RETRY_NANOS;
            reopen();
        }
    }

    private int timeout(long now, long deadline) {
        long wait = FLUSH_NANOS;
        if (deadline != Long.MAX_VALUE) {
            wait = Math.min(wait, deadline - now);
        }
        for (int i = 0; i < sources.size(); i++) {
            Source source = sources.get(i);
            if (isTimed(source)) {
                wait = Math.min(wait, source.handle().nextAt() - now);
            }
        }
        return (int) Math.ceilDiv(Math.max(0, wait), 1_000_000);
    }

    private static boolean isTimed(Source source) {
        return source.isOpen() && source.handle().descriptor() == CaptureHandle.NO_DESCRIPTOR;
    }

    private void readTimed() {
        for (int i = 0; i < sources.size(); i++) {
            Source source = sources.get(i);
            if (isTimed(source) && source.handle().nextAt() - System.nanoTime() <= 0) {
                read(source);
            }
        }
    }

    private void read(Source source) {
        try {
            int rounds = 0;
            while (source.isOpen() && source.read(READ_LIMIT) >= READ_LIMIT && !full && ++rounds < READ_ROUNDS) {
                // there may be more
            }
            if (source.isOpen() && source.handle().ended()) {
                end(source, "the file that is played has ended");
            }
        } catch (VitrineException e) {
            end(source, e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the recording of " + source.nic() + " failed", e);
            end(source, "the capture backend failed: " + e);
        }
    }

    private void watch(Source source) {
        if (source.isOpen() && !isTimed(source)) {
            poller.add(source.handle().descriptor(), source.number());
        }
    }

    private void unwatch(Source source) {
        if (source.isOpen() && !isTimed(source)) {
            poller.remove(source.handle().descriptor());
        }
    }

    /** Ends one source, and with the last of them the recording. */
    private void end(Source source, String reason) {
        if (source.hasEnded()) {
            return;
        }
        unwatch(source);
        if (source.isOpen()) {
            source.noticeDropped();
        }
        source.end();
        if (sources.stream().allMatch(Source::hasEnded)) {
            end(reason);
        } else {
            LOG.log(Level.INFO, "{0} is no longer recorded: {1}", source.nic(), reason);
        }
    }

    private void reopen() {
        List<Source> waiting = sources.stream().filter(Source::isWaiting).toList();
        if (!waiting.isEmpty()) {
            backends.open(waiting, options(), (source, reason) -> {
                if (reason.reason() != Reason.UNAVAILABLE) {
                    end(source, reason.getMessage());
                }
            });
            waiting.forEach(this::watch);
            waiting.stream().filter(Source::isOpen).forEach(source -> {
                if (!backends.contains(source.backend())) {
                    detach(source); // it went while it opened the source
                }
            });
        }
    }

    private void detach(Source source) {
        unwatch(source);
        source.detach();
    }

    /** Reads what came before the end, which the kernel may still be gathering. */
    private void drain() {
        long deadline = System.nanoTime() + DRAIN_NANOS;
        for (int i = 0; i < sources.size() && !full; i++) {
            Source source = sources.get(i);
            if (source.isOpen()) {
                drain(source, deadline);
            }
        }
    }

    private void drain(Source source, long deadline) {
        long wanted = source.handle().offered();
        while (source.isOpen() && !full && source.isBehind(wanted) && deadline - System.nanoTime() > 0) {
            read(source);
            if (source.isOpen() && source.isBehind(wanted)) {
                poller.await(1);
            }
        }
    }

    @Override
    public void onFrames(Source source, FrameBatch batch) {
        for (int i = 0; i < batch.size() && !full; i++) {
            int kept = Math.min(batch.capturedLength(i), request.snapLength());
            long bytes = writer.bytesWith(kept);
            long limit = request.limits().maxBytes();
            if (limit > 0 && bytes > limit) {
                limit("the size limit is reached");
            } else if (!toListener || buffer.hasRoom(bytes - flushedBytes, 0)) {
                write(source, batch, i);
            } else {
                source.lose(1);
            }
        }
    }

    private void write(Source source, FrameBatch batch, int i) {
        long before = writer.packets();
        try {
            writer.write(source.number(), batch, i, source.hasRemark() ? source.takeRemark() : null);
        } catch (IOException e) {
            full = true;
            source.lose((int) (before + 1 - writer.packets()));
            end(e.getMessage());
            return;
        }
        if (writer.packets() == request.limits().maxPackets()) {
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

    private void flush(long now) {
        long before = writer.packets();
        try {
            writer.flush();
        } catch (IOException e) {
            full = true;
            sources.getFirst().lose((int) (before - writer.packets()));
            end(e.getMessage());
        }
        flushedBytes = writer.bytes();
        flushed = now;
    }

    private void count(long now) throws IOException {
        counted = now;
        for (Source source : sources) {
            writer.count(source.number(), source.count());
        }
        long bytes = writer.bytesWith(0);
        long limit = request.limits().maxBytes();
        if (toListener && buffer.hasRoom(bytes - flushedBytes, 0) && (limit == 0 || bytes <= limit)) {
            writer.tellCounts();
        }
    }

    private void finish() {
        try {
            for (Source source : sources) {
                writer.count(source.number(), source.count());
            }
            writer.close();
        } catch (IOException | RuntimeException e) {
            end(e.getMessage());
            LOG.log(Level.WARNING, "the last frames of the recording of {0} are lost: {1}", request.nics(), e);
        }
        buffer.end(end);
        letGo();
    }

    private void letGo() {
        synchronized (lock) {
            accepting = false;
        }
        runTasks();
        Backends.forEach(sources, Source::close);
        poller.close();
        readerEnded.countDown();
        whenReaderEnds.accept(this);
    }

    private void runTasks() {
        List<Runnable> taken;
        synchronized (lock) {
            if (tasks.isEmpty()) {
                return;
            }
            taken = tasks;
            tasks = new ArrayList<>();
        }
        taken.forEach(Runnable::run);
    }

    // ---- any thread

    private boolean execute(Runnable task) {
        synchronized (lock) {
            if (!accepting) {
                return false;
            }
            tasks.add(task);
        }
        poller.wake();
        return true;
    }

    /** Ends the recording of a vNIC, and with the last of them the recording. */
    void end(NicId nic, String reason) {
        execute(() ->
                sources.stream().filter(source -> source.nic().equals(nic)).forEach(source -> end(source, reason)));
    }

    /** Uses a backend no more, and another one instead when there is one. Returns when that is done. */
    void letGo(CaptureBackend backend) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean accepted = execute(() -> {
            sources.stream().filter(source -> source.isReadBy(backend)).forEach(this::detach);
            retryAt = System.nanoTime();
            done.complete(null);
        });
        if (!accepted) {
            awaitReader();
        } else {
            done.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
    }

    /** A backend has come. */
    void lookForBackend() {
        execute(() -> retryAt = System.nanoTime());
    }

    /** Ends the recording for a reason, unless it has ended. */
    void end(String reason) {
        if (end == null) {
            end = reason;
        }
        poller.wake();
    }

    private void awaitReader() {
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
            LOG.log(Level.WARNING, "the listener of the recording of " + request.nics() + " failed", e);
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
