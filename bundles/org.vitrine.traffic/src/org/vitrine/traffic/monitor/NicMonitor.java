/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.lang.foreign.MemorySegment;
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
import org.vitrine.packet.Ethernet;
import org.vitrine.packet.Ipv4;
import org.vitrine.packet.Ipv6;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;

/**
 * Counts the traffic of one vNIC, per remote address and in all (paper 000, "Monitoring and Filtering"). Everything but {@link #nic},
 * {@link #context} and {@link #close} on the pipeline's thread.
 */
final class NicMonitor implements FrameStage {
    private static final long IPV4_MAPPED = 0x0000_ffff_0000_0000L;
    private static final long UNSIGNED_INT = 0xffff_ffffL;
    private static final int SUMS = 0;

    private final NicId nic;
    private final long mac;
    private final StageContext context;
    private final Consumer<NicMonitor> whenClosed;
    private final Ethernet ethernet = new Ethernet();
    private final Ipv4 ipv4 = new Ipv4();
    private final Ipv6 ipv6 = new Ipv6();
    private final long[] sums = new long[SlidingWindow.TALLY_LENGTH];
    private SlidingWindow window;
    private HostTable hosts;
    private Set<IpAddress> filtered;
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
        this.filtered = filtered;
        this.whenClosed = whenClosed;
        window = new SlidingWindow(settings.windowNanos(), context.clock().nanos());
        hosts = new HostTable(settings.maxHosts(), seed);
    }

    NicId nic() {
        return nic;
    }

    StageContext context() {
        return context;
    }

    @Override
    public void onFrames(FrameBatch batch) {
        MemorySegment memory = batch.memory();
        for (int i = 0; i < batch.size(); i++) {
            long time = batch.timestamp(i);
            window.advance(time);
            if (ethernet.wrap(memory, batch.offset(i), batch.capturedLength(i))) {
                count(isTx(batch.direction(i)), batch.length(i), time);
            }
        }
    }

    private boolean isTx(Direction direction) {
        return direction == Direction.UNKNOWN ? ethernet.source() == mac : direction == Direction.FROM_GUEST;
    }

    private void count(boolean tx, int bytes, long time) {
        boolean passes = true;
        if (ethernet.etherType() == Ethernet.TYPE_IPV4) {
            if (ipv4.wrap(ethernet.memory(), ethernet.payloadOffset(), ethernet.payloadLength())) {
                int remote = tx ? ipv4.destination() : ipv4.source();
                passes = count(0, IPV4_MAPPED | remote & UNSIGNED_INT, tx, bytes, time);
            }
        } else if (ethernet.etherType() == Ethernet.TYPE_IPV6
                && ipv6.wrap(ethernet.memory(), ethernet.payloadOffset(), ethernet.payloadLength())) {
            passes = tx
                    ? count(ipv6.destinationHigh(), ipv6.destinationLow(), true, bytes, time)
                    : count(ipv6.sourceHigh(), ipv6.sourceLow(), false, bytes, time);
        }
        if (passes) {
            window.add(sums, SUMS, tx, bytes, time);
        }
    }

    /** Counts a packet of a remote address; false when a filter stops it. */
    private boolean count(long high, long low, boolean tx, int bytes, long time) {
        int host = hosts.find(high, low);
        if (host == HostTable.NONE) {
            host = add(high, low, time);
        }
        long[] page = hosts.page(host);
        int row = hosts.row(host);
        hosts.use(page, row);
        if (page[row + HostTable.FILTERED] != 0) {
            // the tap is before the rule that drops it
            page[row + HostTable.BLOCKED]++;
            page[row + HostTable.LAST_BLOCKED] = time;
            return false;
        }
        window.add(page, row + HostTable.TALLY, tx, bytes, time);
        return true;
    }

    private int add(long high, long low, long time) {
        int host = hosts.add(high, low);
        long[] page = hosts.page(host);
        int row = hosts.row(host);
        page[row + HostTable.FIRST_SEEN] = time;
        page[row + HostTable.FILTERED] = !filtered.isEmpty() && filtered.contains(new IpAddress(high, low)) ? 1 : 0;
        return host;
    }

    @Override
    public void onMissed(long frames) {
        missed += frames;
    }

    /** From now on packets from and to these addresses are those that a filter stops. */
    void filtered(Set<IpAddress> addresses) {
        filtered = addresses;
        for (int host = 0; host < hosts.size(); host++) {
            long[] page = hosts.page(host);
            page[hosts.row(host) + HostTable.FILTERED] = filtered.contains(address(host)) ? 1 : 0;
        }
    }

    /** Keeps sums; rates begin anew. */
    void settings(MonitorSettings changed) {
        long[] before = sums.clone();
        SlidingWindow.reset(sums, SUMS);
        SlidingWindow.copySums(before, SUMS, sums, SUMS);
        window = new SlidingWindow(changed.windowNanos(), context.clock().nanos());
        hosts = hosts.resized(changed.maxHosts());
    }

    private IpAddress address(int host) {
        long[] page = hosts.page(host);
        int row = hosts.row(host);
        return new IpAddress(page[row + HostTable.HIGH], page[row + HostTable.LOW]);
    }

    /** The rates now, with so many hosts. */
    NicTraffic snapshot(int most) {
        long now = context.clock().nanos();
        window.advance(now);
        return new NicTraffic(
                nic,
                window.rates(sums, SUMS, now),
                SlidingWindow.totals(sums, SUMS),
                hosts.size(),
                hosts.evicted(),
                missed,
                busiest(most, now).stream().map(r -> hostTraffic(r.host, now)).toList());
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
            double bytes = window.bytes(page, row + HostTable.TALLY, now);
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
                window.rates(page, row + HostTable.TALLY, now),
                SlidingWindow.totals(page, row + HostTable.TALLY),
                page[row + HostTable.FIRST_SEEN],
                lastSeen(page, row),
                page[row + HostTable.FILTERED] != 0,
                page[row + HostTable.BLOCKED]);
    }

    private static long lastSeen(long[] page, int row) {
        return Math.max(SlidingWindow.lastTime(page, row + HostTable.TALLY), page[row + HostTable.LAST_BLOCKED]);
    }

    @Override
    public void close() {
        whenClosed.accept(this);
    }
}
