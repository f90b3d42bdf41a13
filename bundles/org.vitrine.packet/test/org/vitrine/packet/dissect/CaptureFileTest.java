/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.packet.Allocation;
import org.vitrine.packet.Frames;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapFormatException;
import org.vitrine.packet.pcap.PcapWriter;

class CaptureFileTest {
    private static final int MANY = 200_000;

    @TempDir
    Path folder;

    private CaptureFile indexed(Path path) throws IOException {
        CaptureFile file = CaptureFile.open(path);
        assertTrue(file.index(Progress.NONE));
        return file;
    }

    private static int[] packets(Rows rows) {
        return IntStream.range(0, rows.count()).map(rows::packet).toArray();
    }

    private static int[] filtered(CaptureFile file, String filter) throws Exception {
        return packets(file.filter(DisplayFilter.parse(filter), Progress.NONE));
    }

    @Test
    void shouldListThePacketsOfEitherFormat() throws Exception {
        List<byte[]> frames = Samples.frames();
        for (Path path : List.of(
                Samples.pcap(folder.resolve("a.pcap"), frames), Samples.pcapng(folder.resolve("a.pcapng"), frames))) {
            try (CaptureFile file = indexed(path);
                    PacketReader reader = new PacketReader(file)) {
                assertEquals(frames.size(), file.packets());
                for (int i = frames.size() - 1; i >= 0; i--) {
                    assertArrayEquals(frames.get(i), reader.bytes(i));
                    assertEquals(Samples.START + i * Samples.SECOND, file.timestamp(i));
                    assertEquals(frames.get(i).length, file.length(i));
                }
            }
        }
    }

    @Test
    void shouldKnowInterfacesAndNotes() throws Exception {
        try (CaptureFile file = indexed(Samples.pcapng(folder.resolve("a.pcapng"), Samples.frames()))) {
            assertEquals("db eth0", file.interfaceName(file.interfaceId(1)));
            assertEquals(Map.of(2, "look at this"), file.notes());
            assertArrayEquals(new int[] {2}, filtered(file, "frame.comment contains look"));
            assertEquals(7, filtered(file, "vm == web").length);
            assertEquals(6, filtered(file, "frame.interface_name == \"db eth0\"").length);
        }
    }

    @Test
    void shouldSayWhatPacketsAre() throws Exception {
        try (CaptureFile file = indexed(Samples.pcap(folder.resolve("a.pcap"), Samples.frames()));
                PacketReader reader = new PacketReader(file)) {
            assertEquals("Who has 10.0.0.2? Tell 10.0.0.1", reader.line(0).info());
            assertEquals("10.0.0.2 is at 52:54:00:00:00:02", reader.line(1).info());
            assertEquals("Query 0x0007 A example.org", reader.line(2).info());
            assertEquals(
                    "40000 → 80 [SYN] seq=999 win=1000 len=0 mss=1460",
                    reader.line(3).info());
            PacketLine error = reader.line(12);
            assertEquals("Port unreachable, about 10.0.0.1 → 10.0.0.2 UDP 40000 → 40001", error.info());
            assertEquals(PacketLine.Mark.WARNING, error.mark());
            List<Detail> details = reader.details(3, ZoneOffset.UTC);
            assertEquals(
                    List.of(
                            "Frame 4, 58 B",
                            "Ethernet, 52:54:00:00:00:01 → 52:54:00:00:00:02",
                            "IPv4, 10.0.0.1 → 10.0.0.2",
                            "TCP, 40000 → 80"),
                    details.stream().map(Detail::text).toList());
            Detail port = details.get(3).children().get(1);
            assertEquals("Destination port: 80", port.text());
            assertEquals(36, port.offset());
            assertEquals(2, port.length());
            assertEquals(
                    "Time: 2023-11-14 22:13:23.000000000 +00:00",
                    details.getFirst().children().getFirst().text());
        }
    }

    /** Whatever a field offers as a filter passes its own packet. */
    @Test
    void shouldOfferFiltersThatPassThePacket() throws Exception {
        try (CaptureFile file = indexed(Samples.pcapng(folder.resolve("a.pcapng"), Samples.frames()));
                PacketReader reader = new PacketReader(file)) {
            for (int packet = 0; packet < file.packets(); packet++) {
                for (String filter : filters(reader.details(packet, ZoneOffset.UTC))) {
                    assertTrue(DisplayFilter.parse(filter).matches(reader.frame(packet)), filter);
                }
            }
        }
    }

    private static List<String> filters(List<Detail> details) {
        List<String> filters = new ArrayList<>();
        for (Detail detail : details) {
            if (!detail.filter().isEmpty()) {
                filters.add(detail.filter());
            }
            filters.addAll(filters(detail.children()));
        }
        return filters;
    }

    @Test
    void shouldGiveWhatIsGoodOfACutFile() throws Exception {
        Path path = Samples.pcap(folder.resolve("a.pcap"), Samples.frames());
        byte[] bytes = Files.readAllBytes(path);
        Files.write(path, java.util.Arrays.copyOf(bytes, bytes.length - 3));
        try (CaptureFile file = indexed(path)) {
            assertEquals(12, file.packets());
            assertTrue(file.damage().orElseThrow().contains("after packet 12"), file.damage()::get);
        }
    }

    @Test
    void shouldReadCompressedFilesAlsoWhenTheyAreCut() throws Exception {
        byte[] bytes = Files.readAllBytes(Samples.pcapng(folder.resolve("a.pcapng"), Samples.frames()));
        Path path = folder.resolve("a.pcapng.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
            out.write(bytes);
        }
        Path unpacked;
        try (CaptureFile file = indexed(path)) {
            assertEquals(13, file.packets());
            assertFalse(Notes.hindrance(file).isEmpty());
            unpacked = file.content();
        }
        assertFalse(Files.exists(unpacked));
        byte[] packed = Files.readAllBytes(path);
        Files.write(path, java.util.Arrays.copyOf(packed, packed.length - 20));
        try (CaptureFile file = indexed(path)) {
            assertTrue(file.damage().orElseThrow().contains("compression"), file.damage()::get);
        }
    }

    @Test
    void shouldSayWhatIsNoCapture() throws Exception {
        Path path = Files.writeString(folder.resolve("a.txt"), "some words that are no capture");
        assertThrows(PcapFormatException.class, () -> CaptureFile.open(path));
    }

    @Test
    void shouldFollowAFileThatGrows() throws Exception {
        Path path = folder.resolve("a.pcap");
        byte[] frame = Samples.frames().getFirst();
        AtomicBoolean isWritten = new AtomicBoolean(true);
        try (PcapWriter writer = PcapWriter.create(path, PcapFormat.ethernet(65_535));
                CaptureFile file = CaptureFile.follow(path, isWritten::get)) {
            AtomicReference<Object> end = new AtomicReference<>();
            CountDownLatch ended = new CountDownLatch(1);
            Thread.ofPlatform().start(() -> {
                try {
                    end.set(file.index(Progress.NONE));
                } catch (IOException | RuntimeException e) {
                    end.set(e);
                }
                ended.countDown();
            });
            Rows rows = file.filter(DisplayFilter.parse("arp"), Progress.NONE);
            for (int round = 1; round <= 3; round++) {
                int seen = file.packets();
                writer.write(MemorySegment.ofArray(frame), 0, frame.length, frame.length, round);
                writer.flush();
                int wanted = round;
                await(() -> file.packets() == wanted);
                rows = file.filter(DisplayFilter.parse("arp"), rows, seen, file.packets(), Progress.NONE);
                assertEquals(round, rows.count());
            }
            isWritten.set(false);
            assertTrue(ended.await(20, TimeUnit.SECONDS));
            assertEquals(true, end.get());
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it does not come");
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldStopIndexingWhenInterruptedAndKeepWhatIsThere() throws Exception {
        try (CaptureFile file = CaptureFile.open(many())) {
            Thread.currentThread().interrupt();
            assertFalse(file.index(Progress.NONE));
            assertFalse(Thread.interrupted());
            assertFalse(file.isIndexed());
        }
    }

    private Path many() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            frames.add(Frames.sound(random));
        }
        Path path = folder.resolve("many.pcap");
        try (PcapWriter writer = PcapWriter.create(path, PcapFormat.ethernet(65_535))) {
            for (int i = 0; i < MANY; i++) {
                byte[] frame = frames.get(random.nextInt(frames.size()));
                writer.write(MemorySegment.ofArray(frame), 0, frame.length, frame.length, random.nextLong(1L << 60));
            }
        }
        return path;
    }

    @Test
    void shouldFilterInPartsAsInOneGo() throws Exception {
        try (CaptureFile file = indexed(many());
                FrameReader reader = FrameReader.atRandom(file)) {
            DisplayFilter filter = DisplayFilter.parse("tcp and ip.src < 10.100.0.0");
            List<Integer> expected = new ArrayList<>();
            for (int packet = 0; packet < MANY; packet++) {
                if (filter.matches(reader.read(packet))) {
                    expected.add(packet);
                }
            }
            assertArrayEquals(
                    expected.stream().mapToInt(i -> i).toArray(), packets(file.filter(filter, Progress.NONE)));
        }
    }

    @Test
    void shouldSortByEveryColumn() throws Exception {
        try (CaptureFile file = indexed(many());
                PacketReader reader = new PacketReader(file)) {
            Rows rows = file.filter(DisplayFilter.parse("frame.number < 3000 and ip"), Progress.NONE);
            for (Column column : Column.values()) {
                Rows sorted = file.sort(rows, column, Progress.NONE);
                assertArrayEquals(
                        packets(rows),
                        IntStream.of(packets(sorted)).sorted().toArray(),
                        () -> column + " is a permutation");
                assertArrayEquals(packets(sorted.reversed().reversed()), packets(sorted));
                for (int row = 1; row < sorted.count(); row++) {
                    int before = sorted.packet(row - 1);
                    int packet = sorted.packet(row);
                    int order = switch (column) {
                        case NUMBER, NOTE, INTERFACE -> Integer.compare(before, packet);
                        case TIME -> Long.compare(file.timestamp(before), file.timestamp(packet));
                        case DELTA ->
                            Long.compare(
                                    file.timestamp(before) - file.timestamp(Math.max(0, before - 1)),
                                    file.timestamp(packet) - file.timestamp(Math.max(0, packet - 1)));
                        case LENGTH -> Integer.compare(file.length(before), file.length(packet));
                        case SOURCE ->
                            number(reader.line(before).source())
                                    .compareTo(number(reader.line(packet).source()));
                        case DESTINATION ->
                            number(reader.line(before).destination())
                                    .compareTo(number(reader.line(packet).destination()));
                        case PROTOCOL ->
                            reader.line(before)
                                    .protocol()
                                    .compareTo(reader.line(packet).protocol());
                        case INFO ->
                            reader.line(before)
                                    .info()
                                    .compareTo(reader.line(packet).info());
                    };
                    assertTrue(order <= 0, () -> column + " of " + before + " and " + packet);
                }
            }
        }
    }

    private static java.math.BigInteger number(String address) {
        byte[] bytes = java.net.InetAddress.ofLiteral(address).getAddress();
        return new java.math.BigInteger(1, bytes);
    }

    @Test
    void shouldFollowAConversation() throws Exception {
        try (CaptureFile file = indexed(Samples.pcap(folder.resolve("a.pcap"), Samples.frames()));
                PacketReader reader = new PacketReader(file)) {
            Conversation conversation = reader.conversation(5).orElseThrow();
            assertEquals("10.0.0.1:40000", conversation.client());
            Rows rows = file.filter(DisplayFilter.parse(conversation.filter()), Progress.NONE);
            assertEquals(8, rows.count());
            Exchange exchange = Exchange.read(file, conversation, rows);
            StringBuilder client = new StringBuilder();
            StringBuilder server = new StringBuilder();
            for (Exchange.Piece piece : exchange.pieces()) {
                StringBuilder side = piece.isClient() ? client : server;
                side.append(piece.missing() > 0 ? "<" + piece.missing() + ">" : "")
                        .append(new String(piece.bytes(), StandardCharsets.US_ASCII));
            }
            assertEquals("GET /\n", client.toString());
            assertEquals("1.1 200<10>end", server.toString());
            assertTrue(reader.conversation(0).isEmpty());
        }
    }

    @Test
    void shouldExportRowsInEveryFormat() throws Exception {
        for (Path path : List.of(
                Samples.pcap(folder.resolve("a.pcap"), Samples.frames()),
                Samples.pcapng(folder.resolve("a.pcapng"), Samples.frames()))) {
            try (CaptureFile file = indexed(path);
                    PacketReader from = new PacketReader(file)) {
                Rows rows = file.filter(DisplayFilter.parse("udp"), Progress.NONE);
                for (Export.Format format : List.of(Export.Format.PCAP, Export.Format.PCAPNG)) {
                    Path to = folder.resolve("out." + format.extension());
                    Export.write(file, rows, format, to, Progress.NONE);
                    try (CaptureFile copy = indexed(to);
                            PacketReader reader = new PacketReader(copy)) {
                        assertEquals(rows.count(), copy.packets());
                        for (int i = 0; i < copy.packets(); i++) {
                            assertArrayEquals(from.bytes(rows.packet(i)), reader.bytes(i));
                            assertEquals(file.timestamp(rows.packet(i)), copy.timestamp(i));
                        }
                        if (file.isPcapng() && copy.isPcapng()) {
                            assertEquals("web eth0", copy.interfaceName(copy.interfaceId(0)));
                            assertEquals("look at this", copy.notes().get(0));
                        }
                    }
                }
                Path to = folder.resolve("out.csv");
                Export.write(file, rows, Export.Format.CSV, to, Progress.NONE);
                List<String> lines = Files.readAllLines(to);
                assertEquals(rows.count() + 1, lines.size());
                assertTrue(lines.get(1).startsWith("3,2023-11-14T22:13:22Z,10.0.0.1,10.0.0.2,DNS,"), lines.get(1));
            }
        }
        try (var files = Files.list(folder)) {
            assertEquals(5, files.count(), "nothing half is left");
        }
    }

    @Test
    void shouldKeepNotesInTheFile() throws Exception {
        Path path = Samples.pcapng(folder.resolve("a.pcapng"), Samples.frames());
        try (CaptureFile file = indexed(path)) {
            assertEquals("", Notes.hindrance(file));
            Notes.write(file, Map.of(2, "", 5, "the request"), Progress.NONE);
        }
        try (CaptureFile file = indexed(path)) {
            assertEquals(Map.of(5, "the request"), file.notes());
            assertEquals(13, file.packets());
        }
        try (CaptureFile file = indexed(Samples.pcap(folder.resolve("a.pcap"), Samples.frames()))) {
            assertThrows(IOException.class, () -> Notes.write(file, Map.of(1, "no"), Progress.NONE));
        }
    }

    @Test
    void shouldCountWhatPassedInSpansOfTime() throws Exception {
        try (CaptureFile file = indexed(Samples.pcap(folder.resolve("a.pcap"), Samples.frames()))) {
            Activity activity = Activity.of(file, Rows.all(13), 4);
            assertArrayEquals(new long[] {4, 3, 3, 3}, activity.packets());
            assertEquals(Samples.START, activity.from());
        }
    }

    @Test
    void shouldReadAndFilterWithoutAllocating() throws Exception {
        try (CaptureFile file = indexed(many());
                FrameReader reader = FrameReader.inOrder(file)) {
            DisplayFilter filter = DisplayFilter.parse("(ip.addr == 10.0.0.0/9 or ipv6.src == fd00::/8)"
                    + " and tcp.port in {80, 443, 1000..2000} and not tcp.flags.syn == 1 or frame.len > 100"
                    + " or eth.addr == 52:54:00:00:00:01 or dns.a == 10.0.0.1 or udp.payload contains \"abc\"");
            int[] passed = new int[1];
            Allocation.assertNone(() -> {
                for (int packet = 0; packet < 2_000; packet++) {
                    passed[0] += filter.matches(reader.read(packet)) ? 1 : 0;
                }
            });
            assertTrue(passed[0] > 0);
        }
    }
}
