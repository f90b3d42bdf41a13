/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.ForwardingPort;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameSink;
import org.vitrine.capture.testkit.Await;
import org.vitrine.capture.testkit.TestNetwork;
import org.vitrine.common.VitrineException;
import org.vitrine.linux.Poller;
import org.vitrine.linux.VlanTagger;

/** Two machines that reach each other through two ports and nothing else. */
class RingPortTest {
    private static final int BUFFER = 8 << 20;

    private TestNetwork network;
    private Bridge bridge;

    /** Carries frames between the machines on a thread of its own. */
    private static final class Bridge implements AutoCloseable {
        private final ForwardingPort one;
        private final ForwardingPort other;
        private final Poller poller = new Poller();
        private final AtomicLong longest = new AtomicLong();
        private final AtomicLong allocated = new AtomicLong();
        private final Thread thread = new Thread(this::run, "bridge");
        private volatile boolean ends;
        private volatile Exception failure;

        Bridge(ForwardingPort one, ForwardingPort other) {
            this.one = one;
            this.other = other;
            poller.add(one.descriptor(), 0);
            poller.add(other.descriptor(), 1);
            thread.start();
        }

        private void run() {
            var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            FrameSink toOther = batch -> carry(batch, other);
            FrameSink toOne = batch -> carry(batch, one);
            try {
                while (!ends) {
                    poller.await(100);
                    one.read(toOther, 256);
                    other.read(toOne, 256);
                    allocated.set(threads.getCurrentThreadAllocatedBytes());
                }
            } catch (VitrineException e) {
                failure = e;
            }
        }

        private void carry(FrameBatch batch, ForwardingPort to) {
            for (int i = 0; i < batch.size(); i++) {
                longest.set(Math.max(longest.get(), batch.length(i)));
                to.send(batch, i);
            }
            to.flush();
        }

        @Override
        public void close() throws Exception {
            ends = true;
            poller.wake();
            thread.join();
            poller.close();
            one.close();
            other.close();
            assertEquals(null, failure);
        }
    }

    @BeforeEach
    void connect() throws Exception {
        network = new TestNetwork("port");
        network.addMachine("left", "52:00:00:00:00:01");
        network.addMachine("right", "52:00:00:00:00:02");
        network.ip(network.machine("left"), "addr add 10.9.0.1/24 dev eth0", "addr add fd09::1/64 dev eth0 nodad");
        network.ip(network.machine("right"), "addr add 10.9.0.2/24 dev eth0", "addr add fd09::2/64 dev eth0 nodad");
        RingBackend backend = RingBackendTest.backend(Map.of());
        bridge = new Bridge(
                backend.openPort(new CaptureSource.Interface(network.host(), "left"), BUFFER),
                backend.openPort(new CaptureSource.Interface(network.host(), "right"), BUFFER));
    }

    @AfterEach
    void disconnect() throws Exception {
        if (bridge != null) {
            bridge.close();
        }
        if (network != null) {
            network.close();
        }
    }

    private void transfer(String address, String... options) throws Exception {
        Process server = network.start(network.machine("right"), "iperf3", "-s", "-1", "-B", address);
        Await.until(
                () -> network.run(network.machine("right"), "ss", "-Hltn").contains(":5201"),
                () -> "iperf3 does not listen");
        List<String> client = new ArrayList<>(List.of("iperf3", "-c", address));
        client.addAll(List.of(options));
        network.run(network.machine("left"), client.toArray(String[]::new));
        server.waitFor();
    }

    @Test
    void shouldCarryWhatMachinesSayToEachOther() throws Exception {
        network.run(network.machine("left"), "ping", "-c", "5", "-i", "0.01", "-W", "2", "10.9.0.2");
        network.run(network.machine("right"), "ping", "-c", "5", "-i", "0.01", "-W", "2", "fd09::1");
        // more than fits into a frame
        network.run(network.machine("left"), "ping", "-c", "3", "-i", "0.01", "-W", "2", "-s", "5000", "10.9.0.2");
    }

    @Test
    void shouldCarrySegmentsAsLargeAsTheirSendersMakeThem() throws Exception {
        transfer("10.9.0.2", "-n", "50M");
        transfer("fd09::2", "-n", "50M", "-R");
        assertTrue(bridge.longest.get() > 20_000, () -> "the longest frame had " + bridge.longest + " bytes");
        assertEquals(0, bridge.one.refused() + bridge.other.refused());
    }

    @Test
    void shouldCarryTaggedSegments() throws Exception {
        int host = 1;
        for (String machine : List.of(network.machine("left"), network.machine("right"))) {
            network.ip(machine, "link add vlan up type veth peer name peer", "link set peer up");
            VlanTagger.attach(machine, index(machine, "eth0"), index(machine, "peer"), 20);
            network.ip(machine, "addr add 10.20.0." + host++ + "/24 dev vlan");
        }
        transfer("10.20.0.2", "-n", "50M");
        assertTrue(bridge.longest.get() > 20_000, () -> "the longest frame had " + bridge.longest + " bytes");
        assertEquals(0, bridge.one.refused() + bridge.other.refused());
    }

    private int index(String machine, String name) throws VitrineException {
        return Integer.parseInt(
                network.run(machine, "ip", "-o", "link", "show", "dev", name).split(":")[0]);
    }

    @Test
    void shouldAllocateNothingWhileFramesPass() throws Exception {
        for (String machine : List.of("left", "right")) {
            network.run(network.machine(machine), "ethtool", "-K", "eth0", "tso", "off", "gso", "off", "gro", "off");
        }
        String[] manyFrames = {"-n", "30M"};
        transfer("10.9.0.2", manyFrames);
        transfer("10.9.0.2", manyFrames);
        long before = bridge.allocated.get();
        long sent = bridge.one.sent();
        transfer("10.9.0.2", manyFrames);
        long carried = bridge.one.sent() + bridge.other.sent() - sent;
        long bytes = bridge.allocated.get() - before;
        assertTrue(carried > 10_000 && bytes < carried, () -> bytes + " bytes for " + carried + " frames");
    }

    @Test
    void shouldCountWhatTheKernelRefusesAndGoOn() throws Exception {
        try (Arena arena = Arena.ofConfined();
                ForwardingPort port = RingBackendTest.backend(Map.of())
                        .openPort(new CaptureSource.Interface(network.host(), "left"), BUFFER)) {
            MemorySegment frame = arena.allocate(9_000);
            frame.set(ValueLayout.JAVA_SHORT_UNALIGNED, 12, (short) 0xb588); // local experiments
            port.send(frame, 0, 60);
            port.send(frame, 0, 9_000); // longer than the MTU
            port.send(frame, 0, 60);
            port.flush();
            assertEquals(2, port.sent());
            assertEquals(1, port.refused());
        }
    }

    @Test
    void shouldFailWhenTheInterfaceGoes() throws Exception {
        try (ForwardingPort port = RingBackendTest.backend(Map.of())
                .openPort(new CaptureSource.Interface(network.host(), "left"), BUFFER)) {
            bridge.close();
            bridge = null;
            network.ip(network.host(), "link del left");
            assertThrows(VitrineException.class, () -> {
                while (true) {
                    port.read(_ -> {}, 1);
                }
            });
        }
    }
}
