/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * A program that is given a recording through its standard input as packets pass, such as Wireshark; the runtime may be elsewhere. Ends when either
 * does: without the program there is no recording, and without the recording the program comes to the end of its input.
 */
final class LiveWireshark implements AutoCloseable {
    private final Process process;
    private final OutputStream input;
    /** To end a recording is a call that may wait. */
    private final ExecutorService calls =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());

    private final CompletableFuture<Subscription> recording = new CompletableFuture<>();

    private LiveWireshark(Process process) {
        this.process = process;
        input = process.getOutputStream();
    }

    /**
     * Starts both; not on the UI thread.
     *
     * @throws VitrineException FAILED when the program does not start, else what {@link RecordingService#record} says; then it does not run
     */
    static LiveWireshark start(List<String> command, RecordingService recordings, RecordingRequest request)
            throws VitrineException {
        LiveWireshark live;
        try {
            live = new LiveWireshark(new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, command.getFirst() + " does not start: " + e.getMessage(), "", e);
        }
        try {
            live.recording.complete(recordings.record(request, live::take));
        } catch (VitrineException e) {
            live.recording.complete(() -> {});
            live.close();
            live.process.destroy();
            throw e;
        }
        live.onEnd(live::close);
        return live;
    }

    /** Calls somebody when the program has ended; any thread. */
    void onEnd(Runnable listener) {
        process.onExit().thenRun(listener);
    }

    /** On a thread of the recorder; a program that is too slow loses packets, which the recorder counts. */
    private void take(RecordingPiece piece) {
        try {
            input.write(piece.data());
            input.flush();
            if (piece.last()) {
                input.close();
            }
        } catch (IOException _) {
            close(); // the program has ended, or takes no more
        }
    }

    /** Ends the recording; the program stays with what it has. A second time does nothing. */
    @Override
    public synchronized void close() {
        if (!calls.isShutdown()) {
            calls.execute(() -> {
                recording.join().close(); // gives what is left
                try {
                    input.close();
                } catch (IOException _) {
                    // nobody reads it any more
                }
            });
            calls.shutdown();
        }
    }
}
