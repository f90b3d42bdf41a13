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

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.capture.RecordingFiles;
import org.vitrine.capture.RecordingFormat;
import org.vitrine.capture.RecordingLimits;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingProgress;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingRotation;
import org.vitrine.capture.file.FileBackend;
import org.vitrine.capture.pcap4j.Pcap4jBackend;
import org.vitrine.capture.ring.RingBackend;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.testkit.Await;
import org.vitrine.capture.testkit.Metatype;
import org.vitrine.capture.testkit.Sender;
import org.vitrine.capture.testkit.TestInventory;
import org.vitrine.capture.testkit.TestNetwork;
import org.vitrine.common.Caller;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.Nic;
import org.vitrine.linux.Tool;
import org.vitrine.packet.pcap.CaptureReader;
import org.vitrine.packet.pcap.PcapngInterface;
import org.vitrine.packet.pcap.PcapngReader;
import org.vitrine.packet.pcap.PcapngRotation;
import org.vitrine.packet.pcap.PcapngWriter;

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
            Path path = Files.write(Files.createTempFile("recording", ".any"), bytes());
            try (CaptureReader reader = CaptureReader.open(path)) {
                while (reader.next()) {
                    assertEquals(FRAME.length, reader.length());
                }
                assertEquals(Optional.empty(), reader.damage());
                return reader.packets();
            } finally {
                Files.delete(path);
            }
        }

        RecordingProgress progress() {
            return pieces.isEmpty() ? RecordingProgress.NONE : pieces.getLast().progress();
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

    private static RecordingRequest unlimited() {
        return RecordingRequest.of(WEB);
    }

    private static RecordingRequest pcap(long packets, long bytes, Duration time) {
        return unlimited().as(RecordingFormat.PCAP).limited(new RecordingLimits(packets, bytes, time));
    }

    /** What tshark says of the fields of each frame; complains when it warns of anything. */
    private static String tshark(Path file, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString()));
        command.addAll(List.of(arguments));
        return Tool.require(command, "", Duration.ofSeconds(20));
    }

    private Sender sender(long pauseNanos) throws VitrineException {
        return new Sender(backend, new CaptureSource.Interface(network.machine("web"), "eth0"), FRAME, pauseNanos);
    }

    private static RingBackend ring() {
        return new RingBackend(Metatype.config(RingBackend.Config.class, Map.of()));
    }

    private Machine guest(String name, String mac, String address) {
        Machine machine = TestInventory.guest(name, mac, network.host(), name);
        Nic nic = machine.nics().getFirst();
        return TestInventory.with(
                machine,
                new Nic(
                        nic.id(),
                        nic.mac(),
                        List.of(IpPrefix.parse(address)),
                        nic.hostInterface(),
                        nic.network(),
                        nic.linkUp()));
    }

    @Test
    void shouldRecordWhatTsharkReads(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "needs tshark to compare with");
        network.ip(network.host(), "addr add 10.5.0.1/24 dev web");
        network.ip(network.machine("web"), "addr add 10.5.0.2/24 dev eth0");
        inventory.put(guest("web", MAC, "10.5.0.2/24"));
        recorder.addBackend(ring(), Map.of("service.ranking", 100)); // it knows the direction
        for (RecordingFormat format : RecordingFormat.values()) {
            File file = new File();
            Subscription recording =
                    recorder.record(unlimited().filtered("icmp").as(format), file);
            network.run(network.host(), "ping", "-q", "-c", "5", "-i", "0.01", "-s", "1000", "10.5.0.2");
            Await.until(
                    () -> !file.pieces.isEmpty() && file.progress().packets() == 10,
                    () -> "frames are missing: " + file.pieces);
            recording.close();
            assertTrue(file.isComplete());
            assertEquals("it was ended", file.pieces.getLast().reason());
            Path path = Files.write(folder.resolve("ping." + format.extension()), file.bytes());
            assertEquals(
                    "8\t1042\n0\t1042\n".repeat(5), tshark(path, "-T", "fields", "-e", "icmp.type", "-e", "frame.len"));
            assertEquals(
                    path.toString().endsWith("pcapng") ? file.progress().bytes() : 24 + 10 * 1_058, Files.size(path));
        }
        Path path = folder.resolve("ping.pcapng");
        assertEquals(
                "web:eth0\teth0 of web in test, seen at " + network.host() + "/web\tweb\n",
                tshark(
                        path,
                        "-N",
                        "dn",
                        "-Y",
                        "frame.number == 1",
                        "-T",
                        "fields",
                        "-e",
                        "frame.interface_name",
                        "-e",
                        "frame.interface_description",
                        "-e",
                        "ip.dst_host"));
        String about = Tool.require(List.of("capinfos", path.toString()), "", Duration.ofSeconds(20));
        assertTrue(about.contains("Filter string = icmp"), about);
        assertTrue(about.contains("Vitrine"), about);
        try (PcapngReader reader = PcapngReader.open(path)) {
            while (reader.next()) {
                assertEquals(
                        reader.packets() % 2 == 1 ? PcapngWriter.OUTBOUND : PcapngWriter.INBOUND, reader.flags() & 3);
            }
            assertEquals(10, reader.statistics().get(0).received());
            assertEquals(0, reader.statistics().get(0).droppedByOs());
        }
    }

    @Test
    void shouldRecordSeveralIntoOneFile(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "needs tshark to compare with");
        network.addMachine("db", "52:54:00:00:00:02");
        inventory.put(guest("db", "52:54:00:00:00:02", "10.5.0.3/24"));
        Path file = folder.resolve("both.pcapng");
        File told = new File();
        Subscription recording =
                recorder.recordTo(file.toString(), RecordingRequest.of(WEB, TestInventory.nic("db")), told);
        assertTrue(Files.exists(folder.resolve("both.pcapng.part")));
        try (Sender web = sender(100_000);
                Sender db = new Sender(
                        backend, new CaptureSource.Interface(network.machine("db"), "eth0"), FRAME, 100_000)) {
            Await.until(() -> web.sent() >= 1_000 && db.sent() >= 1_000, () -> "nothing is sent");
            long sent = web.stop() + db.stop();
            Await.until(() -> told.progress().packets() == sent, () -> "frames are missing: " + told.pieces);
        }
        recording.close();
        assertTrue(told.isComplete());
        assertEquals(0, told.bytes().length);
        assertEquals(List.of(file), list(folder));
        String interfaces = tshark(file, "-T", "fields", "-e", "frame.interface_name");
        assertEquals(Set.of("web:eth0", "db:eth0"), interfaces.lines().collect(Collectors.toSet()));
        assertEquals(told.progress().packets(), interfaces.lines().count());
    }

    private static List<Path> list(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void shouldKeepTheNewestFilesOfARing(@TempDir Path folder) throws Exception {
        RecordingRequest ring = unlimited().rotated(new RecordingRotation(20_000, Duration.ZERO, 3));
        File written = new File();
        File given = new File();
        RecordingFiles files = new RecordingFiles(new LocalFolder(folder), "given.pcapng", ring.rotation());
        try (Sender sender = sender(1_000_000)) {
            Subscription one =
                    recorder.recordTo(folder.resolve("written.pcapng").toString(), ring, written);
            Subscription other = recorder.record(ring, piece -> {
                given.accept(piece);
                take(files, piece);
            });
            Await.until(
                    () -> written.progress().packets() > 100 && given.progress().packets() > 100,
                    () -> "frames are missing");
            sender.stop();
            one.close();
            other.close();
            files.close();
        }
        int last = written.pieces.getLast().file();
        List<Path> all = list(folder);
        assertEquals(6, all.size(), () -> all + " " + given.pieces);
        for (int i = last - 2; i <= last; i++) {
            Path file = folder.resolve(RecordingFiles.name("written.pcapng", i));
            assertTrue(all.contains(file), all::toString);
            assertTrue(Files.size(file) <= 20_000 + 512, () -> file + " is too large");
        }
        Tool.require(
                List.of(
                        "mergecap",
                        "-w",
                        "/dev/null",
                        all.get(0).toString(),
                        all.get(5).toString()),
                "",
                Duration.ofSeconds(20));
        for (Path file : all) {
            assertTrue(
                    tshark(file, "-T", "fields", "-e", "frame.interface_name").startsWith("web:eth0\n"));
        }
    }

    private static void take(RecordingFiles files, RecordingPiece piece) {
        try {
            files.take(piece);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record LocalFolder(Path folder) implements RecordingFiles.Folder {
        @Override
        public OutputStream create(String name) throws IOException {
            return Files.newOutputStream(folder.resolve(name));
        }

        @Override
        public void rename(String from, String to) throws IOException {
            Files.move(folder.resolve(from), folder.resolve(to));
        }

        @Override
        public void delete(String name) throws IOException {
            Files.delete(folder.resolve(name));
        }
    }

    @Test
    void shouldLeaveAGoodFileWhenTheDiskIsFull(@TempDir Path folder) throws Exception {
        Tool.require(
                List.of("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder.toString()),
                "",
                Duration.ofSeconds(5));
        try (Sender _ = sender(0)) {
            File told = new File();
            Path file = folder.resolve("full.pcapng");
            recorder.recordTo(file.toString(), unlimited(), told);
            RecordingPiece last = told.awaitLast();
            assertTrue(last.reason().contains("No space left on device"), last::reason);
            assertTrue(last.progress().packets() > 100, last::toString);
            assertTrue(last.progress().dropped() > 0, last::toString);
            assertEquals(List.of(file), list(folder));
            assertEquals(
                    last.progress().packets(),
                    tshark(file, "-T", "fields", "-e", "frame.number").lines().count());
        } finally {
            Tool.require(List.of("umount", folder.toString()), "", Duration.ofSeconds(5));
        }
    }

    @Test
    void shouldLeaveAGoodFileWhenTheProcessIsKilled(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "needs tshark to compare with");
        Path file = folder.resolve("killed.pcapng");
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecordingProcess.class.getName(),
                        network.host(),
                        "web",
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path part = folder.resolve("killed.pcapng.part");
        try (Sender _ = sender(100_000);
                BufferedReader output = process.inputReader()) {
            assertEquals("records", output.readLine());
            Await.until(() -> Files.exists(part) && Files.size(part) > 100_000, () -> "nothing is recorded");
        } finally {
            process.destroyForcibly().waitFor();
        }
        Process reader = new ProcessBuilder("tshark", "-n", "-r", part.toString(), "-T", "fields", "-e", "frame.len")
                .redirectError(folder.resolve("complaints").toFile())
                .start();
        List<String> lengths = reader.inputReader().readAllLines();
        reader.waitFor();
        String complaints = Files.readString(folder.resolve("complaints"))
                .lines()
                .filter(line -> !line.startsWith("Running as user"))
                .collect(Collectors.joining("\n"));
        assertTrue(complaints.isEmpty() || complaints.contains("cut short"), complaints);
        assertTrue(lengths.size() > 50, lengths::toString);
        assertEquals(Set.of("1000"), Set.copyOf(lengths));
    }

    @Test
    void shouldWriteFilesForItsOwnUserOnly(@TempDir Path folder) throws Exception {
        String file = folder.resolve("x.pcapng").toString();
        VitrineException e = ScopedValue.where(Caller.CURRENT, new Caller("somebody", "socket"))
                .call(() ->
                        assertThrows(VitrineException.class, () -> recorder.recordTo(file, unlimited(), new File())));
        assertEquals(Reason.DENIED, e.reason());
        e = assertThrows(VitrineException.class, () -> recorder.recordTo("x.pcapng", unlimited(), new File()));
        assertEquals(Reason.INVALID, e.reason());
        e = assertThrows(
                VitrineException.class,
                () -> recorder.recordTo(folder.resolve("no/x").toString(), unlimited(), new File()));
        assertEquals(Reason.NOT_FOUND, e.reason());
        e = assertThrows(
                VitrineException.class,
                () -> recorder.recordTo(file, unlimited().filtered("udp prot 53"), new File()));
        assertEquals(Reason.INVALID, e.reason());
        assertEquals(List.of(), list(folder));
    }

    @Test
    void shouldStateTheGapWhenTheBackendIsReplaced(@TempDir Path folder) throws Exception {
        RingBackend ring = ring();
        Path file = folder.resolve("gap.pcapng");
        File told = new File();
        recorder.addBackend(ring, Map.of("service.ranking", 100));
        long sent;
        Subscription recording = recorder.recordTo(file.toString(), unlimited(), told);
        try (Sender sender = sender(200_000)) {
            Await.until(() -> sender.sent() > 500, () -> "nothing is sent");
            recorder.removeBackend(ring);
            awaitFramesAfterGaps(told, 1);
            recorder.removeBackend(backend);
            long gone = sender.sent();
            Await.until(() -> sender.sent() > gone + 500, () -> "nothing is sent");
            recorder.addBackend(ring, Map.of("service.ranking", 100));
            awaitFramesAfterGaps(told, 2);
            sent = sender.stop();
            recording.close();
        }
        RecordingProgress progress = told.awaitLast().progress();
        assertEquals(0, progress.dropped());
        assertEquals(sent, progress.packets() + progress.missed());
        assertEquals(
                "Frames that passed before this one while the capture backend was replaced: ",
                tshark(file, "-Y", "frame.comment", "-T", "fields", "-e", "frame.comment")
                        .lines()
                        .findFirst()
                        .orElse("nothing")
                        .replaceAll("[0-9]+$", ""));
        try (PcapngReader reader = PcapngReader.open(file)) {
            while (reader.next()) {
                // up to the end, where the statistics are
            }
            assertEquals(
                    "Frames that passed while nobody read: " + progress.missed() + ", gaps: 2.",
                    reader.statistics().get(0).comment());
            assertEquals(progress.packets(), reader.statistics().get(0).received());
        }
    }

    private static void awaitFramesAfterGaps(File told, int gaps) throws Exception {
        Await.until(() -> told.progress().gaps() == gaps, () -> "no gap: " + told.progress());
        long packets = told.progress().packets();
        Await.until(() -> told.progress().packets() > packets, () -> "no frames: " + told.progress());
    }

    @Test
    @SuppressWarnings("resource") // nothing of the recording was opened
    void shouldAllocateNothingForAFrame(@TempDir Path folder) throws Exception {
        Source source = new Source(0, WEB, null, null);
        RecordingRequest request = unlimited();
        try (Arena arena = Arena.ofConfined();
                PcapngWriter file = PcapngWriter.create(
                        folder.resolve("x.pcapng"), List.of(), new PcapngRotation(64 << 20, Duration.ZERO, 2))) {
            file.add(PcapngInterface.ethernet("web", "", request.snapLength()));
            Recording recording =
                    new Recording(request, List.of(source), new Backends(), _ -> null, false, _ -> {}, _ -> {});
            recording.writeTo(new PcapngFrames(file, 1));
            FrameBatch batch = new FrameBatch(64);
            batch.start(arena.allocate(64 * 1_024));
            for (int i = 0; i < 64; i++) {
                batch.add(i * 1_024, 1_000, 1_000, 1_700_000_000_000_000_000L + i, FrameBatch.Direction.FROM_GUEST);
            }
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long allocated = Long.MAX_VALUE;
            for (int attempt = 0; attempt < 50 && allocated >= 64_000; attempt++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 1_000; i++) { // 64 million bytes
                    source.onFrames(batch);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertTrue(allocated < 64_000, allocated + " bytes for 64000 frames");
        }
    }

    @Test
    void shouldRecordWhatIsPlayedFromAFile(@TempDir Path folder) throws Exception {
        File live = new File();
        try (Sender _ = sender(1_000_000)) {
            recorder.record(unlimited().limited(new RecordingLimits(100, 0, Duration.ZERO)), live);
            live.awaitLast();
        }
        Path path = Files.write(folder.resolve("live.pcap"), live.bytes());
        recorder.addBackend(new FileBackend(), Map.of());
        recorder.sourceProviders = List.of(_ -> Optional.of(new CaptureSource.File(path, CaptureSource.Pace.LIVE)));
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
            recorder.record(pcap(123, 0, Duration.ZERO), packets);
            recorder.record(pcap(0, 24 + 50 * 1_016 + 1_015, Duration.ZERO), bytes);
            recorder.record(pcap(0, 0, Duration.ofMillis(300)), time);
            assertEquals("the packet limit is reached", packets.awaitLast().reason());
            assertEquals("the size limit is reached", bytes.awaitLast().reason());
            assertEquals("the time limit is reached", time.awaitLast().reason());
        }
        assertEquals(123, packets.frames());
        assertEquals(123, packets.progress().packets());
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
                    () -> file.progress().packets() + file.progress().dropped() == sent, () -> "frames are missing");
            recording.close();
            assertEquals(0, file.progress().dropped());
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
            assertTrue(last.progress().dropped() > 0, last::toString);
            assertEquals(sent, last.progress().packets() + last.progress().dropped());
            assertEquals(last.progress().packets(), file.frames());
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
    void shouldSayWhenThereIsNoBackend() throws Exception {
        recorder.removeBackend(backend);
        File file = new File();
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
                VitrineException.class, () -> recorder.record(unlimited().filtered("udp prot 53"), file));
        assertEquals(Reason.INVALID, e.reason());
        var unknown = RecordingRequest.of(TestInventory.nic("nobody"));
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
