/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.packet.IpProtocol;
import org.vitrine.packet.Packet;
import org.vitrine.packet.Tcp;
import org.vitrine.traffic.FlowKey;
import org.vitrine.traffic.FlowOrder;
import org.vitrine.traffic.FlowTraffic;
import org.vitrine.traffic.TcpTraffic;
import org.vitrine.traffic.TrafficTotals;

/**
 * The flows of one vNIC. Those that are over or idle leave bit by bit, while packets pass. On the pipeline's thread only; allocates only
 * while the tables grow.
 *
 * <p>A packet is counted in its flow and nowhere else. What it means to others, to its remote address and its port, they get from time to time
 * in one sum for all packets of the flow, which {@link #settle} gives to the accounts: at the end of a window's bucket, before
 * anybody reads them, and before a flow leaves. However often that is, a flow is settled at most once for a packet of it.
 */
final class Flows {
    /** Who counts by something else than flows. */
    interface Accounts {
        /** An address of which packets will be added soon, so that it can be brought into the processor's cache. */
        void lookAhead(long remoteHigh, long remoteLow);

        /**
         * Takes over packets of a flow.
         *
         * @param port of the serving end, 0 where there are no ports
         * @param firstSeen when the flow began, nanoseconds since the epoch
         * @param must false: they may be refused so that flows come first for which nothing else has to leave
         * @return whether they were taken
         */
        boolean add(
                long remoteHigh,
                long remoteLow,
                boolean ipv4,
                int protocol,
                int port,
                long firstSeen,
                Passed passed,
                boolean must);
    }

    /** Time is kept in ticks of 2^20 ns, about a millisecond, since the first packet; they begin anew after seven weeks. */
    private static final int TICK_BITS = 20;

    private static final int NANOS_PER_MICRO = 1_000;
    /** How long what is over stays to be looked at. */
    private static final int OVER_TICKS = (int) (10_000_000_000L >> TICK_BITS);
    /** A whole round of the tables takes an eighth of the idle time. */
    private static final int ROUNDS_PER_IDLE = 8;

    private static final int STEP_TICKS = 64;
    /** Flows that are brought into the cache before they are settled. */
    private static final int AHEAD = 64;

    private static final long UNSIGNED_INT = 0xffff_ffffL;

    private final NicId nic;
    private final FlowTable ipv4;
    private final FlowTable ipv6;
    private final Accounts accounts;
    private final Passed passed = new Passed();
    /** The flows of the frames that are about to be counted, as far as they were found. */
    private final int[] found = new int[PlainFrames.CAPACITY];

    private final long[] hashes = new long[PlainFrames.CAPACITY];

    private AddressSet filtered = AddressSet.EMPTY;
    /** Is given connections in whose place others come with the same ends; null when nobody wants to know. */
    private Consumer<FlowTraffic> replaced;

    private final int[] sweepAt = new int[2];
    private int idleTicks;
    private long epoch = Long.MIN_VALUE;
    private long newest;
    private int nextStep;
    private long expired;

    /**
     * @param most flows of IPv4 kept, and as many of IPv6
     */
    Flows(NicId nic, int most, long idleNanos, long seed, Accounts accounts) {
        this.nic = nic;
        this.accounts = accounts;
        ipv4 = new FlowTable(1, most, seed);
        ipv6 = new FlowTable(4, most, seed);
        idleTicks(idleNanos);
    }

    /** From now on somebody is given each connection in whose place another one comes with the same ends. */
    void replaced(Consumer<FlowTraffic> taker) {
        replaced = taker;
    }

    private void idleTicks(long nanos) {
        idleTicks = (int) Math.max(1, Math.min(nanos >> TICK_BITS, Integer.MAX_VALUE));
    }

    /** Takes new limits; those beyond them leave. */
    void settings(int most, long idleNanos, long time) {
        settle();
        idleTicks(idleNanos);
        ipv4.capacity(most, ticks(time));
        ipv6.capacity(most, ticks(time));
    }

    /** From now on packets from and to these addresses are not counted. */
    void filtered(AddressSet addresses) {
        settle();
        filtered = addresses;
        filter(ipv4);
        filter(ipv6);
    }

    private void filter(FlowTable table) {
        for (int flow = 0; flow < table.rows(); flow++) {
            if (table.isLive(flow)) {
                FlowTable.filtered(
                        table.page(flow),
                        table.row(flow),
                        filtered.contains(table.remoteHigh(flow), table.remoteLow(flow)));
            }
        }
    }

    private int ticks(long time) {
        return (int) (time - epoch >> TICK_BITS);
    }

    /** When a tick began, of those before now and about it. */
    private long time(int ticks, long nowTime) {
        long now = nowTime - epoch >> TICK_BITS;
        return epoch + (now - Math.max(0, (int) now - ticks) << TICK_BITS);
    }

    long size() {
        return (long) ipv4.size() + ipv6.size();
    }

    /** Flows that left because nothing came any more. */
    long expired() {
        return expired;
    }

    /** Flows that had to leave a full table. */
    long evicted() {
        return ipv4.evicted() + ipv6.evicted();
    }

    /** Bytes that the tables occupy. */
    long bytes() {
        return ipv4.bytes() + ipv6.bytes();
    }

    // ---- counting

    /** Looks for the flows of frames that are about to be counted. */
    void lookAhead(PlainFrames frames, int count) {
        ipv4.lookAhead(frames.addresses, frames.tuples, hashes, found, count);
    }

    /**
     * Counts a plain frame that was looked for.
     *
     * @param length bytes of the frame on the wire
     * @param time nanoseconds since the epoch
     * @return false when a filter stops it, so that it was not counted
     */
    boolean count(PlainFrames frames, int i, MemorySegment memory, int length, long time) {
        newest = time;
        long tuple = frames.tuples[i];
        int flow = found[i];
        // meanwhile it may have left, or have come with a frame before this one
        if (flow == FlowTable.NONE || !ipv4.isKey(flow, frames.addresses[i], tuple)) {
            ipv4.key(frames.addresses[i]);
            flow = ipv4.find(tuple);
        }
        boolean tcp = FlowTable.protocol(tuple) == IpProtocol.TCP;
        return count(
                ipv4, flow, tuple, frames.tx[i], tcp, memory, frames.transports[i], frames.payloads[i], length, time);
    }

    /** As {@link #count(PlainFrames, int, MemorySegment, int, long)}, for any IP packet. */
    boolean count(Packet packet, boolean tx, MemorySegment memory, long frame, int length, long time) {
        newest = time;
        boolean whole = !packet.isFragment();
        boolean tcp = whole && packet.isTcp();
        int source = whole ? packet.sourcePort() : 0;
        int destination = whole ? packet.destinationPort() : 0;
        FlowTable table = packet.isIpv4() ? ipv4 : ipv6;
        if (packet.isIpv4()) {
            int from = packet.ipv4().source();
            int to = packet.ipv4().destination();
            table.key((long) (tx ? from : to) << 32 | (tx ? to : from) & UNSIGNED_INT);
        } else if (tx) {
            table.key(packet.sourceHigh(), packet.sourceLow(), packet.destinationHigh(), packet.destinationLow());
        } else {
            table.key(packet.destinationHigh(), packet.destinationLow(), packet.sourceHigh(), packet.sourceLow());
        }
        long tuple = FlowTable.tuple(tx ? source : destination, tx ? destination : source, packet.protocol());
        return count(
                table,
                table.find(tuple),
                tuple,
                tx,
                tcp,
                memory,
                tcp ? packet.tcp().offset() : 0,
                tcp ? payload(packet, frame, length) : 0,
                length,
                time);
    }

    private boolean count(
            FlowTable table,
            int known,
            long tuple,
            boolean tx,
            boolean tcp,
            MemorySegment memory,
            long transport,
            int payload,
            int length,
            long time) {
        if (epoch == Long.MIN_VALUE) {
            epoch = time;
        }
        int now = ticks(time);
        int flow = known;
        if (flow == FlowTable.NONE) {
            if (filtered.contains(table.remoteHigh(), table.remoteLow())) {
                return false;
            }
            flow = begin(table, tuple, tx, tcp ? TcpTracker.flags(memory, transport) : 0, now);
        }
        long[] page = table.page(flow);
        int row = table.row(flow);
        if (!FlowTable.isCounting(page, row)) {
            if (FlowTable.isFiltered(page, row)) {
                return false;
            }
            table.touch(flow);
        }
        if (tcp) {
            int flags = TcpTracker.flags(memory, transport);
            if ((flags & Tcp.SYN) != 0 && TcpTracker.isAnew(page[row + FlowTable.TUPLE], flags)) {
                beginAnew(table, flow, tuple, tx, flags, now);
            }
            int micros = 1 + (int) ((time - epoch) / NANOS_PER_MICRO); // 0 stands for none
            TcpTracker.track(page, row, tx, memory, transport, payload, micros, now);
        }
        FlowTable.count(page, row, tx, length, now);
        return true;
    }

    private int begin(FlowTable table, long tuple, boolean tx, int flags, int now) {
        if (table.isFull()) {
            settle(); // one has to leave
        }
        int flow = table.add(tuple, now);
        begin(table.page(flow), table.row(flow), tuple, tx, flags);
        return flow;
    }

    /** Another connection with the same ports. */
    private void beginAnew(FlowTable table, int flow, long tuple, boolean tx, int flags, int now) {
        settle();
        expired++;
        if (replaced != null) {
            replaced.accept(traffic(table, flow, newest));
        }
        long[] page = table.page(flow);
        int row = table.row(flow);
        table.clear(page, row, tuple, now);
        begin(page, row, tuple, tx, flags);
        table.touch(flow);
    }

    private static void begin(long[] page, int row, long tuple, boolean tx, int flags) {
        int source = tx ? FlowTable.localPort(tuple) : FlowTable.remotePort(tuple);
        int destination = tx ? FlowTable.remotePort(tuple) : FlowTable.localPort(tuple);
        boolean answer = (flags & Tcp.SYN) != 0 && (flags & Tcp.ACK) != 0;
        boolean sourceServes = (flags & Tcp.SYN) == 0 ? source < destination : answer;
        page[row + FlowTable.TUPLE] |= (tx != answer ? TcpTracker.STARTED_BY_GUEST : 0)
                | (tx == sourceServes ? TcpTracker.SERVED_BY_GUEST : 0);
    }

    /** Bytes of payload that a segment has, captured or not. */
    private static int payload(Packet packet, long frame, int length) {
        Tcp tcp = packet.tcp();
        boolean unstated = packet.isIpv4()
                ? packet.ipv4().totalLength() == 0
                : packet.ipv6().statedPayloadLength() == packet.ipv6().payloadLength();
        int stated = packet.isIpv4()
                ? packet.ipv4().statedPayloadLength()
                : packet.ipv6().statedPayloadLength();
        // larger than 64 KiB before the kernel cuts it: only the frame's length tells
        int carried = unstated ? (int) (length - (tcp.offset() - frame)) : stated;
        return Math.max(0, carried - tcp.headerLength());
    }

    // ---- settling

    /** Gives what has passed of every flow since the last time to the accounts. */
    void settle() {
        settle(ipv4);
        settle(ipv6);
    }

    private void settle(FlowTable table) {
        TouchedFlows touched = table.touched();
        int refused = 0;
        for (int from = 0; from < touched.size(); from += AHEAD) {
            int to = Math.min(from + AHEAD, touched.size());
            table.lookAhead(from, to);
            for (int i = from; i < to; i++) {
                int flow = touched.flow(i);
                accounts.lookAhead(table.remoteHigh(flow), table.remoteLow(flow));
            }
            for (int i = from; i < to; i++) {
                if (!settle(table, i, false)) {
                    touched.move(i, refused++);
                }
            }
        }
        for (int i = 0; i < refused; i++) {
            settle(table, i, true);
        }
        touched.truncate(0);
    }

    private boolean settle(FlowTable table, int i, boolean must) {
        int flow = table.touched().flow(i);
        long[] page = table.page(flow);
        int row = table.row(flow);
        long tuple = page[row + FlowTable.TUPLE];
        boolean served = (tuple & TcpTracker.SERVED_BY_GUEST) != 0;
        table.touched().passed(i, page, row, passed);
        passed.newest = time(FlowTable.lastSeen(page, row), newest);
        boolean taken = accounts.add(
                table.remoteHigh(flow),
                table.remoteLow(flow),
                table == ipv4,
                FlowTable.protocol(tuple),
                served ? FlowTable.localPort(tuple) : FlowTable.remotePort(tuple),
                time(FlowTable.firstSeen(page, row), newest),
                passed,
                must);
        if (taken) {
            FlowTable.settled(page, row);
        }
        return taken;
    }

    // ---- who leaves

    /** Lets some of those go whose time is over. Once a batch. */
    void sweep(long time) {
        if (epoch == Long.MIN_VALUE) {
            return;
        }
        int now = ticks(time);
        if (now - nextStep >= 0) {
            int steps = 1 + Math.min((now - nextStep) / STEP_TICKS, idleTicks / STEP_TICKS);
            nextStep = now + STEP_TICKS;
            sweep(ipv4, 0, now, steps);
            sweep(ipv6, 1, now, steps);
        } else if (nextStep - now > STEP_TICKS) {
            nextStep = now; // somebody has set the clock back
        }
    }

    private void sweep(FlowTable table, int which, int now, int steps) {
        int rows = table.rows();
        long wanted = 1 + (long) rows * steps * STEP_TICKS * ROUNDS_PER_IDLE / idleTicks;
        int count = (int) Math.min(rows, wanted);
        int at = sweepAt[which];
        for (int i = 0; i < count; i++) {
            at = at + 1 >= rows ? 0 : at + 1;
            expire(table, at, now);
        }
        sweepAt[which] = at;
    }

    private void expire(FlowTable table, int flow, int now) {
        if (table.isLive(flow)) {
            long[] page = table.page(flow);
            int row = table.row(flow);
            int limit = TcpTracker.isOver(page[row + FlowTable.TUPLE]) ? Math.min(OVER_TICKS, idleTicks) : idleTicks;
            if (FlowTable.age(page[row + FlowTable.TIMES], now) > limit) {
                if (FlowTable.isTouched(page, row)) {
                    settle();
                }
                table.remove(flow);
                expired++;
            }
        }
    }

    // ---- for others

    /**
     * Flows that were looked for.
     *
     * @param flows the first of them
     * @param matching how many there are
     */
    record Found(List<FlowTraffic> flows, long matching) {}

    /** The first flows in an order, so many of those that match. */
    Found first(FlowWords words, FlowOrder order, int most, long time) {
        if (epoch == Long.MIN_VALUE || most == 0 && words.isAny()) {
            return new Found(List.of(), size());
        }
        int now = ticks(time);
        expireAll(ipv4, now);
        expireAll(ipv6, now);
        List<FlowTraffic> flows = new ArrayList<>();
        long matching = 0;
        for (FlowTable table : List.of(ipv4, ipv6)) {
            Ranking ranking = new Ranking(Math.min(most, table.size()));
            matching += rank(table, words, order, now, ranking);
            for (int flow : ranking.numbers()) {
                flows.add(traffic(table, flow, time));
            }
        }
        flows.sort(comparator(order));
        return new Found(flows.size() > most ? flows.subList(0, most) : flows, matching);
    }

    /** Every flow that is kept, one after the other, in no order; as of some time. */
    void forEach(long time, Consumer<FlowTraffic> taker) {
        for (FlowTable table : List.of(ipv4, ipv6)) {
            for (int flow = 0; flow < table.rows(); flow++) {
                if (table.isLive(flow)) {
                    taker.accept(traffic(table, flow, time));
                }
            }
        }
    }

    private void expireAll(FlowTable table, int now) {
        for (int flow = 0; flow < table.rows(); flow++) {
            expire(table, flow, now);
        }
    }

    private static long rank(FlowTable table, FlowWords words, FlowOrder order, int now, Ranking ranking) {
        boolean isAny = words.isAny();
        long matching = 0;
        for (int flow = 0; flow < table.rows(); flow++) {
            if (table.isLive(flow) && (isAny || words.matches(table, flow))) {
                matching++;
                ranking.offer(flow, rank(table.page(flow), table.row(flow), order, now));
            }
        }
        return matching;
    }

    private static long rank(long[] page, int row, FlowOrder order, int now) {
        boolean tcp = FlowTable.protocol(page[row + FlowTable.TUPLE]) == IpProtocol.TCP;
        return switch (order) {
            case BYTES -> FlowTable.bytes(page, row, true) + FlowTable.bytes(page, row, false);
            case PACKETS -> FlowTable.packets(page, row, true) + FlowTable.packets(page, row, false);
            case LAST_SEEN -> -(long) Math.max(0, now - FlowTable.lastSeen(page, row));
            case FIRST_SEEN -> -(long) Math.max(0, now - FlowTable.firstSeen(page, row));
            case RETRANSMISSIONS -> tcp ? TcpTracker.retransmissions(page, row) : 0;
            case ROUND_TRIP -> tcp ? TcpTracker.roundTrip(page, row) : 0;
        };
    }

    /** Orders flows of several tables. */
    static Comparator<FlowTraffic> comparator(FlowOrder order) {
        Comparator<FlowTraffic> natural = switch (order) {
            case BYTES ->
                Comparator.comparingLong(f -> f.totals().txBytes() + f.totals().rxBytes());
            case PACKETS ->
                Comparator.comparingLong(
                        f -> f.totals().txPackets() + f.totals().rxPackets());
            case LAST_SEEN -> Comparator.comparingLong(FlowTraffic::lastSeen);
            case FIRST_SEEN -> Comparator.comparingLong(FlowTraffic::firstSeen);
            case RETRANSMISSIONS ->
                Comparator.comparingLong(
                        f -> f.tcp().map(TcpTraffic::retransmissions).orElse(0L));
            case ROUND_TRIP ->
                Comparator.comparingLong(f -> f.tcp()
                        .flatMap(TcpTraffic::roundTrip)
                        .map(Duration::toNanos)
                        .orElse(0L));
        };
        return natural.reversed();
    }

    private IpAddress remote(FlowTable table, int flow) {
        return table == ipv4
                ? IpAddress.ofIpv4((int) table.address(flow, 0))
                : new IpAddress(table.address(flow, 2), table.address(flow, 3));
    }

    private FlowTraffic traffic(FlowTable table, int flow, long time) {
        long[] page = table.page(flow);
        int row = table.row(flow);
        long tuple = page[row + FlowTable.TUPLE];
        int protocol = FlowTable.protocol(tuple);
        IpAddress local = table == ipv4
                ? IpAddress.ofIpv4((int) (table.address(flow, 0) >>> 32))
                : new IpAddress(table.address(flow, 0), table.address(flow, 1));
        return new FlowTraffic(
                nic,
                new FlowKey(
                        protocol, local, FlowTable.localPort(tuple), remote(table, flow), FlowTable.remotePort(tuple)),
                (tuple & TcpTracker.STARTED_BY_GUEST) != 0,
                new TrafficTotals(
                        FlowTable.bytes(page, row, true),
                        FlowTable.packets(page, row, true),
                        FlowTable.bytes(page, row, false),
                        FlowTable.packets(page, row, false)),
                time(FlowTable.firstSeen(page, row), time),
                time(FlowTable.lastSeen(page, row), time),
                protocol == IpProtocol.TCP && FlowTable.localPort(tuple) + FlowTable.remotePort(tuple) > 0
                        ? Optional.of(TcpTracker.traffic(page, row))
                        : Optional.empty());
    }
}
