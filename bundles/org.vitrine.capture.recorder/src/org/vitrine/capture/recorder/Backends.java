/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.recorder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.InterfaceCounters;

/** The capture backends that there are, best first. Any thread. */
final class Backends {
    /** To open or close a packet socket the kernel waits for itself, some ten milliseconds; for many at the price of one. */
    private static final int THREADS = 32;

    private record Ranked(CaptureBackend backend, int ranking, long id) {
        static final Comparator<Ranked> BEST_FIRST =
                Comparator.comparingInt(Ranked::ranking).reversed().thenComparingLong(Ranked::id);
    }

    private volatile List<Ranked> all = List.of();

    synchronized void add(CaptureBackend backend, int ranking, long id) {
        all = Stream.concat(all.stream(), Stream.of(new Ranked(backend, ranking, id)))
                .sorted(Ranked.BEST_FIRST)
                .toList();
    }

    synchronized void remove(CaptureBackend backend) {
        all = all.stream().filter(b -> b.backend() != backend).toList();
    }

    boolean contains(CaptureBackend backend) {
        return all.stream().anyMatch(b -> b.backend() == backend);
    }

    /**
     * Opens a source with the best backend that is for such.
     *
     * @throws VitrineException as {@link CaptureBackend#open}; UNAVAILABLE when there is no such backend
     */
    private Opened open(CaptureSource source, CaptureOptions options) throws VitrineException {
        CaptureBackend backend = all.stream()
                .map(Ranked::backend)
                .filter(b -> b.supports(source))
                .findFirst()
                .orElseThrow(() -> new VitrineException(
                        Reason.UNAVAILABLE,
                        "no capture backend is there that reads "
                                + (source instanceof CaptureSource.File ? "files" : "interfaces"),
                        "Start the bundle of a capture backend."));
        InterfaceCounters counters = source instanceof CaptureSource.Interface(String netns, String name)
                ? InterfaceCounters.open(netns, name)
                : null;
        try {
            CaptureHandle handle = backend.open(source, options);
            return new Opened(backend, handle, counters);
        } catch (VitrineException | RuntimeException e) {
            if (counters != null) {
                counters.close();
            }
            throw e;
        }
    }

    /**
     * Opens many at once.
     *
     * @param whenFailed is told of each that cannot be opened
     */
    void open(List<Source> sources, CaptureOptions options, Failed whenFailed) {
        List<Future<Opened>> opening = new ArrayList<>();
        try (ExecutorService threads = threads(sources.size())) {
            sources.forEach(source -> opening.add(threads.submit(() -> open(source.from(), options))));
        }
        for (int i = 0; i < sources.size(); i++) {
            try {
                sources.get(i).attach(opening.get(i).get());
            } catch (ExecutionException e) {
                whenFailed.tell(
                        sources.get(i),
                        e.getCause() instanceof VitrineException reason
                                ? reason
                                : new VitrineException(
                                        Reason.FAILED, "the capture backend failed: " + e.getCause(), "", e));
            } catch (InterruptedException e) {
                throw new IllegalStateException("the threads have ended", e);
            }
        }
    }

    /** A source that could not be opened. */
    interface Failed {
        void tell(Source source, VitrineException reason);
    }

    /** Does something with many at once that the kernel takes its time for. */
    static void forEach(List<Source> sources, Consumer<Source> task) {
        try (ExecutorService threads = threads(sources.size())) {
            sources.forEach(source -> threads.submit(() -> task.accept(source)));
        }
    }

    private static ExecutorService threads(int tasks) {
        return Executors.newFixedThreadPool(
                Math.clamp(tasks, 1, THREADS),
                Thread.ofPlatform().name("recorder-opener-", 0).daemon().factory());
    }

    /**
     * @throws VitrineException INVALID with libpcap's complaint, UNAVAILABLE when nobody can tell
     */
    void checkFilter(String filter) throws VitrineException {
        for (Ranked candidate : all) {
            try {
                candidate.backend().checkFilter(filter);
                return;
            } catch (VitrineException e) {
                if (e.reason() != Reason.UNSUPPORTED) {
                    throw e;
                }
            }
        }
        throw new VitrineException(
                Reason.UNAVAILABLE, "no capture backend is there that knows filters", "Start the bundle of one.");
    }
}
