/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.packet.Frames;

/**
 * Files with bytes changed, moved, doubled and cut off: whatever is in them, a reader gives packets or says what is wrong, in memory that
 * depends on the file alone. {@code -Dvitrine.fuzz.files} says how many.
 */
class CaptureFuzzTest {
    private static final int FILES = Integer.getInteger("vitrine.fuzz.files", 5_000);
    private static final int SMALL_WINDOW = 1 << 12;
    /** What a reader may need beside a few times the file. */
    private static final long MEMORY = 1 << 20;

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(71);
    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    private long seen;
    private long packets;

    private List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            Path pcap = folder.resolve("seed.pcap");
            try (PcapWriter writer = PcapWriter.create(pcap, new PcapFormat(order, true, 262_144, 1))) {
                for (int i = 0; i < 10; i++) {
                    byte[] frame = Frames.sound(random);
                    writer.write(MemorySegment.ofArray(frame), 0, frame.length, frame.length, i);
                }
            }
            seeds.add(Files.readAllBytes(pcap));
            seeds.add(PcapngTest.everything(order));
        }
        Path pcapng = folder.resolve("seed.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(pcapng, List.of(PcapngOption.comment("a seed")))) {
            writer.add(PcapngInterface.ethernet("a", "b", 0).filtered("ip"));
            writer.names(Map.of(InetAddress.getByName("10.0.0.1"), List.of("web", "www")));
            for (int i = 0; i < 10; i++) {
                byte[] frame = Frames.sound(random);
                writer.write(
                        0,
                        MemorySegment.ofArray(frame),
                        0,
                        frame.length,
                        frame.length,
                        i,
                        i % 3,
                        i % 4 == 0 ? "seen" : null);
            }
            writer.statistics(new PcapngStatistics(0, 1, 2, 3, 4, 5));
        }
        seeds.add(Files.readAllBytes(pcapng));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(seeds.getLast());
        }
        seeds.add(packed.toByteArray());
        return seeds;
    }

    @Test
    void shouldNeverFailOnMutatedFiles() throws IOException {
        List<byte[]> seeds = seeds();
        for (int i = 0; i < FILES; i++) {
            byte[] file = mutated(seeds.get(random.nextInt(seeds.size())));
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                read(file);
            } catch (PcapFormatException e) {
                assertTrue(e.getMessage().startsWith("test "), e.getMessage());
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("file " + i + ", seed 71: " + Arrays.toString(file), e);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < MEMORY + 200L * file.length, allocated + " bytes for a file of " + file.length);
        }
        assertTrue(packets > FILES && seen != 0, packets + " packets");
        System.out.println(FILES + " mutated files, " + packets + " packets");
    }

    private byte[] mutated(byte[] seed) {
        byte[] file = Arrays.copyOf(seed, random.nextInt(8) == 0 ? random.nextInt(seed.length) : seed.length);
        for (int i = random.nextInt(8); i > 0 && file.length > 8; i--) {
            int at = random.nextInt(8) == 0
                    ? random.nextInt(Math.min(64, file.length - 4))
                    : random.nextInt(file.length - 4);
            switch (random.nextInt(6)) {
                case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> file[at] = (byte) random.nextInt();
                case 2 -> set(file, at & ~3, random.nextInt()); // a field
                case 3 -> set(file, at & ~3, random.nextInt(64)); // a small one
                case 4 -> set(file, at & ~3, random.nextInt(2) - 1 ^ random.nextInt(8)); // near 0 and -1
                default -> {
                    int length = random.nextInt(file.length - at);
                    System.arraycopy(file, at, file, random.nextInt(file.length - length + 1), length);
                }
            }
        }
        return file;
    }

    private void set(byte[] file, int at, int value) {
        MemorySegment.ofArray(file)
                .set(
                        ValueLayout.JAVA_INT_UNALIGNED.withOrder(
                                random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN),
                        at,
                        value);
    }

    private void read(byte[] file) throws IOException {
        ReadableByteChannel channel;
        try {
            boolean isCompressed = file.length > 2 && file[0] == 0x1f && file[1] == (byte) 0x8b;
            var bytes = new ByteArrayInputStream(file);
            channel = Channels.newChannel(isCompressed ? new GZIPInputStream(bytes) : bytes);
        } catch (java.io.EOFException | ZipException _) {
            return; // as Window.open does
        }
        Window window = new Window(channel, SMALL_WINDOW, 0);
        try (CaptureReader reader =
                PcapngReader.isPcapng(window) ? new PcapngReader(window, "test") : new PcapReader(window, "test")) {
            if (reader instanceof PcapngReader pcapng) {
                readBlocks(pcapng);
            } else {
                boolean isThere = reader.isNextInMemory();
                while (look(reader, isThere, reader.offset())) {
                    isThere = reader.isNextInMemory();
                }
            }
            packets += reader.packets();
            assertTrue(
                    reader.packets() <= 1_100L * file.length, "more packets than a file can hold, compressed or not");
            reader.damage().ifPresent(text -> assertTrue(text.startsWith("test "), text));
        }
    }

    private boolean look(CaptureReader reader, boolean isThere, long before) throws IOException {
        boolean found = reader.next();
        assertTrue(found || !isThere, "a packet in memory is none");
        assertTrue(!isThere || reader.offset() >= before, "a packet in memory moved");
        if (found && reader.capturedLength() > 0) {
            long last = reader.offset() + reader.capturedLength() - 1;
            seen += reader.memory().get(ValueLayout.JAVA_BYTE, reader.offset())
                    + reader.memory().get(ValueLayout.JAVA_BYTE, last);
        }
        seen += reader.timestamp() + reader.length() + reader.linkType();
        return found;
    }

    /** Reads a file from block to block and copies it, every packet with other comments. */
    private void readBlocks(PcapngReader reader) throws IOException {
        try (PcapngWriter writer =
                PcapngWriter.to(Channels.newChannel(OutputStream.nullOutputStream()), "test", List.of())) {
            while (reader.nextBlock()) {
                for (PcapngOption option : reader.options()) {
                    seen += option.code() + option.value().length;
                }
                seen += reader.flags()
                        + reader.comments().size()
                        + reader.blockType()
                        + (reader.isNextInMemory() ? 1 : 0);
                writer.copy(reader);
                if (reader.isPacket() && reader.blockType() != PcapngFormat.SIMPLE_PACKET) {
                    writer.copy(reader, List.of("seen"));
                }
            }
            reader.interfaces()
                    .forEach(nic -> seen += nic.name().length()
                            + nic.filter().length()
                            + nic.comments().size());
            seen += reader.statistics().size()
                    + reader.nameResolution().size()
                    + reader.sectionOptions().size();
        }
    }
}
