/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A frame taken apart: Ethernet with its VLAN tags or IEEE 802.3 with LLC and SNAP, then ARP, IPv4 or IPv6, then UDP, TCP, ICMP or
 * GRE. What VXLAN, GRE or IP carries in a frame is taken apart by a second one: {@link #wrapInner}.
 *
 * <p>Reusable: {@link #wrap} lays it over the next frame. The flyweights that it gives belong to it and show the present frame.
 * {@link PacketCheck} says what is wrong with one.
 */
public final class Packet {
    private enum Network {
        OTHER,
        ARP,
        IPV4,
        IPV6
    }

    private enum Transport {
        OTHER,
        UDP,
        TCP,
        ICMP,
        GRE
    }

    /** Whether the transport's checksum is left to a network card, which is found out once for a frame that is changed. */
    private enum Offload {
        UNKNOWN,
        NO,
        YES
    }

    private static final long IPV4_MAPPED = 0x0000_ffff_0000_0000L;

    private final Ethernet ethernet = new Ethernet();
    private final Arp arp = new Arp();
    private final Ipv4 ipv4 = new Ipv4();
    private final Ipv6 ipv6 = new Ipv6();
    private final Udp udp = new Udp();
    private final Tcp tcp = new Tcp();
    private final Icmp icmp = new Icmp();
    private final Gre gre = new Gre();
    private final Llc llc = new Llc();
    private final Vxlan vxlan = new Vxlan();
    private Network network = Network.OTHER;
    private Transport transport = Transport.OTHER;
    private Offload offload = Offload.UNKNOWN;
    private boolean isEthernet;
    private boolean isLlc;

    /**
     * Takes a frame apart, as far as its headers are whole.
     *
     * @param capturedLength bytes of the frame that are in memory
     * @return whether there is an Ethernet header
     */
    public boolean wrap(MemorySegment memory, long offset, int capturedLength) {
        isEthernet = ethernet.wrap(memory, offset, capturedLength);
        isLlc = false;
        network = Network.OTHER;
        transport = Transport.OTHER;
        if (!isEthernet) {
            return false;
        }
        long payload = ethernet.payloadOffset();
        int length = ethernet.payloadLength();
        if (ethernet.isIeee8023()) {
            isLlc = llc.wrap(memory, payload, length);
            if (isLlc && llc.isSnap() && llc.organization() == 0) {
                wrapNetwork(memory, llc.protocol(), llc.payloadOffset(), llc.payloadLength());
            }
        } else {
            wrapNetwork(memory, ethernet.etherType(), payload, length);
        }
        return true;
    }

    /**
     * Takes a packet apart that has no Ethernet header, such as those of a tunnel.
     *
     * @param capturedLength bytes of the packet that are in memory
     * @return whether there is an IPv4 or IPv6 header
     */
    public boolean wrapIp(MemorySegment memory, long offset, int capturedLength) {
        clear();
        if (capturedLength > 0) {
            boolean isVersion6 = (memory.get(ValueLayout.JAVA_BYTE, offset) & 0xf0) == 0x60;
            wrapNetwork(memory, isVersion6 ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4, offset, capturedLength);
        }
        return isIp();
    }

    /**
     * Takes the frame or packet apart that another one carries in VXLAN, GRE or IP.
     *
     * @param outer not this one
     * @return whether there is one
     */
    public boolean wrapInner(Packet outer) {
        if (outer.isVxlan()) {
            Vxlan header = outer.vxlan;
            return wrap(header.memory(), header.payloadOffset(), header.payloadLength());
        }
        if (outer.isGre()) {
            Gre header = outer.gre;
            return wrapCarried(header.protocol(), header, header.payloadOffset(), header.payloadLength());
        }
        if (outer.isIp() && !outer.isFragment()) {
            Flyweight ip = outer.isIpv4() ? outer.ipv4 : outer.ipv6;
            int type = switch (outer.protocol()) {
                case IpProtocol.IPV4 -> Ethernet.TYPE_IPV4;
                case IpProtocol.IPV6 -> Ethernet.TYPE_IPV6;
                default -> 0;
            };
            return wrapCarried(type, ip, outer.networkPayloadOffset(), outer.carriedLength());
        }
        clear();
        return false;
    }

    private boolean wrapCarried(int type, Flyweight carrier, long payload, int length) {
        if (type == Gre.TYPE_ETHERNET) {
            return wrap(carrier.memory(), payload, length);
        }
        clear();
        wrapNetwork(carrier.memory(), type, payload, length);
        return network != Network.OTHER;
    }

    /** Lets go of the present frame. */
    private void clear() {
        isEthernet = false;
        isLlc = false;
        ethernet.detach();
        network = Network.OTHER;
        transport = Transport.OTHER;
    }

    private void wrapNetwork(MemorySegment memory, int type, long payload, int length) {
        switch (type) {
            case Ethernet.TYPE_IPV4 -> {
                if (ipv4.wrap(memory, payload, length)) {
                    network = Network.IPV4;
                    if (ipv4.fragmentOffset() == 0) {
                        wrapTransport(memory, ipv4.protocol(), ipv4.payloadOffset(), ipv4.payloadLength());
                    }
                }
            }
            case Ethernet.TYPE_IPV6 -> {
                if (ipv6.wrap(memory, payload, length)) {
                    network = Network.IPV6;
                    if (ipv6.isComplete() && ipv6.fragmentOffset() == 0) {
                        wrapTransport(memory, ipv6.protocol(), ipv6.payloadOffset(), ipv6.payloadLength());
                    }
                }
            }
            case Ethernet.TYPE_ARP -> network = arp.wrap(memory, payload, length) ? Network.ARP : Network.OTHER;
            default -> {
                // nothing that we know
            }
        }
    }

    private void wrapTransport(MemorySegment memory, int protocol, long offset, int length) {
        offload = Offload.UNKNOWN;
        boolean known;
        switch (protocol) {
            case IpProtocol.UDP -> {
                transport = Transport.UDP;
                known = udp.wrap(memory, offset, length);
            }
            case IpProtocol.TCP -> {
                transport = Transport.TCP;
                known = tcp.wrap(memory, offset, length);
            }
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> {
                transport = Transport.ICMP;
                known = (protocol == IpProtocol.ICMP) == (network == Network.IPV4) && icmp.wrap(memory, offset, length);
            }
            case IpProtocol.GRE -> {
                transport = Transport.GRE;
                known = gre.wrap(memory, offset, length);
            }
            default -> known = false;
        }
        if (!known) {
            transport = Transport.OTHER;
        }
    }

    /** Whether there is an Ethernet header; false for what has none, such as a packet in a tunnel. */
    public boolean isEthernet() {
        return isEthernet;
    }

    /** Whether the frame is one of IEEE 802.3 and has a whole LLC header. */
    public boolean isLlc() {
        return isLlc;
    }

    public boolean isArp() {
        return network == Network.ARP;
    }

    public boolean isIpv4() {
        return network == Network.IPV4;
    }

    public boolean isIpv6() {
        return network == Network.IPV6;
    }

    public boolean isIp() {
        return isIpv4() || isIpv6();
    }

    /** Whether there is a whole UDP header; in the first of several fragments, too. */
    public boolean isUdp() {
        return transport == Transport.UDP;
    }

    /** Whether there is a whole TCP header; in the first of several fragments, too. */
    public boolean isTcp() {
        return transport == Transport.TCP;
    }

    /** Whether there is a whole ICMP header, of the version that goes with IP's. */
    public boolean isIcmp() {
        return transport == Transport.ICMP;
    }

    /** Whether there is a whole GRE header; in the first of several fragments, too. */
    public boolean isGre() {
        return transport == Transport.GRE;
    }

    /** Whether UDP to VXLAN's port carries a whole VXLAN header. */
    public boolean isVxlan() {
        return isUdp()
                && udp.destinationPort() == Vxlan.PORT
                && vxlan.wrap(udp.memory(), udp.payloadOffset(), udp.payloadLength());
    }

    /** Whether IP says that this is a part of a packet only, be it the first. */
    public boolean isFragment() {
        return isIpv4() ? ipv4.isFragment() : isIpv6() && ipv6.isFragment();
    }

    public Ethernet ethernet() {
        return ethernet;
    }

    /**
     * @throws IllegalStateException unless {@link #isArp}
     */
    public Arp arp() {
        require(isArp(), "ARP");
        return arp;
    }

    /**
     * @throws IllegalStateException unless {@link #isIpv4}
     */
    public Ipv4 ipv4() {
        require(isIpv4(), "IPv4");
        return ipv4;
    }

    /**
     * @throws IllegalStateException unless {@link #isIpv6}
     */
    public Ipv6 ipv6() {
        require(isIpv6(), "IPv6");
        return ipv6;
    }

    /**
     * @throws IllegalStateException unless {@link #isUdp}
     */
    public Udp udp() {
        require(isUdp(), "UDP");
        return udp;
    }

    /**
     * @throws IllegalStateException unless {@link #isTcp}
     */
    public Tcp tcp() {
        require(isTcp(), "TCP");
        return tcp;
    }

    /**
     * @throws IllegalStateException unless {@link #isIcmp}
     */
    public Icmp icmp() {
        require(isIcmp(), "ICMP");
        return icmp;
    }

    /**
     * @throws IllegalStateException unless {@link #isGre}
     */
    public Gre gre() {
        require(isGre(), "GRE");
        return gre;
    }

    /**
     * @throws IllegalStateException unless {@link #isVxlan}
     */
    public Vxlan vxlan() {
        require(isVxlan(), "VXLAN");
        return vxlan;
    }

    /**
     * @throws IllegalStateException unless {@link #isLlc}
     */
    public Llc llc() {
        require(isLlc, "LLC");
        return llc;
    }

    private static void require(boolean there, String what) {
        if (!there) {
            throw new IllegalStateException("the frame has no " + what + " header");
        }
    }

    /** The upper 64 bits of IP's source address; IPv4 in its mapped form, {@code ::ffff:a.b.c.d}. Only if {@link #isIp}. */
    public long sourceHigh() {
        return isIpv4() ? 0 : ipv6().sourceHigh();
    }

    /** The lower 64 bits of IP's source address. */
    public long sourceLow() {
        return isIpv4() ? mapped(ipv4.source()) : ipv6().sourceLow();
    }

    /** The upper 64 bits of IP's destination address. */
    public long destinationHigh() {
        return isIpv4() ? 0 : ipv6().destinationHigh();
    }

    /** The lower 64 bits of IP's destination address. */
    public long destinationLow() {
        return isIpv4() ? mapped(ipv4.destination()) : ipv6().destinationLow();
    }

    static long mapped(int address) {
        return IPV4_MAPPED | address & 0xffff_ffffL;
    }

    /** What IP carries, behind extension headers. Only if {@link #isIp}; see {@link IpProtocol}. */
    public int protocol() {
        return isIpv4() ? ipv4.protocol() : ipv6().protocol();
    }

    /** The source port of UDP or TCP; 0 where there is neither. */
    public int sourcePort() {
        return isUdp() ? udp.sourcePort() : isTcp() ? tcp.sourcePort() : 0;
    }

    /** The destination port of UDP or TCP; 0 where there is neither. */
    public int destinationPort() {
        return isUdp() ? udp.destinationPort() : isTcp() ? tcp.destinationPort() : 0;
    }

    // ---- changes that go through all layers

    /**
     * Changes IPv4's source address and every checksum that covers it (RFC 1624), be it whole or left to a network card. Allocates
     * nothing, and does not look at the payload unless the checksum was left to a network card.
     */
    public Packet source(int address) {
        boolean isOffloaded = isOffloaded();
        int before = ipv4().source();
        ipv4.source(address);
        adjust(before & 0xffff_ffffL, address & 0xffff_ffffL, isOffloaded);
        return this;
    }

    /** As {@link #source(int)}, for the destination address. */
    public Packet destination(int address) {
        boolean isOffloaded = isOffloaded();
        int before = ipv4().destination();
        ipv4.destination(address);
        adjust(before & 0xffff_ffffL, address & 0xffff_ffffL, isOffloaded);
        return this;
    }

    /** As {@link #source(int)}, for IPv6. */
    public Packet source(long high, long low) {
        boolean isOffloaded = isOffloaded();
        long before = ipv6().sourceHigh();
        long beforeLow = ipv6.sourceLow();
        ipv6.source(high, low);
        adjust(
                Checksum.halves(before) + Checksum.halves(beforeLow),
                Checksum.halves(high) + Checksum.halves(low),
                isOffloaded);
        return this;
    }

    /** As {@link #source(int)}, for IPv6's destination; where a routing header names a later one, checksums do not cover this one. */
    public Packet destination(long high, long low) {
        boolean isOffloaded = isOffloaded();
        long before = ipv6().destinationHigh();
        long beforeLow = ipv6.destinationLow();
        ipv6.destination(high, low);
        if (!ipv6.isRouted()) {
            adjust(
                    Checksum.halves(before) + Checksum.halves(beforeLow),
                    Checksum.halves(high) + Checksum.halves(low),
                    isOffloaded);
        }
        return this;
    }

    /**
     * Changes the source port of UDP or TCP and the checksum (RFC 1624), unless that is left to a network card.
     *
     * @throws IllegalStateException when there is neither UDP nor TCP
     */
    public Packet sourcePort(int port) {
        return port(Udp.SOURCE_PORT_OFFSET, port);
    }

    /** As {@link #sourcePort(int)}, for the destination port. */
    public Packet destinationPort(int port) {
        return port(Udp.DESTINATION_PORT_OFFSET, port);
    }

    private Packet port(int at, int port) {
        require(isUdp() || isTcp(), "UDP or TCP");
        Flyweight header = transportHeader();
        boolean isOffloaded = isOffloaded();
        int before = header.u16(at);
        header.put16(at, port);
        if (!isOffloaded) {
            adjust(before, port & 0xffff, false);
        }
        return this;
    }

    private boolean isOffloaded() {
        if (offload == Offload.UNKNOWN) {
            offload = looksOffloaded() && transportChecksum() == ChecksumState.OFFLOADED ? Offload.YES : Offload.NO;
        }
        return offload == Offload.YES;
    }

    /** The value alone tells with few mistakes, so that seldom all has to be summed up. */
    private boolean looksOffloaded() {
        if (transport == Transport.OTHER || isGre() || isFragment() || isIpv6() && !ipv6.hasFinalDestination()) {
            return false;
        }
        int length = coveredLength();
        return length >= 0 && storedChecksum() == Checksum.fold(pseudoHeader(length));
    }

    /** Takes 32-bit words out of what the transport's checksum covers and puts others in. */
    private void adjust(long before, long after, boolean isOffloaded) {
        if (transport == Transport.OTHER || isGre() || isIcmp() && isIpv4()) {
            return;
        }
        int stored = storedChecksum();
        if (isUdp() && stored == 0) {
            return;
        }
        // what a network card is given is the sum itself, not its complement
        long sum = isOffloaded ? stored : ~stored & 0xffffL;
        int folded = Checksum.fold(sum + (~Checksum.fold(before) & 0xffffL) + after);
        int checksum = isOffloaded ? folded : ~folded & 0xffff;
        transportHeader().put16(checksumOffset(), isUdp() && checksum == 0 ? 0xffff : checksum);
    }

    // ---- checksums

    /** How the checksum of UDP, TCP, ICMP or GRE stands. */
    public ChecksumState transportChecksum() {
        if (transport == Transport.OTHER) {
            return isFragment() ? ChecksumState.UNCHECKED : ChecksumState.ABSENT;
        }
        if (isGre() && !gre.hasChecksum()) {
            return ChecksumState.ABSENT;
        }
        int stored = storedChecksum();
        if (isUdp() && stored == 0) {
            return isIpv4() ? ChecksumState.ABSENT : ChecksumState.BAD; // RFC 8200, section 8.1
        }
        int length = coveredLength();
        if (length < 0) {
            return ChecksumState.BAD;
        }
        if (isFragment() || length > carriedLength() || isIpv6() && !ipv6.hasFinalDestination()) {
            return ChecksumState.UNCHECKED;
        }
        long pseudoHeader = pseudoHeader(length);
        Flyweight header = transportHeader();
        if (Checksum.fold(pseudoHeader + Checksum.sum(header.memory(), header.offset(), length)) == 0xffff) {
            return ChecksumState.GOOD;
        }
        return pseudoHeader != 0 && stored == Checksum.fold(pseudoHeader) ? ChecksumState.OFFLOADED : ChecksumState.BAD;
    }

    /**
     * Writes the checksums of IPv4 and of UDP, TCP, ICMP or GRE as they must be, for a frame that was made or changed. That of a fragment,
     * or of a packet that was not captured whole, is left alone.
     *
     * @return whether all checksums that the frame has were written
     */
    public boolean writeChecksums() {
        offload = Offload.UNKNOWN;
        if (isIpv4()) {
            ipv4.put16(Ipv4.CHECKSUM_OFFSET, 0);
            ipv4.put16(Ipv4.CHECKSUM_OFFSET, Checksum.of(ipv4.memory(), ipv4.offset(), ipv4.headerLength()));
        }
        if (transport == Transport.OTHER || isGre() && !gre.hasChecksum()) {
            return !isFragment();
        }
        int length = coveredLength();
        if (isFragment() || length < 0 || length > carriedLength() || isIpv6() && !ipv6.hasFinalDestination()) {
            return false;
        }
        Flyweight header = transportHeader();
        header.put16(checksumOffset(), 0);
        int checksum = Checksum.finish(pseudoHeader(length) + Checksum.sum(header.memory(), header.offset(), length));
        // RFC 768: a computed 0 is sent as all ones, because 0 says that there is none
        header.put16(checksumOffset(), isUdp() && checksum == 0 ? 0xffff : checksum);
        return true;
    }

    private Flyweight transportHeader() {
        return switch (transport) {
            case UDP -> udp;
            case TCP -> tcp;
            case ICMP -> icmp;
            case GRE -> gre;
            case OTHER -> throw new IllegalStateException("the frame has no transport header");
        };
    }

    int checksumOffset() {
        return switch (transport) {
            case UDP -> Udp.CHECKSUM_OFFSET;
            case TCP -> Tcp.CHECKSUM_OFFSET;
            case ICMP -> Icmp.CHECKSUM_OFFSET;
            case GRE -> Gre.CHECKSUM_OFFSET;
            case OTHER -> throw new IllegalStateException("the frame has no transport header");
        };
    }

    private int storedChecksum() {
        return transportHeader().u16(checksumOffset());
    }

    /** Bytes that the checksum covers; -1 when the datagram claims to be longer than its packet or shorter than its header. */
    private int coveredLength() {
        int stated = coveredByIp();
        if (!isUdp()) {
            return stated;
        }
        int length = udp.length();
        return length < Udp.LENGTH || length > stated && !isFragment() ? -1 : length;
    }

    /** Bytes behind IP's headers that were captured. */
    int carriedLength() {
        return isIpv4() ? ipv4.payloadLength() : ipv6.payloadLength();
    }

    /** Bytes behind IP's headers that IP says there are. */
    int coveredByIp() {
        return isIpv4() ? ipv4.statedPayloadLength() : ipv6.statedPayloadLength();
    }

    private long networkPayloadOffset() {
        return isIpv4() ? ipv4.payloadOffset() : ipv6.payloadOffset();
    }

    private long pseudoHeader(int length) {
        if (isGre()) {
            return 0; // GRE has none either
        }
        if (isIpv6()) {
            return Checksum.pseudoHeader(
                    ipv6.sourceHigh(),
                    ipv6.sourceLow(),
                    ipv6.finalDestinationHigh(),
                    ipv6.finalDestinationLow(),
                    ipv6.protocol(),
                    length);
        }
        return isIcmp()
                ? 0 // ICMP of IPv4 has no pseudo header
                : Checksum.pseudoHeader(ipv4.source(), ipv4.destination(), ipv4.protocol(), length);
    }
}
