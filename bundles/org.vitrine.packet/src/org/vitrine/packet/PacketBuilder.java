/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * Writes frames into memory from the first byte on: call the headers in their order, then the payload, then {@link #finish}.
 * Reusable; allocates nothing.
 */
public final class PacketBuilder extends Flyweight {
    /** Hops of a packet unless said otherwise (RFC 1700). */
    public static final int DEFAULT_TIME_TO_LIVE = 64;

    private static final int IPV4_WITHOUT_OPTIONS = 0x45;
    private static final int IPV6_VERSION = 6 << 28;

    private final Packet finished = new Packet();
    private int typeAt;
    private int lengthAt;
    private int nextHeaderAt;
    private int tcpAt;
    private int ipv4At;
    private int ipv6At;
    private int udpAt;
    private int end;

    /**
     * @param memory where frames are written, from its beginning; a frame that does not fit is an IndexOutOfBoundsException
     */
    public PacketBuilder(MemorySegment memory) {
        attach(memory, 0, (int) Math.min(memory.byteSize(), Integer.MAX_VALUE));
    }

    /** Begins a frame. */
    public PacketBuilder ethernet(long destination, long source) {
        put48(Ethernet.DESTINATION_OFFSET, destination);
        put48(Ethernet.SOURCE_OFFSET, source);
        typeAt = Ethernet.TYPE_OFFSET;
        lengthAt = -1;
        nextHeaderAt = -1;
        ipv4At = -1;
        ipv6At = -1;
        udpAt = -1;
        tcpAt = -1;
        return etherType(0);
    }

    /**
     * Adds a VLAN tag, the outer one first.
     *
     * @param type such as {@link Ethernet#TYPE_VLAN}
     * @param control priority, drop eligibility and VLAN id
     */
    public PacketBuilder tag(int type, int control) {
        put16(typeAt, type);
        put16(typeAt + 2, control);
        typeAt += Ethernet.TAG_LENGTH;
        return etherType(0);
    }

    /** Says what the payload is; the headers below do it themselves. */
    public PacketBuilder etherType(int type) {
        put16(typeAt, type);
        end = typeAt + 2;
        return this;
    }

    /** Makes this a frame of IEEE 802.3, which has a length in place of a type, and adds its LLC header. */
    public PacketBuilder llc(int dsap, int ssap, int control) {
        lengthAt = typeAt;
        put8(end + Llc.DSAP_OFFSET, dsap);
        put8(end + Llc.SSAP_OFFSET, ssap);
        put8(end + Llc.CONTROL_OFFSET, control);
        end += 3;
        return this;
    }

    /** Makes this a frame of IEEE 802.3 and adds LLC with SNAP; what is added next says what it is itself. */
    public PacketBuilder snap(int organization, int protocol) {
        llc(Llc.SAP_SNAP, Llc.SAP_SNAP, Llc.UNNUMBERED);
        put8(end, organization >>> 16);
        put16(end + 1, organization);
        put16(end + 3, protocol);
        typeAt = end + 3;
        end += 5;
        return this;
    }

    /** Adds an ARP message for IPv4 on Ethernet. */
    public PacketBuilder arp(int operation, long senderMac, int sender, long targetMac, int target) {
        etherType(Ethernet.TYPE_ARP);
        put16(end + Arp.HARDWARE_TYPE_OFFSET, Arp.HARDWARE_ETHERNET);
        put16(end + Arp.PROTOCOL_TYPE_OFFSET, Ethernet.TYPE_IPV4);
        put16(end + Arp.LENGTHS_OFFSET, Arp.LENGTHS_ETHERNET_IPV4);
        put16(end + Arp.OPERATION_OFFSET, operation);
        put48(end + Arp.SENDER_MAC_OFFSET, senderMac);
        put32(end + Arp.SENDER_IP_OFFSET, sender);
        put48(end + Arp.TARGET_MAC_OFFSET, targetMac);
        put32(end + Arp.TARGET_IP_OFFSET, target);
        end += Arp.LENGTH;
        return this;
    }

    /** Adds an IPv4 header of a packet that must not be fragmented. */
    public PacketBuilder ipv4(int source, int destination) {
        etherType(Ethernet.TYPE_IPV4);
        ipv4At = end;
        nextHeaderAt = ipv4At + Ipv4.PROTOCOL_OFFSET;
        put8(ipv4At, IPV4_WITHOUT_OPTIONS);
        put8(ipv4At + Ipv4.TRAFFIC_CLASS_OFFSET, 0);
        put16(ipv4At + Ipv4.IDENTIFICATION_OFFSET, 0); // says nothing in packets that are never fragmented (RFC 6864)
        put16(ipv4At + Ipv4.FRAGMENT_OFFSET, Ipv4.DONT_FRAGMENT);
        put8(ipv4At + Ipv4.TIME_TO_LIVE_OFFSET, DEFAULT_TIME_TO_LIVE);
        put32(ipv4At + Ipv4.SOURCE_OFFSET, source);
        put32(ipv4At + Ipv4.DESTINATION_OFFSET, destination);
        end = ipv4At + Ipv4.LENGTH;
        return protocol(IpProtocol.NOTHING);
    }

    /** Says which IPv4 packet of its sender this is. */
    public PacketBuilder identification(int identification) {
        put16(ipv4At + Ipv4.IDENTIFICATION_OFFSET, identification);
        return this;
    }

    /** Says how many routers may pass the packet on, {@link #DEFAULT_TIME_TO_LIVE} otherwise. */
    public PacketBuilder hops(int hops) {
        put8(ipv4At >= 0 ? ipv4At + Ipv4.TIME_TO_LIVE_OFFSET : ipv6At + Ipv6.HOP_LIMIT_OFFSET, hops);
        return this;
    }

    /**
     * Adds options to the IPv4 header.
     *
     * @param options with padding to a multiple of 4 bytes, at most 40
     */
    public PacketBuilder ipv4Options(byte... options) {
        payload(options);
        int length = end - ipv4At;
        if ((length & 3) != 0 || length > 60) {
            throw new IllegalArgumentException("options have up to 40 bytes in groups of 4, got " + options.length);
        }
        put8(ipv4At, 4 << 4 | length >>> 2);
        return this;
    }

    /** Adds an IPv6 header. */
    public PacketBuilder ipv6(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        etherType(Ethernet.TYPE_IPV6);
        ipv6At = end;
        nextHeaderAt = ipv6At + Ipv6.NEXT_HEADER_OFFSET;
        put32(ipv6At, IPV6_VERSION);
        put8(ipv6At + Ipv6.HOP_LIMIT_OFFSET, DEFAULT_TIME_TO_LIVE);
        put64(ipv6At + Ipv6.SOURCE_OFFSET, sourceHigh);
        put64(ipv6At + Ipv6.SOURCE_OFFSET + 8, sourceLow);
        put64(ipv6At + Ipv6.DESTINATION_OFFSET, destinationHigh);
        put64(ipv6At + Ipv6.DESTINATION_OFFSET + 8, destinationLow);
        end = ipv6At + Ipv6.LENGTH;
        return protocol(IpProtocol.NOTHING);
    }

    /**
     * Adds an extension header of IPv6.
     *
     * @param type such as {@link IpProtocol#DESTINATION_OPTIONS}
     * @param content all of it behind its first two bytes; with them a multiple of 8 bytes
     */
    public PacketBuilder extension(int type, byte... content) {
        int at = end;
        protocol(type);
        nextHeaderAt = at;
        put8(at, IpProtocol.NOTHING);
        put8(at + 1, (content.length + 2) / 8 - 1);
        end = at + 2;
        return payload(content);
    }

    /** Makes an IPv6 packet a fragment. */
    public PacketBuilder fragment(int payloadAt, boolean moreFollow, int identification) {
        int at = end;
        protocol(IpProtocol.FRAGMENT);
        nextHeaderAt = at;
        put16(at, IpProtocol.NOTHING << 8);
        put16(at + 2, payloadAt | (moreFollow ? 1 : 0));
        put32(at + 4, identification);
        end = at + 8;
        return this;
    }

    /** Says what the IP packet carries; the headers below do it themselves. See {@link IpProtocol}. */
    public PacketBuilder protocol(int protocol) {
        if (nextHeaderAt < 0) {
            throw new IllegalStateException("there is no IP header yet");
        }
        put8(nextHeaderAt, protocol);
        return this;
    }

    /** Adds a UDP header. */
    public PacketBuilder udp(int sourcePort, int destinationPort) {
        protocol(IpProtocol.UDP);
        udpAt = end;
        put16(udpAt + Udp.SOURCE_PORT_OFFSET, sourcePort);
        put16(udpAt + Udp.DESTINATION_PORT_OFFSET, destinationPort);
        end = udpAt + Udp.LENGTH;
        return this;
    }

    /**
     * Adds a TCP header; options follow.
     *
     * @param flags such as {@link Tcp#ACK}
     * @param window as it stands in the header, before scaling
     */
    public PacketBuilder tcp(
            int sourcePort, int destinationPort, int sequence, int acknowledgment, int flags, int window) {
        protocol(IpProtocol.TCP);
        tcpAt = end;
        put16(tcpAt + Tcp.SOURCE_PORT_OFFSET, sourcePort);
        put16(tcpAt + Tcp.DESTINATION_PORT_OFFSET, destinationPort);
        put32(tcpAt + Tcp.SEQUENCE_OFFSET, sequence);
        put32(tcpAt + Tcp.ACKNOWLEDGMENT_OFFSET, acknowledgment);
        put8(tcpAt + Tcp.FLAGS_OFFSET, flags);
        put16(tcpAt + Tcp.WINDOW_OFFSET, window);
        put16(tcpAt + Tcp.URGENT_POINTER_OFFSET, 0);
        end = tcpAt + Tcp.LENGTH;
        return tcpHeaderLength();
    }

    private PacketBuilder tcpHeaderLength() {
        int length = end - tcpAt;
        if (length > 60) {
            throw new IllegalStateException("TCP has room for 40 bytes of options, got " + (length - Tcp.LENGTH));
        }
        put8(tcpAt + Tcp.DATA_OFFSET, length << 2);
        return this;
    }

    public PacketBuilder maximumSegmentSize(int bytes) {
        int at = tcpOption(Tcp.OPTION_MAXIMUM_SEGMENT_SIZE, 2, 0);
        put16(at, bytes);
        return this;
    }

    public PacketBuilder windowScale(int bits) {
        int at = tcpOption(Tcp.OPTION_WINDOW_SCALE, 1, 1);
        put8(at, bits);
        return this;
    }

    public PacketBuilder sackPermitted() {
        tcpOption(Tcp.OPTION_SACK_PERMITTED, 0, 2);
        return this;
    }

    public PacketBuilder timestamps(int timestamp, int echo) {
        int at = tcpOption(Tcp.OPTION_TIMESTAMPS, 8, 2);
        put32(at, timestamp);
        put32(at + 4, echo);
        return this;
    }

    /**
     * @param edges the first sequence number of a block and the one behind it, for one to four blocks
     */
    public PacketBuilder sack(int... edges) {
        int at = tcpOption(Tcp.OPTION_SACK, 4 * edges.length, 2);
        for (int i = 0; i < edges.length; i++) {
            put32(at + 4 * i, edges[i]);
        }
        return this;
    }

    /**
     * Adds options to the TCP header as they are.
     *
     * @param options with padding to a multiple of 4 bytes, at most 40
     */
    public PacketBuilder tcpOptions(byte... options) {
        payload(options);
        return tcpHeaderLength();
    }

    /** Adds a TCP option behind so many that do nothing, which keeps options at multiples of 4 bytes; says where its data is. */
    private int tcpOption(int kind, int dataLength, int padding) {
        for (int i = 0; i < padding; i++) {
            put8(end++, Tcp.OPTION_NOTHING);
        }
        put8(end, kind);
        put8(end + 1, dataLength + 2);
        end += 2 + dataLength;
        tcpHeaderLength();
        return end - dataLength;
    }

    /**
     * Adds an ICMP header of the version that goes with IP's; a payload may follow.
     *
     * @param rest the four bytes behind the checksum, such as an echo's identifier and sequence number
     */
    public PacketBuilder icmp(int type, int code, int rest) {
        protocol(ipv6At >= 0 ? IpProtocol.ICMPV6 : IpProtocol.ICMP);
        put8(end + Icmp.TYPE_OFFSET, type);
        put8(end + Icmp.CODE_OFFSET, code);
        put16(end + Icmp.CHECKSUM_OFFSET, 0);
        put32(end + Icmp.BODY_OFFSET, rest);
        end += Icmp.LENGTH + 4;
        return this;
    }

    /** Adds a GRE header without optional fields; what it carries follows as payload. */
    public PacketBuilder gre(int type) {
        return gre(type, 0, 0, 0);
    }

    /**
     * Adds a GRE header; what it carries follows as payload.
     *
     * @param flags which optional fields it has: {@link Gre#CHECKSUM}, {@link Gre#KEY}, {@link Gre#SEQUENCE}
     */
    public PacketBuilder gre(int type, int flags, int key, int sequence) {
        protocol(IpProtocol.GRE);
        put16(end + Gre.FLAGS_OFFSET, flags);
        put16(end + Gre.PROTOCOL_OFFSET, type);
        end += Gre.LENGTH;
        if ((flags & Gre.CHECKSUM) != 0) {
            add32(0);
        }
        if ((flags & Gre.KEY) != 0) {
            add32(key);
        }
        if ((flags & Gre.SEQUENCE) != 0) {
            add32(sequence);
        }
        return this;
    }

    /** Adds VXLAN's header, behind {@link #udp} to {@link Vxlan#PORT}; the frame follows as payload. */
    public PacketBuilder vxlan(int networkIdentifier) {
        return add32(Vxlan.IDENTIFIED << 24).add32(networkIdentifier << 8);
    }

    private PacketBuilder add32(int value) {
        put32(end, value);
        end += 4;
        return this;
    }

    /**
     * Begins the answer to a UDP datagram: addresses and ports change sides, VLAN tags stay.
     *
     * @param request must not lie in this builder's memory
     */
    public PacketBuilder answer(Packet request) {
        Udp question = request.udp();
        Ethernet frame = request.ethernet();
        ethernet(frame.source(), frame.destination());
        for (int tag = 0; tag < frame.tagCount(); tag++) {
            tag(frame.tagType(tag), frame.tagControl(tag));
        }
        if (request.isIpv4()) {
            ipv4(request.ipv4().destination(), request.ipv4().source());
        } else {
            Ipv6 ip = request.ipv6();
            ipv6(ip.destinationHigh(), ip.destinationLow(), ip.sourceHigh(), ip.sourceLow());
        }
        return udp(question.destinationPort(), question.sourcePort());
    }

    /** Adds bytes. */
    public PacketBuilder payload(MemorySegment from, long fromOffset, int length) {
        MemorySegment.copy(from, fromOffset, memory(), offset() + end, length);
        end += length;
        return this;
    }

    /** Adds bytes. */
    public PacketBuilder payload(byte[] bytes) {
        return payload(MemorySegment.ofArray(bytes), 0, bytes.length);
    }

    /**
     * Writes lengths and checksums.
     *
     * @return bytes of the frame, without padding
     */
    public int finish() {
        if (ipv4At >= 0) {
            put16(ipv4At + Ipv4.TOTAL_LENGTH_OFFSET, checkedLength(end - ipv4At));
        }
        if (ipv6At >= 0) {
            put16(ipv6At + Ipv6.PAYLOAD_LENGTH_OFFSET, checkedLength(end - ipv6At - Ipv6.LENGTH));
        }
        if (udpAt >= 0) {
            put16(udpAt + Udp.LENGTH_OFFSET, end - udpAt);
        }
        if (lengthAt >= 0) {
            put16(lengthAt, end - lengthAt - 2);
        }
        finished.wrap(memory(), offset(), end);
        finished.writeChecksums();
        return end;
    }

    private static int checkedLength(int length) {
        if (length > 0xffff) {
            throw new IllegalStateException("an IP packet has at most 65535 bytes, got " + length);
        }
        return length;
    }
}
