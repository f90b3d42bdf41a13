/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vitrine.traffic.monitor.Bench.GUEST;
import static org.vitrine.traffic.monitor.Bench.GUEST_MAC;
import static org.vitrine.traffic.monitor.Bench.PEER_MAC;
import static org.vitrine.traffic.monitor.Bench.SECOND;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vitrine.capture.spi.FrameBatch.Direction;
import org.vitrine.common.IpAddress;
import org.vitrine.packet.Ethernet;
import org.vitrine.packet.Packet;
import org.vitrine.packet.Tcp;
import org.vitrine.traffic.FlowOrder;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.PortTraffic;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficTotals;

class NicMonitorTest {
    private static final int REMOTE = 0x0a05_0009;
    private static final IpAddress REMOTE_ADDRESS = IpAddress.parse("10.5.0.9");

    /** A hundred million with {@code -Dvitrine.mutations=100000000}. */
    private static final long MUTATIONS = Long.getLong("vitrine.mutations", 1_000_000);

    private final Bench bench = new Bench(1_000);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void shouldCountBothDirectionsByTheGuestsMac() {
        bench.send(REMOTE, 1_500);
        bench.send(REMOTE, 1_500);
        bench.receive(REMOTE, 60);
        HostTraffic host = bench.host(REMOTE_ADDRESS);
        assertEquals(new TrafficTotals(3_000, 2, 60, 1), host.totals());
        assertEquals(new TrafficRates(1_000, 2 / 3.0, 20, 1 / 3.0), host.rates());
        assertEquals(host.totals(), bench.snapshot(0).totals());
        assertEquals(host.rates(), bench.snapshot(0).rates());
        assertEquals(1, bench.snapshot(0).knownHosts());
        assertEquals(List.of(), bench.snapshot(0).hosts());
    }

    @Test
    void shouldScaleUpWhatIsSampled() {
        bench.send(REMOTE, 100);
        bench.weight(20);
        bench.now += SECOND / 100;
        bench.send(REMOTE, 100);
        bench.receive(REMOTE, 60);
        bench.weight(1);
        bench.now += SECOND / 100;
        bench.receive(REMOTE, 60);
        HostTraffic host = bench.host(REMOTE_ADDRESS);
        assertEquals(new TrafficTotals(2_100, 21, 1_260, 21), host.totals());
        assertEquals(new TrafficRates(700, 7, 420, 7), host.rates());
        assertEquals(host.totals(), bench.snapshot(0).totals());
    }

    @Test
    void shouldBelieveABackendThatKnowsTheDirection() {
        int length =
                bench.builder.ethernet(GUEST_MAC, PEER_MAC).ipv4(REMOTE, GUEST).finish();
        bench.show(length, 100, Direction.FROM_GUEST);
        assertEquals(new TrafficTotals(100, 1, 0, 0), bench.snapshot(0).totals());
        assertEquals("10.5.0.2", bench.snapshot(1).hosts().getFirst().address().toString());
        length = bench.builder.ethernet(PEER_MAC, GUEST_MAC).ipv4(GUEST, REMOTE).finish();
        bench.show(length, 7, Direction.TO_GUEST);
        assertEquals(new TrafficTotals(100, 1, 7, 1), bench.snapshot(0).totals());
    }

    @Test
    void shouldSeeThroughVlanTags() {
        for (int tags = 0; tags <= 2; tags++) {
            bench.builder.ethernet(PEER_MAC, GUEST_MAC);
            for (int tag = 0; tag < tags; tag++) {
                bench.builder.tag(tag == 0 && tags == 2 ? Ethernet.TYPE_SERVICE_VLAN : Ethernet.TYPE_VLAN, 100);
            }
            bench.show(bench.builder.ipv4(GUEST, REMOTE).udp(1, 2).finish(), 100, Direction.UNKNOWN);
        }
        assertEquals(new TrafficTotals(300, 3, 0, 0), bench.host(REMOTE_ADDRESS).totals());
    }

    @Test
    void shouldCountIpv6() {
        IpAddress remote = IpAddress.parse("2001:db8::9");
        IpAddress guest = IpAddress.parse("2001:db8::2");
        int length = bench.builder
                .ethernet(PEER_MAC, GUEST_MAC)
                .tag(Ethernet.TYPE_VLAN, 5)
                .ipv6(guest.high(), guest.low(), remote.high(), remote.low())
                .udp(1, 2)
                .finish();
        bench.show(length, 100, Direction.UNKNOWN);
        length = bench.builder
                .ethernet(GUEST_MAC, PEER_MAC)
                .ipv6(remote.high(), remote.low(), guest.high(), guest.low())
                .udp(1, 2)
                .finish();
        bench.show(length, 80, Direction.UNKNOWN);
        assertEquals(new TrafficTotals(100, 1, 80, 1), bench.host(remote).totals());
        assertEquals(1, bench.snapshot(0).knownHosts());
    }

    @Test
    void shouldCountWhatIsNotIpInTheSumsOnly() {
        bench.builder.ethernet(PEER_MAC, GUEST_MAC).etherType(Ethernet.TYPE_ARP);
        bench.show(42, 42, Direction.UNKNOWN);
        int length =
                bench.builder.ethernet(PEER_MAC, GUEST_MAC).ipv4(GUEST, REMOTE).finish();
        bench.show(length - 1, 60, Direction.UNKNOWN); // a header that was cut off
        assertEquals(new TrafficTotals(102, 2, 0, 0), bench.snapshot(0).totals());
        assertEquals(0, bench.snapshot(0).knownHosts());
    }

    @Test
    void shouldReachZeroWithinOneWindow() {
        for (int i = 0; i < 5_000; i++) {
            bench.now += SECOND / 1_000;
            bench.send(REMOTE, 1_000);
        }
        assertEquals(1_000_000, bench.snapshot(0).rates().txBytesPerSecond(), 1_000);
        bench.now += 3 * SECOND;
        assertEquals(TrafficRates.ZERO, bench.snapshot(0).rates());
        assertEquals(TrafficRates.ZERO, bench.host(REMOTE_ADDRESS).rates());
        assertEquals(5_000, bench.host(REMOTE_ADDRESS).totals().txPackets());
    }

    @Test
    void shouldCountWhatAFilterStopsApart() {
        IpAddress other = IpAddress.parse("10.5.0.8");
        bench.send(REMOTE, 300);
        bench.monitor.filtered(Set.of(REMOTE_ADDRESS, other));
        bench.now += SECOND;
        bench.send(REMOTE, 300);
        bench.receive(REMOTE, 300);
        bench.send(0x0a05_0008, 300);
        HostTraffic host = bench.host(REMOTE_ADDRESS);
        assertTrue(host.filtered());
        assertEquals(2, host.blockedPackets());
        assertEquals(new TrafficTotals(300, 1, 0, 0), host.totals());
        assertEquals(bench.now, host.lastSeen());
        assertEquals(bench.now - SECOND, host.firstSeen());
        assertEquals(1, bench.host(other).blockedPackets());
        assertEquals(new TrafficTotals(300, 1, 0, 0), bench.snapshot(0).totals());

        bench.now += 2 * SECOND; // one window after the last packet that passed, others are tried still
        bench.send(REMOTE, 300);
        assertEquals(TrafficRates.ZERO, bench.host(REMOTE_ADDRESS).rates());

        bench.now += SECOND;
        bench.monitor.filtered(Set.of(other));
        bench.send(REMOTE, 300);
        assertFalse(bench.host(REMOTE_ADDRESS).filtered());
        assertEquals(100, bench.host(REMOTE_ADDRESS).rates().txBytesPerSecond());
        assertTrue(bench.host(other).filtered());
    }

    @Test
    void shouldEvictTheLeastRecentlyActiveAndKeepItsBytesInTheSums() {
        for (int i = 0; i < 3_000; i++) {
            bench.send(REMOTE, 100);
            bench.receive(0x0a06_0000 + i, 50);
        }
        NicTraffic traffic = bench.snapshot(Integer.MAX_VALUE);
        assertEquals(1_000, traffic.knownHosts());
        assertEquals(1_000, traffic.hosts().size());
        assertEquals(2_001, traffic.evictedHosts());
        assertEquals(new TrafficTotals(300_000, 3_000, 150_000, 3_000), traffic.totals());
        assertEquals(3_000, bench.host(REMOTE_ADDRESS).totals().txPackets());
        assertEquals(
                1, bench.host(IpAddress.ofIpv4(0x0a06_0000 + 2_999)).totals().rxPackets());
        assertTrue(traffic.hosts().stream().noneMatch(h -> h.address().equals(IpAddress.ofIpv4(0x0a06_0000))));
    }

    /** Flows leave for others, begin anew and are filtered while buckets end: what they have counted comes to its host and port once. */
    @Test
    void shouldAccountEveryPacketOnceWhateverComesAndGoes() {
        SplittableRandom random = new SplittableRandom(26);
        try (Bench small = new Bench(1_000, 40)) {
            Map<IpAddress, TrafficTotals> hosts = new HashMap<>();
            Map<Integer, TrafficTotals> ports = new HashMap<>();
            Map<IpAddress, Long> blocked = new HashMap<>();
            Set<IpAddress> filtered = Set.of();
            for (int i = 0; i < 60_000; i++) {
                small.now += random.nextLong(SECOND / 200);
                int remote = REMOTE + random.nextInt(30);
                int port = 1 + random.nextInt(7);
                int length = 60 + random.nextInt(1_400);
                boolean tx = random.nextBoolean();
                IpAddress address = IpAddress.ofIpv4(remote);
                int flags = random.nextInt(20) == 0 ? Tcp.RST : tx && random.nextInt(20) == 0 ? Tcp.SYN : Tcp.ACK;
                switch (random.nextInt(4)) {
                    case 0 -> length = ipv6(small, tx, address = IpAddress.parse("2001:db8::" + port), port, length);
                    case 1 -> length = udp(small, tx, remote, port, length);
                    case 2 -> length = taggedUdp(small, tx, remote, port, length);
                    default -> {
                        small.tcp(tx, remote, tx ? 9 : port, tx ? port : 9, flags, i, 9, 9, Optional.empty());
                        length = 54 + 9;
                        port += 100;
                    }
                }
                if (filtered.contains(address)) {
                    blocked.merge(address, 1L, Long::sum);
                } else {
                    TrafficTotals one = tx ? new TrafficTotals(length, 1, 0, 0) : new TrafficTotals(0, 0, length, 1);
                    hosts.merge(address, one, NicMonitorTest::sum);
                    ports.merge(port, one, NicMonitorTest::sum);
                }
                if (random.nextInt(2_000) == 0) {
                    filtered = random.nextBoolean() ? Set.of() : Set.of(address, IpAddress.ofIpv4(REMOTE));
                    small.monitor.filtered(filtered);
                }
                if (random.nextInt(1_000) == 0) {
                    assertEquals(
                            hosts.values().stream().reduce(TrafficTotals.ZERO, NicMonitorTest::sum),
                            small.snapshot(0).totals());
                    NicTraffic seen = small.snapshot(1_000);
                    hosts.forEach((host, totals) ->
                            assertEquals(totals, of(seen, host).totals()));
                    blocked.forEach((host, packets) ->
                            assertEquals(packets, of(seen, host).blockedPackets()));
                }
            }
            assertEquals(
                    ports,
                    small.monitor.protocols(100).ports().stream()
                            .collect(Collectors.toMap(
                                    p -> p.port() + (p.protocol() == 6 ? 100 : 0), PortTraffic::totals)));
        }
    }

    private static TrafficTotals sum(TrafficTotals a, TrafficTotals b) {
        return new TrafficTotals(
                a.txBytes() + b.txBytes(),
                a.txPackets() + b.txPackets(),
                a.rxBytes() + b.rxBytes(),
                a.rxPackets() + b.rxPackets());
    }

    private static HostTraffic of(NicTraffic traffic, IpAddress address) {
        return traffic.hosts().stream()
                .filter(h -> h.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private static int udp(Bench bench, boolean tx, int remote, int port, int length) {
        bench.builder.ethernet(tx ? PEER_MAC : GUEST_MAC, tx ? GUEST_MAC : PEER_MAC);
        return datagram(bench, tx, remote, port, length);
    }

    private static int taggedUdp(Bench bench, boolean tx, int remote, int port, int length) {
        bench.builder
                .ethernet(tx ? PEER_MAC : GUEST_MAC, tx ? GUEST_MAC : PEER_MAC)
                .tag(Ethernet.TYPE_VLAN, 7);
        return datagram(bench, tx, remote, port, length);
    }

    private static int datagram(Bench bench, boolean tx, int remote, int port, int length) {
        bench.builder.ipv4(tx ? GUEST : remote, tx ? remote : GUEST).udp(tx ? 60_000 : port, tx ? port : 60_000);
        bench.show(bench.builder.finish(), length, Direction.UNKNOWN);
        return length;
    }

    private static int ipv6(Bench bench, boolean tx, IpAddress remote, int port, int length) {
        bench.builder
                .ethernet(tx ? PEER_MAC : GUEST_MAC, tx ? GUEST_MAC : PEER_MAC)
                .ipv6(tx ? 1 : remote.high(), tx ? 2 : remote.low(), tx ? remote.high() : 1, tx ? remote.low() : 2)
                .udp(tx ? 60_000 : port, tx ? port : 60_000);
        bench.show(bench.builder.finish(), length, Direction.UNKNOWN);
        return length;
    }

    @Test
    void shouldKnowWhichAddressesAreFiltered() {
        List<IpAddress> some = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            some.add(i % 2 == 0 ? IpAddress.ofIpv4(i * 0x3000_0001) : new IpAddress(-i, i * 7L));
        }
        AddressSet set = new AddressSet(some);
        for (IpAddress address : some) {
            assertTrue(set.contains(address.high(), address.low()));
            assertFalse(set.contains(address.high(), address.low() ^ 1L << 40));
            assertFalse(AddressSet.EMPTY.contains(address.high(), address.low()));
        }
    }

    @Test
    void shouldListTheBusiestFirst() {
        Random random = new Random(23);
        Map<IpAddress, Long> expected = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            int remote = 0x0a07_0000 + random.nextInt(300);
            int length = 60 + random.nextInt(1_400);
            bench.send(remote, length);
            expected.merge(IpAddress.ofIpv4(remote), (long) length, Long::sum);
        }
        List<Long> sorted =
                expected.values().stream().sorted(Comparator.reverseOrder()).toList();
        for (int most : new int[] {1, 30, sorted.size() - 1, sorted.size(), 1_000}) {
            List<HostTraffic> listed = bench.snapshot(most).hosts();
            assertEquals(Math.min(most, sorted.size()), listed.size());
            for (int i = 0; i < listed.size(); i++) {
                assertEquals(sorted.get(i), listed.get(i).totals().txBytes());
                assertEquals(sorted.get(i), expected.get(listed.get(i).address()));
            }
        }
    }

    @Test
    void shouldCountFramesThatNobodySaw() {
        bench.monitor.onMissed(3);
        bench.monitor.onMissed(4);
        assertEquals(7, bench.snapshot(0).missedFrames());
        assertEquals(TrafficTotals.ZERO, bench.snapshot(0).totals());
    }

    @Test
    void shouldKeepSumsWhenItsSettingsChange() {
        bench.send(REMOTE, 3_000);
        bench.receive(0x0a05_0008, 60);
        bench.monitor.settings(new MonitorSettings(SECOND, 1, 1, SECOND, 1));
        assertEquals(TrafficRates.ZERO, bench.snapshot(0).rates());
        assertEquals(new TrafficTotals(3_000, 1, 60, 1), bench.snapshot(0).totals());
        assertEquals(1, bench.snapshot(0).evictedHosts());
        bench.receive(0x0a05_0008, 60);
        assertEquals(60, bench.host(IpAddress.parse("10.5.0.8")).rates().rxBytesPerSecond());
        assertEquals(120, bench.host(IpAddress.parse("10.5.0.8")).totals().rxBytes());
    }

    @Test
    void shouldAllocateNothingPerPacket() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Runnable million = () -> {
            for (int i = 0; i < 500_000; i++) {
                bench.now += 1_000;
                bench.send(0x0a08_0000 + i % 500, 100);
                bench.receive(0x0a08_0000 + i % 700, 100);
            }
        };
        million.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        million.run();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 10_000, () -> allocated + " bytes for a million packets");
    }

    @Test
    void shouldNeverFailOnMutatedFrames() {
        SplittableRandom random = new SplittableRandom(24);
        Packet packet = new Packet();
        byte[][] seeds = seeds();
        for (long shown = 0; shown < MUTATIONS; shown += 10_000) {
            for (int i = 0; i < 10_000; i++) {
                byte[] seed = seeds[random.nextInt(seeds.length)];
                int length = random.nextInt(8) == 0 ? random.nextInt(seed.length + 1) : seed.length;
                // at the very end of the memory, so that reading beyond the frame is an exception
                int at = (int) bench.memory.byteSize() - length;
                MemorySegment.copy(seed, 0, bench.memory, ValueLayout.JAVA_BYTE, at, length);
                for (int mutations = length == 0 ? 0 : random.nextInt(4); mutations > 0; mutations--) {
                    bench.memory.set(ValueLayout.JAVA_BYTE, at + random.nextInt(length), (byte) random.nextInt());
                }
                bench.now += 1_000;
                bench.batch.start(bench.memory);
                bench.batch.add(at, length, random.nextInt(2_000), bench.now, Direction.UNKNOWN);
                bench.monitor.onFrames(bench.batch);
                if (packet.wrap(bench.memory, at, length)) {
                    packet.transportChecksum();
                }
            }
            bench.snapshot(30);
            FlowOrder order = FlowOrder.values()[(int) (shown / 10_000 % FlowOrder.values().length)];
            bench.flows(Set.of(), order, 30);
            bench.monitor.protocols(30);
        }
        assertTrue(bench.monitor.knownFlows() <= 2 * 1_000);
        assertEquals(1_000, bench.snapshot(0).knownHosts());
    }

    private byte[][] seeds() {
        byte[][] seeds = new byte[60][];
        for (int i = 0; i < seeds.length; i++) {
            bench.builder.ethernet(i % 2 == 0 ? PEER_MAC : GUEST_MAC, i % 2 == 0 ? GUEST_MAC : PEER_MAC);
            for (int tag = i % 3; tag > 0; tag--) {
                bench.builder.tag(Ethernet.TYPE_VLAN, i);
            }
            if (i % 5 < 2) {
                bench.builder.ipv6(0x2001_0db8_0000_0000L, i, 0x2001_0db8_0000_0000L, i * 7L);
            } else {
                bench.builder.ipv4(GUEST + i, REMOTE + i);
            }
            int protocol = new int[] {6, 17, 1, 58, 44, 0, 43, 60}[i % 8];
            int length = bench.builder.protocol(protocol).payload(new byte[i]).finish();
            seeds[i] = bench.memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
        return seeds;
    }
}
