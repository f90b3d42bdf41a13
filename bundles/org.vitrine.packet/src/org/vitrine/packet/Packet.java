/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * A frame taken apart: Ethernet with its VLAN tags, then ARP, IPv4 or IPv6, then UDP, TCP or ICMP.
 *
 * <p>Reusable: {@link #wrap} lays it over the next frame. The flyweights that it gives belong to it and show the present frame.
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
        ICMP
    }

    private static final long IPV4_MAPPED = 0x0000_ffff_0000_0000L;

    private final Ethernet ethernet = new Ethernet();
    private final Arp arp = new Arp();
    private final Ipv4 ipv4 = new Ipv4();
    private final Ipv6 ipv6 = new Ipv6();
    private final Udp udp = new Udp();
    private final Tcp tcp = new Tcp();
    private final Icmp icmp = new Icmp();
    private Network network = Network.OTHER;
    private Transport transport = Transport.OTHER;

    /**
     * Takes a frame apart, as far as its headers are whole.
     *
     * @param capturedLength bytes of the frame that are in memory
     * @return whether there is an Ethernet header
     */
    public boolean wrap(MemorySegment memory, long offset, int capturedLength) {
        network = Network.OTHER;
        transport = Transport.OTHER;
        if (!ethernet.wrap(memory, offset, capturedLength)) {
            return false;
        }
        long payload = ethernet.payloadOffset();
        int length = ethernet.payloadLength();
        switch (ethernet.etherType()) {
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
        return true;
    }

    private void wrapTransport(MemorySegment memory, int protocol, long offset, int length) {
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
            default -> known = false;
        }
        if (!known) {
            transport = Transport.OTHER;
        }
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

    private static long mapped(int address) {
        return IPV4_MAPPED | address & 0xffff_ffffL;
    }

    /** How the checksum of UDP, TCP or ICMP stands. */
    public ChecksumState transportChecksum() {
        if (transport == Transport.OTHER) {
            return isFragment() ? ChecksumState.UNCHECKED : ChecksumState.ABSENT;
        }
        int stored = storedChecksum();
        if (isUdp() && stored == 0) {
            return isIpv4() ? ChecksumState.ABSENT : ChecksumState.BAD; // RFC 8200, section 8.1
        }
        int length = coveredLength();
        if (length < 0) {
            return ChecksumState.BAD;
        }
        if (isFragment() || length > carriedLength() || isIpv6() && ipv6.isRouted()) {
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
     * Writes the checksums of IPv4 and of UDP, TCP or ICMP as they must be, for a frame that was made or changed. That of a fragment,
     * or of a packet that was not captured whole, is left alone.
     *
     * @return whether all checksums that the frame has were written
     */
    public boolean writeChecksums() {
        if (isIpv4()) {
            ipv4.put16(Ipv4.CHECKSUM_OFFSET, 0);
            ipv4.put16(Ipv4.CHECKSUM_OFFSET, Checksum.of(ipv4.memory(), ipv4.offset(), ipv4.headerLength()));
        }
        if (transport == Transport.OTHER) {
            return !isFragment();
        }
        int length = coveredLength();
        if (isFragment() || length < 0 || length > carriedLength() || isIpv6() && ipv6.isRouted()) {
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
            case OTHER -> throw new IllegalStateException("the frame has no transport header");
        };
    }

    private int checksumOffset() {
        return switch (transport) {
            case UDP -> Udp.CHECKSUM_OFFSET;
            case TCP -> Tcp.CHECKSUM_OFFSET;
            case ICMP -> Icmp.CHECKSUM_OFFSET;
            case OTHER -> throw new IllegalStateException("the frame has no transport header");
        };
    }

    private int storedChecksum() {
        return transportHeader().u16(checksumOffset());
    }

    /** Bytes that the checksum covers; -1 when the datagram claims to be longer than its packet or shorter than its header. */
    private int coveredLength() {
        int stated = isIpv4() ? ipv4.statedPayloadLength() : ipv6.statedPayloadLength();
        if (!isUdp()) {
            return stated;
        }
        int length = udp.length();
        return length < Udp.LENGTH || length > stated && !isFragment() ? -1 : length;
    }

    private int carriedLength() {
        return isIpv4() ? ipv4.payloadLength() : ipv6.payloadLength();
    }

    private long pseudoHeader(int length) {
        if (isIpv6()) {
            return Checksum.pseudoHeader(
                    ipv6.sourceHigh(),
                    ipv6.sourceLow(),
                    ipv6.destinationHigh(),
                    ipv6.destinationLow(),
                    ipv6.protocol(),
                    length);
        }
        return isIcmp()
                ? 0 // ICMP of IPv4 has no pseudo header
                : Checksum.pseudoHeader(ipv4.source(), ipv4.destination(), ipv4.protocol(), length);
    }
}
