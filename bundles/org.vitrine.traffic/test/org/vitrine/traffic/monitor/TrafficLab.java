/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vitrine.capture.PipelineStatus;
import org.vitrine.capture.PipelineStatus.State;
import org.vitrine.capture.pipeline.CapturePipelines;
import org.vitrine.capture.ring.RingBackend;
import org.vitrine.capture.testkit.Await;
import org.vitrine.capture.testkit.Metatype;
import org.vitrine.capture.testkit.TestDataPlane;
import org.vitrine.capture.testkit.TestInventory;
import org.vitrine.capture.testkit.TestNetwork;
import org.vitrine.common.EpochClock;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficQuery;

/**
 * A guest and a remote machine on a bridge, watched as in the product: pipelines, packet rings, monitor.
 *
 * <p>guest 10.5.0.2, 2001:db8::2; remote 10.5.1.1 to 10.5.1.100, 2001:db8::9.
 */
final class TrafficLab implements AutoCloseable {
    static final int REMOTE_ADDRESSES = 100;
    private static final String MAC = "52:54:00:00:00:01";

    final TestNetwork network = new TestNetwork("traf");
    final TestInventory inventory = new TestInventory();
    final TestDataPlane dataPlane = new TestDataPlane();
    final CapturePipelines pipelines = new CapturePipelines(Metatype.config(CapturePipelines.Config.class, Map.of()));
    final RingBackend backend = new RingBackend(Metatype.config(RingBackend.Config.class, Map.of()));
    final String guest = network.machine("guest");
    final String remote = network.machine("remote");
    MonitorStages stages = newStages();
    MonitoredTraffic traffic = new MonitoredTraffic(stages);
    private final RandomAccessFile counters;

    /** What passed until a time, nanoseconds since the epoch; seen from the guest. */
    record Counters(long time, long txBytes, long txPackets, long rxBytes, long rxPackets) {}

    TrafficLab() throws Exception {
        try {
            counters = begin();
        } catch (Exception | Error e) {
            network.close();
            throw e;
        }
    }

    private RandomAccessFile begin() throws Exception {
        network.addMachine("guest", MAC);
        network.addMachine("remote", "52:54:00:00:00:02");
        network.ip(
                network.host(),
                "link add br0 type bridge mcast_snooping 0",
                "link set br0 up",
                "link set guest master br0",
                "link set remote master br0");
        network.ip(guest, "addr add 10.5.0.2/16 dev eth0", "addr add 2001:db8::2/64 dev eth0 nodad");
        List<String> addresses = new ArrayList<>(List.of("addr add 2001:db8::9/64 dev eth0 nodad"));
        for (int i = 1; i <= REMOTE_ADDRESSES; i++) {
            addresses.add("addr add 10.5.1." + i + "/16 dev eth0");
        }
        network.ip(remote, addresses.toArray(String[]::new));
        pipelines.addFactory(stages, Map.of());
        pipelines.addBackend(backend, Map.of());
        pipelines.setInventory(inventory);
        inventory.put(TestInventory.guest("guest", MAC, network.host(), "guest"));
        Await.until(() -> status().state() == State.RUNNING, () -> "the guest is not watched");
        return NetworkNamespace.call(network.host(), () -> new RandomAccessFile("/proc/thread-self/net/dev", "r"));
    }

    private MonitorStages newStages() {
        MonitorStages fresh = new MonitorStages(Metatype.config(MonitorStages.Config.class, Map.of()));
        fresh.setDataPlane(dataPlane);
        return fresh;
    }

    /** As when the monitor's bundle is replaced; something may be done while it is away. */
    void replaceMonitor(Runnable whileAway) {
        pipelines.removeFactory(stages);
        traffic.deactivate();
        stages.deactivate();
        whileAway.run();
        stages = newStages();
        traffic = new MonitoredTraffic(stages);
        pipelines.addFactory(stages, Map.of());
    }

    PipelineStatus status() throws VitrineException {
        return pipelines.pipelines().getFirst();
    }

    NicTraffic traffic() throws VitrineException {
        return traffic.snapshot(TrafficQuery.all(Integer.MAX_VALUE)).nics().getFirst();
    }

    HostTraffic host(String address) throws VitrineException {
        IpAddress wanted = IpAddress.parse(address);
        return traffic().hosts().stream()
                .filter(h -> h.address().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new AssertionError(address + " is not known"));
    }

    /** The kernel's counters of the guest's host side, at a moment that is known to a millisecond. */
    synchronized Counters counters() throws IOException {
        while (true) {
            long before = EpochClock.SYSTEM.nanos();
            String[] fields = guestLine();
            long after = EpochClock.SYSTEM.nanos();
            if (after - before < 1_000_000) { // else somebody else had the processor meanwhile
                return new Counters(
                        (before + after) / 2,
                        Long.parseLong(fields[1]),
                        Long.parseLong(fields[2]),
                        Long.parseLong(fields[9]),
                        Long.parseLong(fields[10]));
            }
        }
    }

    private String[] guestLine() throws IOException {
        counters.seek(0);
        for (String line = counters.readLine(); line != null; line = counters.readLine()) {
            String[] fields = line.strip().split("[: ]+");
            if (fields[0].equals("guest")) {
                return fields;
            }
        }
        throw new AssertionError("the guest has no host side");
    }

    /** Waits until nothing has passed for a moment and everything that passed was read. */
    void settle() throws Exception {
        Counters[] last = {counters()};
        Await.until(
                () -> {
                    Thread.sleep(Duration.ofMillis(50));
                    Counters now = counters();
                    boolean quiet = now.txPackets() + now.rxPackets() == last[0].txPackets() + last[0].rxPackets();
                    last[0] = now;
                    return quiet;
                },
                () -> "it does not become quiet");
    }

    @Override
    public void close() throws Exception {
        pipelines.deactivate();
        traffic.deactivate();
        stages.deactivate();
        counters.close();
        network.close();
    }
}
