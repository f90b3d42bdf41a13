/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.vitrine.packet.Ethernet;
import org.vitrine.packet.IpProtocol;
import org.vitrine.traffic.PortTraffic;
import org.vitrine.traffic.Protocol;
import org.vitrine.traffic.Protocol.Layer;
import org.vitrine.traffic.ProtocolTraffic;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficTotals;

/**
 * Counts the traffic of one vNIC by protocol and by port, and all of it.
 *
 * <p>The protocols that nearly every packet has are added up apart and put into the window's tallies by {@link #flush}. On the
 * pipeline's thread only.
 */
final class Protocols {
    // those that nearly every packet has
    private static final int IPV4 = 0;
    private static final int IPV6 = 1;
    private static final int TCP = 2;
    private static final int UDP = 3;
    private static final int[] NUMBERS = {Ethernet.TYPE_IPV4, Ethernet.TYPE_IPV6, IpProtocol.TCP, IpProtocol.UDP};

    private static final int SUMS = 0;
    private static final long ETHERNET = 0;
    private static final long IP = 1;
    /** EtherTypes and IP's numbers are many, but nobody uses more in earnest. */
    private static final int MOST_PROTOCOLS = 512;

    private static final int PORT_BITS = 16;
    private static final int PORT_MASK = 0xffff;

    private final Passed[] frequent = {new Passed(), new Passed(), new Passed(), new Passed()};
    private final long[] sums = new long[SlidingWindow.TALLY_LENGTH];
    private TallyTable protocols;
    private TallyTable ports;

    Protocols(int maxPorts, long seed) {
        protocols = new TallyTable(MOST_PROTOCOLS, seed);
        ports = new TallyTable(maxPorts, seed);
    }

    /** Counts frames that carry no IP. */
    void countOther(SlidingWindow window, int etherType, Passed passed) {
        window.add(sums, SUMS, passed);
        add(window, protocols, ETHERNET, etherType < Ethernet.LOWEST_TYPE ? 0 : etherType, passed);
    }

    /**
     * Counts IP packets; {@link #flush} has to come before the window's clock moves and before anybody reads.
     *
     * @param port of the serving end, 0 for none
     */
    void countIp(SlidingWindow window, boolean ipv4, int protocol, int port, Passed passed) {
        frequent[ipv4 ? IPV4 : IPV6].add(passed);
        if (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP) {
            frequent[protocol == IpProtocol.TCP ? TCP : UDP].add(passed);
            if (port != 0) {
                add(window, ports, 0, (long) protocol << PORT_BITS | port, passed);
            }
        } else {
            add(window, protocols, IP, protocol, passed);
        }
    }

    private static void add(SlidingWindow window, TallyTable table, long layer, long number, Passed passed) {
        int known = table.find(layer, number);
        int entry = known == TallyTable.NONE ? table.add(layer, number) : known;
        long[] page = table.page(entry);
        int row = table.row(entry);
        table.use(page, row);
        window.add(page, row + TallyTable.TALLY, passed);
    }

    /** Puts what was added up into the tallies. */
    void flush(SlidingWindow window) {
        for (int which = 0; which < frequent.length; which++) {
            Passed passed = frequent[which];
            if (!passed.isEmpty()) {
                add(window, protocols, which < TCP ? ETHERNET : IP, NUMBERS[which], passed);
                if (which < TCP) {
                    window.add(sums, SUMS, passed);
                }
                passed.clear();
            }
        }
    }

    /** Keeps sums; rates begin anew. */
    void settings(int maxPorts) {
        long[] before = sums.clone();
        SlidingWindow.reset(sums, SUMS);
        SlidingWindow.copySums(before, SUMS, sums, SUMS);
        protocols = protocols.resized(MOST_PROTOCOLS);
        ports = ports.resized(maxPorts);
    }

    // ---- for others; the window's clock must have been moved to now

    TrafficRates rates(SlidingWindow window, long now) {
        return window.rates(sums, SUMS, now);
    }

    TrafficTotals totals() {
        return SlidingWindow.totals(sums, SUMS);
    }

    List<ProtocolTraffic> protocols(SlidingWindow window, long now) {
        List<ProtocolTraffic> all = new ArrayList<>();
        for (int entry = 0; entry < protocols.size(); entry++) {
            long[] page = protocols.page(entry);
            int row = protocols.row(entry);
            Layer layer = page[row + TallyTable.HIGH] == ETHERNET ? Layer.ETHERNET : Layer.IP;
            all.add(new ProtocolTraffic(
                    new Protocol(layer, (int) page[row + TallyTable.LOW]),
                    window.rates(page, row + TallyTable.TALLY, now),
                    SlidingWindow.totals(page, row + TallyTable.TALLY)));
        }
        all.sort(Comparator.comparing((ProtocolTraffic p) -> p.protocol().layer())
                .thenComparing(Comparator.comparingLong((ProtocolTraffic p) -> bytes(p.totals()))
                        .reversed()));
        return all;
    }

    List<PortTraffic> ports(SlidingWindow window, int most, long now) {
        Ranking ranking = new Ranking(Math.min(most, ports.size()));
        for (int entry = 0; entry < ports.size(); entry++) {
            ranking.offer(entry, (long) window.bytes(ports.page(entry), ports.row(entry) + TallyTable.TALLY, now));
        }
        List<PortTraffic> busiest = new ArrayList<>();
        for (int entry : ranking.numbers()) {
            long[] page = ports.page(entry);
            int row = ports.row(entry);
            long port = page[row + TallyTable.LOW];
            busiest.add(new PortTraffic(
                    (int) (port >>> PORT_BITS),
                    (int) port & PORT_MASK,
                    window.rates(page, row + TallyTable.TALLY, now),
                    SlidingWindow.totals(page, row + TallyTable.TALLY)));
        }
        busiest.sort(Comparator.comparingDouble((PortTraffic p) -> p.rates().bytesPerSecond())
                .thenComparingLong(p -> bytes(p.totals()))
                .reversed());
        return busiest;
    }

    private static long bytes(TrafficTotals totals) {
        return totals.txBytes() + totals.rxBytes();
    }

    int knownPorts() {
        return ports.size();
    }

    long evictedPorts() {
        return ports.evicted();
    }
}
