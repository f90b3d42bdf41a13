/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.packet.Frames;

class PcapTest {
    private static final long SOME_TIME = 1_700_000_000_123_456_789L;

    @TempDir
    Path folder;

    private record Kept(byte[] bytes, int length, long timestamp) {}

    private static List<Kept> read(byte[] file) throws IOException {
        try (PcapReader reader = new PcapReader(Channels.newChannel(new ByteArrayInputStream(file)), "test.pcap")) {
            return read(reader);
        }
    }

    private static List<Kept> read(PcapReader reader) throws IOException {
        List<Kept> all = new ArrayList<>();
        while (reader.next()) {
            byte[] bytes = reader.memory()
                    .asSlice(reader.offset(), reader.capturedLength())
                    .toArray(ValueLayout.JAVA_BYTE);
            all.add(new Kept(bytes, reader.length(), reader.timestamp()));
        }
        assertFalse(reader.next());
        return all;
    }

    private Path file(PcapFormat format, List<byte[]> frames) throws IOException {
        Path file = folder.resolve("test.pcap");
        try (PcapWriter writer = PcapWriter.create(file, format)) {
            for (int i = 0; i < frames.size(); i++) {
                MemorySegment frame = MemorySegment.ofArray(frames.get(i));
                int length = (int) frame.byteSize();
                writer.write(frame, 0, length, length + i, SOME_TIME + i * 1_000_000_007L);
            }
            assertEquals(frames.size(), writer.packets());
        }
        return file;
    }

    private static List<byte[]> frames(int count) {
        Random random = new Random(6);
        return random.ints(count).mapToObj(_ -> Frames.sound(random)).toList();
    }

    @Test
    void shouldReadWhatItWroteInBothByteOrdersAndResolutions() throws Exception {
        List<byte[]> frames = new ArrayList<>(frames(10_000));
        byte[] longest = new byte[PcapFormat.MAX_CAPTURED_LENGTH];
        new Random(7).nextBytes(longest);
        frames.add(longest);
        frames.add(new byte[0]);
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            for (boolean nanoseconds : new boolean[] {true, false}) {
                PcapFormat format = new PcapFormat(
                        order, nanoseconds, PcapFormat.MAX_CAPTURED_LENGTH, PcapFormat.LINK_TYPE_ETHERNET);
                try (PcapReader reader = PcapReader.open(file(format, frames))) {
                    assertEquals(format, reader.format());
                    List<Kept> read = read(reader);
                    assertEquals(frames.size(), read.size());
                    for (int i = 0; i < frames.size(); i++) {
                        long time = SOME_TIME + i * 1_000_000_007L;
                        assertArrayEquals(frames.get(i), read.get(i).bytes());
                        assertEquals(frames.get(i).length + i, read.get(i).length());
                        assertEquals(
                                nanoseconds ? time : time / 1_000 * 1_000,
                                read.get(i).timestamp());
                    }
                    assertTrue(reader.damage().isEmpty());
                }
            }
        }
    }

    @Test
    void shouldCutPacketsToTheSnapLength() throws Exception {
        Path file = file(PcapFormat.ethernet(20), frames(3));
        List<Kept> read = read(Files.readAllBytes(file));
        assertEquals(
                List.of(20, 20, 20), read.stream().map(k -> k.bytes().length).toList());
        assertTrue(read.get(2).length() > 20);
    }

    @Test
    void shouldGiveWhatIsGoodOfAFileThatIsCutOffAnywhere() throws Exception {
        List<byte[]> frames = frames(5);
        byte[] whole = Files.readAllBytes(file(PcapFormat.ethernet(262_144), frames));
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            if (length < PcapFormat.FILE_HEADER_LENGTH) {
                var e = assertThrows(PcapFormatException.class, () -> read(part));
                assertTrue(e.getMessage().startsWith("test.pcap "), e.getMessage());
                continue;
            }
            int good = 0;
            int at = PcapFormat.FILE_HEADER_LENGTH;
            while (good < 5 && at + 16 + frames.get(good).length <= length) {
                at += 16 + frames.get(good++).length;
            }
            try (var reader = new PcapReader(Channels.newChannel(new ByteArrayInputStream(part)), "test.pcap")) {
                assertEquals(good, read(reader).size());
                assertEquals(at == length, reader.damage().isEmpty());
                if (at != length) {
                    String start =
                            "test.pcap is damaged after packet " + good + ", at byte " + at + ": it ends within ";
                    assertTrue(reader.damage().orElseThrow().startsWith(start), reader.damage()::get);
                }
            }
        }
    }

    @Test
    void shouldSayWhatAFileIsThatItCannotRead() throws Exception {
        byte[] file = Files.readAllBytes(file(PcapFormat.ethernet(100), frames(1)));
        byte[] pcapng = {0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0};
        assertTrue(assertThrows(PcapFormatException.class, () -> read(pcapng))
                .getMessage()
                .contains("pcapng"));
        byte[] text = "#!/bin/sh\necho this is a script".getBytes();
        assertTrue(assertThrows(PcapFormatException.class, () -> read(text))
                .getMessage()
                .contains("0x23212f62"));
        byte[] old = file.clone();
        old[PcapFormat.MINOR_OFFSET] = 3;
        assertTrue(assertThrows(PcapFormatException.class, () -> read(old))
                .getMessage()
                .contains("2.3"));
    }

    @Test
    void shouldStopAtAPacketThatCannotBe() throws Exception {
        byte[] file = Files.readAllBytes(file(PcapFormat.ethernet(262_144), frames(2)));
        int second = PcapFormat.FILE_HEADER_LENGTH + 16 + frames(2).getFirst().length;
        file[second + PcapFormat.CAPTURED_LENGTH_OFFSET + 3] = (byte) 0xff;
        try (var reader = new PcapReader(Channels.newChannel(new ByteArrayInputStream(file)), "test.pcap")) {
            assertEquals(1, read(reader).size());
            assertTrue(reader.damage().orElseThrow().contains("a packet claims to have 42"), reader.damage()::get);
        }
    }

    @Test
    void shouldLeaveAGoodFileWhenTheProcessIsKilled() throws Exception {
        Path file = folder.resolve("killed.pcap");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        location(EndlessWriter.class) + ":" + location(PcapWriter.class),
                        EndlessWriter.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int flushes = 0;
        try (var output = process.getInputStream()) {
            while (flushes < 200 && output.read() >= 0) {
                flushes++;
            }
        } finally {
            process.destroyForcibly();
        }
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(200, flushes);
        try (PcapReader reader = PcapReader.open(file)) {
            assertTrue(read(reader).size() >= flushes * EndlessWriter.PACKETS_PER_FLUSH);
        }
    }

    private static String location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    /** Writes packets and a dot after every flush until it is killed. */
    static final class EndlessWriter {
        static final int PACKETS_PER_FLUSH = 13;

        public static void main(String[] args) throws IOException {
            MemorySegment frame = MemorySegment.ofArray(new byte[1_000]);
            try (PcapWriter writer = PcapWriter.create(Path.of(args[0]), PcapFormat.ethernet(1_500))) {
                while (true) {
                    for (int i = 0; i < PACKETS_PER_FLUSH; i++) {
                        writer.write(frame, 0, 1_000, 1_000, SOME_TIME);
                    }
                    writer.flush();
                    System.out.write('.');
                    System.out.flush();
                }
            }
        }
    }

    @Test
    void shouldSayClearlyThatTheDiskIsFullAndLeaveAGoodFile() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to mount a small file system");
        Path mount = Files.createDirectory(folder.resolve("full"));
        run("mount", "-t", "tmpfs", "-o", "size=64k", "vitrine-test", mount.toString());
        try {
            Path file = mount.resolve("full.pcap");
            MemorySegment frame = MemorySegment.ofArray(new byte[1_000]);
            PcapWriter writer = PcapWriter.create(file, PcapFormat.ethernet(1_500));
            IOException failure = assertThrows(IOException.class, () -> {
                while (true) {
                    for (int i = 0; i < 10; i++) {
                        writer.write(frame, 0, 1_000, 1_000, SOME_TIME);
                    }
                    writer.flush();
                }
            });
            assertEquals(
                    file + " cannot be written: No space left on device. It has the first 60 of 70 packets",
                    failure.getMessage());
            assertThrows(IOException.class, writer::flush);
            writer.close();
            try (PcapReader reader = PcapReader.open(file)) {
                assertEquals(60, read(reader).size());
                assertTrue(reader.damage().isEmpty());
            }
        } finally {
            run("umount", mount.toString());
        }
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), () -> String.join(" ", command));
    }
}
