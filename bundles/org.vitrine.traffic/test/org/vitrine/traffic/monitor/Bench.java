/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameBatch.Direction;
import org.vitrine.capture.spi.StageContext;
import org.vitrine.capture.testkit.TestInventory;
import org.vitrine.common.EpochClock;
import org.vitrine.common.IpAddress;
import org.vitrine.hypervisor.Nic;
import org.vitrine.packet.PacketBuilder;
import org.vitrine.traffic.FlowOrder;
import org.vitrine.traffic.FlowQuery;
import org.vitrine.traffic.FlowTraffic;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;

/** A monitor on a bench: frames are put in by hand and time is what one says. */
final class Bench implements AutoCloseable {
    static final long SECOND = 1_000_000_000;
    static final long GUEST_MAC = 0x5254_0000_0001L;
    static final long PEER_MAC = 0x5254_0000_0002L;
    static final int GUEST = 0x0a05_0002;

    final Arena arena = Arena.ofShared();
    final MemorySegment memory = arena.allocate(4_096);
    final PacketBuilder builder = new PacketBuilder(memory);
    final FrameBatch batch = new FrameBatch(1);
    final NicMonitor monitor;
    long now = 1_700_000_000L * SECOND;

    Bench(int maxHosts) {
        this(maxHosts, 1_000);
    }

    Bench(int maxHosts, int maxFlows) {
        Nic nic = TestInventory.guest("guest", "52:54:00:00:00:01", "", "tap0")
                .nics()
                .getFirst();
        StageContext context = new StageContext() {
            @Override
            public EpochClock clock() {
                return () -> now;
            }

            @Override
            public boolean execute(Runnable task) {
                task.run();
                return true;
            }
        };
        monitor = new NicMonitor(
                nic,
                context,
                new MonitorSettings(3 * SECOND, maxHosts, maxFlows, 60 * SECOND, 1_000),
                Set.of(),
                7,
                _ -> {
                    // nobody wants to know
                });
    }

    /** Shows what was built last, as so many bytes on the wire. */
    void show(int capturedLength, int length, Direction direction) {
        batch.start(memory);
        batch.add(0, capturedLength, length, now, direction);
        monitor.onFrames(batch);
    }

    /** From now on each frame stands for so many of the wire. */
    void weight(int frames) {
        batch.weight(frames);
    }

    /** The guest sends to an address. */
    void send(int remote, int length) {
        int built = builder.ethernet(PEER_MAC, GUEST_MAC)
                .ipv4(GUEST, remote)
                .udp(1, 2)
                .finish();
        show(built, length, Direction.UNKNOWN);
    }

    /** The guest gets from an address. */
    void receive(int remote, int length) {
        int built = builder.ethernet(GUEST_MAC, PEER_MAC)
                .ipv4(remote, GUEST)
                .udp(1, 2)
                .finish();
        show(built, length, Direction.UNKNOWN);
    }

    /**
     * A TCP segment passes.
     *
     * @param timestamps the timestamps option: the sender's, and the one that it sends back
     */
    void tcp(
            boolean tx,
            int remote,
            int sourcePort,
            int destinationPort,
            int flags,
            int sequence,
            int length,
            int window,
            Optional<int[]> timestamps) {
        ByteBuffer segment = ByteBuffer.allocate(20 + (timestamps.isPresent() ? 12 : 0));
        segment.putShort((short) sourcePort).putShort((short) destinationPort);
        segment.putInt(sequence).putInt(0);
        segment.put((byte) (segment.capacity() / 4 << 4)).put((byte) flags).putShort((short) window);
        segment.putInt(0); // checksum and urgent pointer
        timestamps.ifPresent(both -> segment.putInt(0x0101_080a).putInt(both[0]).putInt(both[1]));
        int built = builder.ethernet(tx ? PEER_MAC : GUEST_MAC, tx ? GUEST_MAC : PEER_MAC)
                .ipv4(tx ? GUEST : remote, tx ? remote : GUEST)
                .protocol(6)
                .payload(segment.array())
                .payload(new byte[length])
                .finish();
        show(Math.min(built, 128), built, Direction.UNKNOWN);
    }

    Flows.Found flows(FlowQuery query) {
        return monitor.flows(
                new FlowWords(query, FlowWords.of(query), monitor.nic()),
                query.order(),
                query.offset() + query.limit());
    }

    List<FlowTraffic> flows(Set<IpAddress> remotes, FlowOrder order, int most) {
        return flows(new FlowQuery(Set.of(), remotes, order, 0, most)).flows();
    }

    NicTraffic snapshot(int hosts) {
        return monitor.snapshot(hosts);
    }

    HostTraffic host(IpAddress address) {
        return snapshot(Integer.MAX_VALUE).hosts().stream()
                .filter(h -> h.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        monitor.close();
        arena.close();
    }
}
