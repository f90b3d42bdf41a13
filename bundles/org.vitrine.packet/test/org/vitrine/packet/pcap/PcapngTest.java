/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.packet.Allocation;
import org.vitrine.packet.Frames;

class PcapngTest {
    private static final long SOME_TIME = 1_700_000_000_123_456_789L;
    private static final List<PcapngOption> SECTION = List.of(
            PcapngOption.text(PcapngOption.SECTION_OS, "Linux"),
            PcapngOption.text(PcapngOption.SECTION_APPLICATION, "a test"),
            PcapngOption.comment("about all of it"));

    @TempDir
    Path folder;

    private final Random random = new Random(61);

    // ---- files made by the writer

    private byte[] frame() {
        return Frames.sound(random);
    }

    /** Two interfaces, names, statistics, flags and comments. */
    private Path written(int packets) throws IOException {
        Path file = folder.resolve("written.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(file, SECTION)) {
            writer.add(
                    PcapngInterface.ethernet("web/eth0", "vNIC eth0 of web", 0).filtered("tcp port 80"));
            writer.add(PcapngInterface.ethernet("db/eth0", "vNIC eth0 of db", 60));
            writer.names(Map.of(
                    InetAddress.getByName("10.0.0.1"), List.of("web.example.org", "www"),
                    InetAddress.getByName("2001:db8::1"), List.of("db.example.org")));
            for (int i = 0; i < packets; i++) {
                byte[] bytes = frame();
                writer.write(
                        i % 2,
                        MemorySegment.ofArray(bytes),
                        0,
                        bytes.length,
                        bytes.length,
                        time(i),
                        i % 3,
                        i % 5 == 4 ? "packet " + i : null);
            }
            writer.statistics(new PcapngStatistics(0, SOME_TIME, time(packets), 100, PcapngStatistics.UNKNOWN, 7));
            writer.statistics(new PcapngStatistics(1, SOME_TIME, time(packets), 50, 3, 4));
            assertEquals(packets, writer.packets());
            assertFalse(Files.exists(file));
        }
        assertFalse(Files.exists(file.resolveSibling("written.pcapng.part")));
        return file;
    }

    private static long time(int packet) {
        return SOME_TIME + packet * 1_000_000_007L;
    }

    @Test
    void shouldReadWhatItWrote() throws Exception {
        Path file = written(500);
        random.setSeed(61);
        try (PcapngReader reader = PcapngReader.open(file)) {
            for (int i = 0; i < 500; i++) {
                assertTrue(reader.next());
                byte[] expected = frame();
                int kept = i % 2 == 0 ? expected.length : Math.min(60, expected.length);
                assertArrayEquals(Arrays.copyOf(expected, kept), bytes(reader));
                assertEquals(expected.length, reader.length());
                assertEquals(time(i), reader.timestamp());
                assertEquals(i % 2, reader.interfaceId());
                assertEquals(i % 3, reader.flags());
                assertEquals(i % 5 == 4 ? List.of("packet " + i) : List.of(), reader.comments());
            }
            assertFalse(reader.next());
            assertTrue(reader.damage().isEmpty());
            assertEquals("web/eth0", reader.interfaces().get(0).name());
            assertEquals("vNIC eth0 of db", reader.interfaces().get(1).description());
            assertEquals("tcp port 80", reader.interfaces().get(0).filter());
            assertEquals("", reader.interfaces().get(1).filter());
            assertEquals(
                    List.of("web.example.org", "www"),
                    List.copyOf(reader.nameResolution().get(InetAddress.getByName("10.0.0.1"))));
            assertEquals(
                    new PcapngStatistics(0, SOME_TIME, time(500), 100, -1, 7),
                    reader.statistics().get(0));
            assertEquals(4, reader.statistics().get(1).droppedByOs());
            assertEquals("a test", reader.sectionOptions().get(1).text());
            assertEquals(1, reader.linkType());
        }
    }

    private static byte[] bytes(CaptureReader reader) {
        return reader.memory().asSlice(reader.offset(), reader.capturedLength()).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Runs a program that must have nothing to complain about. */
    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        String output = new String(process.getInputStream().readAllBytes());
        String errors = new String(process.getErrorStream().readAllBytes())
                .lines()
                .filter(line -> !line.startsWith("Running as user"))
                .reduce("", String::concat);
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + errors);
        assertEquals("", errors);
        return output;
    }

    private static void requireTshark() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "needs tshark to compare with");
    }

    private static List<String> fields(Path file, String... names) throws Exception {
        List<String> command = new ArrayList<>(List.of("tshark", "-r", file.toString(), "-T", "fields"));
        for (String name : names) {
            command.addAll(List.of("-e", name));
        }
        return run(command.toArray(String[]::new)).lines().toList();
    }

    @Test
    void shouldBeReadByTsharkAndCapinfosWithoutAWarning() throws Exception {
        requireTshark();
        Path file = written(100);
        List<String> frames = fields(
                file,
                "frame.time_epoch",
                "frame.interface_name",
                "frame.interface_description",
                "frame.comment",
                "frame.packet_flags_direction",
                "frame.cap_len");
        assertEquals(100, frames.size());
        assertTrue(frames.get(0).startsWith("1700000000.123456789\tweb/eth0\tvNIC eth0 of web\t\t"), frames.get(0));
        assertTrue(frames.get(4).contains("\tpacket 4\t"), frames.get(4));
        assertTrue(frames.get(1).contains("\tdb/eth0\tvNIC eth0 of db\t\t"), frames.get(1));
        String infos = run("capinfos", file.toString());
        for (String expected : List.of(
                "Number of packets:   100",
                "Name = web/eth0",
                "Filter string = tcp port 80",
                "Time resolution = 0x09",
                "Number of stat entries = 1",
                "a test",
                "about all of it",
                "nanoseconds (9)")) {
            assertTrue(infos.contains(expected), expected + " is not in " + infos);
        }
    }

    @Test
    void shouldNameAddressesForTshark() throws Exception {
        requireTshark();
        Path file = folder.resolve("named.pcapng");
        byte[] memory = new byte[100];
        int length = new org.vitrine.packet.PacketBuilder(MemorySegment.ofArray(memory))
                .ethernet(1, 2)
                .ipv4(0x0a00_0001, 0x0a00_0002)
                .udp(5, 6)
                .finish();
        try (PcapngWriter writer = PcapngWriter.create(file, SECTION)) {
            writer.add(PcapngInterface.ethernet("a", "b", 0));
            writer.names(Map.of(InetAddress.getByName("10.0.0.1"), List.of("web.example.org")));
            writer.write(0, MemorySegment.ofArray(memory), 0, length, length, SOME_TIME);
        }
        assertEquals(
                "web.example.org",
                run("tshark", "-N", "n", "-r", file.toString(), "-T", "fields", "-e", "ip.src_host")
                        .strip());
    }

    @Test
    void shouldReadWhatOthersWrite() throws Exception {
        requireTshark();
        Path file = written(100);
        Path other = folder.resolve("other.pcapng");
        run("editcap", "-a", "3:a note", "--capture-comment", "of the file", file.toString(), other.toString());
        try (PcapngReader reader = PcapngReader.open(other)) {
            for (int i = 0; i < 3; i++) {
                assertTrue(reader.next());
            }
            assertEquals(List.of("a note"), reader.comments());
            while (reader.next()) {
                // to the end
            }
            assertEquals(100, reader.packets());
            assertTrue(reader.damage().isEmpty());
        }
        Path old = folder.resolve("old.pcap");
        run("editcap", "-F", "nsecpcap", other.toString(), old.toString());
        try (CaptureReader reader = CaptureReader.open(old);
                CaptureReader same = CaptureReader.open(other)) {
            assertTrue(reader instanceof PcapReader && same instanceof PcapngReader);
            while (reader.next()) {
                assertTrue(same.next());
                assertEquals(reader.timestamp(), same.timestamp());
                assertArrayEquals(bytes(reader), bytes(same));
            }
            assertFalse(same.next());
        }
    }

    @Test
    void shouldAllocateNothingForAPacket() throws Exception {
        byte[] bytes = frame();
        MemorySegment frame = MemorySegment.ofArray(bytes);
        var nowhere = Channels.newChannel(OutputStream.nullOutputStream());
        java.nio.channels.WritableByteChannel sink = new java.nio.channels.WritableByteChannel() {
            @Override
            public int write(ByteBuffer from) {
                int count = from.remaining();
                from.position(from.limit());
                return count;
            }

            @Override
            public boolean isOpen() {
                return nowhere.isOpen();
            }

            @Override
            public void close() throws IOException {
                nowhere.close();
            }
        };
        try (PcapngWriter writer = PcapngWriter.to(sink, "nothing", SECTION)) {
            writer.add(PcapngInterface.ethernet("a", "b", 0));
            Allocation.assertNone(() -> {
                for (int i = 0; i < 100; i++) {
                    writer.write(0, frame, 0, bytes.length, bytes.length, SOME_TIME, PcapngWriter.INBOUND, null);
                }
            });
        }
        Path file = written(20_000);
        try (PcapngReader reader = PcapngReader.open(file)) {
            Allocation.assertNone(() -> {
                for (int i = 0; i < 2; i++) {
                    reader.next();
                    reader.flags();
                }
            });
        }
    }

    // ---- files made by hand

    /** Blocks of a section, in a byte order. */
    private static final class Blocks {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final ByteOrder order;

        Blocks(ByteOrder order, long sectionLength) {
            this.order = order;
            block(
                    PcapngFormat.SECTION,
                    body(28).putInt(PcapngFormat.BYTE_ORDER)
                            .putShort((short) 1)
                            .putShort((short) 0)
                            .putLong(sectionLength)
                            .putShort((short) 4)
                            .putShort((short) 5)
                            .put("hello".getBytes())
                            .put(new byte[3]));
        }

        ByteBuffer body(int length) {
            return ByteBuffer.allocate(length).order(order);
        }

        Blocks block(int type, ByteBuffer body) {
            int length = body.position() + 12;
            ByteBuffer block =
                    body(length).putInt(type).putInt(length).put(body.flip()).putInt(length);
            bytes.writeBytes(block.array());
            return this;
        }

        Blocks nic(int resolution, long offset) {
            return block(
                    PcapngFormat.INTERFACE,
                    body(32).putShort((short) 1)
                            .putShort((short) 0)
                            .putInt(0)
                            .putShort((short) 9)
                            .putShort((short) 1)
                            .put((byte) resolution)
                            .put(new byte[3])
                            .putShort((short) 14)
                            .putShort((short) 8)
                            .putLong(offset));
        }

        Blocks packet(int nic, long units, int length) {
            return block(
                    PcapngFormat.ENHANCED_PACKET,
                    body(40 + length)
                            .putInt(nic)
                            .putInt((int) (units >>> 32))
                            .putInt((int) units)
                            .putInt(length)
                            .putInt(length + 1)
                            .put(new byte[PcapngFormat.padded(length)])
                            .putShort((short) 32_513)
                            .putShort((short) 3)
                            .putInt(0x010203)
                            .putInt(0));
        }

        Blocks unknown() {
            return block(0x0bad, body(16).putInt(32473).putLong(0x0102_0304_0506_0708L))
                    .block(0x7000_0001, body(8).putInt(-1))
                    .block(10, body(16).putInt(0x544c534b).putInt(4).putInt(77));
        }
    }

    /** A file with a block of every kind. */
    static byte[] everything(ByteOrder order) {
        return new Blocks(order, -1)
                .nic(6, 0)
                .nic(9, 5)
                .nic(0x80 | 30, 0)
                .unknown()
                .packet(0, 1_700_000_000_123_456L, 5)
                .packet(1, 1_700_000_000_123_456_789L, 6)
                .packet(2, 1_700_000_000L << 30 | 1 << 29, 7)
                .block(
                        PcapngFormat.SIMPLE_PACKET,
                        ByteBuffer.allocate(12).order(order).putInt(7).putLong(0))
                .block(
                        PcapngFormat.OLD_PACKET,
                        ByteBuffer.allocate(24)
                                .order(order)
                                .putShort((short) 1)
                                .putShort((short) 9)
                                .putInt(0)
                                .putInt(8)
                                .putInt(4)
                                .putInt(4)
                                .putInt(0))
                .block(
                        PcapngFormat.NAMES,
                        ByteBuffer.allocate(20)
                                .order(order)
                                .putShort((short) 1)
                                .putShort((short) 8)
                                .putInt(0x0a00_0001)
                                .put("web\0".getBytes())
                                .putInt(0))
                .bytes
                .toByteArray();
    }

    @Test
    void shouldReadAllByteOrdersSectionsAndResolutions() throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            file.writeBytes(everything(order));
        }
        StringBuilder read = new StringBuilder();
        try (PcapngReader reader =
                new PcapngReader(Channels.newChannel(new ByteArrayInputStream(file.toByteArray())), "test")) {
            while (reader.next()) {
                read.append(reader.interfaceId())
                        .append(' ')
                        .append(reader.capturedLength())
                        .append(' ')
                        .append(reader.timestamp())
                        .append('\n');
            }
            assertTrue(reader.damage().isEmpty());
            assertEquals(6, reader.interfaces().size());
            assertEquals("hello", reader.sectionOptions().getFirst().text());
        }
        String section =
                "0 5 1700000000123456000\n1 6 1700000005123456789\n2 7 1700000000500000000\n0 7 0\n1 4 5000000008\n";
        assertEquals(
                section
                        + section.replaceAll("(?m)^0", "3")
                                .replaceAll("(?m)^1 ", "4 ")
                                .replaceAll("(?m)^2", "5"),
                read.toString());
    }

    @Test
    void shouldTurnUnitsOfAnyResolutionIntoNanoseconds() {
        BigInteger billion = BigInteger.valueOf(1_000_000_000);
        for (int round = 0; round < 20_000; round++) {
            long units = random.nextLong() >>> random.nextInt(64);
            int exponent = random.nextInt(128);
            BigInteger unsigned = new BigInteger(Long.toUnsignedString(units));
            assertEquals(
                    unsigned.multiply(billion)
                            .divide(BigInteger.TEN.pow(exponent))
                            .longValue(),
                    PcapngReader.nanos(units, exponent));
            assertEquals(
                    unsigned.multiply(billion).shiftRight(exponent).longValue(),
                    PcapngReader.nanos(units, 0x80 | exponent));
        }
    }

    @Test
    void shouldKeepWhatItDoesNotUnderstandByteByByte() throws Exception {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            byte[] original = new Blocks(order, 4_000)
                    .nic(9, 0)
                    .unknown()
                    .packet(0, 5, 61)
                    .unknown()
                    .packet(0, 6, 3)
                    .unknown()
                    .bytes
                    .toByteArray();
            Path from = Files.write(folder.resolve("from.pcapng"), original);
            Path to = folder.resolve("to.pcapng");
            copy(from, to, -1);
            assertArrayEquals(original, Files.readAllBytes(to));

            copy(from, to, 2);
            byte[] edited = Files.readAllBytes(to);
            assertArrayEquals(Arrays.copyOf(original, 16), Arrays.copyOf(edited, 16));
            assertEquals(-1, ByteBuffer.wrap(edited).getLong(16));
            byte[] section = new Blocks(order, 0).bytes.toByteArray();
            byte[] unknown = new Blocks(order, 0).unknown().bytes.toByteArray();
            String kept = HexFormat.of().formatHex(unknown, section.length, unknown.length);
            assertEquals(
                    4, HexFormat.of().formatHex(edited).split(kept, -1).length, "unknown blocks stand in 3 places");
            try (PcapngReader reader = PcapngReader.open(to)) {
                assertTrue(reader.next() && reader.comments().isEmpty());
                assertTrue(reader.next());
                assertEquals(List.of("seen", "noted"), reader.comments());
                assertEquals(32_513, reader.options().getFirst().code());
                assertFalse(reader.next());
                assertTrue(reader.damage().isEmpty());
            }
            if (Files.isExecutable(Path.of("/usr/bin/tshark"))) {
                List<String> comments = new ArrayList<>(fields(to, "frame.comment"));
                comments.removeIf(String::isEmpty); // tshark shows other blocks as frames, too
                assertEquals(List.of("seen,noted"), comments);
            }
        }
    }

    private static void copy(Path from, Path to, long commented) throws IOException {
        try (PcapngReader reader = PcapngReader.open(from);
                PcapngWriter writer = PcapngWriter.copyTo(to)) {
            while (reader.nextBlock()) {
                if (reader.isPacket() && reader.packets() == commented) {
                    writer.copy(reader, List.of("seen", "noted"));
                } else {
                    writer.copy(reader);
                }
            }
        }
    }

    @Test
    void shouldCopyBlocksThatAreLargerThanItsMemory() throws Exception {
        byte[] large = new byte[3 << 20];
        random.nextBytes(large);
        byte[] original = new Blocks(ByteOrder.LITTLE_ENDIAN, -1)
                .nic(9, 0)
                .packet(0, 1, 2)
                .block(0x0bad, ByteBuffer.allocate(large.length).put(large))
                .packet(0, 1, 2)
                .bytes
                .toByteArray();
        Path from = Files.write(folder.resolve("from.pcapng"), original);
        copy(from, folder.resolve("to.pcapng"), -1);
        assertEquals(-1, Files.mismatch(from, folder.resolve("to.pcapng")));
    }

    // ---- files that are not whole

    private static List<String> read(byte[] file) throws IOException {
        List<String> packets = new ArrayList<>();
        try (PcapngReader reader =
                new PcapngReader(Channels.newChannel(new ByteArrayInputStream(file)), "test.pcapng")) {
            while (reader.next()) {
                packets.add(reader.timestamp() + " " + reader.capturedLength());
            }
            packets.add(reader.damage().orElse("whole"));
        }
        return packets;
    }

    @Test
    void shouldGiveWhatIsGoodOfAFileThatIsCutOffAnywhere() throws Exception {
        byte[] whole = new Blocks(ByteOrder.BIG_ENDIAN, -1)
                .nic(9, 0)
                .packet(0, 1, 7)
                .unknown()
                .packet(0, 2, 8)
                .bytes
                .toByteArray();
        List<String> good = read(whole);
        assertEquals(List.of("1 7", "2 8", "whole"), good);
        int section = 40;
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            if (length < section) {
                var e = assertThrows(PcapFormatException.class, () -> read(part), "" + length);
                assertTrue(e.getMessage().startsWith("test.pcapng "), e.getMessage());
                continue;
            }
            List<String> packets = read(part);
            assertEquals(good.subList(0, packets.size() - 1), packets.subList(0, packets.size() - 1));
            String last = packets.getLast();
            assertTrue(
                    last.equals("whole")
                            || last.startsWith("test.pcapng is damaged after packet " + (packets.size() - 1)),
                    last);
        }
    }

    @Test
    void shouldPassOverABlockThatMakesNoSense() throws Exception {
        byte[] file = new Blocks(ByteOrder.LITTLE_ENDIAN, -1)
                .nic(9, 0)
                .packet(0, 1, 7)
                .packet(3, 2, 8)
                .packet(9, 2, 8)
                .packet(0, 3, 9)
                .bytes
                .toByteArray();
        assertEquals(
                List.of(
                        "1 7",
                        "3 9",
                        "test.pcapng has a block that makes no sense after packet 1, at byte 132: a packet is of"
                                + " interface 3, which is not described (2 such blocks)"),
                read(file));
        file[file.length - 1] = 1;
        assertTrue(read(file).getLast().contains("; and it is damaged after packet 1"), read(file)::toString);
    }

    @Test
    void shouldReadCompressedFiles() throws Exception {
        Path plain = written(2_000);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            Files.copy(plain, gzip);
        }
        Path file = Files.write(folder.resolve("packed.pcapng.gz"), packed.toByteArray());
        try (CaptureReader reader = CaptureReader.open(file)) {
            while (reader.next()) {
                // to the end
            }
            assertEquals(2_000, reader.packets());
            assertTrue(reader.damage().isEmpty());
        }
        Files.write(file, Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
        try (CaptureReader reader = CaptureReader.open(file)) {
            while (reader.next()) {
                // to the end
            }
            assertTrue(reader.packets() > 500 && reader.packets() < 1_500, "" + reader.packets());
            assertTrue(
                    reader.damage().orElseThrow().contains("its compression is cut off or damaged"),
                    reader.damage()::get);
        }
        Files.write(file, new byte[] {0x1f, (byte) 0x8b, 8});
        assertThrows(PcapFormatException.class, () -> CaptureReader.open(file));
    }

    @Test
    void shouldSayWhatAFileIsThatItCannotRead() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "no capture");
        assertThrows(PcapFormatException.class, () -> CaptureReader.open(text));
        assertThrows(PcapFormatException.class, () -> PcapngReader.open(text));
        byte[] future = new Blocks(ByteOrder.BIG_ENDIAN, -1).bytes.toByteArray();
        future[13] = 2;
        assertTrue(assertThrows(PcapFormatException.class, () -> read(future))
                .getMessage()
                .contains("2.0"));
    }

    // ---- rotation

    private List<Path> rotated(PcapngRotation rotation, int packets) throws IOException {
        try (PcapngWriter writer = PcapngWriter.create(folder.resolve("ring.pcapng"), SECTION, rotation)) {
            writer.add(PcapngInterface.ethernet("a", "b", 0));
            writer.names(Map.of(InetAddress.getByName("10.0.0.1"), List.of("web")));
            MemorySegment frame = MemorySegment.ofArray(new byte[1_000]);
            for (int i = 0; i < packets; i++) {
                writer.statistics(new PcapngStatistics(0, 0, time(i), i, 0, 0));
                writer.write(0, frame, 0, 1_000, 1_000, time(i));
            }
            assertEquals(packets, writer.packets());
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void shouldGoOnInAnotherFileBySize() throws Exception {
        List<Path> files = rotated(new PcapngRotation(20_000, Duration.ZERO, 0), 100);
        assertEquals("ring_00001.pcapng", files.getFirst().getFileName().toString());
        int packets = 0;
        for (Path file : files) {
            assertTrue(Files.size(file) <= 20_200, file + " has " + Files.size(file) + " bytes");
            try (PcapngReader reader = PcapngReader.open(file)) {
                while (reader.next()) {
                    assertEquals(time(packets++), reader.timestamp());
                }
                assertTrue(reader.damage().isEmpty());
                assertEquals("a", reader.interfaces().getFirst().name());
                assertEquals(1, reader.nameResolution().size());
                assertEquals(
                        packets == 100 ? 99 : packets,
                        reader.statistics().get(0).received());
            }
        }
        assertEquals(100, packets);
    }

    @Test
    void shouldKeepTheLatestFilesOfARing() throws Exception {
        List<Path> files = rotated(new PcapngRotation(0, Duration.ofSeconds(10), 3), 100);
        assertEquals(3, files.size());
        try (PcapngReader reader = PcapngReader.open(files.getFirst())) {
            while (reader.next()) {
                // to the end
            }
            assertEquals(10, reader.packets());
        }
        assertNotEquals("ring_00001.pcapng", files.getFirst().getFileName().toString());
    }

    // ---- what goes wrong

    @Test
    void shouldLeaveAGoodFileWhenTheProcessIsKilled() throws Exception {
        Path file = folder.resolve("killed.pcapng");
        String classes = PcapngWriter.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        String tests = EndlessWriter.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        tests + ":" + classes,
                        EndlessWriter.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int flushes = 0;
        try (var output = process.getInputStream()) {
            while (flushes < 100 && output.read() >= 0) {
                flushes++;
            }
        } finally {
            process.destroyForcibly();
        }
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        Path left = file.resolveSibling("killed.pcapng.part");
        try (CaptureReader reader = CaptureReader.open(left)) {
            while (reader.next()) {
                // to the end
            }
            assertTrue(reader.packets() >= 100 * EndlessWriter.PACKETS_PER_FLUSH);
        }
        if (Files.isExecutable(Path.of("/usr/bin/tshark"))) {
            Process tshark = new ProcessBuilder(
                            "tshark", "-r", left.toString(), "-c", "1000", "-T", "fields", "-e", "frame.number")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertEquals(
                    1_000,
                    new String(tshark.getInputStream().readAllBytes()).lines().count());
        }
    }

    /** Writes packets and a dot after every flush until it is killed. */
    static final class EndlessWriter {
        static final int PACKETS_PER_FLUSH = 13;

        public static void main(String[] args) throws IOException {
            MemorySegment frame = MemorySegment.ofArray(new byte[1_000]);
            try (PcapngWriter writer = PcapngWriter.create(Path.of(args[0]), SECTION)) {
                writer.add(PcapngInterface.ethernet("a", "b", 0));
                while (true) {
                    for (int i = 0; i < PACKETS_PER_FLUSH; i++) {
                        writer.write(0, frame, 0, 1_000, 1_000, SOME_TIME);
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
            Path file = mount.resolve("full.pcapng");
            MemorySegment frame = MemorySegment.ofArray(new byte[1_000]);
            PcapngWriter writer = PcapngWriter.create(file, SECTION);
            writer.add(PcapngInterface.ethernet("a", "b", 0));
            IOException failure = assertThrows(IOException.class, () -> {
                while (true) {
                    for (int i = 0; i < 10; i++) {
                        writer.write(0, frame, 0, 1_000, 1_000, SOME_TIME);
                    }
                    writer.flush();
                }
            });
            assertEquals(
                    file + " cannot be written: No space left on device. It has the first 60 of 70 packets",
                    failure.getMessage());
            assertThrows(IOException.class, writer::flush);
            writer.close();
            if (Files.isExecutable(Path.of("/usr/bin/tshark"))) {
                assertEquals(60, fields(file, "frame.number").size());
            }
        } finally {
            run("umount", mount.toString());
        }
    }

    @Test
    void shouldRefuseWhatABlockHasNoRoomFor() throws Exception {
        try (PcapngWriter writer = PcapngWriter.create(folder.resolve("x"), SECTION)) {
            assertThrows(IndexOutOfBoundsException.class, () -> writer.write(0, MemorySegment.NULL, 0, 0, 0, 0));
            assertThrows(
                    IndexOutOfBoundsException.class, () -> writer.statistics(new PcapngStatistics(0, 0, 0, 0, 0, 0)));
            PcapngOption huge = new PcapngOption(1, new byte[70_000]);
            assertThrows(IllegalArgumentException.class, () -> writer.add(new PcapngInterface(1, 0, List.of(huge))));
        }
        assertThrows(IllegalArgumentException.class, () -> new PcapngRotation(-1, Duration.ZERO, 0));
    }
}
