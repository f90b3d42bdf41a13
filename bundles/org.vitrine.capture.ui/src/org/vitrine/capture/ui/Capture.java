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
import org.vitrine.capture.RecordingFiles;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingProgress;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.Quantity;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.ui.Workbench.Progress;

/** Puts a recording into files; what was recorded stays, whatever ends it. */
final class Capture {
    private static final long REPORT_MILLIS = 250;

    private final CaptureOrder order;
    private final RecordingFiles out;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile RecordingPiece newest = new RecordingPiece(new byte[0], 1, RecordingProgress.NONE, false, "");
    private volatile IOException failure;

    /**
     * What came of it.
     *
     * @param file the first, when there are several
     * @param reason why it ended
     */
    record Result(String what, Path file, int files, RecordingProgress progress, String reason) {}

    private Capture(CaptureOrder order) throws IOException {
        this.order = order;
        out = new RecordingFiles(
                FOLDER, order.file().toString(), order.request().rotation());
    }

    private static final RecordingFiles.Folder FOLDER = new RecordingFiles.Folder() {
        @Override
        public OutputStream create(String name) throws IOException {
            return Files.newOutputStream(Path.of(name));
        }

        @Override
        public void rename(String from, String to) throws IOException {
            Files.move(Path.of(from), Path.of(to), StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void delete(String name) throws IOException {
            Files.deleteIfExists(Path.of(name));
        }
    };

    /**
     * Records until a limit is reached, or the thread is interrupted: then the file has what was recorded so far.
     *
     * @throws VitrineException when it cannot be recorded or written; then the file has what could be, if there was anything
     */
    static Result run(RecordingService recordings, CaptureOrder order, Progress progress) throws VitrineException {
        try {
            Capture capture = new Capture(order);
            return capture.run(recordings, progress);
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.FAILED,
                    order.file() + " cannot be written: " + e.getMessage(),
                    "Choose a folder that you may write to and that has room.",
                    e);
        }
    }

    private Result run(RecordingService recordings, Progress progress) throws VitrineException, IOException {
        String reason;
        try {
            reason = record(recordings, progress);
        } finally {
            out.close();
        }
        if (failure != null) {
            throw failure;
        }
        RecordingPiece last = newest;
        Path file = order.request().rotation().isNever()
                ? order.file()
                : Path.of(RecordingFiles.name(order.file().toString(), 1));
        return new Result(order.what(), file, last.file(), last.progress(), reason);
    }

    private String record(RecordingService recordings, Progress progress) throws VitrineException {
        String reason = "cancelled";
        Subscription recording = recordings.record(order.request(), this::take);
        try {
            do {
                report(progress, order.request().limits().maxPackets());
            } while (!ended.await(REPORT_MILLIS, TimeUnit.MILLISECONDS));
            reason = newest.reason();
        } catch (InterruptedException _) {
            // cancelled: what was recorded so far is wanted all the same
        }
        recording.close(); // gives what is left
        return reason;
    }

    private void report(Progress progress, long limit) {
        RecordingProgress now = newest.progress();
        String words = now.packets() + " packets, " + Quantity.bytes(now.bytes()) + ", " + now.dropped() + " dropped"
                + (now.missed() == 0 ? "" : ", " + now.missed() + " missed");
        boolean counted = limit > 0 && limit <= Integer.MAX_VALUE;
        progress.at(counted ? (int) now.packets() : 0, counted ? (int) limit : 0, words);
    }

    /** On a thread of the recorder. */
    private void take(RecordingPiece piece) {
        if (failure != null) {
            return;
        }
        try {
            out.take(piece);
            newest = piece;
        } catch (IOException e) {
            failure = e;
        }
        if (piece.last() || failure != null) {
            ended.countDown();
        }
    }
}
