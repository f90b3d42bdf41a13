/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.traffic.FlowKey;
import org.vitrine.traffic.FlowPage;
import org.vitrine.traffic.FlowTraffic;
import org.vitrine.traffic.TcpState;
import org.vitrine.traffic.TcpTraffic;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficTotals;

class FlowRowTest {
    private static final long SECOND = 1_000_000_000L;
    private static final NicId NIC = new NicId(new MachineId("web"), "eth0");

    private static FlowTraffic flow(
            int protocol, String local, int localPort, int remotePort, boolean byGuest, long tx, long firstSeen) {
        Optional<TcpTraffic> tcp = protocol == 6
                ? Optional.of(new TcpTraffic(
                        TcpState.SYN_SENT, Optional.empty(), Optional.of(Duration.ofMillis(12)), 3, 0, 0))
                : Optional.empty();
        FlowKey key = new FlowKey(protocol, IpAddress.parse(local), localPort, IpAddress.parse("10.0.0.9"), remotePort);
        return new FlowTraffic(NIC, key, byGuest, new TrafficTotals(tx, tx / 10, 0, 0), firstSeen, 4 * SECOND, tcp);
    }

    private static FlowRow row(FlowTraffic flow) {
        return new FlowRow(flow, "web", "mirror", Optional.empty(), 5 * SECOND);
    }

    @Test
    void shouldSayWhoBeganAndWhatIsServed() {
        FlowRow out = row(flow(6, "10.0.0.1", 40_000, 80, true, 10, SECOND));
        assertEquals("10.0.0.1:40000", out.local());
        assertEquals("→ 10.0.0.9:80 (mirror)", out.remote());
        assertEquals("http", out.service());
        FlowRow in = row(flow(17, "fd00::1", 53, 40_000, false, 10, SECOND));
        assertEquals("[fd00::1]:53", in.local());
        assertEquals("← 10.0.0.9:40000 (mirror)", in.remote());
        assertEquals("domain", in.service());
        FlowRow ping = row(flow(1, "10.0.0.1", 0, 0, true, 10, SECOND));
        assertEquals("10.0.0.1", ping.local());
        assertEquals("", ping.service());
        assertEquals("ICMP", ping.protocol());
    }

    @Test
    void shouldLeaveEmptyWhatOnlyTcpHas() {
        FlowRow tcp = row(flow(6, "10.0.0.1", 40_000, 80, true, 10, SECOND));
        assertEquals("SYN-SENT", tcp.state());
        assertEquals("12 ms", tcp.duration(TcpTraffic::roundTrip));
        assertEquals("3", tcp.count(TcpTraffic::retransmissions));
        FlowRow udp = row(flow(17, "10.0.0.1", 40_000, 53, true, 10, SECOND));
        assertEquals("", udp.state());
        assertEquals("", udp.duration(TcpTraffic::roundTrip));
        assertEquals("", udp.count(TcpTraffic::retransmissions));
        assertEquals(Duration.ofSeconds(4), udp.age());
        assertEquals(Duration.ofSeconds(1), udp.idle());
    }

    private static FlowPage page(long time, FlowTraffic... flows) {
        return new FlowPage(time, flows.length, flows.length, 0, 0, List.of(flows));
    }

    private static double txRate(FlowRates rates, FlowTraffic flow) {
        return rates.of(flow).map(TrafficRates::txBytesPerSecond).orElse(Double.NaN);
    }

    @Test
    void shouldTakeRatesBetweenPages() {
        FlowRates rates = new FlowRates();
        FlowTraffic first = flow(6, "10.0.0.1", 1, 80, true, 1_000, SECOND);
        rates.next(page(5 * SECOND, first));
        assertEquals(Double.NaN, txRate(rates, first), "one page knows no rate");
        FlowTraffic later = flow(6, "10.0.0.1", 1, 80, true, 3_000, SECOND);
        FlowTraffic fresh = flow(6, "10.0.0.1", 2, 80, true, 500, 6 * SECOND);
        FlowTraffic old = flow(6, "10.0.0.1", 3, 80, true, 9_000, SECOND);
        rates.next(page(7 * SECOND, later, fresh, old));
        assertEquals(1_000, txRate(rates, later));
        assertEquals(250, txRate(rates, fresh), "all of it since the last page");
        assertEquals(Double.NaN, txRate(rates, old), "it was there, but not listed");
        rates.next(page(7 * SECOND, first));
        assertEquals(1_000, txRate(rates, later), "no time has passed");
    }

    @Test
    void shouldNotCountBackwardsWhenAPortIsTakenAgain() {
        FlowRates rates = new FlowRates();
        rates.next(page(5 * SECOND, flow(6, "10.0.0.1", 1, 80, true, 9_000, SECOND)));
        FlowTraffic anew = flow(6, "10.0.0.1", 1, 80, true, 100, SECOND);
        rates.next(page(6 * SECOND, anew));
        assertEquals(Double.NaN, txRate(rates, anew));
    }
}
