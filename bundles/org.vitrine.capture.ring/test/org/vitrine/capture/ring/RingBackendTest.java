/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureHandle.Trouble;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameBatch.Direction;
import org.vitrine.capture.spi.FrameSink;
import org.vitrine.capture.testkit.Await;
import org.vitrine.capture.testkit.InterfaceBackendContract;
import org.vitrine.capture.testkit.KeptFrames;
import org.vitrine.capture.testkit.KeptFrames.Kept;
import org.vitrine.capture.testkit.Metatype;
import org.vitrine.common.EpochClock;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.Tool;
import org.vitrine.packet.Ethernet;
import org.vitrine.packet.PacketBuilder;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;

/** Blocks, as for watching; {@link SlotRingBackendTest} does all of it again with slots, as for answering. */
class RingBackendTest extends InterfaceBackendContract {
    private static final int DELAY = 5;

    private final RingBackend backend = backend(Map.of());

    static RingBackend backend(Map<String, Object> settings) {
        return new RingBackend(Metatype.config(RingBackend.Config.class, settings));
    }

    @Override
    protected CaptureBackend backend() {
        return backend;
    }

    CaptureOptions options(int snapLength, String filter, int bufferBytes) {
        return new CaptureOptions(snapLength, filter, bufferBytes, DELAY);
    }

    // ---- what the kernel says beside a frame

    @Test
    void shouldPutVlanTagsBack() throws Exception {
        List<byte[]> frames = new ArrayList<>();
        for (int tags = 0; tags <= 2; tags++) {
            frames.add(tagged(tags));
        }
        try (CaptureHandle handle = opened(frames, options(262_144, "", 4 << 20))) {
            List<Kept> kept = read(handle, 3);
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(frames.get(i), kept.get(i).bytes());
                assertEquals(frames.get(i).length, kept.get(i).length());
            }
        }
        try (CaptureHandle handle = opened(frames, options(20, "", 1 << 20))) {
            List<Kept> kept = read(handle, 3);
            assertEquals(20, kept.get(2).bytes().length);
            assertEquals(frames.get(2).length, kept.get(2).length());
        }
    }

    @Test
    void shouldFilterByVlanTagInTheKernel() throws Exception {
        List<byte[]> frames = List.of(tagged(0), tagged(1), tagged(2));
        try (CaptureHandle handle = opened(frames, options(262_144, "vlan 5", 4 << 20))) {
            assertArrayEquals(frames.get(2), read(handle, 1).getFirst().bytes());
            assertEquals(1, handle.offered());
        }
        try (CaptureHandle handle = opened(frames, options(262_144, "vlan 7 and udp port 9", 4 << 20))) {
            assertArrayEquals(frames.get(1), read(handle, 1).getFirst().bytes());
            assertEquals(1, handle.offered());
        }
        try (CaptureHandle handle = opened(frames, options(262_144, "outbound", 4 << 20))) {
            assertEquals(0, handle.offered());
        }
    }

    private static byte[] tagged(int tags) {
        byte[] bytes = new byte[200];
        PacketBuilder builder = new PacketBuilder(MemorySegment.ofArray(bytes)).ethernet(0x5254_0000_0002L, 1);
        if (tags == 2) {
            builder.tag(Ethernet.TYPE_SERVICE_VLAN, 5);
        }
        if (tags > 0) {
            builder.tag(Ethernet.TYPE_VLAN, 3 << 13 | 7);
        }
        int length = builder.ipv4(0x0a07_0002, 0x0a07_0009)
                .udp(1, 9)
                .payload(new byte[99])
                .finish();
        return java.util.Arrays.copyOf(bytes, length);
    }

    @Test
    void shouldTellDirectionsAndTimesOfTheKernel() throws Exception {
        long before = EpochClock.SYSTEM.nanos();
        try (CaptureHandle handle = opened(frames(2), options(128, "", 1 << 20));
                CaptureHandle other = backend.open(source("watched"), CaptureOptions.HEADERS)) {
            byte[] frame = frames(3).getLast();
            other.inject(MemorySegment.ofArray(frame), 0, frame.length);
            List<Kept> kept = read(handle, 3);
            assertEquals(
                    List.of(Direction.FROM_GUEST, Direction.FROM_GUEST, Direction.TO_GUEST),
                    kept.stream().map(Kept::direction).toList());
            long after = EpochClock.SYSTEM.nanos();
            assertTrue(kept.stream().allMatch(k -> k.timestamp() >= before && k.timestamp() <= after));
        }
    }

    // ---- what happens to interfaces

    @Test
    void shouldSayThatTheInterfaceIsDownAndGoOn() throws Exception {
        try (CaptureHandle handle = opened(List.of(), options(128, "", 1 << 20))) {
            KeptFrames kept = new KeptFrames();
            assertEquals(Optional.empty(), handle.trouble());
            network().ip(network().host(), "link set watched down");
            assertEquals(0, handle.read(kept, 10));
            Trouble trouble = handle.trouble().orElseThrow();
            assertTrue(trouble.silent());
            assertTrue(trouble.message().contains("watched in network namespace"), trouble::message);
            assertTrue(trouble.message().endsWith("is down"), trouble::message);
            network().ip(network().host(), "link set watched up");
            assertEquals(Optional.empty(), handle.trouble());
            send(frames(20));
            assertEquals(20, read(handle, 20).size());
        }
    }

    @Test
    void shouldGoOnUnderAnotherNameAndSayWhich() throws Exception {
        try (CaptureHandle handle = opened(List.of(), options(128, "", 1 << 20))) {
            network().ip(network().host(), "link set watched down", "link set watched name other", "link set other up");
            Trouble trouble = handle.trouble().orElseThrow();
            assertEquals(false, trouble.silent());
            assertTrue(trouble.message().endsWith("is called other now"), trouble::message);
            send(frames(20));
            assertEquals(20, read(handle, 20).size());
            network().addPair("watched", "peer");
            var e = assertThrows(VitrineException.class, handle::trouble);
            assertEquals(Reason.NOT_FOUND, e.reason());
        }
    }

    @Test
    void shouldTakeLargerFramesAfterTheMtuHasGrown() throws Exception {
        try (CaptureHandle handle = opened(List.of(), options(262_144, "", 4 << 20))) {
            network().ip(network().host(), "link set watched mtu 9000", "link set sender mtu 9000");
            byte[] jumbo = new byte[8_000];
            jumbo[0] = 0x52;
            jumbo[12] = (byte) 0x88;
            jumbo[13] = (byte) 0xb5;
            jumbo[7_999] = 77;
            send(List.of(jumbo));
            assertArrayEquals(jumbo, read(handle, 1).getFirst().bytes());
            assertEquals(Optional.empty(), handle.trouble());
        }
    }

    @Test
    void shouldSayThatAPermissionIsMissing() throws Exception {
        Tool.Result result = Tool.run(
                List.of(
                        "setpriv",
                        "--bounding-set",
                        "-net_raw",
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator),
                        WithoutPermission.class.getName()),
                new byte[0],
                Duration.ofSeconds(20));
        assertEquals(
                "DENIED this process may not capture on interface lo",
                result.text().strip());
    }

    /** Opens the loopback interface in a process of its own. */
    static final class WithoutPermission {
        private WithoutPermission() {}

        public static void main(String[] arguments) {
            try {
                backend(Map.of())
                        .open(new CaptureSource.Interface("", "lo"), CaptureOptions.HEADERS)
                        .close();
            } catch (VitrineException e) {
                System.out.println(e.reason() + " " + e.getMessage());
            }
        }
    }

    // ---- several threads

    @Test
    void shouldGiveEachFrameToOneOfSeveralReadersAndAFlowToOne() throws Exception {
        List<byte[]> frames = new ArrayList<>();
        for (int flow = 0; flow < 64; flow++) {
            for (int i = 0; i < 4; i++) {
                byte[] bytes = new byte[60];
                PacketBuilder builder = new PacketBuilder(MemorySegment.ofArray(bytes)).ethernet(2, 1);
                // the two directions of a flow
                builder = i % 2 == 0
                        ? builder.ipv4(0x0a07_0002, 0x0a07_0009).udp(1_000 + flow, 9)
                        : builder.ipv4(0x0a07_0009, 0x0a07_0002).udp(9, 1_000 + flow);
                builder.payload(new byte[] {(byte) flow, (byte) i, 1}).finish();
                frames.add(bytes);
            }
        }
        List<CaptureHandle> handles = backend.openShared(source("watched"), options(128, "udp", 1 << 20), 3);
        try {
            send(frames);
            List<KeptFrames> kept = List.of(new KeptFrames(), new KeptFrames(), new KeptFrames());
            Await.until(
                    () -> {
                        int sum = 0;
                        for (int i = 0; i < 3; i++) {
                            handles.get(i).read(kept.get(i), 1_000);
                            sum += kept.get(i).frames().size();
                        }
                        return sum == frames.size();
                    },
                    () -> kept.stream().map(k -> k.frames().size()).toList().toString());
            Set<Integer> seen = new HashSet<>();
            for (KeptFrames reader : kept) {
                Set<Integer> flows = new HashSet<>();
                reader.frames().forEach(frame -> flows.add((int) frame.bytes()[42]));
                assertEquals(4 * flows.size(), reader.frames().size());
                assertTrue(flows.stream().allMatch(seen::add), "a flow came to two readers");
                assertTrue(!flows.isEmpty(), "a reader got nothing");
            }
            assertEquals(64, seen.size());
        } finally {
            handles.forEach(CaptureHandle::close);
        }
    }

    @Test
    void shouldShareInTurnWhenSetSo() throws Exception {
        RingBackend inTurn = backend(Map.of("fan_out", "TURN", "ring_kib", 512, "block_kib", 30, "retire_ms", 1));
        List<CaptureHandle> handles = inTurn.openShared(source("watched"), options(128, "", 1 << 20), 2);
        try {
            send(frames(40));
            assertEquals(20, read(handles.getFirst(), 20).size());
            assertEquals(20, read(handles.getLast(), 20).size());
        } finally {
            handles.forEach(CaptureHandle::close);
        }
    }

    // ---- the price

    /** Looks at nothing. */
    private static final class Counter implements FrameSink {
        private long frames;

        @Override
        public void onFrames(FrameBatch batch) {
            frames += batch.size();
        }
    }

    @Test
    void shouldAllocateNothingPerFrame() throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<byte[]> frames = frames(500);
        Counter counter = new Counter();
        try (CaptureHandle handle = opened(List.of(), options(128, "", 4 << 20))) {
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < 80; round++) { // the first ones are interpreted
                send(frames);
                long expected = (round + 1L) * frames.size();
                Await.until(() -> handle.offered() == expected, () -> "offered " + handle.offered());
                long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
                long before = threads.getCurrentThreadAllocatedBytes();
                while (counter.frames < expected && System.nanoTime() < end) {
                    handle.read(counter, 100);
                }
                allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
                assertEquals(expected, counter.frames);
            }
            long least = allocated;
            assertTrue(least < frames.size(), () -> least + " bytes for " + frames.size() + " frames");
        }
    }

    // ---- around it

    @Test
    void shouldBeForInterfacesOnly() {
        var file = new CaptureSource.File(java.nio.file.Path.of("x.pcap"), CaptureSource.Pace.LIVE);
        assertTrue(!backend.supports(file));
        var e = assertThrows(VitrineException.class, () -> backend.open(file, CaptureOptions.HEADERS));
        assertEquals(Reason.UNSUPPORTED, e.reason());
    }

    @Test
    void shouldFindTheMachineHealthy() {
        List<HealthItem> items = new RingHealth(backend).check();
        assertEquals(
                List.of("packet ring", "filters"),
                items.stream().map(HealthItem::name).toList());
        assertTrue(items.stream().allMatch(i -> i.level() == Level.OK), items::toString);
    }

    @Test
    void shouldDescribeItsConfiguration() throws Exception {
        Metatype.assertDescribes(RingBackend.Config.class);
    }
}
