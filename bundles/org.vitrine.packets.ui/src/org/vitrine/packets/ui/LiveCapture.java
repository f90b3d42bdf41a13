/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.packet.dissect.CaptureFile;

/** Packets of a vNIC as they pass: a recording into a temporary file, which is looked at while it grows. */
final class LiveCapture implements Source {
    private final String title;
    private final Path file;
    private final OutputStream out;
    /** To end a recording is a call that may wait. */
    private final ExecutorService calls =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());

    private Subscription recording = () -> {};
    private volatile boolean isWritten = true;
    private volatile long dropped;
    private volatile String end = "";

    private LiveCapture(String title) throws IOException {
        this.title = title;
        file = Files.createTempFile("vitrine-live", ".capture");
        out = Files.newOutputStream(file);
    }

    /**
     * Begins; not on the UI thread.
     *
     * @param title such as {@code web eth0}
     */
    static LiveCapture start(RecordingService recordings, RecordingRequest request, String title)
            throws VitrineException {
        LiveCapture live;
        try {
            live = new LiveCapture(title);
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.FAILED,
                    "no temporary file can be written: " + e.getMessage(),
                    "Make room in " + System.getProperty("java.io.tmpdir") + ".",
                    e);
        }
        try {
            live.recording = recordings.record(request, live::take);
            return live;
        } catch (VitrineException e) {
            live.close();
            throw e;
        }
    }

    /** On a thread of the recorder. */
    private synchronized void take(RecordingPiece piece) {
        if (!isWritten) {
            return;
        }
        dropped = piece.progress().dropped();
        try {
            out.write(piece.data());
        } catch (IOException e) {
            end = "the temporary file cannot be written: " + e.getMessage();
            isWritten = false;
        }
        if (piece.last()) {
            end = piece.reason();
            isWritten = false;
        }
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public CaptureFile open() throws IOException {
        return CaptureFile.follow(file, this::isLive);
    }

    @Override
    public boolean isLive() {
        return isWritten;
    }

    /** Packets lost so far. */
    long dropped() {
        return dropped;
    }

    /** Why no more come; empty as long as they do. */
    String end() {
        return end;
    }

    /** Where the packets are. */
    Path file() {
        return file;
    }

    @Override
    public void stop() {
        calls.execute(recording::close); // gives what is left, and says that it is the last
    }

    @Override
    public void close() {
        stop();
        calls.execute(() -> {
            isWritten = false;
            try {
                out.close();
                Files.deleteIfExists(file);
            } catch (IOException _) {
                // a temporary file that stays does no harm
            }
        });
        calls.shutdown();
    }
}
