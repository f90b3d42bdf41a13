/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.testkit.CaptureBackendContract;
import org.vitrine.capture.testkit.KeptFrames;
import org.vitrine.common.EpochClock;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapReader;
import org.vitrine.packet.pcap.PcapWriter;
import org.vitrine.packet.pcap.PcapngInterface;
import org.vitrine.packet.pcap.PcapngWriter;

class FileBackendTest extends CaptureBackendContract {
    private static final long RECORDED = 1_700_000_000_000_000_000L;
    private static final long APART = 1_000_000;

    private final FileBackend backend = new FileBackend();

    @TempDir
    Path folder;

    @Override
    protected CaptureBackend backend() {
        return backend;
    }

    @Override
    protected CaptureHandle opened(List<byte[]> frames, CaptureOptions options) throws Exception {
        return backend.open(asRecorded(written(frames)), options);
    }

    private static CaptureSource asRecorded(Path file) {
        return new CaptureSource.File(file, CaptureSource.Pace.AS_RECORDED);
    }

    private Path written(List<byte[]> frames) throws IOException {
        return written(frames, PcapFormat.ethernet(262_144));
    }

    private Path written(List<byte[]> frames, PcapFormat format) throws IOException {
        Path file = folder.resolve("test.pcap");
        try (PcapWriter writer = PcapWriter.create(file, format)) {
            for (int i = 0; i < frames.size(); i++) {
                int length = frames.get(i).length;
                writer.write(MemorySegment.ofArray(frames.get(i)), 0, length, length, RECORDED + i * APART);
            }
        }
        return file;
    }

    @Override
    protected CaptureSource missing() {
        return asRecorded(folder.resolve("nothing.pcap"));
    }

    @Test
    void shouldKeepTheRecordedTimes() throws Exception {
        try (CaptureHandle handle = opened(frames(3), CaptureOptions.HEADERS)) {
            assertEquals(
                    List.of(RECORDED, RECORDED + APART, RECORDED + 2 * APART),
                    read(handle, 3).stream().map(KeptFrames.Kept::timestamp).toList());
        }
    }

    @Test
    void shouldEndWithTheFile() throws Exception {
        try (CaptureHandle handle = opened(frames(3), CaptureOptions.HEADERS)) {
            assertFalse(handle.ended());
            read(handle, 3);
            assertEquals(0, handle.read(new KeptFrames(), 1));
            assertTrue(handle.ended());
            assertEquals(Long.MAX_VALUE, handle.nextAt());
        }
    }

    @Test
    void shouldGiveWhatIsGoodOfADamagedFileAndThenSayWhatIsNot() throws Exception {
        Path file = written(frames(10));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        try (CaptureHandle handle = backend.open(asRecorded(file), CaptureOptions.HEADERS)) {
            assertEquals(9, read(handle, 9).size());
            var e = assertThrows(VitrineException.class, () -> handle.read(new KeptFrames(), 1));
            assertTrue(handle.ended());
            assertEquals(Reason.FAILED, e.reason());
            assertTrue(e.getMessage().contains("damaged after packet 9"), e.getMessage());
        }
    }

    @Test
    void shouldReadFilesLongerThanItsMemory() throws Exception {
        List<byte[]> frames = frames(5_000);
        try (CaptureHandle handle = opened(frames, new CaptureOptions(262_144, "", 1, 0))) {
            List<KeptFrames.Kept> kept = read(handle, frames.size());
            for (int i = 0; i < frames.size(); i++) {
                assertTrue(Arrays.equals(frames.get(i), kept.get(i).bytes()), "frame " + i);
            }
        }
    }

    @Test
    void shouldSayWhatCannotBePlayed() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "no capture at all");
        Path loopback = written(frames(1), new PcapFormat(ByteOrder.BIG_ENDIAN, false, 100, 0));
        for (var expected : List.of(
                Map.entry(text, Reason.INVALID),
                Map.entry(loopback, Reason.UNSUPPORTED),
                Map.entry(folder, Reason.FAILED))) {
            var e = assertThrows(
                    VitrineException.class, () -> backend.open(asRecorded(expected.getKey()), CaptureOptions.HEADERS));
            assertEquals(expected.getValue(), e.reason());
            assertTrue(e.getMessage().startsWith(expected.getKey().toString()), e.getMessage());
        }
    }

    /** Two vNICs, whose frames alternate; the first has a first byte of 1, the second of 2. */
    private Path pcapng(int frames) throws IOException {
        Path file = folder.resolve("two.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(file, List.of())) {
            writer.add(PcapngInterface.ethernet("web:eth0", "", 0));
            writer.add(PcapngInterface.ethernet("db:eth0", "", 0));
            writer.add(new PcapngInterface(276, 0, List.of())); // Linux cooked capture v2
            for (int i = 0; i < frames; i++) {
                byte[] frame = new byte[60];
                frame[0] = (byte) (i % 3 + 1);
                writer.write(i % 3, MemorySegment.ofArray(frame), 0, 60, 60, RECORDED + i * APART);
            }
        }
        return file;
    }

    private List<Integer> firstBytes(Path file, String interfaceName, int count) throws Exception {
        var source = new CaptureSource.File(file, CaptureSource.Pace.AS_RECORDED, interfaceName);
        try (CaptureHandle handle = backend.open(source, CaptureOptions.HEADERS)) {
            return read(handle, count).stream()
                    .map(kept -> (int) kept.bytes()[0])
                    .toList();
        }
    }

    @Test
    void shouldGiveTheFramesOfOneInterfaceOfMany() throws Exception {
        Path file = pcapng(9);
        assertEquals(List.of(1, 1, 1), firstBytes(file, "web:eth0", 3));
        assertEquals(List.of(2, 2, 2), firstBytes(file, "db:eth0", 3));
        var e = assertThrows(VitrineException.class, () -> firstBytes(file, "app:eth0", 1));
        assertEquals(Reason.NOT_FOUND, e.reason());
        assertEquals("It has: web:eth0, db:eth0, .", e.advice());
    }

    @Test
    void shouldPassOverWhatIsNotEthernetAndSaySo() throws Exception {
        try (CaptureHandle handle = backend.open(asRecorded(pcapng(9)), CaptureOptions.HEADERS)) {
            assertEquals(6, read(handle, 6).size());
            var e = assertThrows(VitrineException.class, () -> handle.read(new KeptFrames(), 1));
            assertTrue(handle.ended());
            assertTrue(e.getMessage().startsWith("3 packets were passed over"), e.getMessage());
        }
    }

    @Test
    void shouldReadWhatIsCompressedAndCutOff() throws Exception {
        byte[] bytes = Files.readAllBytes(pcapng(2));
        Path file = folder.resolve("cut.pcapng.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(bytes, 0, bytes.length - 10);
        }
        try (CaptureHandle handle = backend.open(asRecorded(file), CaptureOptions.HEADERS)) {
            assertEquals(1, read(handle, 1).size());
            var e = assertThrows(VitrineException.class, () -> handle.read(new KeptFrames(), 1));
            assertTrue(e.getMessage().contains("after packet 1"), e.getMessage());
        }
    }

    @Test
    void shouldRefuseToSend() throws Exception {
        try (CaptureHandle handle = opened(frames(1), CaptureOptions.HEADERS)) {
            var e = assertThrows(
                    VitrineException.class, () -> handle.inject(MemorySegment.ofArray(new byte[60]), 0, 60));
            assertEquals(Reason.UNSUPPORTED, e.reason());
        }
    }

    @Test
    void shouldGiveFramesWhenTheyAreDueAndMoveTheirTimesToNow() throws Exception {
        long[] now = {7_000};
        long epochAhead = 1_800_000_000_000_000_000L;
        Pace.Live pace = new Pace.Live(() -> now[0] + epochAhead, () -> now[0]);
        try (var handle = new FileCaptureHandle(PcapReader.open(written(frames(4))), "", 100, pace)) {
            KeptFrames kept = new KeptFrames();
            assertEquals(1, handle.read(kept, 10));
            assertEquals(7_000 + APART, handle.nextAt());
            assertEquals(0, handle.read(kept, 10));
            now[0] += 2 * APART;
            assertEquals(2, handle.read(kept, 10));
            assertEquals(0, handle.read(kept, 10));
            now[0] += APART;
            assertEquals(1, handle.read(kept, 10));
            assertEquals(0, handle.read(kept, 10));
            assertTrue(handle.ended());
            for (int i = 0; i < 4; i++) {
                assertEquals(
                        7_000 + epochAhead + i * APART, kept.frames().get(i).timestamp());
            }
        }
    }

    @Test
    void shouldPlayLiveFromNowOn() throws Exception {
        var source = new CaptureSource.File(written(frames(5)), CaptureSource.Pace.LIVE);
        long before = EpochClock.SYSTEM.nanos();
        try (CaptureHandle handle = backend.open(source, CaptureOptions.HEADERS)) {
            List<KeptFrames.Kept> kept = read(handle, 5);
            assertTrue(kept.getFirst().timestamp() >= before);
            assertTrue(EpochClock.SYSTEM.nanos() >= kept.getLast().timestamp());
        }
    }
}
