/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vitrine.capture.CaptureStatistics;
import org.vitrine.capture.PipelineStatus;
import org.vitrine.capture.pipeline.CapturePipelines;
import org.vitrine.capture.ring.RingBackend;
import org.vitrine.capture.testkit.Metatype;
import org.vitrine.capture.testkit.TestInventory;
import org.vitrine.capture.testkit.TestNetwork;
import org.vitrine.hypervisor.Machine;

/**
 * What it costs to watch the same traffic, of the same flows, when it is that of 100 or 1000 vNICs and not of one: processor time of the
 * whole process, with the product's settings, in turn.
 *
 * <p>Arguments: repetitions (5), packets per second of all vNICs together (200000), seconds (2).
 */
final class GrowthBench {
    private static final List<Integer> COUNTS = List.of(1, 100, 1_000);
    private static final int FLOWS = 20_000;
    private static final double MOST_GROWTH = 1.3;
    /** Until a JVM has compiled what it runs, and knows the flows. */
    private static final double WARM_UP_SECONDS = 6;

    private GrowthBench() {}

    /** A process that watches some vNICs. */
    private record Watcher(int vnics, TestNetwork network, BenchProcess process) {}

    /** What it did once. */
    private record Result(double nanosPerPacket, long packets, long dropped) {}

    public static void main(String[] arguments) throws Exception {
        int repetitions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        String rate = arguments.length > 1 ? arguments[1] : "200000";
        double seconds = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 2;
        Path folder = Files.createTempDirectory("growth-bench");
        List<Watcher> watchers = new ArrayList<>();
        try {
            Path generator = BenchProcess.compiled("generator.c", folder);
            for (int count : COUNTS) {
                Watcher watcher = watch(count);
                watchers.add(watcher);
                measure(watcher, generator, rate, WARM_UP_SECONDS);
            }
            Map<Integer, List<Result>> results = new LinkedHashMap<>();
            for (int i = 0; i < repetitions; i++) {
                for (Watcher watcher : watchers) {
                    Result result = measure(watcher, generator, rate, seconds);
                    System.err.printf("%d vNICs: %s%n", watcher.vnics, result);
                    results.computeIfAbsent(watcher.vnics, _ -> new ArrayList<>())
                            .add(result);
                }
            }
            print(results, seconds);
        } finally {
            for (Watcher watcher : watchers) {
                watcher.process.end();
                watcher.process.rest();
                watcher.process.close();
                watcher.network.close();
            }
            BenchProcess.delete(folder);
        }
    }

    private static void print(Map<Integer, List<Result>> results, double seconds) {
        List<Double> one = cpu(results.get(1));
        BenchRow.of("watched packet, 1 vNIC", "ns CPU", one, Double.NaN).print();
        for (int count : COUNTS.subList(1, COUNTS.size())) {
            BenchRow.against(
                            "the same, " + count + " vNICs",
                            "ns CPU",
                            cpu(results.get(count)),
                            one,
                            "1 vNIC",
                            MOST_GROWTH)
                    .print();
        }
        for (int count : COUNTS) {
            List<Double> loss = results.get(count).stream()
                    .map(result -> 100.0 * result.dropped / result.packets)
                    .toList();
            String vnics = count + (count == 1 ? " vNIC" : " vNICs");
            BenchRow.of("loss, " + vnics, "%", loss, 0).print();
            List<Double> reached = results.get(count).stream()
                    .map(result -> result.packets / seconds / 1_000)
                    .toList();
            BenchRow.of("traffic that the generator reached, " + vnics, "thousand packets/s", reached, Double.NaN)
                    .print();
        }
    }

    private static List<Double> cpu(List<Result> results) {
        return results.stream().map(Result::nanosPerPacket).toList();
    }

    private static Watcher watch(int vnics) throws Exception {
        TestNetwork network = new TestNetwork("growth");
        try {
            network.ip(
                    network.host(),
                    IntStream.range(0, vnics)
                            .boxed()
                            .flatMap(i -> Stream.of(
                                    "link add tap" + i + " type veth peer name gen" + i,
                                    "link set tap" + i + " up",
                                    "link set gen" + i + " up"))
                            .toArray(String[]::new));
            BenchProcess process = BenchProcess.java(Reader.class, network.host(), "" + vnics);
            process.ask("received="); // answers when it is ready
            return new Watcher(vnics, network, process);
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }

    private static Result measure(Watcher watcher, Path generator, String rate, double seconds) throws Exception {
        long[] before = counters(watcher);
        long cpuBefore = watcher.process.cpuNanos();
        List<String> command =
                List.of(generator.toString(), "gen", "imix", "" + FLOWS, rate, "" + seconds, "" + watcher.vnics);
        try (BenchProcess process = BenchProcess.start(watcher.network.host(), command)) {
            process.rest();
        }
        Thread.sleep(300); // what is under way is read
        long cpu = watcher.process.cpuNanos() - cpuBefore;
        long[] after = counters(watcher);
        long packets = after[0] - before[0];
        return new Result((double) cpu / packets, packets, after[1] - before[1]);
    }

    /** Packets that came for it and those of them that the kernel had no room for. */
    private static long[] counters(Watcher watcher) throws Exception {
        String[] words = watcher.process.ask("received=").split("[= ]");
        return new long[] {Long.parseLong(words[1]), Long.parseLong(words[3])};
    }

    /** The process that is measured: pipelines, the backend and the traffic monitor as the product has them. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws Exception {
            int vnics = Integer.parseInt(arguments[1]);
            CapturePipelines pipelines = new CapturePipelines(Metatype.config(CapturePipelines.Config.class, Map.of()));
            RingBackend backend = new RingBackend(Metatype.config(RingBackend.Config.class, Map.of()));
            TestInventory inventory = new TestInventory();
            pipelines.addFactory(new MonitorStages(Metatype.config(MonitorStages.Config.class, Map.of())), Map.of());
            pipelines.addBackend(backend, Map.of());
            pipelines.setInventory(inventory);
            List<Machine> guests = IntStream.range(0, vnics)
                    .mapToObj(i -> TestInventory.guest("guest" + i, "52:54:00:00:00:01", arguments[0], "tap" + i))
                    .toList();
            inventory.set(guests);
            while (pipelines.pipelines().stream()
                            .filter(status -> status.backend().equals(backend.name()))
                            .count()
                    < vnics) {
                Thread.sleep(10);
            }
            while (System.in.read() >= 0) {
                List<CaptureStatistics> all = pipelines.pipelines().stream()
                        .map(PipelineStatus::statistics)
                        .toList();
                System.out.println("received="
                        + all.stream().mapToLong(CaptureStatistics::received).sum() + " dropped="
                        + all.stream()
                                .mapToLong(CaptureStatistics::droppedByKernel)
                                .sum());
            }
            System.exit(0);
        }
    }
}
