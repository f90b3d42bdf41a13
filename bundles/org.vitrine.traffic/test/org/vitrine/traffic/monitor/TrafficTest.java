/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.testkit.Await;
import org.vitrine.capture.testkit.Metatype;
import org.vitrine.capture.testkit.TestInventory;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.packet.Ethernet;
import org.vitrine.packet.Ipv4;
import org.vitrine.packet.PacketBuilder;
import org.vitrine.packet.Udp;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficQuery;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficSnapshot;
import org.vitrine.traffic.TrafficTotals;
import org.vitrine.traffic.monitor.TrafficAccuracy.Deviation;
import org.vitrine.traffic.monitor.TrafficAccuracy.Kind;
import org.vitrine.traffic.monitor.TrafficLab.Counters;

/** Real packets of real programs. */
class TrafficTest {
    private static final NicId GUEST = TestInventory.nic("guest");
    private static final int PING_BYTES = 98; // Ethernet, IPv4, ICMP and 56 bytes

    private TrafficLab lab;

    @BeforeEach
    void open() throws Exception {
        lab = new TrafficLab();
    }

    @AfterEach
    void close() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    private void ping(String address, int count) throws VitrineException {
        lab.network.run(lab.guest, "ping", "-q", "-c", "" + count, "-i", "0.01", "-W", "1", address);
    }

    @Test
    void shouldCountPingsInBothDirections() throws Exception {
        ping("10.5.1.1", 10);
        Await.until(() -> lab.host("10.5.1.1").totals().rxPackets() == 10, () -> "not all came");
        HostTraffic host = lab.host("10.5.1.1");
        assertEquals(10, host.totals().txPackets());
        assertEquals(10 * PING_BYTES, host.totals().txBytes());
        assertEquals(10 * PING_BYTES / 3.0, host.rates().rxBytesPerSecond(), 1e-6);
        assertTrue(host.firstSeen() < host.lastSeen());
        assertFalse(host.filtered());
    }

    @Test
    void shouldSeeIpv6() throws Exception {
        ping("2001:db8::9", 5);
        Await.until( // and neighbour discovery
                () -> lab.host("2001:db8::9").totals().rxPackets() >= 5
                        && lab.host("2001:db8::9").totals().txPackets() >= 5,
                () -> "not all came");
    }

    /** This kernel may have no VLAN devices, but it carries tagged frames. */
    @Test
    void shouldSeeThroughVlanTagsInBothDirections() throws Exception {
        byte[] bytes = new byte[100];
        PacketBuilder builder = new PacketBuilder(MemorySegment.ofArray(bytes));
        var fromGuest = new CaptureSource.Interface(lab.guest, "eth0");
        var toGuest = new CaptureSource.Interface(lab.remote, "eth0");
        try (CaptureHandle guest = lab.backend.open(fromGuest, CaptureOptions.HEADERS);
                CaptureHandle remote = lab.backend.open(toGuest, CaptureOptions.HEADERS)) {
            for (int tags = 1; tags <= 2; tags++) {
                int length = tagged(builder.ethernet(0x5254_0000_0002L, 0x5254_0000_0001L), tags)
                        .ipv4(0x0a07_0002, 0x0a07_0009)
                        .udp(1, 9)
                        .finish();
                guest.inject(MemorySegment.ofArray(bytes), 0, length);
                length = tagged(builder.ethernet(0x5254_0000_0001L, 0x5254_0000_0002L), tags)
                        .ipv4(0x0a07_0009, 0x0a07_0002)
                        .udp(9, 1)
                        .finish();
                remote.inject(MemorySegment.ofArray(bytes), 0, length);
            }
        }
        Await.until(() -> lab.host("10.7.0.9").totals().rxPackets() == 2, () -> "not all came");
        int untagged = Ethernet.LENGTH + Ipv4.LENGTH + Udp.LENGTH;
        long sum = 2 * untagged + 3 * Ethernet.TAG_LENGTH;
        assertEquals(new TrafficTotals(sum, 2, sum, 2), lab.host("10.7.0.9").totals());
    }

    private static PacketBuilder tagged(PacketBuilder builder, int tags) {
        return tags == 1
                ? builder.tag(Ethernet.TYPE_VLAN, 7)
                : builder.tag(Ethernet.TYPE_SERVICE_VLAN, 5).tag(Ethernet.TYPE_VLAN, 7);
    }

    @Test
    void shouldAgreeWithTheKernelsCounters() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/iperf3")), "needs iperf3 to make traffic");
        lab.settle(); // what begins with an interface, such as reports of groups, is not on its way any more
        Counters before = lab.counters();
        NicTraffic trafficBefore = lab.traffic();
        for (Kind kind : List.of(Kind.TCP, Kind.SMALL_FLOWS)) {
            for (Deviation deviation : new TrafficAccuracy(lab).run(kind, 6)) {
                assertTrue(deviation.samples() > 3, deviation::toString);
                assertTrue(deviation.mean() < 0.02, () -> kind.title + ": " + deviation);
            }
        }
        TrafficTotals[] counted = new TrafficTotals[2];
        Await.until( // a neighbour may ask for somebody between one reading and the other
                () -> {
                    lab.settle();
                    counted[0] = since(before, lab.counters());
                    counted[1] = since(trafficBefore.totals(), lab.traffic().totals());
                    return counted[0].equals(counted[1]);
                },
                () -> "the kernel counted " + counted[0] + ", we " + counted[1]);
        NicTraffic traffic = lab.traffic();
        assertEquals(0, traffic.missedFrames());
        assertTrue(traffic.knownHosts() >= TrafficLab.REMOTE_ADDRESSES, traffic::toString);
    }

    private static TrafficTotals since(Counters before, Counters after) {
        return new TrafficTotals(
                after.txBytes() - before.txBytes(),
                after.txPackets() - before.txPackets(),
                after.rxBytes() - before.rxBytes(),
                after.rxPackets() - before.rxPackets());
    }

    private static TrafficTotals since(TrafficTotals before, TrafficTotals after) {
        return new TrafficTotals(
                after.txBytes() - before.txBytes(),
                after.txPackets() - before.txPackets(),
                after.rxBytes() - before.rxBytes(),
                after.rxPackets() - before.rxPackets());
    }

    @Test
    void shouldReachZeroWithinOneWindowAfterTrafficEnds() throws Exception {
        ping("10.5.1.1", 5);
        Await.until(() -> lab.traffic().rates().txPacketsPerSecond() > 0, () -> "nothing was counted");
        Await.until(
                () -> {
                    TrafficSnapshot snapshot = lab.traffic.snapshot(TrafficQuery.of(GUEST, 5));
                    NicTraffic nic = snapshot.nics().getFirst();
                    long newest = nic.hosts().stream()
                            .mapToLong(HostTraffic::lastSeen)
                            .max()
                            .orElseThrow();
                    boolean windowOver =
                            snapshot.time() - newest >= snapshot.window().toNanos();
                    boolean zero = nic.hosts().stream().allMatch(h -> h.rates().equals(TrafficRates.ZERO));
                    assertEquals(windowOver, zero);
                    return windowOver;
                },
                () -> "time stands still");
    }

    @Test
    void shouldCountWhatTheGuestSendsInVainToAFilteredAddress() throws Exception {
        ping("10.5.1.1", 3);
        lab.network.run(
                lab.network.host(),
                "nft",
                "add table netdev vt; add chain netdev vt in { type filter hook ingress device guest priority 0; };"
                        + " add rule netdev vt in ip daddr 10.5.1.1 drop");
        Filter filter = new Filter(GUEST, IpAddress.parse("10.5.1.1"));
        lab.dataPlane.set(DeclarationStatus.PENDING, filter);
        assertFalse(lab.host("10.5.1.1").filtered());
        lab.dataPlane.set(DeclarationStatus.APPLIED, filter);
        Await.until(() -> lab.host("10.5.1.1").filtered(), () -> "the filter is not known");
        long before = lab.host("10.5.1.1").totals().txPackets();
        assertThrows(VitrineException.class, () -> ping("10.5.1.1", 4));
        Await.until(() -> lab.host("10.5.1.1").blockedPackets() == 4, () -> "not all were counted");
        ping("10.5.1.2", 3);
        assertEquals(before, lab.host("10.5.1.1").totals().txPackets());
        assertEquals(0, lab.host("10.5.1.2").blockedPackets());
        lab.replaceMonitor(Thread::onSpinWait);
        assertThrows(VitrineException.class, () -> ping("10.5.1.1", 2));
        Await.until(() -> lab.host("10.5.1.1").blockedPackets() == 2, () -> "the new monitor does not know");
    }

    @Test
    void shouldGoOnWhenTheMonitorIsReplaced() throws Exception {
        ping("10.5.1.1", 5);
        Await.until(() -> lab.host("10.5.1.1").totals().rxPackets() == 5, () -> "not all came");
        long received = lab.status().statistics().received();
        lab.replaceMonitor(() -> {
            try {
                ping("10.5.1.1", 7);
                Await.until(() -> lab.status().statistics().received() >= received + 14, () -> "the pipeline stopped");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        ping("10.5.1.1", 3);
        Await.until(() -> lab.host("10.5.1.1").totals().rxPackets() == 3, () -> "not all came");
        NicTraffic traffic = lab.traffic();
        assertTrue(traffic.missedFrames() >= 14, traffic::toString);
        assertEquals(traffic.missedFrames(), lab.status().stages().getFirst().missed());
        assertEquals(0, lab.status().statistics().gaps());
    }

    @Test
    void shouldAnswerForAThousandVnicsAtOnce() throws Exception {
        List<Machine> machines = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            machines.add(TestInventory.machine("m" + i, MachineRole.GUEST, "52:54:00:00:00:03", Optional.empty()));
        }
        lab.inventory.set(machines);
        Await.until(() -> lab.traffic.snapshot(TrafficQuery.all(30)).nics().size() == 1_000, () -> "some are missing");
        TrafficSnapshot some =
                lab.traffic.snapshot(new TrafficQuery(Set.of(TestInventory.nic("m7"), TestInventory.nic("m5")), 1));
        assertEquals(
                List.of(TestInventory.nic("m5"), TestInventory.nic("m7")),
                some.nics().stream().map(NicTraffic::nic).toList());
        assertTrue(lab.traffic.snapshot(TrafficQuery.of(GUEST, 1)).nics().isEmpty());
    }

    @Test
    void shouldGiveSnapshotsPeriodicallyUntilItIsClosed() throws Exception {
        List<TrafficSnapshot> given = new CopyOnWriteArrayList<>();
        Subscription subscription = lab.traffic.subscribe(TrafficQuery.all(3), Duration.ofMillis(50), snapshot -> {
            given.add(snapshot);
            if (given.size() == 2) {
                throw new IllegalStateException("on purpose");
            }
        });
        Await.until(() -> given.size() >= 5, () -> "only " + given.size());
        subscription.close();
        int then = given.size();
        subscription.close();
        assertTrue(IntStream.range(1, then)
                .allMatch(i -> given.get(i).time() > given.get(i - 1).time()));
        ping("10.5.1.1", 10); // takes two periods
        assertEquals(then, given.size());
        var e = assertThrows(
                VitrineException.class,
                () -> lab.traffic.subscribe(TrafficQuery.all(3), Duration.ofMillis(49), given::add));
        assertEquals(Reason.INVALID, e.reason());
    }

    @Test
    void shouldDescribeItsConfiguration() throws Exception {
        Metatype.assertDescribes(MonitorStages.Config.class);
    }
}
