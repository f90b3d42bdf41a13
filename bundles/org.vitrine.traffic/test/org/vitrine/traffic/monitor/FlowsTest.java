/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vitrine.traffic.monitor.Bench.GUEST;
import static org.vitrine.traffic.monitor.Bench.SECOND;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vitrine.capture.spi.FrameBatch.Direction;
import org.vitrine.common.IpAddress;
import org.vitrine.packet.Tcp;
import org.vitrine.traffic.FlowKey;
import org.vitrine.traffic.FlowOrder;
import org.vitrine.traffic.FlowQuery;
import org.vitrine.traffic.FlowTraffic;
import org.vitrine.traffic.FlowWord;
import org.vitrine.traffic.NicProtocols;
import org.vitrine.traffic.PortTraffic;
import org.vitrine.traffic.Protocol;
import org.vitrine.traffic.Protocol.Layer;
import org.vitrine.traffic.TcpState;
import org.vitrine.traffic.TcpTraffic;
import org.vitrine.traffic.TrafficTotals;

/** Connections that are played by hand, so that the answer is known. */
class FlowsTest {
    private static final int REMOTE = 0x0a05_0009;
    private static final int CLIENT_PORT = 40_000;
    private static final int SERVER_PORT = 80;
    private static final long MILLI = 1_000_000;

    private final Bench bench = new Bench(1_000);
    /** Of the guest's clock and the remote one's, in milliseconds. */
    private int guestTimestamp = 5_000;

    private int remoteTimestamp = 0x7fff_fff0;
    private int remoteSeen;
    private boolean timestamps;

    @AfterEach
    void close() {
        bench.close();
    }

    private void tcp(boolean tx, int flags, int sequence, int length) {
        segment(tx, flags, sequence, length, 1_000);
    }

    private void segment(boolean tx, int flags, int sequence, int length, int window) {
        bench.tcp(
                tx,
                REMOTE,
                tx ? CLIENT_PORT : SERVER_PORT,
                tx ? SERVER_PORT : CLIENT_PORT,
                flags,
                sequence,
                length,
                window,
                timestamps
                        ? Optional.of(new int[] {tx ? guestTimestamp : remoteTimestamp, tx ? 0 : remoteSeen})
                        : Optional.empty());
        if (tx) {
            remoteSeen = guestTimestamp;
        }
    }

    private void pass(long millis) {
        bench.now += millis * MILLI;
        guestTimestamp += (int) millis;
        remoteTimestamp += (int) millis;
    }

    private void handshake() {
        handshake(100);
    }

    private void handshake(int first) {
        tcp(true, Tcp.SYN, first, 0);
        pass(20);
        tcp(false, Tcp.SYN | Tcp.ACK, 900, 0);
        pass(2);
        tcp(true, Tcp.ACK, first + 1, 0);
    }

    private FlowTraffic only() {
        List<FlowTraffic> flows = bench.flows(Set.of(), FlowOrder.BYTES, 10);
        assertEquals(1, flows.size(), flows::toString);
        return flows.getFirst();
    }

    private TcpTraffic onlyTcp() {
        return only().tcp().orElseThrow();
    }

    @Test
    void shouldFollowAConnectionFromItsBeginningToItsEnd() {
        long began = bench.now;
        tcp(true, Tcp.SYN, 100, 0);
        assertEquals(TcpState.SYN_SENT, onlyTcp().state());
        pass(20);
        tcp(false, Tcp.SYN | Tcp.ACK, 900, 0);
        assertEquals(TcpState.SYN_RECEIVED, onlyTcp().state());
        assertEquals(Optional.empty(), onlyTcp().handshakeRoundTrip());
        pass(2);
        tcp(true, Tcp.ACK, 101, 0);
        assertEquals(TcpState.ESTABLISHED, onlyTcp().state());
        assertEquals(22, onlyTcp().handshakeRoundTrip().orElseThrow().toMillis());
        tcp(true, Tcp.ACK, 101, 50);
        tcp(false, Tcp.ACK, 901, 500);
        tcp(false, Tcp.ACK | Tcp.FIN, 1_401, 0);
        assertEquals(TcpState.CLOSING, onlyTcp().state());
        tcp(true, Tcp.ACK, 151, 0);
        tcp(true, Tcp.ACK | Tcp.FIN, 151, 0);
        assertEquals(TcpState.CLOSED, onlyTcp().state());
        FlowTraffic flow = only();
        assertEquals(
                new FlowKey(6, IpAddress.ofIpv4(GUEST), CLIENT_PORT, IpAddress.ofIpv4(REMOTE), SERVER_PORT),
                flow.key());
        assertTrue(flow.startedByGuest());
        assertEquals(5, flow.totals().txPackets());
        assertEquals(3, flow.totals().rxPackets());
        assertEquals(5 * 54 + 50, flow.totals().txBytes());
        assertEquals(3 * 54 + 500, flow.totals().rxBytes());
        assertEquals(began, flow.firstSeen(), 2 * MILLI);
        assertEquals(bench.now, flow.lastSeen(), 2 * MILLI);
        assertEquals(
                0,
                onlyTcp().retransmissions() + onlyTcp().outOfOrder() + onlyTcp().zeroWindows());
        assertEquals(Optional.empty(), onlyTcp().roundTrip());
    }

    @Test
    void shouldKnowWhoBeganAndWhoBreaksOff() {
        bench.tcp(false, REMOTE, 50_000, 22, Tcp.SYN, 1, 0, 9, Optional.empty());
        bench.tcp(true, REMOTE, 22, 50_000, Tcp.RST | Tcp.ACK, 0, 0, 0, Optional.empty());
        assertFalse(only().startedByGuest());
        assertEquals(22, only().key().localPort());
        assertEquals(TcpState.RESET, onlyTcp().state());
        assertEquals(0, onlyTcp().zeroWindows());
        pass(1);
        bench.tcp(false, REMOTE, 50_000, 22, Tcp.SYN, 77, 0, 9, Optional.empty());
        assertEquals(TcpState.SYN_SENT, onlyTcp().state());
        assertEquals(new TrafficTotals(0, 0, 54, 1), only().totals());
        assertEquals(1, bench.monitor.expiredFlows());
        bench.tcp(true, 0x0a05_0008, 44, 443, Tcp.ACK, 5, 9, 9, Optional.empty());
        assertEquals(
                TcpState.ESTABLISHED,
                bench.flows(Set.of(), FlowOrder.BYTES, 1)
                        .getFirst()
                        .tcp()
                        .orElseThrow()
                        .state());
    }

    @Test
    void shouldTellWhatIsSentAgainFromWhatIsLate() {
        handshake();
        tcp(true, Tcp.ACK, 101, 100);
        tcp(true, Tcp.ACK, 101, 100); // again
        tcp(true, Tcp.ACK, 151, 100); // the last half of it, and more
        assertEquals(2, onlyTcp().retransmissions());
        tcp(true, Tcp.ACK, 251, 100);
        assertEquals(2, onlyTcp().retransmissions());
        pass(100);
        tcp(false, Tcp.ACK, 1_001, 100); // 901 is missing
        pass(1);
        tcp(false, Tcp.ACK, 901, 100); // and comes now
        assertEquals(1, onlyTcp().outOfOrder());
        tcp(false, Tcp.ACK, 1_201, 100); // 1101 is missing
        pass(40);
        tcp(false, Tcp.ACK, 1_101, 100); // and is sent again
        assertEquals(3, onlyTcp().retransmissions());
        assertEquals(1, onlyTcp().outOfOrder());
        tcp(true, Tcp.ACK, 350, 1); // keep-alive
        tcp(true, Tcp.ACK, 350, 0);
        assertEquals(3, onlyTcp().retransmissions());
        pass(2_000);
        segment(false, Tcp.ACK, 1_301, 0, 0);
        segment(false, Tcp.ACK, 1_301, 0, 0);
        assertEquals(2, onlyTcp().zeroWindows());
    }

    @Test
    void shouldGoOnWhenSequenceNumbersBeginAnew() {
        int sequence = 0xffff_ff00;
        handshake(sequence - 1);
        pass(100);
        for (int i = 0; i < 10; i++) {
            tcp(true, Tcp.ACK, sequence, 100);
            sequence += 100;
        }
        assertEquals(0, onlyTcp().retransmissions() + onlyTcp().outOfOrder());
        tcp(true, Tcp.ACK, sequence - 100, 100);
        assertEquals(1, onlyTcp().retransmissions());
    }

    @Test
    void shouldMeasureTheWayToTheRemoteEndByTimestamps() {
        timestamps = true;
        handshake();
        for (int i = 0; i < 200; i++) {
            tcp(true, Tcp.ACK, 101 + 10 * i, 10);
            pass(30);
            tcp(false, Tcp.ACK, 901, 0);
            pass(7);
        }
        assertEquals(30, onlyTcp().roundTrip().orElseThrow().toNanos() / 1e6, 0.1);
        for (int i = 0; i < 200; i++) {
            tcp(true, Tcp.ACK, 2_101 + 10 * i, 10);
            pass(1);
            tcp(false, Tcp.ACK, 901, 0); // still answers what came before
            remoteSeen = guestTimestamp - 1;
            pass(79);
            tcp(false, Tcp.ACK, 901, 0);
        }
        assertTrue(onlyTcp().roundTrip().orElseThrow().toMillis() >= 1);
    }

    @Test
    void shouldKeepRoundTripsToAThousandth() {
        SplittableRandom random = new SplittableRandom(32);
        for (int i = 0; i < 100_000; i++) {
            long micros = random.nextLong(1L << random.nextInt(1, 33));
            long code = TcpTracker.encoded(micros);
            assertTrue(code >= 0 && code < 1 << 16);
            assertEquals(micros, TcpTracker.decoded(code), micros / 1_000.0);
        }
    }

    @Test
    void shouldForgetFlowsThatAreIdleOrOverWhilePacketsPass() {
        bench.send(REMOTE, 100);
        bench.tcp(true, REMOTE, 1, 2, Tcp.RST, 0, 0, 0, Optional.empty());
        assertEquals(2, bench.monitor.knownFlows());
        for (int i = 0; i < 25; i++) {
            pass(1_000);
            bench.send(REMOTE + 1, 100);
        }
        assertEquals(1, bench.monitor.expiredFlows()); // the connection
        assertEquals(2, bench.monitor.knownFlows());
        for (int i = 0; i < 60; i++) {
            pass(1_000);
            bench.send(REMOTE + 1, 100);
        }
        assertEquals(1, bench.monitor.knownFlows());
        assertEquals(2, bench.monitor.expiredFlows());
        pass(61_000);
        assertEquals(List.of(), bench.flows(Set.of(), FlowOrder.LAST_SEEN, 5));
        assertEquals(3, bench.monitor.expiredFlows());
        assertEquals(0, bench.monitor.evictedFlows());
    }

    @Test
    void shouldEvictAndCountWhatDoesNotFit() {
        for (int i = 0; i < 5_000; i++) {
            bench.send(0x0a06_0000 + i, 100);
        }
        assertEquals(1_000, bench.monitor.knownFlows());
        assertEquals(4_000, bench.monitor.evictedFlows());
    }

    @Test
    void shouldListFlowsInEveryOrder() {
        for (int i = 1; i <= 20; i++) {
            for (int n = 0; n < i; n++) {
                bench.send(REMOTE + i, 2_000 / i);
            }
            pass(10);
        }
        assertEquals(List.of(20, 19, 18), last(bench.flows(Set.of(), FlowOrder.PACKETS, 3)));
        assertEquals(List.of(20, 19), last(bench.flows(Set.of(), FlowOrder.LAST_SEEN, 2)));
        assertEquals(List.of(20, 19), last(bench.flows(Set.of(), FlowOrder.FIRST_SEEN, 2)));
        assertEquals(20, bench.flows(Set.of(), FlowOrder.RETRANSMISSIONS, 50).size());
        List<FlowTraffic> bytes = bench.flows(Set.of(), FlowOrder.BYTES, 20);
        for (int i = 1; i < 20; i++) {
            assertTrue(
                    bytes.get(i).totals().txBytes() <= bytes.get(i - 1).totals().txBytes());
        }
        assertEquals(List.of(), bench.flows(Set.of(), FlowOrder.ROUND_TRIP, 0));
        Set<IpAddress> two = Set.of(IpAddress.ofIpv4(REMOTE + 3), IpAddress.ofIpv4(REMOTE + 5));
        assertEquals(List.of(5, 3), last(bench.flows(two, FlowOrder.PACKETS, 7)));
    }

    /** What a person types into the table of flows, each word as the window hands it on. */
    private long matching(String... words) {
        List<FlowWord> wanted = Arrays.stream(words)
                .map(word -> new FlowWord(
                        word.startsWith("-") ? word.substring(1) : word, word.startsWith("-"), Set.of(), Set.of()))
                .toList();
        Flows.Found found = bench.flows(new FlowQuery(Set.of(), Set.of(), wanted, FlowOrder.BYTES, 0, 2));
        assertEquals(Math.min(2, found.matching()), found.flows().size());
        return found.matching();
    }

    @Test
    void shouldFindFlowsByWordsAmongAllOfThem() {
        for (int i = 0; i < 100; i++) {
            bench.tcp(true, 0x0a06_0000 + i, 40_000 + i, 443, Tcp.SYN, 1, 0, 9, Optional.empty());
        }
        bench.send(REMOTE, 100); // UDP from port 1 to 2
        assertEquals(101, matching());
        assertEquals(100, matching("tcp"));
        assertEquals(1, matching("-tcp"));
        assertEquals(100, matching("https"));
        assertEquals(100, matching("SYN-SENT"));
        assertEquals(0, matching("established"));
        assertEquals(1, matching("10.6.0.7:443"));
        assertEquals(11, matching("10.6.0.7")); // and 10.6.0.70 to 79
        assertEquals(10, matching("10.6.0.7", "-10.6.0.70"));
        assertEquals(10, matching(":4005"));
        assertEquals(101, matching("10.5.0.2:")); // the guest's own end
        assertEquals(0, matching("no such thing"));
        assertEquals(
                0,
                bench.flows(new FlowQuery(Set.of(), Set.of(), List.of(), FlowOrder.BYTES, 0, 0))
                        .flows()
                        .size());

        // what names of machines stand for, the one who asks knows
        FlowWord ofNic = new FlowWord("web", false, Set.of(bench.monitor.nic()), Set.of());
        FlowWord ofRemote = new FlowWord("office", false, Set.of(), Set.of(IpAddress.ofIpv4(REMOTE)));
        for (FlowWord word : List.of(ofNic, ofRemote)) {
            assertEquals(
                    word == ofNic ? 101 : 1,
                    bench.flows(new FlowQuery(Set.of(), Set.of(), List.of(word), FlowOrder.BYTES, 0, 0))
                            .matching());
        }
    }

    @Test
    void shouldFindFlowsOfIpv6AsTheyAreWritten() {
        int built = bench.builder
                .ethernet(Bench.PEER_MAC, Bench.GUEST_MAC)
                .ipv6(0x2001_0db8_0000_0000L, 2, 0x2001_0db8_0000_0000L, 9)
                .udp(5_000, 53)
                .finish();
        bench.show(built, built, org.vitrine.capture.spi.FrameBatch.Direction.UNKNOWN);
        assertEquals(1, matching("[2001:db8::9]:53"));
        assertEquals(1, matching("db8::2"));
        assertEquals(1, matching("domain"));
        assertEquals(0, matching("db8::3"));
    }

    private static List<Integer> last(List<FlowTraffic> flows) {
        return flows.stream()
                .map(f -> (int) f.key().remote().low() - REMOTE)
                .map(i -> i & 0xff)
                .toList();
    }

    @Test
    void shouldKeepFragmentsWithoutTheirPortsInAFlowOfTheirOwn() {
        bench.send(REMOTE, 100);
        int length = bench.builder
                .ethernet(Bench.PEER_MAC, Bench.GUEST_MAC)
                .ipv4(GUEST, REMOTE)
                .udp(1, 2)
                .payload(new byte[64])
                .finish();
        bench.memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 20, (byte) 0x20); // more fragments follow
        bench.show(length, 100, Direction.UNKNOWN);
        bench.memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 20, (byte) 0x01); // and this is one
        bench.show(length, 100, Direction.UNKNOWN);
        Map<Integer, Long> packets = bench.flows(Set.of(), FlowOrder.BYTES, 5).stream()
                .collect(Collectors.toMap(
                        f -> f.key().remotePort(), f -> f.totals().txPackets()));
        assertEquals(Map.of(2, 1L, 0, 2L), packets);
    }

    @Test
    void shouldCountByProtocolAndByThePortOfTheEndThatServes() {
        handshake(); // guest asks port 80
        bench.tcp(false, REMOTE, 33_000, 60_000, Tcp.SYN, 1, 0, 9, Optional.empty()); // and serves a high one
        bench.tcp(true, REMOTE, 60_000, 33_000, Tcp.SYN | Tcp.ACK, 1, 0, 9, Optional.empty());
        bench.send(REMOTE, 100); // UDP from 1 to 2
        bench.builder.ethernet(Bench.PEER_MAC, Bench.GUEST_MAC).etherType(0x0806);
        bench.show(42, 42, Direction.UNKNOWN);
        int length = bench.builder
                .ethernet(Bench.PEER_MAC, Bench.GUEST_MAC)
                .ipv6(1, 2, 3, 4)
                .protocol(58)
                .payload(new byte[8])
                .finish();
        bench.show(length, 70, Direction.UNKNOWN);
        bench.now += SECOND;
        NicProtocols seen = bench.monitor.protocols(10);
        Map<Protocol, TrafficTotals> totals =
                seen.protocols().stream().collect(Collectors.toMap(p -> p.protocol(), p -> p.totals()));
        assertEquals(
                Map.of(
                        new Protocol(Layer.ETHERNET, 0x0800), new TrafficTotals(3 * 54 + 100, 4, 2 * 54, 2),
                        new Protocol(Layer.ETHERNET, 0x86dd), new TrafficTotals(70, 1, 0, 0),
                        new Protocol(Layer.ETHERNET, 0x0806), new TrafficTotals(42, 1, 0, 0),
                        new Protocol(Layer.IP, 6), new TrafficTotals(3 * 54, 3, 2 * 54, 2),
                        new Protocol(Layer.IP, 17), new TrafficTotals(100, 1, 0, 0),
                        new Protocol(Layer.IP, 58), new TrafficTotals(70, 1, 0, 0)),
                totals);
        assertEquals("ICMPv6", new Protocol(Layer.IP, 58).displayName());
        Map<Integer, PortTraffic> ports =
                seen.ports().stream().collect(Collectors.toMap(PortTraffic::port, Function.identity()));
        assertEquals(3, ports.size());
        assertEquals(3, seen.knownPorts());
        assertEquals(new TrafficTotals(2 * 54, 2, 54, 1), ports.get(80).totals());
        assertEquals(new TrafficTotals(54, 1, 54, 1), ports.get(60_000).totals());
        assertEquals(17, ports.get(1).protocol());
        assertEquals(100 / 3.0, ports.get(1).rates().txBytesPerSecond(), 1e-6);
        bench.now += Duration.ofSeconds(3).toNanos();
        assertTrue(bench.monitor.protocols(10).protocols().stream()
                .allMatch(p -> p.rates().bytesPerSecond() == 0));
        assertEquals(0, bench.monitor.protocols(0).ports().size());
    }
}
