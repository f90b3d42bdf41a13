/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.capture.CaptureLevel;
import org.vitrine.capture.CaptureStatistics;
import org.vitrine.capture.PipelineStatus;
import org.vitrine.capture.PipelineStatus.StageStatus;
import org.vitrine.capture.PipelineStatus.State;
import org.vitrine.capture.file.FileBackend;
import org.vitrine.capture.pcap4j.Pcap4jBackend;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.CaptureSource.Pace;
import org.vitrine.capture.testkit.Await;
import org.vitrine.capture.testkit.Sender;
import org.vitrine.capture.testkit.TestInventory;
import org.vitrine.capture.testkit.TestNetwork;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.packet.PacketBuilder;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapWriter;

/** With pcap4j; {@link RingPipelineEngineTest} does all of it again with packet rings. */
class PipelineEngineTest {
    static final String MAC = "52:54:00:00:00:01";
    private static final Settings SETTINGS = new Settings(CaptureLevel.FULL, 20, 128, 5, 4 << 20, 64 << 20);
    private static final byte[] FRAME = frame();
    /** A packet may pass between the kernel's two counters, which are read one after the other. */
    static final long TOLERANCE = 2;

    private final CaptureBackend backend = backend();
    final TestInventory inventory = new TestInventory();
    final PipelineEngine engine = new PipelineEngine(1, SETTINGS);
    TestNetwork network;

    /** The backend to read with. */
    CaptureBackend backend() {
        return new Pcap4jBackend();
    }

    private static byte[] frame() {
        byte[] bytes = new byte[100];
        new PacketBuilder(MemorySegment.ofArray(bytes))
                .ethernet(0x5254_0000_0002L, 0x5254_0000_0001L)
                .ipv4(1, 2)
                .udp(3, 4)
                .payload(new byte[58])
                .finish();
        return bytes;
    }

    @BeforeEach
    void begin() throws Exception {
        network = new TestNetwork("pipe");
        inventory.subscribe(engine::inventory);
    }

    @AfterEach
    void end() throws Exception {
        engine.close();
        network.close();
    }

    Machine guest(String name) {
        return TestInventory.guest(name, MAC, network.host(), name);
    }

    Sender sender(String machine, long pauseNanos) throws VitrineException {
        return new Sender(backend, new CaptureSource.Interface(network.machine(machine), "eth0"), FRAME, pauseNanos);
    }

    PipelineStatus only() throws VitrineException {
        List<PipelineStatus> all = engine.status();
        assertEquals(1, all.size());
        return all.getFirst();
    }

    void awaitState(State state) throws Exception {
        Await.until(() -> only().state() == state, () -> "the pipeline is not " + state);
    }

    void awaitCounted(long frames) throws Exception {
        Await.until(() -> sum(only().statistics()) >= frames, () -> "the frames do not come");
    }

    static long sum(CaptureStatistics statistics) {
        return statistics.received() + statistics.droppedByKernel() + statistics.missed();
    }

    @Test
    void shouldWatchTheVnicsOfGuestsAndOfNobodyElse() throws Exception {
        network.addMachine("web", MAC);
        network.addMachine("router", "52:54:00:00:00:02");
        engine.addBackend(backend, 0, 1);
        var router = TestInventory.machine(
                "router",
                MachineRole.ROUTER,
                "52:54:00:00:00:02",
                guest("router").nics().getFirst().hostInterface());
        inventory.set(List.of(guest("web"), router));
        awaitState(State.RUNNING);
        assertEquals(TestInventory.nic("web"), only().nic());
        assertEquals(backend.name(), only().backend());
        inventory.set(List.of());
        Await.until(() -> engine.status().isEmpty(), () -> "it goes on");
    }

    @Test
    void shouldShowEveryFrameToEveryStageInTheOrderOfTheirRanking() throws Exception {
        network.addMachine("web", MAC);
        List<String> journal = new CopyOnWriteArrayList<>();
        CountingStage first = new CountingStage("first", journal);
        CountingStage second = new CountingStage("second", journal);
        CountingStage third = new CountingStage("third", journal);
        engine.addFactory(second, 5, 2);
        engine.addFactory(third, 5, 3);
        engine.addBackend(backend, 0, 1);
        inventory.put(guest("web"));
        awaitState(State.RUNNING);
        engine.addFactory(first, 9, 4);
        Await.until(() -> first.open.get() == 1, () -> "the stage is not opened");
        try (Sender sender = sender("web", 1_000_000)) {
            Await.until(() -> sender.sent() >= 200, () -> "nothing is sent");
            long sent = sender.stop();
            awaitCounted(sent);
            assertEquals(new CaptureStatistics(sent, 0, 0, 0), only().statistics());
            for (CountingStage stage : List.of(first, second, third)) {
                assertEquals(sent, stage.frames.get());
            }
        }
        assertEquals(List.of("first", "second", "third", "first", "second", "third"), journal.subList(0, 6));
        assertEquals(
                List.of("first", "second", "third"),
                only().stages().stream().map(StageStatus::name).toList());
        assertEquals(Set.of("capture-0"), Set.of(first.threads.getFirst().getName()));
    }

    @Test
    void shouldCountFramesThatPassedWhileTheBackendWasAway() throws Exception {
        network.addMachine("web", MAC);
        CountingStage stage = new CountingStage("monitor");
        engine.addFactory(stage, 0, 2);
        engine.addBackend(backend, 0, 1);
        inventory.put(guest("web"));
        awaitState(State.RUNNING);
        int swaps = 5;
        try (Sender sender = sender("web", 100_000)) {
            for (int swap = 1; swap <= swaps; swap++) {
                long at = sender.sent();
                Await.until(() -> sender.sent() >= at + 1_000, () -> "nothing is sent");
                engine.removeBackend(backend);
                assertEquals(State.WAITING, only().state());
                assertTrue(only().message().contains("no capture backend"), only()::message);
                long away = sender.sent();
                Await.until(() -> sender.sent() >= away + 500, () -> "nothing is sent");
                engine.addBackend(backend, 0, swap + 1);
                awaitState(State.RUNNING);
            }
            long sent = sender.stop();
            awaitCounted(sent - swaps * TOLERANCE);
            CaptureStatistics statistics = only().statistics();
            assertEquals(swaps, statistics.gaps());
            assertTrue(statistics.missed() >= swaps * 500L, statistics::toString);
            assertEquals(sent, sum(statistics), swaps * TOLERANCE, () -> statistics + " of " + sent);
            assertEquals(statistics.received(), stage.frames.get());
            assertEquals(statistics.missed() + statistics.droppedByKernel(), stage.missed.get());
        }
    }

    @Test
    void shouldCountExactlyWhatPassedWhileAStagesBundleWasAway() throws Exception {
        network.addMachine("web", MAC);
        CountingStage stays = new CountingStage("stays");
        engine.addFactory(stays, 1, 2);
        engine.addBackend(backend, 0, 1);
        inventory.put(guest("web"));
        awaitState(State.RUNNING);
        CountingStage swapped = new CountingStage("swapped");
        engine.addFactory(swapped, 0, 3);
        long seenBefore = 0;
        try (Sender sender = sender("web", 100_000)) {
            for (int swap = 1; swap <= 20; swap++) {
                long at = sender.sent();
                Await.until(() -> sender.sent() >= at + 300, () -> "nothing is sent");
                engine.removeFactory(swapped);
                assertEquals(0, swapped.open.get());
                seenBefore += swapped.frames.get();
                long away = sender.sent();
                Await.until(() -> sender.sent() >= away + 100, () -> "nothing is sent");
                swapped = new CountingStage("swapped");
                engine.addFactory(swapped, 0, swap + 3);
            }
            long sent = sender.stop();
            awaitCounted(sent);
        }
        List<StageStatus> stages = only().stages();
        assertEquals(only().statistics().received(), stages.get(0).frames());
        assertEquals(0, stages.get(0).missed());
        assertEquals(seenBefore + swapped.frames.get(), stages.get(1).frames());
        assertEquals(
                stages.get(0).frames(), stages.get(1).frames() + stages.get(1).missed());
        assertTrue(stages.get(1).missed() > 0, stages::toString);
    }

    @Test
    void shouldTakeOutAStageThatFailsAndGoOnWithTheOthers() throws Exception {
        network.addMachine("web", MAC);
        CountingStage good = new CountingStage("good");
        CountingStage bad = new CountingStage("bad");
        engine.addFactory(bad, 1, 2);
        engine.addFactory(good, 0, 3);
        engine.addBackend(backend, 0, 1);
        inventory.put(guest("web"));
        awaitState(State.RUNNING);
        try (Sender sender = sender("web", 1_000_000)) {
            Await.until(() -> bad.frames.get() > 0, () -> "nothing comes");
            bad.failure = new NoClassDefFoundError("its bundle was pulled away");
            Await.until(() -> bad.open.get() == 0, () -> "it is not closed");
            long then = good.frames.get();
            Await.until(() -> good.frames.get() > then + 100, () -> "the other one stopped");
            StageStatus status = only().stages().getFirst();
            assertEquals(new StageStatus("bad", bad.frames.get(), 0, 1), status);

            engine.removeFactory(bad);
            bad.failure = null;
            engine.addFactory(bad, 1, 4);
            Await.until(() -> bad.frames.get() > status.frames(), () -> "it does not come back");
            long sent = sender.stop();
            awaitCounted(sent);
        }
        StageStatus back = only().stages().getFirst();
        assertEquals(1, back.failures());
        assertEquals(good.frames.get(), back.frames() + back.missed());
    }

    @Test
    void shouldWaitForAnInterfaceThatIsAwayAndCountWhatPassedBeforeItWasFoundAgain() throws Exception {
        network.addMachine("web", MAC);
        engine.addBackend(backend, 0, 1);
        inventory.put(guest("web"));
        awaitState(State.RUNNING);
        network.ip(network.host(), "link del web");
        awaitState(State.WAITING);
        assertEquals("there is no interface web in network namespace " + network.host(), only().message());
        network.addLink("web", MAC);
        try (Sender sender = sender("web", 1_000_000)) {
            awaitState(State.RUNNING);
            long sent = sender.stop();
            awaitCounted(sent - TOLERANCE);
            assertEquals(sent, sum(only().statistics()), TOLERANCE, () -> "of " + sent);
        }
        assertEquals(1, only().statistics().gaps());
    }

    @Test
    void shouldFollowMachinesThatAreStoppedStartedAndRenamed() throws Exception {
        network.addMachine("web", MAC);
        CountingStage stage = new CountingStage("monitor");
        engine.addFactory(stage, 0, 2);
        engine.addBackend(backend, 0, 1);
        inventory.put(guest("web"));
        awaitState(State.RUNNING);
        inventory.put(TestInventory.machine("web", MachineRole.GUEST, MAC, Optional.empty()));
        awaitState(State.WAITING);
        assertEquals("the machine is off", only().message());
        network.ip(network.host(), "link set web down", "link set web name tap7", "link set tap7 up");
        inventory.put(TestInventory.guest("web", MAC, network.host(), "tap7"));
        awaitState(State.RUNNING);
        assertEquals(1, stage.contexts.size());

        inventory.put(TestInventory.guest("web", "52:54:00:00:00:09", network.host(), "tap7"));
        Await.until(() -> stage.contexts.size() == 2, () -> "the stage does not learn the new address");
        assertEquals(1, stage.open.get());
    }

    @Test
    void shouldWaitForAnInterfaceThatIsDown() throws Exception {
        network.addMachine("web", MAC);
        network.ip(network.host(), "link set web down");
        engine.addBackend(backend, 0, 1);
        inventory.put(guest("web"));
        Await.until(() -> only().message().endsWith("is down"), () -> "it does not say so");
        network.ip(network.host(), "link set web up");
        awaitState(State.RUNNING);
    }

    /** The backend under another name. */
    private record Renamed(String name, CaptureBackend backend) implements CaptureBackend {
        @Override
        public boolean supports(CaptureSource source) {
            return backend.supports(source);
        }

        @Override
        public CaptureHandle open(CaptureSource source, CaptureOptions options) throws VitrineException {
            if (name.equals("broken")) {
                throw new VitrineException(Reason.UNSUPPORTED, "this kernel cannot");
            }
            return backend.open(source, options);
        }

        @Override
        public void checkFilter(String filter) throws VitrineException {
            backend.checkFilter(filter);
        }
    }

    @Test
    void shouldTakeTheBestBackendThatCanAndTheNextWhenItGoes() throws Exception {
        network.addMachine("web", MAC);
        CaptureBackend better = new Renamed("better", backend);
        CaptureBackend broken = new Renamed("broken", backend);
        engine.addBackend(backend, 0, 1);
        inventory.put(guest("web"));
        awaitState(State.RUNNING);
        assertEquals(backend.name(), only().backend());
        engine.addBackend(better, 5, 2);
        Await.until(() -> only().backend().equals("better"), () -> "the better one is not taken");
        assertEquals(1, only().statistics().gaps());
        engine.addBackend(broken, 9, 3);
        Await.until(() -> only().statistics().gaps() == 2, () -> "the best one is not tried");
        assertEquals("better", only().backend());
        engine.addFactory(new CountingStage("any"), 0, 4);
        assertEquals(2, only().statistics().gaps());
        engine.removeBackend(better);
        Await.until(() -> only().backend().equals(backend.name()), () -> "the next one is not taken");
    }

    @Test
    void shouldRunTasksOfStagesOnThePipelinesThreadUntilItEnds() throws Exception {
        network.addMachine("web", MAC);
        CountingStage stage = new CountingStage("monitor");
        engine.addFactory(stage, 0, 2);
        inventory.put(guest("web"));
        Await.until(() -> stage.open.get() == 1, () -> "it is not opened");
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        assertTrue(stage.contexts.getFirst().execute(() -> ranOn.complete(Thread.currentThread())));
        assertSame(stage.threads.getFirst(), ranOn.get(5, TimeUnit.SECONDS));
        assertTrue(stage.contexts.getFirst().execute(() -> {
            throw new IllegalStateException("on purpose");
        }));
        inventory.set(List.of());
        Await.until(() -> stage.open.get() == 0, () -> "it is not closed");
        Await.until(() -> !stage.contexts.getFirst().execute(Thread::onSpinWait), () -> "it still takes tasks");
    }

    @Test
    void shouldPlayFilesToTheirEnd(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("recorded.pcap");
        try (PcapWriter writer = PcapWriter.create(file, PcapFormat.ethernet(128))) {
            for (int i = 0; i < 1_000; i++) {
                writer.write(MemorySegment.ofArray(FRAME), 0, FRAME.length, FRAME.length, 5_000 + i);
            }
        }
        CountingStage stage = new CountingStage("monitor");
        engine.addFactory(stage, 0, 2);
        engine.addSources(_ -> Optional.of(new CaptureSource.File(file, Pace.AS_RECORDED)));
        inventory.put(TestInventory.machine("web", MachineRole.GUEST, MAC, Optional.empty()));
        Await.until(() -> only().message().contains("plays files"), () -> "it does not say what is missing");
        engine.addBackend(new FileBackend(), 0, 1);
        awaitState(State.ENDED);
        assertEquals(new CaptureStatistics(1_000, 0, 0, 0), only().statistics());
        assertEquals(1_000, stage.frames.get());
        assertEquals(5_999, stage.contexts.getFirst().clock().nanos());

        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
        inventory.set(List.of());
        inventory.put(TestInventory.machine("web", MachineRole.GUEST, MAC, Optional.empty()));
        Await.until(() -> only().message().contains("damaged after packet 999"), () -> "the damage is not told");
        assertEquals(State.ENDED, only().state());
    }

    @Test
    void shouldWatchAThousandVnicsWithTwoThreads() throws Exception {
        int count = 1_000;
        List<String> links = new ArrayList<>();
        List<Machine> machines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            links.add("link add v" + i + " type veth peer name p" + i);
            links.add("link set v" + i + " up");
            links.add("link set p" + i + " up");
            machines.add(guest("v" + i));
        }
        network.ip(network.host(), links.toArray(String[]::new));
        try (PipelineEngine large = new PipelineEngine(2, SETTINGS)) {
            CountingStage stage = new CountingStage("monitor");
            large.addFactory(stage, 0, 2);
            large.addBackend(backend, 0, 1);
            inventory.set(machines);
            large.inventory(inventory.inventory());
            Await.until(
                    () -> large.status().stream().allMatch(s -> s.state() == State.RUNNING)
                            && large.status().size() == count,
                    () -> "not all are watched");
            int sent = 10;
            for (int i = 0; i < sent; i++) {
                var source = new CaptureSource.Interface(network.host(), "p" + i * count / sent);
                try (CaptureHandle handle = backend.open(source, CaptureOptions.HEADERS)) {
                    handle.inject(MemorySegment.ofArray(FRAME), 0, FRAME.length);
                }
            }
            Await.until(() -> stage.frames.get() == sent, () -> stage.frames + " frames came");
            assertEquals(2, stage.threads.stream().distinct().count());
            assertEquals(count, stage.open.get());
        }
    }

    @Test
    void shouldLeaveNothingBehind() throws Exception {
        network.addMachine("web", MAC);
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        PipelineEngine other = new PipelineEngine(2, SETTINGS);
        other.addBackend(backend, 0, 1);
        CountingStage stage = new CountingStage("monitor");
        other.addFactory(stage, 0, 2);
        inventory.set(List.of());
        inventory.put(guest("web"));
        other.inventory(inventory.inventory());
        Await.until(() -> other.status().stream().anyMatch(s -> s.state() == State.RUNNING), () -> "it is not watched");
        long descriptors = descriptors();
        other.close();
        assertEquals(0, stage.open.get());
        assertTrue(descriptors() < descriptors);
        assertEquals(List.of(), other.status());
        Await.until(
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(t -> !before.contains(t) && t.getName().matches("capture-[01]|netns.*")),
                () -> "threads are left");
        assertFalse(stage.contexts.getFirst().execute(Thread::onSpinWait));
    }

    private static long descriptors() throws Exception {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    @Test
    void shouldCountWhatTheKernelDroppedWhileAStageWasTooSlow() throws Exception {
        network.addMachine("web", MAC);
        CountingStage stage = new CountingStage("slow");
        engine.addFactory(stage, 0, 2);
        engine.addBackend(backend, 0, 1);
        engine.settings(new Settings(CaptureLevel.FULL, 20, 128, 5, Settings.LEAST_BUFFER, 1));
        inventory.put(guest("web"));
        awaitState(State.RUNNING);
        try (Sender sender = sender("web", 0)) {
            CountDownLatch hold = new CountDownLatch(1);
            stage.hold = hold;
            Await.until(() -> sender.sent() >= 20_000, () -> "nothing is sent");
            hold.countDown();
            long sent = sender.stop();
            awaitCounted(sent);
            CaptureStatistics statistics = only().statistics();
            assertEquals(sent, sum(statistics));
            assertTrue(statistics.droppedByKernel() > 0, statistics::toString);
            assertEquals(0, statistics.missed());
            assertEquals(statistics.droppedByKernel(), stage.missed.get());
            assertEquals(statistics.received(), stage.frames.get());
        }
    }

    private void level(CaptureLevel level) throws Exception {
        engine.level(Set.of(TestInventory.nic("web")), Optional.of(level));
        Await.until(() -> only().level() == level && only().state() == State.RUNNING, () -> "it is not watched so");
    }

    @Test
    void shouldWatchAsCloselyAsIsWanted() throws Exception {
        network.addMachine("web", MAC);
        CountingStage stage = new CountingStage("monitor");
        engine.addFactory(stage, 0, 2);
        engine.addBackend(backend, 0, 1);
        inventory.put(guest("web"));
        awaitState(State.RUNNING);
        try (Sender sender = sender("web", 100_000)) {
            level(CaptureLevel.COUNTERS);
            assertEquals("counters", only().backend());
            long before = stage.frames.get();
            long packets = only().packets();
            Await.until(() -> only().packets() > packets + 1_000, () -> "packets are not counted");
            assertEquals(before, stage.frames.get());

            level(CaptureLevel.SAMPLED);
            assertEquals(20, only().sampling());
            long sent = sender.sent();
            long sampledBefore = stage.weighted.get();
            Await.until(() -> sender.sent() > sent + 40_000, () -> "nothing is sent");
            // one in 20 of 40000 at random: 2000 give or take 44, and ten times that never happens
            double share = (double) (stage.weighted.get() - sampledBefore) / (sender.sent() - sent);
            assertEquals(1, share, 0.3);

            level(CaptureLevel.FULL);
            assertEquals(1, only().sampling());
            long fully = stage.frames.get();
            Await.until(() -> stage.frames.get() > fully + 1_000, () -> "frames are not read");
        }
        var e = assertThrows(
                VitrineException.class,
                () -> engine.level(Set.of(TestInventory.nic("nobody")), Optional.of(CaptureLevel.FULL)));
        assertEquals(Reason.NOT_FOUND, e.reason());
        engine.settings(new Settings(CaptureLevel.COUNTERS, 20, 128, 5, 4 << 20, 64 << 20));
        assertEquals(CaptureLevel.FULL, only().level());
        engine.level(Set.of(TestInventory.nic("web")), Optional.empty());
        Await.until(() -> only().level() == CaptureLevel.COUNTERS, () -> "the settings are not followed");
    }
}
