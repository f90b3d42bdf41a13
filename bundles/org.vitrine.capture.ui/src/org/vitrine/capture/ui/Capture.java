/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ui;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.Quantity;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.ui.Workbench.Progress;

/** Puts a recording into a file, which is there when it is complete, and not before. */
final class Capture {
    private static final long REPORT_MILLIS = 250;

    private final Path file;
    private final Path part;
    private final OutputStream out;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile RecordingPiece newest = new RecordingPiece(new byte[0], 0, 0, false, "");
    private volatile long bytes;
    private volatile IOException failure;

    /**
     * What came of it.
     *
     * @param reason why it ended
     */
    record Result(CaptureTarget target, Path file, long packets, long dropped, long bytes, String reason) {}

    private Capture(Path file) throws IOException {
        this.file = file;
        part = file.resolveSibling(file.getFileName() + ".part");
        out = Files.newOutputStream(part);
    }

    /**
     * Records until a limit is reached, or the thread is interrupted: then the file has what was recorded so far.
     *
     * @throws VitrineException when it cannot be recorded or written; then there is no file
     */
    static Result run(RecordingService recordings, CaptureOrder order, Progress progress) throws VitrineException {
        Capture capture;
        try {
            capture = new Capture(order.file());
        } catch (IOException e) {
            throw unwritable(order.file(), e);
        }
        try {
            String reason = capture.record(recordings, order, progress);
            capture.finish();
            RecordingPiece last = capture.newest;
            return new Result(order.target(), order.file(), last.packets(), last.dropped(), capture.bytes, reason);
        } catch (IOException e) {
            throw unwritable(order.file(), e);
        } finally {
            capture.tidy();
        }
    }

    private String record(RecordingService recordings, CaptureOrder order, Progress progress) throws VitrineException {
        String reason = "cancelled";
        Subscription recording = recordings.record(order.request(), this::take);
        try {
            do {
                report(progress, order.request().maxPackets());
            } while (!ended.await(REPORT_MILLIS, TimeUnit.MILLISECONDS));
            reason = newest.reason();
        } catch (InterruptedException _) {
            // cancelled: what was recorded so far is wanted all the same
        }
        recording.close(); // gives what is left
        return reason;
    }

    private void report(Progress progress, long limit) {
        RecordingPiece now = newest;
        String words = now.packets() + " packets, " + Quantity.bytes(bytes) + ", " + now.dropped() + " dropped";
        boolean counted = limit > 0 && limit <= Integer.MAX_VALUE;
        progress.at(counted ? (int) now.packets() : 0, counted ? (int) limit : 0, words);
    }

    /** On a thread of the recorder. */
    private void take(RecordingPiece piece) {
        if (failure != null) {
            return;
        }
        try {
            out.write(piece.data());
            bytes += piece.data().length;
            newest = piece;
        } catch (IOException e) {
            failure = e;
        }
        if (piece.last() || failure != null) {
            ended.countDown();
        }
    }

    private void finish() throws IOException {
        out.close();
        if (failure != null) {
            throw failure;
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Leaves nothing half behind. */
    private void tidy() {
        try {
            out.close();
            Files.deleteIfExists(part);
        } catch (IOException _) {
            // what went wrong before is told
        }
    }

    private static VitrineException unwritable(Path file, IOException e) {
        return new VitrineException(
                Reason.FAILED,
                file + " cannot be written: " + e.getMessage(),
                "Choose a folder that you may write to and that has room.",
                e);
    }
}
