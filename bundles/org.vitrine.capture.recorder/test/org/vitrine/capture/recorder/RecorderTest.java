/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.file.FileBackend;
import org.vitrine.capture.pcap4j.Pcap4jBackend;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.testkit.Await;
import org.vitrine.capture.testkit.Sender;
import org.vitrine.capture.testkit.TestInventory;
import org.vitrine.capture.testkit.TestNetwork;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.linux.Tool;
import org.vitrine.packet.pcap.PcapReader;

class RecorderTest {
    private static final String MAC = "52:54:00:00:00:01";
    private static final NicId WEB = TestInventory.nic("web");
    private static final byte[] FRAME = new byte[1_000];

    static {
        FRAME[0] = 0x52;
        FRAME[12] = (byte) 0x88; // IEEE Std 802, local experiments
        FRAME[13] = (byte) 0xb5;
    }

    private final Pcap4jBackend backend = new Pcap4jBackend();
    private final TestInventory inventory = new TestInventory();
    private final Recorder recorder = new Recorder();
    private TestNetwork network;

    /** Puts the pieces together. */
    private static final class File implements Consumer<RecordingPiece> {
        final List<RecordingPiece> pieces = new CopyOnWriteArrayList<>();

        @Override
        public void accept(RecordingPiece piece) {
            pieces.add(piece);
        }

        boolean isComplete() {
            return !pieces.isEmpty() && pieces.getLast().last();
        }

        RecordingPiece awaitLast() throws Exception {
            Await.until(this::isComplete, () -> "it does not end");
            return pieces.getLast();
        }

        byte[] bytes() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            pieces.forEach(piece -> all.writeBytes(piece.data()));
            return all.toByteArray();
        }

        long frames() throws Exception {
            try (PcapReader reader =
                    new PcapReader(Channels.newChannel(new ByteArrayInputStream(bytes())), "the recording")) {
                while (reader.next()) {
                    assertEquals(FRAME.length, reader.length());
                }
                assertEquals(Optional.empty(), reader.damage());
                return reader.packets();
            }
        }
    }

    @BeforeEach
    void begin() throws Exception {
        network = new TestNetwork("rec");
        network.addMachine("web", MAC);
        recorder.addBackend(backend, Map.of());
        recorder.setInventory(inventory);
        inventory.put(TestInventory.guest("web", MAC, network.host(), "web"));
    }

    @AfterEach
    void end() throws Exception {
        recorder.deactivate();
        network.close();
    }

    private static RecordingRequest request(String filter, long packets, long bytes, Duration time) {
        return new RecordingRequest(WEB, filter, RecordingRequest.FULL_FRAMES, packets, bytes, time);
    }

    private static RecordingRequest unlimited() {
        return request("", 0, 0, Duration.ZERO);
    }

    private Sender sender(long pauseNanos) throws VitrineException {
        return new Sender(backend, new CaptureSource.Interface(network.machine("web"), "eth0"), FRAME, pauseNanos);
    }

    @Test
    void shouldRecordWhatTsharkReads(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "needs tshark to compare with");
        network.ip(network.host(), "addr add 10.5.0.1/24 dev web");
        network.ip(network.machine("web"), "addr add 10.5.0.2/24 dev eth0");
        File file = new File();
        Subscription recording = recorder.record(request("icmp", 0, 0, Duration.ZERO), file);
        network.run(network.host(), "ping", "-q", "-c", "5", "-i", "0.01", "-s", "1000", "10.5.0.2");
        Await.until(() -> !file.pieces.isEmpty() && file.pieces.getLast().packets() == 10, () -> "frames are missing");
        recording.close();
        assertTrue(file.isComplete());
        assertEquals("it was ended", file.pieces.getLast().reason());
        Path path = Files.write(folder.resolve("ping.pcap"), file.bytes());
        String text = Tool.require(
                List.of("tshark", "-n", "-r", path.toString(), "-T", "fields", "-e", "icmp.type", "-e", "frame.len"),
                "",
                Duration.ofSeconds(20));
        assertEquals("8\t1042\n0\t1042\n".repeat(5), text);
    }

    @Test
    void shouldRecordWhatIsPlayedFromAFile(@TempDir Path folder) throws Exception {
        File live = new File();
        try (Sender _ = sender(1_000_000)) {
            recorder.record(request("", 100, 0, Duration.ZERO), live);
            live.awaitLast();
        }
        Path path = Files.write(folder.resolve("live.pcap"), live.bytes());
        recorder.addBackend(new FileBackend(), Map.of());
        recorder.sources = List.of(_ -> Optional.of(new CaptureSource.File(path, CaptureSource.Pace.LIVE)));
        File played = new File();
        recorder.record(unlimited(), played);
        assertEquals("the file that is played has ended", played.awaitLast().reason());
        assertEquals(100, played.frames());
    }

    @Test
    void shouldEndAtItsLimits() throws Exception {
        File packets = new File();
        File bytes = new File();
        File time = new File();
        try (Sender _ = sender(1_000_000)) {
            recorder.record(request("", 123, 0, Duration.ZERO), packets);
            recorder.record(request("", 0, 24 + 50 * 1_016 + 1_015, Duration.ZERO), bytes);
            recorder.record(request("", 0, 0, Duration.ofMillis(300)), time);
            assertEquals("the packet limit is reached", packets.awaitLast().reason());
            assertEquals("the size limit is reached", bytes.awaitLast().reason());
            assertEquals("the time limit is reached", time.awaitLast().reason());
        }
        assertEquals(123, packets.frames());
        assertEquals(123, packets.pieces.getLast().packets());
        assertEquals(50, bytes.frames());
        assertTrue(time.frames() > 0);
    }

    @Test
    void shouldKeepUpWithAFastSender() throws Exception {
        File file = new File();
        Subscription recording = recorder.record(unlimited(), file);
        try (Sender sender = sender(200_000)) {
            Await.until(() -> sender.sent() >= 20_000, () -> "nothing is sent");
            long sent = sender.stop();
            Await.until(
                    () -> file.pieces.getLast().packets()
                                    + file.pieces.getLast().dropped()
                            == sent,
                    () -> "frames are missing");
            recording.close();
            assertEquals(0, file.pieces.getLast().dropped());
            assertEquals(sent, file.frames());
        }
        assertTrue(file.pieces.stream().allMatch(piece -> piece.data().length <= 64 << 10));
    }

    @Test
    void shouldLoseWholeFramesOnlyAndCountThemWhenTheListenerIsSlow() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        File file = new File();
        Subscription recording = recorder.record(unlimited(), piece -> {
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            file.accept(piece);
        });
        try (Sender sender = sender(0)) {
            Await.until(() -> sender.sent() >= 20_000, () -> "nothing is sent"); // more than fits
            long sent = sender.stop();
            hold.countDown();
            recording.close();
            RecordingPiece last = file.awaitLast();
            assertTrue(last.dropped() > 0, last::toString);
            assertEquals(sent, last.packets() + last.dropped());
            assertEquals(last.packets(), file.frames());
        }
    }

    @Test
    void shouldEndWhenTheMachineGoes() throws Exception {
        File stopped = new File();
        recorder.record(unlimited(), stopped);
        inventory.put(TestInventory.machine("web", MachineRole.GUEST, MAC, Optional.empty()));
        assertEquals("the machine was stopped", stopped.awaitLast().reason());
        var e = assertThrows(VitrineException.class, () -> recorder.record(unlimited(), stopped));
        assertEquals(Reason.CONFLICT, e.reason());

        inventory.put(TestInventory.guest("web", MAC, network.host(), "web"));
        File removed = new File();
        recorder.record(unlimited(), removed);
        network.ip(network.host(), "link del web");
        assertTrue(removed.awaitLast().reason().startsWith("there is no interface web"), removed.pieces::toString);
    }

    @Test
    void shouldEndWhenTheBackendGoes() throws Exception {
        File file = new File();
        recorder.record(unlimited(), file);
        recorder.removeBackend(backend);
        assertEquals("the capture backend was stopped", file.awaitLast().reason());
        var e = assertThrows(VitrineException.class, () -> recorder.record(unlimited(), file));
        assertEquals(Reason.UNAVAILABLE, e.reason());
        e = assertThrows(VitrineException.class, () -> recorder.checkFilter("tcp"));
        assertEquals(Reason.UNAVAILABLE, e.reason());
    }

    @Test
    void shouldEndWhenTheListenerFails() throws Exception {
        List<RecordingPiece> pieces = new CopyOnWriteArrayList<>();
        CountDownLatch called = new CountDownLatch(1);
        try (Sender _ = sender(1_000_000)) {
            recorder.record(unlimited(), piece -> {
                pieces.add(piece);
                called.countDown();
                throw new IllegalStateException("on purpose");
            });
            called.await();
            Await.until(
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(t -> t.getName().equals("recorder " + WEB)),
                    () -> "it goes on");
        }
        assertEquals(1, pieces.size());
    }

    @Test
    void shouldNotWaitForItselfWhenTheListenerCloses() throws Exception {
        File file = new File();
        Subscription[] self = new Subscription[1];
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch known = new CountDownLatch(1);
        self[0] = recorder.record(unlimited(), piece -> {
            try {
                known.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            file.accept(piece);
            self[0].close();
            closed.countDown();
        });
        known.countDown();
        closed.await();
        self[0].close();
        assertEquals(1, file.pieces.size());
        assertFalse(file.isComplete());
    }

    @Test
    void shouldSayWhatIsWrongWithARequest() {
        File file = new File();
        var e = assertThrows(
                VitrineException.class, () -> recorder.record(request("udp prot 53", 0, 0, Duration.ZERO), file));
        assertEquals(Reason.INVALID, e.reason());
        var unknown = new RecordingRequest(TestInventory.nic("nobody"), "", 100, 0, 0, Duration.ZERO);
        e = assertThrows(VitrineException.class, () -> recorder.record(unknown, file));
        assertEquals(Reason.NOT_FOUND, e.reason());
        e = assertThrows(VitrineException.class, () -> recorder.checkFilter("udp prot 53"));
        assertEquals(Reason.INVALID, e.reason());
        assertTrue(file.pieces.isEmpty());
    }

    @Test
    void shouldGiveTheRestWhenItIsStopped() throws Exception {
        File file = new File();
        recorder.record(unlimited(), file);
        recorder.deactivate();
        assertTrue(file.isComplete());
        assertEquals("the recorder was stopped", file.pieces.getLast().reason());
    }
}
