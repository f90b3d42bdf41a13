/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.InterfaceCounters;

/**
 * Opens and closes sources beside the agents.
 *
 * <p>To open or close a packet socket the kernel waits until every processor has noticed, some ten milliseconds in which an agent would
 * serve nobody. It waits for many at the price of one: hence the many threads, which are there only while there is work.
 */
final class Opener implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Opener.class.getName());
    private static final int THREADS = 64;
    private static final long PATIENCE_SECONDS = 5;

    /** What came of trying to open a source: a session or the reason why there is none. */
    record Result(Session session, VitrineException failure) {}

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("capture-opener-", 0).daemon().factory());

    Opener() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** Opens a source with the first of the backends that can, and gives the result to the consumer on one of its threads. */
    void open(
            CaptureSource source,
            CaptureOptions options,
            List<Contribution<CaptureBackend>> candidates,
            Consumer<Result> whenDone) {
        threads.execute(() -> whenDone.accept(open(source, options, candidates)));
    }

    private static Result open(
            CaptureSource source, CaptureOptions options, List<Contribution<CaptureBackend>> candidates) {
        VitrineException first = null;
        for (Contribution<CaptureBackend> candidate : candidates) {
            if (!candidate.acquire()) {
                continue;
            }
            Result result = open(source, options, candidate, candidates);
            if (result.session() != null) {
                return result;
            }
            candidate.release();
            first = first == null ? result.failure() : first;
        }
        return new Result(null, first == null ? nobody(source) : first);
    }

    private static VitrineException nobody(CaptureSource source) {
        return new VitrineException(
                Reason.UNAVAILABLE,
                source instanceof CaptureSource.File
                        ? "no capture backend is there that plays files"
                        : "no capture backend is there that reads interfaces",
                "Start the bundle of a capture backend.");
    }

    /** Without session and failure when this backend is not for such sources. */
    private static Result open(
            CaptureSource source,
            CaptureOptions options,
            Contribution<CaptureBackend> candidate,
            List<Contribution<CaptureBackend>> candidates) {
        InterfaceCounters counters = null;
        try {
            CaptureBackend backend = candidate.service();
            if (!backend.supports(source)) {
                return new Result(null, null);
            }
            if (source instanceof CaptureSource.Interface(String netns, String name)) {
                counters = InterfaceCounters.open(netns, name);
            }
            CaptureHandle handle = backend.open(source, options);
            return new Result(new Session(candidate, candidates, handle, counters), null);
        } catch (VitrineException e) {
            close(counters);
            return new Result(null, e);
        } catch (RuntimeException | LinkageError e) {
            close(counters);
            LOG.log(Level.ERROR, "a capture backend failed to open " + source, e);
            return new Result(null, new VitrineException(Reason.FAILED, "the capture backend failed: " + e, "", e));
        }
    }

    private static void close(InterfaceCounters counters) {
        if (counters != null) {
            counters.close();
        }
    }

    /** Closes a session beside the agents. */
    void close(Session session) {
        threads.execute(() -> {
            try {
                session.close();
            } catch (RuntimeException | LinkageError e) {
                LOG.log(Level.ERROR, "a capture backend failed to close", e);
            }
        });
    }

    /** Waits until everything that was asked for is done. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "a capture backend does not come to an end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
