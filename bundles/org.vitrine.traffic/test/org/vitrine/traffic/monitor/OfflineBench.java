/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.capture.file.FileBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.CaptureSource.Pace;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapWriter;
import org.vitrine.traffic.NicTraffic;

/**
 * A capture file into the tables of flows, addresses, protocols and ports, whole processes with the JVM's start, against nfpcapd and the same
 * work in C; interleaved. Arguments: repetitions (5), millions of packets (6).
 */
final class OfflineBench {
    private static final int FLOWS = 50_000;
    private static final int MILLION = 1_000_000;
    private static final int FRAMES = 1 << 18;
    private static final int LARGEST = 1_514;

    private OfflineBench() {}

    public static void main(String[] arguments) throws Exception {
        int repetitions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int packets = (arguments.length > 1 ? Integer.parseInt(arguments[1]) : 6) * MILLION;
        Path folder = Files.createTempDirectory("offline-bench");
        try {
            Path file = folder.resolve("packets.pcap");
            write(file, packets);
            Path c = BenchProcess.compiled("offline.c", folder);
            List<Double> ours = new ArrayList<>();
            List<Double> theirs = new ArrayList<>();
            List<Double> inC = new ArrayList<>();
            for (int i = 0; i < repetitions; i++) {
                ours.add(nanosPerPacket(BenchProcess.java(Reader.class, file.toString()), packets));
                inC.add(nanosPerPacket(BenchProcess.start("", List.of(c.toString(), file.toString())), packets));
                Path flows = Files.createDirectory(folder.resolve("flows" + i));
                theirs.add(nanosPerPacket(
                        BenchProcess.start("", List.of("nfpcapd", "-r", file.toString(), "-w", flows.toString())),
                        packets));
            }
            String unit = "ns/packet";
            BenchRow.against("offline, whole process", unit, ours, theirs, "nfpcapd -r", 1 / 6.0)
                    .print();
            BenchRow.against("offline, whole process", unit, ours, inC, "the same in C", 1 / 0.9)
                    .print();
        } finally {
            BenchProcess.delete(folder);
        }
    }

    private static double nanosPerPacket(BenchProcess started, int packets) throws Exception {
        try (BenchProcess process = started) {
            String said = process.rest();
            double nanos = (double) (System.nanoTime() - process.startedAt()) / packets;
            System.err.printf(
                    "%.0f ns/packet: %s%n", nanos, said.lines().findFirst().orElse(""));
            return nanos;
        }
    }

    /** Frames of every size, whole. */
    private static void write(Path file, int packets) throws IOException {
        BenchFrames frames = new BenchFrames(FRAMES, FLOWS);
        try (Arena arena = Arena.ofConfined();
                PcapWriter writer = PcapWriter.create(file, PcapFormat.ethernet(LARGEST))) {
            MemorySegment frame = arena.allocate(LARGEST);
            for (int i = 0; i < packets; ) {
                FrameBatch batch = frames.batch(i % FRAMES);
                for (int n = 0; n < batch.size() && i < packets; n++, i++) {
                    MemorySegment.copy(batch.memory(), batch.offset(n), frame, 0, batch.capturedLength(n));
                    writer.write(frame, 0, batch.length(n), batch.length(n), batch.timestamp(n));
                }
            }
        }
    }

    /** Our side. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws Exception {
            var source = new CaptureSource.File(Path.of(arguments[0]), Pace.AS_RECORDED);
            try (CaptureHandle handle = new FileBackend().open(source, new CaptureOptions(LARGEST, "", 0, 0));
                    Bench bench = new Bench(1 << 16, 1 << 18)) {
                long packets = 0;
                for (int count = 1; count > 0; packets += count) {
                    count = handle.read(bench.monitor::onFrames, FRAMES);
                }
                NicTraffic traffic = bench.snapshot(10);
                System.out.printf(
                        "%d packets, %d flows, %d addresses, %d ports%n",
                        packets,
                        bench.monitor.knownFlows(),
                        traffic.knownHosts(),
                        bench.monitor.protocols(0).knownPorts());
            }
        }
    }
}
