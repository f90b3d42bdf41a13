/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What flows cost: memory at a million of them, and garbage, allocation and processor time over ten million packets through the whole
 * traffic monitor. Argument: repetitions (5).
 */
final class FlowsBench {
    private static final int MILLION = 1_000_000;
    private static final int PACKETS = 10 * MILLION;
    private static final double MOST_BYTES = 80;
    private static final int FRAMES = 1 << 18;

    private FlowsBench() {}

    public static void main(String[] arguments) throws Exception {
        int repetitions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        List<Double> tables = new ArrayList<>();
        List<Double> heaps = new ArrayList<>();
        List<Double> tables6 = new ArrayList<>();
        for (int i = 0; i < repetitions; i++) {
            long before = used();
            FlowTable table = filled(1);
            heaps.add((double) (used() - before) / MILLION);
            tables.add((double) table.bytes() / table.size());
            tables6.add((double) filled(4).bytes() / MILLION);
        }
        List<Double> collections = new ArrayList<>();
        List<Double> allocated = new ArrayList<>();
        List<Double> nanos = new ArrayList<>();
        BenchFrames frames = new BenchFrames(FRAMES, 20_000);
        try (Bench bench = new Bench(1 << 16, 1 << 16)) {
            run(bench, frames);
            var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            for (int i = 0; i < repetitions; i++) {
                long collectionsBefore = collections();
                long cpuBefore = cpuNanos();
                long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
                run(bench, frames);
                allocated.add((double) (threads.getCurrentThreadAllocatedBytes() - allocatedBefore));
                nanos.add((double) (cpuNanos() - cpuBefore) / PACKETS);
                collections.add((double) (collections() - collectionsBefore));
            }
        }
        String perFlow = "B/flow";
        BenchRow.of("table of 1 million flows", perFlow, tables, MOST_BYTES).print();
        BenchRow.of("heap of 1 million flows", perFlow, heaps, MOST_BYTES).print();
        BenchRow.of("table of 1 million flows of IPv6", perFlow, tables6, MOST_BYTES)
                .print();
        BenchRow.of("garbage collections in 10 million packets", "", collections, 0)
                .print();
        BenchRow.of("allocation in 10 million packets", "B", allocated, 0).print();
        BenchRow.of("traffic monitor, 20 000 flows", "ns CPU/packet", nanos, Double.NaN)
                .print();
    }

    private static FlowTable filled(int addressWords) {
        FlowTable table = new FlowTable(addressWords, MILLION, 7);
        for (int i = 0; i < MILLION; i++) {
            if (addressWords == 1) {
                table.key(0x0a05_0002L << 32 | i * 31L & 0xffff_ffffL);
            } else {
                table.key(1, 2, 3, i * 31L);
            }
            table.add(FlowTable.tuple(i & 0xffff, 443, 6), 0);
        }
        return table;
    }

    private static void run(Bench bench, BenchFrames frames) {
        for (int packets = 0; packets < PACKETS; ) {
            for (int i = 0; i < frames.count() && packets < PACKETS; i += BenchFrames.batchSize()) {
                bench.monitor.onFrames(frames.batch(i));
                packets += BenchFrames.batchSize();
            }
        }
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(20);
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private static long cpuNanos() throws Exception {
        return Long.parseLong(
                Files.readString(Path.of("/proc/thread-self/schedstat")).split(" ")[0]);
    }
}
