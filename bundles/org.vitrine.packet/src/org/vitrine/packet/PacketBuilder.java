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
        ipv4At = -1;
        ipv6At = -1;
        udpAt = -1;
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

    /** Adds an IPv4 header of a packet that must not be fragmented. */
    public PacketBuilder ipv4(int source, int destination) {
        etherType(Ethernet.TYPE_IPV4);
        ipv4At = end;
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

    /** Adds an IPv6 header. */
    public PacketBuilder ipv6(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        etherType(Ethernet.TYPE_IPV6);
        ipv6At = end;
        put32(ipv6At, IPV6_VERSION);
        put8(ipv6At + Ipv6.HOP_LIMIT_OFFSET, DEFAULT_TIME_TO_LIVE);
        put64(ipv6At + Ipv6.SOURCE_OFFSET, sourceHigh);
        put64(ipv6At + Ipv6.SOURCE_OFFSET + 8, sourceLow);
        put64(ipv6At + Ipv6.DESTINATION_OFFSET, destinationHigh);
        put64(ipv6At + Ipv6.DESTINATION_OFFSET + 8, destinationLow);
        end = ipv6At + Ipv6.LENGTH;
        return protocol(IpProtocol.NOTHING);
    }

    /** Says what the IP packet carries; the headers below do it themselves. See {@link IpProtocol}. */
    public PacketBuilder protocol(int protocol) {
        if (ipv4At >= 0) {
            put8(ipv4At + Ipv4.PROTOCOL_OFFSET, protocol);
        } else if (ipv6At >= 0) {
            put8(ipv6At + Ipv6.NEXT_HEADER_OFFSET, protocol);
        } else {
            throw new IllegalStateException("there is no IP header yet");
        }
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
