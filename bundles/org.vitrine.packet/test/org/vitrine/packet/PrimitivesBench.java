/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What one packet costs: taking it apart, summing it up, changing its addresses. Ours and the same in C, compiled here where there is a
 * compiler, take turns; the rows are medians, printed as JSON. Run from the bundle's folder.
 */
public final class PrimitivesBench {
    private static final Path SOURCE = Path.of("test/org/vitrine/packet/primitives.c");
    private static final int FRAMES = 1_024;
    private static final int ROOM = 2_048;
    private static final int REPETITIONS = 11;
    private static final int WARM_UP = 5;
    private static final int LOOPS = 1_000;

    /** One pass over all frames. */
    private interface Pass {
        long run() throws Throwable;
    }

    private final Packet packet = new Packet();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate((long) FRAMES * ROOM, 64);
    private final MemorySegment offsets = arena.allocate(JAVA_LONG, FRAMES);
    private final MemorySegment lengths = arena.allocate(JAVA_INT, FRAMES);
    private final long[] offset = new long[FRAMES];
    private final int[] length = new int[FRAMES];
    private final List<String> rows = new ArrayList<>();
    private long seen;

    public static void main(String[] args) throws Throwable {
        new PrimitivesBench().run();
    }

    private void run() throws Throwable {
        SymbolLookup c = compile();
        mixed();
        row("parse", "ns/packet", this::parse, peer(c, "parse"));
        fill(40);
        row("checksum of 40 bytes", "ns/packet", this::checksum, peer(c, "checksum"));
        fill(1_480);
        row("checksum of 1480 bytes", "ns/packet", this::checksum, peer(c, "checksum"));
        translatable();
        row("NAT rewrite", "ns/packet", this::rewrite, peer(c, "rewrite"));
        System.out.println("[" + String.join(",\n ", rows) + "]");
        if (seen == 0) {
            throw new IllegalStateException("nothing was done");
        }
    }

    // ---- what is measured

    private long parse() {
        long sum = 0;
        for (int i = 0; i < FRAMES; i++) {
            packet.wrap(memory, offset[i], length[i]);
            if (packet.isIpv4()) {
                sum += (packet.ipv4().source() & 0xffff_ffffL) + (packet.ipv4().destination() & 0xffff_ffffL);
            } else if (packet.isIpv6()) {
                sum += packet.sourceHigh() + packet.sourceLow() + packet.destinationHigh() + packet.destinationLow();
            } else {
                continue;
            }
            if (packet.isUdp() || packet.isTcp()) {
                sum += packet.sourcePort() + packet.destinationPort() + packet.protocol();
            }
        }
        return sum;
    }

    private long checksum() {
        long sum = 0;
        for (int i = 0; i < FRAMES; i++) {
            sum += Checksum.of(memory, offset[i], length[i]);
        }
        return sum;
    }

    private long rewrite() {
        long sum = 0;
        for (int i = 0; i < FRAMES; i++) {
            packet.wrap(memory, offset[i], length[i]);
            if (packet.isIpv4() && (packet.isTcp() || packet.isUdp())) {
                int address = packet.ipv4().destination() + 1;
                packet.destination(address).destinationPort(packet.destinationPort() ^ 1);
                packet.ipv4().timeToLive(packet.ipv4().timeToLive() ^ 1);
                sum += address & 0xffff_ffffL;
            }
        }
        return sum;
    }

    // ---- frames

    private void put(int i, byte[] frame) {
        offset[i] = (long) i * ROOM;
        length[i] = frame.length;
        MemorySegment.copy(MemorySegment.ofArray(frame), 0, memory, offset[i], frame.length);
        offsets.setAtIndex(JAVA_LONG, i, offset[i]);
        lengths.setAtIndex(JAVA_INT, i, length[i]);
    }

    private void mixed() {
        SplittableRandom random = new SplittableRandom(81);
        for (int i = 0; i < FRAMES; i++) {
            put(i, Frames.sound(random));
        }
    }

    private void fill(int bytes) {
        SplittableRandom random = new SplittableRandom(82);
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = new byte[bytes];
            random.nextBytes(frame);
            put(i, frame);
        }
    }

    private void translatable() {
        MemorySegment bytes = arena.allocate(ROOM); // heap memory would be another kind for the compiler
        PacketBuilder builder = new PacketBuilder(bytes);
        for (int i = 0; i < FRAMES; i++) {
            builder.ethernet(1, 2).ipv4(0x0a00_0000 + i, 0x0a01_0000 + i);
            int built = (i % 2 == 0 ? builder.udp(1_000 + i, 53) : builder.tcp(1_000 + i, 80, i, i, Tcp.ACK, 1_000))
                    .payload(new byte[26])
                    .finish();
            put(i, bytes.asSlice(0, built).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    // ---- measuring

    private static SymbolLookup compile() throws IOException, InterruptedException {
        Path library = Files.createTempFile("primitives", ".so");
        try {
            Process compiler = new ProcessBuilder(
                            "cc",
                            "-O3",
                            "-march=native",
                            "-shared",
                            "-fPIC",
                            "-o",
                            library.toString(),
                            SOURCE.toString())
                    .inheritIO()
                    .start();
            return compiler.waitFor() == 0 ? SymbolLookup.libraryLookup(library, Arena.global()) : null;
        } catch (IOException e) {
            System.err.println("no C to compare with: " + e.getMessage());
            return null;
        } finally {
            Files.delete(library);
        }
    }

    private Pass peer(SymbolLookup c, String function) {
        if (c == null) {
            return null;
        }
        MethodHandle handle = Linker.nativeLinker()
                .downcallHandle(
                        c.findOrThrow(function), FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
        return () -> (long) handle.invokeExact(memory, offsets, lengths, FRAMES);
    }

    private void row(String name, String unit, Pass ours, Pass peer) throws Throwable {
        if (peer != null && !name.startsWith("NAT")) {
            long here = ours.run();
            long there = peer.run();
            if (here != there) {
                throw new IllegalStateException(name + ": ours says " + here + ", C says " + there);
            }
        }
        double[] our = new double[REPETITIONS];
        double[] their = new double[REPETITIONS];
        for (int i = -WARM_UP; i < REPETITIONS; i++) {
            double mine = nanos(ours);
            double theirs = peer == null ? Double.NaN : nanos(peer);
            if (i >= 0) {
                our[i] = mine;
                their[i] = theirs;
            }
        }
        Arrays.sort(our);
        Arrays.sort(their);
        double mine = our[REPETITIONS / 2];
        double theirs = their[REPETITIONS / 2];
        rows.add(
                peer == null
                        ? String.format(
                                Locale.ROOT,
                                "{\"name\": \"%s\", \"unit\": \"%s\", \"ours\": %.2f, \"min\": %.2f, \"max\": %.2f, \"peer\": null, \"peerName\": null, \"ratio\": null, \"goal\": null, \"met\": null}",
                                name,
                                unit,
                                mine,
                                our[0],
                                our[REPETITIONS - 1])
                        : String.format(
                                Locale.ROOT,
                                "{\"name\": \"%s\", \"unit\": \"%s\", \"ours\": %.2f, \"min\": %.2f, \"max\": %.2f, \"peer\": %.2f, \"peerName\": \"the same in C\", \"ratio\": %.2f, \"goal\": null, \"met\": null}",
                                name,
                                unit,
                                mine,
                                our[0],
                                our[REPETITIONS - 1],
                                theirs,
                                mine / theirs));
    }

    private double nanos(Pass pass) throws Throwable {
        long start = System.nanoTime();
        for (int i = 0; i < LOOPS; i++) {
            seen += pass.run();
        }
        return (System.nanoTime() - start) / (double) LOOPS / FRAMES;
    }
}
