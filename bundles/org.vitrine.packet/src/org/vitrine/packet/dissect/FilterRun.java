/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** Looks through the packets of a file, a part of it on each processor. */
final class FilterRun {
    /** For fewer packets another thread is not worth it. */
    private static final int LEAST_PART = 50_000;
    /** Packets that are looked at before somebody is told. */
    private static final int BATCH = 2_048;

    private static final long REPORT_MILLIS = 100;

    private final CaptureFile file;
    private final DisplayFilter filter;
    private final LongAdder done = new LongAdder();
    private volatile boolean cancelled;

    private FilterRun(CaptureFile file, DisplayFilter filter) {
        this.file = file;
        this.filter = filter;
    }

    /**
     * Adds those packets that pass a filter.
     *
     * @param before rows of the packets before, by the same filter
     * @param from the first packet to look at
     * @param to the first one not to look at
     */
    static Rows run(CaptureFile file, DisplayFilter filter, Rows before, int from, int to, Progress progress)
            throws IOException, InterruptedException {
        return new FilterRun(file, filter).run(before, from, to, progress);
    }

    /** What one thread found. */
    private record Found(int[] packets, int count) {}

    private Rows run(Rows before, int from, int to, Progress progress) throws IOException, InterruptedException {
        int parts = Math.clamp((to - from) / LEAST_PART, 1, Runtime.getRuntime().availableProcessors());
        List<Found> found = new ArrayList<>();
        if (parts == 1) {
            found.add(look(from, to, progress, to - from));
        } else {
            found.addAll(share(parts, from, to, progress));
        }
        Rows rows = before;
        for (Found each : found) {
            rows = rows.plus(each.packets, each.count);
        }
        return rows;
    }

    private List<Found> share(int parts, int from, int to, Progress progress) throws IOException, InterruptedException {
        List<Found> found = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(
                parts, Thread.ofPlatform().daemon().name("packet filter ", 1).factory());
        try {
            List<Future<Found>> looking = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                int first = from + (int) ((long) (to - from) * part / parts);
                int end = from + (int) ((long) (to - from) * (part + 1) / parts);
                looking.add(threads.submit(() -> look(first, end, Progress.NONE, to - from)));
            }
            for (Future<Found> each : looking) {
                found.add(await(each, progress, to - from));
            }
            return found;
        } finally {
            cancelled = true;
            threads.shutdown();
            if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("a part of a filter does not end");
            }
        }
    }

    private Found await(Future<Found> looking, Progress progress, int total) throws IOException, InterruptedException {
        while (true) {
            try {
                return looking.get(REPORT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                progress.at(done.sum(), total);
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IOException cause -> throw cause;
                    case RuntimeException cause -> throw cause;
                    default -> throw new IllegalStateException(e.getCause());
                }
            }
        }
    }

    private Found look(int from, int to, Progress progress, int total) throws IOException, InterruptedException {
        int[] packets = new int[Math.min(to - from, 1 << 12)];
        int count = 0;
        try (FrameReader reader = FrameReader.inOrder(file)) {
            for (int first = from; first < to; first += BATCH) {
                if (cancelled || Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException();
                }
                int end = Math.min(to, first + BATCH);
                if (count + BATCH > packets.length) {
                    packets = Arrays.copyOf(packets, 2 * packets.length + BATCH);
                }
                count = look(reader, first, end, packets, count);
                done.add(end - first);
                progress.at(done.sum(), total);
            }
        }
        return new Found(packets, count);
    }

    /** One method for the hot loop, so that it is compiled as a whole. */
    private int look(FrameReader reader, int from, int to, int[] packets, int countBefore) throws IOException {
        int count = countBefore;
        for (int packet = from; packet < to; packet++) {
            if (filter.matches(reader.read(packet))) {
                packets[count++] = packet;
            }
        }
        return count;
    }
}
