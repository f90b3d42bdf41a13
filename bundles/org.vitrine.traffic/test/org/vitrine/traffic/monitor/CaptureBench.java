/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.RawPacketListener;
import org.vitrine.capture.CaptureStatistics;
import org.vitrine.capture.pcap4j.Pcap4jBackend;
import org.vitrine.capture.pipeline.CapturePipelines;
import org.vitrine.capture.ring.RingBackend;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.testkit.Metatype;
import org.vitrine.capture.testkit.TestInventory;
import org.vitrine.capture.testkit.TestNetwork;
import org.vitrine.linux.NetworkNamespace;

/**
 * Live capture on a veth with everything that the traffic monitor counts, against tcpdump and dumpcap, which count bytes only, and
 * against pcap4j's own raw listener. Processor time a packet of the whole process, interleaved.
 *
 * <p>Arguments: repetitions (5), packets per second (1000000), seconds (3).
 */
final class CaptureBench {
    private static final int FLOWS = 20_000;
    private static final int BUFFER_MIB = 64;
    private static final double WARM_UP_SECONDS = 6;
    private static final String RING = "ring";
    private static final String PCAP4J = "pcap4j";
    private static final String RAW_LISTENER = "pcap4j raw listener";
    private static final String TCPDUMP = "tcpdump -B 65536";
    private static final String DUMPCAP = "dumpcap";
    private static final List<String> READERS = List.of(RING, TCPDUMP, DUMPCAP, PCAP4J, RAW_LISTENER);
    private static final Pattern DROPPED =
            Pattern.compile("(\\d+) packets dropped by kernel|received/dropped[^:]*: \\d+/(\\d+)|dropped=(\\d+)");

    private CaptureBench() {}

    /** What one reader did once. */
    private record Result(double nanosPerPacket, long packets, long dropped) {}

    public static void main(String[] arguments) throws Exception {
        int repetitions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        String rate = arguments.length > 1 ? arguments[1] : "1000000";
        double seconds = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 3;
        Path folder = Files.createTempDirectory("capture-bench");
        try (TestNetwork network = new TestNetwork("bench")) {
            network.addPair("tap", "gen");
            Path generator = BenchProcess.compiled("generator.c", folder);
            for (String sizes : List.of("64", "imix")) {
                Map<String, List<Result>> results = new LinkedHashMap<>();
                for (int i = 0; i < repetitions; i++) {
                    for (String reader : READERS) {
                        Result result = measure(network, generator, reader, sizes, rate, seconds);
                        System.err.printf("%s %s: %s%n", sizes, reader, result);
                        results.computeIfAbsent(reader, _ -> new ArrayList<>()).add(result);
                    }
                }
                print(sizes.equals("64") ? "64 B" : "IMIX", results);
            }
        } finally {
            BenchProcess.delete(folder);
        }
    }

    private static void print(String sizes, Map<String, List<Result>> results) {
        String unit = "ns CPU/packet";
        String ours = "capture, all flows, " + sizes;
        List<Double> ring = cpu(results.get(RING));
        BenchRow.against(ours, unit, ring, cpu(results.get(TCPDUMP)), TCPDUMP, 1.0)
                .print();
        BenchRow.against(ours, unit, ring, cpu(results.get(DUMPCAP)), DUMPCAP, 0.07)
                .print();
        BenchRow.against(
                        "the same by pcap4j, " + sizes,
                        unit,
                        cpu(results.get(PCAP4J)),
                        cpu(results.get(RAW_LISTENER)),
                        RAW_LISTENER,
                        0.3)
                .print();
        for (String reader : List.of(RING, PCAP4J)) {
            BenchRow.of("loss by " + reader + ", " + sizes, "%", List.of(loss(results.get(reader))), 0)
                    .print();
        }
    }

    private static List<Double> cpu(List<Result> results) {
        return results.stream().map(Result::nanosPerPacket).toList();
    }

    private static double loss(List<Result> results) {
        return 100.0
                * results.stream().mapToLong(Result::dropped).sum()
                / results.stream().mapToLong(Result::packets).sum();
    }

    private static Result measure(
            TestNetwork network, Path generator, String reader, String sizes, String rate, double seconds)
            throws Exception {
        try (BenchProcess process = started(network.host(), reader)) {
            awaitReady(process, reader);
            generate(network, generator, sizes, rate, warmUp(reader)).close();
            boolean isOurs = !reader.equals(TCPDUMP) && !reader.equals(DUMPCAP);
            long droppedBefore = isOurs ? dropped(process.ask("dropped=")) : 0;
            long packetsBefore = network.packets("tap");
            long cpuBefore = process.cpuNanos();
            generate(network, generator, sizes, rate, seconds).close();
            Thread.sleep(300); // what is under way is read
            long cpu = process.cpuNanos() - cpuBefore;
            long packets = network.packets("tap") - packetsBefore;
            long lost = isOurs ? dropped(process.ask("dropped=")) - droppedBefore : 0;
            if (isOurs) {
                process.end();
                process.rest();
            } else {
                process.interrupt();
                lost = dropped(process.rest());
            }
            return new Result((double) cpu / packets, packets, lost);
        }
    }

    private static long dropped(String said) {
        Matcher matcher = DROPPED.matcher(said);
        if (matcher.find()) {
            for (int i = 1; i <= matcher.groupCount(); i++) {
                if (matcher.group(i) != null) {
                    return Long.parseLong(matcher.group(i));
                }
            }
        }
        throw new IllegalStateException("no word about loss in: " + said);
    }

    /** Seconds until a JVM has compiled what it runs, and knows the flows. */
    private static double warmUp(String reader) {
        return reader.equals(TCPDUMP) || reader.equals(DUMPCAP) ? 0.5 : WARM_UP_SECONDS;
    }

    private static BenchProcess generate(TestNetwork network, Path generator, String sizes, String rate, double seconds)
            throws IOException {
        BenchProcess process = BenchProcess.start(
                network.host(), List.of(generator.toString(), "gen", sizes, "" + FLOWS, rate, "" + seconds));
        process.rest();
        return process;
    }

    private static BenchProcess started(String netns, String reader) throws IOException {
        return switch (reader) {
            case TCPDUMP ->
                BenchProcess.start(netns, List.of("tcpdump", "-i", "tap", "-B", "65536", "-w", "/dev/null"));
            case DUMPCAP ->
                BenchProcess.start(
                        netns, List.of("dumpcap", "-q", "-i", "tap", "-B", "" + BUFFER_MIB, "-w", "/dev/null"));
            default -> BenchProcess.java(Reader.class, reader, netns);
        };
    }

    private static void awaitReady(BenchProcess process, String reader) throws IOException {
        for (String line = process.line(); line != null; line = process.line()) {
            if (line.contains("listening on") || line.startsWith("File:") || line.equals("ready")) {
                return;
            }
        }
        throw new IOException(reader + " does not start");
    }

    /** Our side, and pcap4j's. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws Exception {
            switch (arguments[0]) {
                case RAW_LISTENER -> listen(arguments[1]);
                case PCAP4J -> watch(new Pcap4jBackend(), arguments[1]);
                default -> watch(new RingBackend(Metatype.config(RingBackend.Config.class, Map.of())), arguments[1]);
            }
            System.exit(0);
        }

        /** As in the product: pipelines, the backend, the traffic monitor. */
        private static void watch(CaptureBackend backend, String netns) throws Exception {
            CapturePipelines pipelines = new CapturePipelines(Metatype.config(
                    CapturePipelines.Config.class,
                    Map.of("threads", 1, "buffer__kib", BUFFER_MIB << 10, "memory__mib", BUFFER_MIB)));
            TestInventory inventory = new TestInventory();
            pipelines.addFactory(new MonitorStages(Metatype.config(MonitorStages.Config.class, Map.of())), Map.of());
            pipelines.addBackend(backend, Map.of());
            pipelines.setInventory(inventory);
            inventory.put(TestInventory.guest("guest", "52:54:00:00:00:01", netns, "tap"));
            while (!pipelines.pipelines().getFirst().backend().equals(backend.name())) {
                Thread.sleep(10);
            }
            System.out.println("ready");
            while (System.in.read() >= 0) {
                CaptureStatistics statistics = pipelines.pipelines().getFirst().statistics();
                System.out.println("received=" + statistics.received() + " dropped=" + statistics.droppedByKernel());
            }
        }

        private static long bytes;

        private static void listen(String netns) throws Exception {
            PcapHandle handle = NetworkNamespace.call(
                    netns,
                    () -> new PcapHandle.Builder("tap")
                            .snaplen(128)
                            .bufferSize(BUFFER_MIB << 20)
                            .timeoutMillis(5)
                            .build());
            RawPacketListener listener = packet -> bytes += packet.length;
            Thread.ofPlatform().daemon().start(() -> loop(handle, listener));
            System.out.println("ready");
            while (System.in.read() >= 0) {
                System.out.println("dropped=" + handle.getStats().getNumPacketsDropped() + " bytes=" + bytes);
            }
        }

        private static void loop(PcapHandle handle, RawPacketListener listener) {
            try {
                handle.loop(-1, listener);
            } catch (org.pcap4j.core.PcapNativeException | org.pcap4j.core.NotOpenException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
