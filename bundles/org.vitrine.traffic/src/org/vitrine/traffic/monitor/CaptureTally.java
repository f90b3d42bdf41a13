/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.packet.Ethernet;
import org.vitrine.packet.Packet;
import org.vitrine.packet.pcap.CaptureReader;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.traffic.CaptureQuery;
import org.vitrine.traffic.CaptureTraffic;
import org.vitrine.traffic.CapturedFlow;
import org.vitrine.traffic.CapturedHost;
import org.vitrine.traffic.CapturedProtocol;
import org.vitrine.traffic.FlowKey;
import org.vitrine.traffic.FlowTraffic;
import org.vitrine.traffic.Protocol;
import org.vitrine.traffic.Protocol.Layer;
import org.vitrine.traffic.TcpTraffic;
import org.vitrine.traffic.TrafficTotals;

/**
 * Counts the packets of a capture. There is no guest in it by which directions could be told: of two ends, the one with the lower address, then the
 * lower port, takes the guest's place while packets are counted, and in the end whoever began the flow.
 */
final class CaptureTally implements Flows.Accounts {
    /** As many of IPv4 and as many of IPv6: 80 MB, or 110 MB. */
    private static final int MOST_FLOWS = 1_000_000;
    /** Connections with the same ends as a later one; each is an object. */
    private static final int MOST_ENDED = 200_000;

    /** Raw IP, in the numbers that several systems gave it (tcpdump.org "Link-layer header types"). */
    private static final int LINK_TYPE_RAW = 101;

    private static final int LINK_TYPE_RAW_OLD = 12;
    private static final int LINK_TYPE_IPV4 = 228;
    private static final int LINK_TYPE_IPV6 = 229;

    private static final NicId NOWHERE = new NicId(new MachineId("capture"), "file");

    private final Packet packet = new Packet();
    private final Flows flows = new Flows(NOWHERE, MOST_FLOWS, Long.MAX_VALUE, 0, this);
    private final List<FlowTraffic> ended = new ArrayList<>();
    private final Map<Integer, long[]> etherTypes = new HashMap<>();
    private final Map<Integer, long[]> ipProtocols = new HashMap<>();
    private final Map<IpAddress, Host> hosts = new HashMap<>();
    private long packets;
    private long bytes;
    private long foreign;
    private long endedAndForgotten;
    private long firstSeen;
    private long newest = Long.MIN_VALUE;
    /** Packets that whoever reads did not want to count. */
    long filteredOut;

    private static final class Host {
        private long flows;
        private long txBytes;
        private long txPackets;
        private long rxBytes;
        private long rxPackets;

        void add(long sentBytes, long sentPackets, long gotBytes, long gotPackets) {
            flows++;
            txBytes += sentBytes;
            txPackets += sentPackets;
            rxBytes += gotBytes;
            rxPackets += gotPackets;
        }

        TrafficTotals totals() {
            return new TrafficTotals(txBytes, txPackets, rxBytes, rxPackets);
        }

        long bytes() {
            return txBytes + rxBytes;
        }
    }

    CaptureTally() {
        flows.replaced(this::replaced);
    }

    /** Counts the packet at which a reader stands. */
    void count(CaptureReader reader) {
        boolean isKnown = switch (reader.linkType()) {
            case PcapFormat.LINK_TYPE_ETHERNET ->
                packet.wrap(reader.memory(), reader.offset(), reader.capturedLength());
            case LINK_TYPE_RAW, LINK_TYPE_RAW_OLD, LINK_TYPE_IPV4, LINK_TYPE_IPV6 ->
                packet.wrapIp(reader.memory(), reader.offset(), reader.capturedLength());
            default -> false;
        };
        if (!isKnown) {
            foreign++;
            return;
        }
        long time = reader.timestamp();
        int length = reader.length();
        if (packets++ == 0) {
            firstSeen = time;
        }
        newest = Math.max(newest, time);
        bytes += length;
        count(etherTypes, etherType(), length);
        if (packet.isIp()) {
            count(ipProtocols, packet.protocol(), length);
            flows.count(packet, isFromLower(), reader.memory(), reader.offset(), length, time);
        }
    }

    private static void count(Map<Integer, long[]> sums, int number, int length) {
        long[] sum = sums.computeIfAbsent(number, _ -> new long[2]);
        sum[0]++;
        sum[1] += length;
    }

    private int etherType() {
        if (packet.isIp()) {
            return packet.isIpv4() ? Ethernet.TYPE_IPV4 : Ethernet.TYPE_IPV6;
        }
        int type = packet.ethernet().etherType();
        return type < Ethernet.LOWEST_TYPE ? 0 : type;
    }

    private boolean isFromLower() {
        int high = Long.compareUnsigned(packet.sourceHigh(), packet.destinationHigh());
        int low = high != 0 ? high : Long.compareUnsigned(packet.sourceLow(), packet.destinationLow());
        return low < 0 || low == 0 && (packet.isFragment() || packet.sourcePort() <= packet.destinationPort());
    }

    // ---- for the flows

    @Override
    public void lookAhead(long remoteHigh, long remoteLow) {
        // nothing is kept by address
    }

    @Override
    public boolean add(
            long remoteHigh,
            long remoteLow,
            boolean ipv4,
            int protocol,
            int port,
            long firstPacket,
            Passed passed,
            boolean must) {
        return true; // hosts are summed up in the end
    }

    private void replaced(FlowTraffic flow) {
        if (ended.size() < MOST_ENDED) {
            ended.add(flow);
        } else {
            endedAndForgotten++;
        }
    }

    // ---- what came out

    /** What was counted. Once only. */
    CaptureTraffic traffic(CaptureQuery query, Optional<String> damage) {
        Comparator<FlowTraffic> order = Flows.comparator(query.order()).thenComparingLong(FlowTraffic::firstSeen);
        long wanted = Math.min((long) query.offset() + query.limit(), flows.size() + ended.size());
        PriorityQueue<FlowTraffic> first = new PriorityQueue<>(order.reversed());
        Consumer<FlowTraffic> taker = kept -> {
            FlowTraffic flow = fromClient(kept);
            sumUp(flow);
            if (query.limit() > 0) {
                first.add(flow);
                if (first.size() > wanted) {
                    first.poll();
                }
            }
        };
        ended.forEach(taker);
        flows.forEach(newest, taker);
        return new CaptureTraffic(
                packets,
                bytes,
                filteredOut,
                foreign,
                firstSeen,
                packets == 0 ? 0 : newest,
                flows.size() + ended.size() + endedAndForgotten,
                flows.evicted() + endedAndForgotten,
                hosts.size(),
                first.stream()
                        .sorted(order)
                        .skip(query.offset())
                        .map(CaptureTally::captured)
                        .toList(),
                busiestHosts(query.limit()),
                protocols(),
                damage);
    }

    private void sumUp(FlowTraffic flow) {
        TrafficTotals totals = flow.totals();
        hosts.computeIfAbsent(flow.key().local(), _ -> new Host())
                .add(totals.txBytes(), totals.txPackets(), totals.rxBytes(), totals.rxPackets());
        if (!flow.key().local().equals(flow.key().remote())) {
            hosts.computeIfAbsent(flow.key().remote(), _ -> new Host())
                    .add(totals.rxBytes(), totals.rxPackets(), totals.txBytes(), totals.txPackets());
        }
    }

    /** Seen from whoever began it. */
    private static FlowTraffic fromClient(FlowTraffic flow) {
        if (flow.startedByGuest()) {
            return flow;
        }
        FlowKey key = flow.key();
        TrafficTotals totals = flow.totals();
        return new FlowTraffic(
                flow.nic(),
                new FlowKey(key.protocol(), key.remote(), key.remotePort(), key.local(), key.localPort()),
                true,
                new TrafficTotals(totals.rxBytes(), totals.rxPackets(), totals.txBytes(), totals.txPackets()),
                flow.firstSeen(),
                flow.lastSeen(),
                flow.tcp().map(CaptureTally::withoutRoundTrip)); // which is that to the client
    }

    private static CapturedFlow captured(FlowTraffic flow) {
        FlowKey key = flow.key();
        return new CapturedFlow(
                key.protocol(),
                key.local(),
                key.localPort(),
                key.remote(),
                key.remotePort(),
                flow.totals(),
                flow.firstSeen(),
                flow.lastSeen(),
                flow.tcp());
    }

    private static TcpTraffic withoutRoundTrip(TcpTraffic tcp) {
        return new TcpTraffic(
                tcp.state(),
                tcp.handshakeRoundTrip(),
                Optional.empty(),
                tcp.retransmissions(),
                tcp.outOfOrder(),
                tcp.zeroWindows());
    }

    private List<CapturedHost> busiestHosts(int most) {
        return hosts.entrySet().stream()
                .sorted(Comparator.comparingLong(
                                (Map.Entry<IpAddress, Host> e) -> e.getValue().bytes())
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .map(e -> new CapturedHost(
                        e.getKey(), e.getValue().flows, e.getValue().totals()))
                .toList();
    }

    private List<CapturedProtocol> protocols() {
        List<CapturedProtocol> all = new ArrayList<>(protocols(Layer.ETHERNET, etherTypes));
        all.addAll(protocols(Layer.IP, ipProtocols));
        return all;
    }

    private static List<CapturedProtocol> protocols(Layer layer, Map<Integer, long[]> sums) {
        return sums.entrySet().stream()
                .map(e -> new CapturedProtocol(new Protocol(layer, e.getKey()), e.getValue()[0], e.getValue()[1]))
                .sorted(Comparator.comparingLong(CapturedProtocol::bytes)
                        .reversed()
                        .thenComparingInt(p -> p.protocol().number()))
                .toList();
    }
}
