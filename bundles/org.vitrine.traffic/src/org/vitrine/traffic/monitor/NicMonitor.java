/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameBatch.Direction;
import org.vitrine.capture.spi.FrameStage;
import org.vitrine.capture.spi.StageContext;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.Nic;
import org.vitrine.packet.Packet;
import org.vitrine.traffic.FlowOrder;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicProtocols;
import org.vitrine.traffic.NicTraffic;

/**
 * Counts the traffic of one vNIC: in all, per remote address (paper 000, "Monitoring and Filtering"), per flow, protocol and port. A
 * frame is counted in its flow; the others take over what flows have counted when they are {@linkplain Flows#settle settled}. Everything but {@link #nic}, {@link #context} and {@link #close} on the pipeline's thread.
 */
final class NicMonitor implements FrameStage, Flows.Accounts {
    private final NicId nic;
    private final long mac;
    private final StageContext context;
    private final Consumer<NicMonitor> whenClosed;
    private final Packet packet = new Packet();
    private final PlainFrames plain;
    private final Passed passed = new Passed();
    private final Flows flows;
    private final Protocols protocols;
    private SlidingWindow window;
    private TallyTable hosts;
    private AddressSet filtered;
    private long missed;

    NicMonitor(
            Nic nic,
            StageContext context,
            MonitorSettings settings,
            Set<IpAddress> filtered,
            long seed,
            Consumer<NicMonitor> whenClosed) {
        this.nic = nic.id();
        this.mac = nic.mac().bits();
        this.context = context;
        this.filtered = new AddressSet(filtered);
        this.whenClosed = whenClosed;
        window = new SlidingWindow(settings.windowNanos(), context.clock().nanos());
        hosts = new TallyTable(settings.maxHosts(), seed);
        flows = new Flows(this.nic, settings.maxFlows(), settings.flowIdleNanos(), seed, this);
        flows.filtered(this.filtered);
        plain = new PlainFrames(mac);
        protocols = new Protocols(settings.maxPorts(), seed);
    }

    NicId nic() {
        return nic;
    }

    StageContext context() {
        return context;
    }

    @Override
    public void onFrames(FrameBatch batch) {
        int count = batch.size();
        if (batch.weight() != window.weight()) {
            settle(); // what was counted before stands for what it did
            window.weight(batch.weight());
        }
        for (int from = 0; from < count; from += PlainFrames.CAPACITY) {
            int some = Math.min(count - from, PlainFrames.CAPACITY);
            plain.read(batch, from, some);
            flows.lookAhead(plain, some);
            for (int i = 0; i < some; i++) {
                count(batch, from, i);
            }
        }
        if (count > 0) {
            flows.sweep(batch.timestamp(count - 1));
        }
    }

    private void count(FrameBatch batch, int from, int i) {
        int frame = from + i;
        long time = batch.timestamp(frame);
        if (window.isAfter(time)) {
            settle();
            window.advance(time);
        }
        if (!plain.isPlain(i)) {
            countOther(batch, frame, time);
        } else if (!flows.count(plain, i, batch.memory(), batch.length(frame), time)) {
            long addresses = plain.addresses[i];
            block(0, FlowTable.mapped(addresses), time);
        }
    }

    private void countOther(FrameBatch batch, int frame, long time) {
        long offset = batch.offset(frame);
        if (!packet.wrap(batch.memory(), offset, batch.capturedLength(frame))) {
            return;
        }
        boolean tx = isTx(batch.direction(frame));
        int length = batch.length(frame);
        if (!packet.isIp()) {
            protocols.countOther(window, packet.ethernet().etherType(), passed.set(tx, length, time));
        } else if (!flows.count(packet, tx, batch.memory(), offset, length, time)) {
            block(
                    tx ? packet.destinationHigh() : packet.sourceHigh(),
                    tx ? packet.destinationLow() : packet.sourceLow(),
                    time);
        }
    }

    private boolean isTx(Direction direction) {
        return direction == Direction.UNKNOWN ? packet.ethernet().source() == mac : direction == Direction.FROM_GUEST;
    }

    /** Notes a packet that a filter stops: the tap is before the rule that drops it. */
    private void block(long high, long low, long time) {
        int host = hosts.find(high, low);
        if (host == TallyTable.NONE) {
            settle(); // another address has to leave, perhaps
            host = add(high, low, time);
        }
        long[] page = hosts.page(host);
        int row = hosts.row(host);
        hosts.use(page, row);
        page[row + TallyTable.BLOCKED]++;
        page[row + TallyTable.LAST_BLOCKED] = time;
    }

    private void settle() {
        flows.settle();
        protocols.flush(window);
    }

    @Override
    public void lookAhead(long remoteHigh, long remoteLow) {
        hosts.lookAhead(remoteHigh, remoteLow, window);
    }

    @Override
    public boolean add(
            long remoteHigh,
            long remoteLow,
            boolean ipv4,
            int protocol,
            int port,
            long firstSeen,
            Passed more,
            boolean must) {
        int host = hosts.find(remoteHigh, remoteLow);
        if (host == TallyTable.NONE) {
            if (!must && hosts.isFull()) {
                return false;
            }
            host = add(remoteHigh, remoteLow, firstSeen);
        }
        long[] page = hosts.page(host);
        int row = hosts.row(host);
        hosts.use(page, row);
        window.add(page, row + TallyTable.TALLY, more);
        protocols.countIp(window, ipv4, protocol, port, more);
        return true;
    }

    private int add(long high, long low, long time) {
        int host = hosts.add(high, low);
        long[] page = hosts.page(host);
        int row = hosts.row(host);
        page[row + TallyTable.FIRST_SEEN] = time;
        page[row + TallyTable.FILTERED] = filtered.contains(high, low) ? 1 : 0;
        return host;
    }

    @Override
    public void onMissed(long frames) {
        missed += frames;
    }

    /** From now on packets from and to these addresses are those that a filter stops. */
    void filtered(Set<IpAddress> addresses) {
        settle();
        filtered = new AddressSet(addresses);
        flows.filtered(filtered);
        for (int host = 0; host < hosts.size(); host++) {
            long[] page = hosts.page(host);
            int row = hosts.row(host);
            boolean stopped = filtered.contains(page[row + TallyTable.HIGH], page[row + TallyTable.LOW]);
            page[row + TallyTable.FILTERED] = stopped ? 1 : 0;
        }
    }

    /** Keeps sums; rates begin anew. */
    void settings(MonitorSettings changed) {
        settle();
        protocols.settings(changed.maxPorts());
        flows.settings(
                changed.maxFlows(), changed.flowIdleNanos(), context.clock().nanos());
        window = new SlidingWindow(changed.windowNanos(), context.clock().nanos());
        hosts = hosts.resized(changed.maxHosts());
    }

    private IpAddress address(int host) {
        long[] page = hosts.page(host);
        int row = hosts.row(host);
        return new IpAddress(page[row + TallyTable.HIGH], page[row + TallyTable.LOW]);
    }

    /** The rates now, with so many hosts. */
    NicTraffic snapshot(int most) {
        long now = context.clock().nanos();
        settle();
        window.advance(now);
        return new NicTraffic(
                nic,
                protocols.rates(window, now),
                protocols.totals(),
                hosts.size(),
                hosts.evicted(),
                missed,
                busiest(most, now).stream().map(r -> hostTraffic(r.host, now)).toList());
    }

    /** The first flows in an order, so many; see {@link Flows#first}. */
    Flows.Found flows(FlowWords words, FlowOrder order, int most) {
        return flows.first(words, order, most, context.clock().nanos());
    }

    long knownFlows() {
        return flows.size();
    }

    long expiredFlows() {
        return flows.expired();
    }

    long evictedFlows() {
        return flows.evicted();
    }

    /** What it carries now, with so many ports. */
    NicProtocols protocols(int ports) {
        long now = context.clock().nanos();
        settle();
        window.advance(now);
        return new NicProtocols(
                nic,
                protocols.protocols(window, now),
                protocols.knownPorts(),
                protocols.evictedPorts(),
                protocols.ports(window, ports, now));
    }

    private record Ranked(int host, double bytes, long lastSeen) {
        /** Most bytes in the window first; among the quiet ones, who was heard of last. */
        static final Comparator<Ranked> BUSIEST_FIRST = Comparator.comparingDouble(Ranked::bytes)
                .thenComparingLong(Ranked::lastSeen)
                .reversed();

        boolean isLessThan(double otherBytes, long otherLastSeen) {
            return bytes < otherBytes || bytes == otherBytes && lastSeen < otherLastSeen;
        }
    }

    private List<Ranked> busiest(int most, long now) {
        if (most == 0) {
            return List.of();
        }
        PriorityQueue<Ranked> best = new PriorityQueue<>(Ranked.BUSIEST_FIRST.reversed());
        for (int host = 0; host < hosts.size(); host++) {
            long[] page = hosts.page(host);
            int row = hosts.row(host);
            double bytes = window.bytes(page, row + TallyTable.TALLY, now);
            long lastSeen = lastSeen(page, row);
            if (best.size() < most) {
                best.add(new Ranked(host, bytes, lastSeen));
            } else if (best.peek().isLessThan(bytes, lastSeen)) {
                best.poll();
                best.add(new Ranked(host, bytes, lastSeen));
            }
        }
        List<Ranked> sorted = new ArrayList<>(best);
        sorted.sort(Ranked.BUSIEST_FIRST);
        return sorted;
    }

    private HostTraffic hostTraffic(int host, long now) {
        long[] page = hosts.page(host);
        int row = hosts.row(host);
        return new HostTraffic(
                address(host),
                window.rates(page, row + TallyTable.TALLY, now),
                SlidingWindow.totals(page, row + TallyTable.TALLY),
                page[row + TallyTable.FIRST_SEEN],
                lastSeen(page, row),
                page[row + TallyTable.FILTERED] != 0,
                page[row + TallyTable.BLOCKED]);
    }

    private static long lastSeen(long[] page, int row) {
        return Math.max(SlidingWindow.lastTime(page, row + TallyTable.TALLY), page[row + TallyTable.LAST_BLOCKED]);
    }

    @Override
    public void close() {
        whenClosed.accept(this);
    }
}
