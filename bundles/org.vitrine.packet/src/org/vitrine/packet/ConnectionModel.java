/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

/**
 * What is known of one TCP connection or of a UDP conversation, seen from a guest: enough to write a packet that both ends take for one of
 * the other's (the state model of the VTL paper). Initialised by hand or from an example packet, kept up to date by the packets that
 * pass. Allocates nothing after its creation. Not thread-safe.
 */
public final class ConnectionModel {
    /** Which way a packet goes. */
    public enum Direction {
        /** From the guest. */
        OUTBOUND,
        /** To the guest. */
        INBOUND
    }

    /** One end, and the state of what it sends. All numbers are as they stand in headers. */
    public static final class End {
        private long mac;
        private long addressHigh;
        private long addressLow;
        private int port;
        private int sequence;
        private int acknowledgment;
        private int window = 0xffff;
        private int windowScale = -1;
        private int maximumSegmentSize = -1;
        private boolean isSackPermitted;
        private boolean hasTimestamps;
        private int timestamp;
        private int identification;
        private int hops = PacketBuilder.DEFAULT_TIME_TO_LIVE;
        private boolean isSeen;
        private boolean isAcknowledging;
        private boolean isStarted;
        private int startedAt;
        private boolean isFinished;

        private End() {}

        /** Sets where it is; IPv4 in its mapped form, {@code ::ffff:a.b.c.d}. */
        public End at(long ethernet, long high, long low, int transportPort) {
            mac = ethernet;
            addressHigh = high;
            addressLow = low;
            port = transportPort;
            return this;
        }

        /** Sets where it is, for IPv4. */
        public End at(long ethernet, int address, int transportPort) {
            return at(ethernet, 0, Packet.mapped(address), transportPort);
        }

        public long mac() {
            return mac;
        }

        public int port() {
            return port;
        }

        /** The sequence number of the next byte that it sends. */
        public int sequence() {
            return sequence;
        }

        public End sequence(int number) {
            sequence = number;
            isSeen = true;
            return this;
        }

        /** The sequence number of the next byte that it expects. */
        public int acknowledgment() {
            return acknowledgment;
        }

        public End acknowledgment(int number) {
            acknowledgment = number;
            isAcknowledging = true;
            return this;
        }

        /** Before scaling. */
        public int window() {
            return window;
        }

        public End window(int size) {
            window = size;
            return this;
        }

        /** Bytes that it takes beyond its acknowledgment number; not of a segment with {@link Tcp#SYN}, whose window is never scaled. */
        public long windowBytes() {
            return (long) window << Math.clamp(windowScale, 0, 14); // RFC 7323, section 2.3
        }

        /** By how many bits its windows are to be shifted; -1 while that is not known or not agreed. */
        public int windowScale() {
            return windowScale;
        }

        public End windowScale(int bits) {
            windowScale = bits;
            return this;
        }

        /** Most bytes of a segment that it takes, as it said; -1 while that is not known. */
        public int maximumSegmentSize() {
            return maximumSegmentSize;
        }

        public boolean isSackPermitted() {
            return isSackPermitted;
        }

        public boolean hasTimestamps() {
            return hasTimestamps;
        }

        /** The latest of its clock. */
        public int timestamp() {
            return timestamp;
        }

        public End timestamp(int value) {
            timestamp = value;
            hasTimestamps = true;
            return this;
        }

        /** The identification of its latest IPv4 packet. */
        public int identification() {
            return identification;
        }

        public End identification(int value) {
            identification = value;
            return this;
        }

        /** Time to live or hop limit of its packets. */
        public int hops() {
            return hops;
        }

        public End hops(int value) {
            hops = value;
            return this;
        }

        /** Whether it has sent all that it will send. */
        public boolean isFinished() {
            return isFinished;
        }

        private boolean hasStartedAt(int number) {
            return isStarted && isSeen && startedAt == number;
        }

        private boolean isSource(Packet packet) {
            return packet.sourcePort() == port
                    && packet.sourceLow() == addressLow
                    && packet.sourceHigh() == addressHigh;
        }

        private boolean isDestination(Packet packet) {
            return packet.destinationPort() == port
                    && packet.destinationLow() == addressLow
                    && packet.destinationHigh() == addressHigh;
        }
    }

    private static final long IPV4_MAPPED_MASK = ~0xffff_ffffL;
    private static final long IPV4_MAPPED = 0xffff_0000_0000L;

    private final End guest = new End();
    private final End peer = new End();
    private final int protocol;
    private final int[] tagTypes = new int[Ethernet.MAX_TAGS];
    private final int[] tagControls = new int[Ethernet.MAX_TAGS];
    private int tagCount;
    private boolean isReset;

    /**
     * A model to be initialised by hand.
     *
     * @param protocol {@link IpProtocol#TCP} or {@link IpProtocol#UDP}
     */
    public ConnectionModel(int protocol) {
        if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP) {
            throw new IllegalArgumentException("connections are of TCP (6) or UDP (17), got " + protocol);
        }
        this.protocol = protocol;
    }

    /**
     * A model initialised from an example. What the example cannot say, such as the options of the first segments, is set by hand or
     * learned when it passes.
     *
     * @param example of TCP or UDP
     * @param direction which way it goes
     */
    public static ConnectionModel of(Packet example, Direction direction) {
        ConnectionModel model = new ConnectionModel(example.protocol());
        Ethernet ethernet = example.ethernet();
        model.tagCount = ethernet.tagCount();
        for (int tag = 0; tag < model.tagCount; tag++) {
            model.tagTypes[tag] = ethernet.tagType(tag);
            model.tagControls[tag] = ethernet.tagControl(tag);
        }
        model.sender(direction).at(ethernet.source(), example.sourceHigh(), example.sourceLow(), example.sourcePort());
        model.receiver(direction)
                .at(
                        ethernet.destination(),
                        example.destinationHigh(),
                        example.destinationLow(),
                        example.destinationPort());
        if (example.isTcp() && (example.tcp().flags() & Tcp.ACK) != 0) {
            // until it is heard, the other end will send what this one expects
            model.receiver(direction).sequence = example.tcp().acknowledgment();
            model.receiver(direction).acknowledgment = example.tcp().sequence();
        }
        model.sync(example);
        return model;
    }

    public End guest() {
        return guest;
    }

    /** Who the guest talks to. */
    public End peer() {
        return peer;
    }

    /** The end that sends packets of a direction. */
    public End sender(Direction direction) {
        return direction == Direction.OUTBOUND ? guest : peer;
    }

    private End receiver(Direction direction) {
        return direction == Direction.OUTBOUND ? peer : guest;
    }

    /** Whether one end broke the connection off. */
    public boolean isReset() {
        return isReset;
    }

    private boolean isIpv4() {
        return guest.addressHigh == 0 && (guest.addressLow & IPV4_MAPPED_MASK) == IPV4_MAPPED;
    }

    /** Whether a packet goes from one end to the other, whichever way; fragments without ports do not. */
    public boolean matches(Packet packet) {
        return direction(packet) != null;
    }

    /** Which way a packet goes; null when it belongs to another connection. */
    public Direction direction(Packet packet) {
        if (!(protocol == IpProtocol.TCP ? packet.isTcp() : packet.isUdp())) {
            return null;
        }
        if (guest.isSource(packet) && peer.isDestination(packet)) {
            return Direction.OUTBOUND;
        }
        return peer.isSource(packet) && guest.isDestination(packet) ? Direction.INBOUND : null;
    }

    /**
     * Begins an empty packet that goes on from what was sent so far: of TCP an acknowledgment. A payload may be added; then
     * {@link PacketBuilder#finish}, and {@link #sync} with it when it is sent.
     */
    public PacketBuilder create(PacketBuilder builder, Direction direction) {
        End from = sender(direction);
        End to = receiver(direction);
        builder.ethernet(to.mac, from.mac);
        for (int tag = 0; tag < tagCount; tag++) {
            builder.tag(tagTypes[tag], tagControls[tag]);
        }
        if (isIpv4()) {
            builder.ipv4((int) from.addressLow, (int) to.addressLow).identification(from.identification + 1);
        } else {
            builder.ipv6(from.addressHigh, from.addressLow, to.addressHigh, to.addressLow);
        }
        builder.hops(from.hops);
        if (protocol == IpProtocol.UDP) {
            return builder.udp(from.port, to.port);
        }
        builder.tcp(from.port, to.port, from.sequence, from.acknowledgment, Tcp.ACK, from.window);
        return from.hasTimestamps ? builder.timestamps(from.timestamp, to.timestamp) : builder;
    }

    /**
     * Learns from a packet that passes, or that was created and is sent. One that is older than what is known, such as a
     * retransmission, changes nothing that it is too old for.
     *
     * @return whether it belongs to this connection
     */
    public boolean sync(Packet packet) {
        Direction direction = direction(packet);
        if (direction == null) {
            return false;
        }
        End from = sender(direction);
        if (packet.isIpv4()) {
            from.identification = packet.ipv4().identification();
            from.hops = packet.ipv4().timeToLive();
        } else {
            from.hops = packet.ipv6().hopLimit();
        }
        if (packet.isTcp()) {
            sync(packet.tcp(), carried(packet), from, receiver(direction));
        }
        return true;
    }

    /** Bytes that a segment carries, captured or not. */
    private static int carried(Packet packet) {
        return Math.max(0, packet.coveredByIp() - packet.tcp().headerLength());
    }

    private void sync(Tcp tcp, int carried, End from, End to) {
        int flags = tcp.flags();
        boolean isStart = (flags & Tcp.SYN) != 0;
        isReset |= (flags & Tcp.RST) != 0;
        if (isStart && !from.hasStartedAt(tcp.sequence())) {
            start(tcp, flags, from, to);
        }
        int end = tcp.sequence() + carried + (isStart ? 1 : 0) + ((flags & Tcp.FIN) != 0 ? 1 : 0);
        boolean isNew = !from.isSeen || !Sequence.isBefore(end, from.sequence);
        int acknowledged = Sequence.distance(tcp.acknowledgment(), from.acknowledgment);
        if ((flags & Tcp.ACK) != 0 && (!from.isAcknowledging || acknowledged > 0 || acknowledged == 0 && isNew)) {
            from.acknowledgment(tcp.acknowledgment()).window(tcp.window());
        }
        if (isNew) {
            from.isFinished |= (flags & Tcp.FIN) != 0;
            from.sequence(end);
        }
        if (tcp.hasTimestamps() && (!from.hasTimestamps || Sequence.isAfter(tcp.timestamp(), from.timestamp))) {
            from.timestamp(tcp.timestamp());
        }
    }

    /** A first segment says what the connection can do; each option counts only when both ends have it (RFC 7323, RFC 2018). */
    private void start(Tcp tcp, int flags, End from, End to) {
        from.isSeen = false;
        from.isAcknowledging = false;
        from.isStarted = true;
        from.startedAt = tcp.sequence();
        from.isFinished = false;
        from.hasTimestamps = false;
        from.maximumSegmentSize = tcp.maximumSegmentSize();
        from.windowScale = tcp.windowScale();
        from.isSackPermitted = tcp.isSackPermitted();
        if ((flags & Tcp.ACK) == 0) {
            isReset = false;
            return;
        }
        if (from.windowScale < 0 || to.windowScale < 0) {
            from.windowScale = -1;
            to.windowScale = -1;
        }
        from.isSackPermitted &= to.isSackPermitted;
        to.isSackPermitted = from.isSackPermitted;
        to.hasTimestamps &= tcp.hasTimestamps();
    }
}
