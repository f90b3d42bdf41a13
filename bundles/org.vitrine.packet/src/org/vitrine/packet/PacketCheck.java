/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Says what is wrong with a frame, and where. What lies beyond the captured bytes is neither good nor bad; a checksum that is left to a
 * network card is good. Reusable; allocates nothing but the description.
 */
public final class PacketCheck extends Flyweight {
    /** Defects that are told of one frame at most. */
    public static final int MAX_DEFECTS = 8;

    private static final long GROUP_BIT = 0x0100_0000_0000L;
    private static final int LONGEST_PACKET = 0xffff;

    private final Packet packet = new Packet();
    private final Options options = new Options();
    private final NeighborDiscovery discovery = new NeighborDiscovery();
    private final Defect[] defects = new Defect[MAX_DEFECTS];
    private final int[] positions = new int[MAX_DEFECTS];
    private int count;
    /** Bytes that were on the wire and not captured. */
    private int missing;

    /**
     * Looks at a frame.
     *
     * @param capturedLength bytes of the frame that are in memory
     * @param length bytes that it had on the wire
     * @return how many defects were found, up to {@link #MAX_DEFECTS}
     */
    public int check(MemorySegment memory, long offset, int capturedLength, int length) {
        attach(memory, offset, capturedLength);
        count = 0;
        missing = Math.max(0, length - capturedLength);
        if (packet.wrap(memory, offset, capturedLength)) {
            checkEthernet(packet.ethernet());
        } else if (missing == 0) {
            add(Defect.ETHERNET_SHORT, 0);
        }
        return count;
    }

    private void add(Defect defect, int position) {
        if (count < MAX_DEFECTS) {
            defects[count] = defect;
            positions[count++] = position;
        }
    }

    private void addIf(boolean condition, Defect defect, Flyweight header, int at) {
        if (condition) {
            add(defect, (int) (header.offset() - offset()) + at);
        }
    }

    private void checkEthernet(Ethernet ethernet) {
        int typeAt = ethernet.headerLength() - 2;
        addIf((ethernet.source() & GROUP_BIT) != 0, Defect.ETHERNET_SOURCE, ethernet, Ethernet.SOURCE_OFFSET);
        int type = ethernet.etherType();
        int payload = available() + missing - ethernet.headerLength();
        if (ethernet.tagCount() < Ethernet.MAX_TAGS && Ethernet.isTag(type)) {
            addIf(missing == 0, Defect.VLAN_SHORT, ethernet, typeAt);
        } else if (ethernet.isIeee8023()) {
            addIf(type > payload, Defect.ETHERNET_LENGTH, ethernet, typeAt);
            addIf(!packet.isLlc() && missing == 0 && !isNovell(typeAt + 2), Defect.LLC_SHORT, ethernet, typeAt + 2);
            if (packet.isLlc() && packet.llc().isSnap() && packet.llc().organization() == 0) {
                Llc llc = packet.llc();
                checkNetwork(llc.protocol(), (int) (llc.payloadOffset() - offset()), llc.payloadLength());
            }
        } else {
            addIf(type < Ethernet.LOWEST_TYPE, Defect.ETHERNET_TYPE, ethernet, typeAt);
            checkNetwork(type, ethernet.headerLength(), ethernet.payloadLength());
        }
    }

    private boolean isNovell(int at) {
        return available() - at >= 2 && u16(at) == 0xffff;
    }

    private void checkNetwork(int type, int at, int captured) {
        switch (type) {
            case Ethernet.TYPE_ARP -> {
                if (captured + missing < Arp.LENGTH) {
                    add(Defect.ARP_SHORT, at);
                }
            }
            case Ethernet.TYPE_IPV4 -> {
                if (packet.isIpv4()) {
                    checkIpv4(packet.ipv4(), captured + missing);
                } else if (captured >= 1) {
                    checkIpv4Header(at, captured);
                } else if (missing == 0) {
                    add(Defect.IPV4_SHORT, at);
                }
            }
            case Ethernet.TYPE_IPV6 -> {
                if (packet.isIpv6()) {
                    checkIpv6(packet.ipv6(), captured + missing);
                } else if (captured >= 1 && u8(at) >>> 4 != 6) {
                    add(Defect.IP_VERSION, at);
                } else if (missing == 0) {
                    add(Defect.IPV6_SHORT, at);
                }
            }
            default -> {
                // nothing that we know
            }
        }
    }

    private void checkIpv4Header(int at, int captured) {
        int words = u8(at) & 0xf;
        if (u8(at) >>> 4 != 4) {
            add(Defect.IP_VERSION, at);
        } else if (captured < Ipv4.LENGTH) {
            addShort(Defect.IPV4_SHORT, at);
        } else if (words << 2 < Ipv4.LENGTH || words << 2 > captured + missing) {
            add(Defect.IPV4_HEADER_LENGTH, at);
        }
    }

    private void addShort(Defect defect, int at) {
        if (missing == 0) {
            add(defect, at);
        }
    }

    private void checkIpv4(Ipv4 ip, int room) {
        int total = ip.totalLength();
        int header = ip.headerLength();
        addIf(total != 0 && (total < header || total > room), Defect.IP_LENGTH, ip, Ipv4.TOTAL_LENGTH_OFFSET);
        addIf(!ip.isChecksumGood(), Defect.IPV4_CHECKSUM, ip, Ipv4.CHECKSUM_OFFSET);
        addIf((ip.u16(Ipv4.FRAGMENT_OFFSET) & Ipv4.RESERVED) != 0, Defect.IPV4_RESERVED, ip, Ipv4.FRAGMENT_OFFSET);
        addIf(ip.source() >>> 28 == 0xe || ip.source() == -1, Defect.IP_SOURCE, ip, Ipv4.SOURCE_OFFSET);
        addIf(ip.timeToLive() == 0, Defect.IP_HOPS, ip, Ipv4.TIME_TO_LIVE_OFFSET);
        ip.options(options);
        checkOptions(Defect.IPV4_OPTIONS);
        checkFragment(
                ip, Ipv4.FRAGMENT_OFFSET, ip.fragmentOffset(), ip.moreFragments(), Math.max(0, total - header), header);
        checkTransport(ip, header, ip.fragmentOffset() != 0);
    }

    private void checkFragment(
            Flyweight at, int fieldAt, int payloadAt, boolean moreFollow, int length, int headerLength) {
        addIf(moreFollow && (length & 7) != 0, Defect.FRAGMENT_UNEVEN, at, fieldAt);
        addIf(payloadAt + length + headerLength > LONGEST_PACKET, Defect.FRAGMENT_TOO_FAR, at, fieldAt);
    }

    private void checkIpv6(Ipv6 ip, int room) {
        int stated = ip.u16(Ipv6.PAYLOAD_LENGTH_OFFSET);
        addIf(Ipv6.LENGTH + stated > room, Defect.IP_LENGTH, ip, Ipv6.PAYLOAD_LENGTH_OFFSET);
        addIf(ip.sourceHigh() >>> 56 == 0xff, Defect.IP_SOURCE, ip, Ipv6.SOURCE_OFFSET);
        addIf(ip.hopLimit() == 0, Defect.IP_HOPS, ip, Ipv6.HOP_LIMIT_OFFSET);
        for (int i = 0; i < ip.extensionCount(); i++) {
            int at = (int) (ip.extensionOffset(i) - ip.offset());
            addIf(i > 0 && ip.extensionType(i) == IpProtocol.HOP_BY_HOP, Defect.IPV6_HOP_BY_HOP, ip, at);
            if (ip.options(i, options)) {
                checkOptions(Defect.IPV6_OPTIONS);
            }
            if (ip.extensionType(i) == IpProtocol.FRAGMENT) {
                int length = Ipv6.LENGTH + stated - at - 8;
                checkFragment(
                        ip, at + 2, ip.fragmentOffset(), ip.moreFragments(), Math.max(0, length), at - Ipv6.LENGTH);
            }
        }
        boolean isCut = !ip.isComplete() && (missing == 0 || ip.extensionCount() == Ipv6.MAX_EXTENSIONS);
        addIf(isCut, Defect.IPV6_EXTENSION, ip, ip.headerLength());
        if (ip.isComplete()) {
            checkTransport(ip, ip.headerLength(), ip.fragmentOffset() != 0);
        }
    }

    private void checkOptions(Defect defect) {
        while (options.next()) {
            // to the end
        }
        addIf(!options.isWhole(), defect, options, options.position());
    }

    private void checkTransport(Flyweight ip, int at, boolean isLaterFragment) {
        if (isLaterFragment) {
            return;
        }
        int protocol = packet.protocol();
        boolean isKnown = packet.isUdp() || packet.isTcp() || packet.isIcmp() || packet.isGre();
        if (!isKnown) {
            checkUnknown(ip, at, protocol);
            return;
        }
        if (packet.isUdp()) {
            checkUdp(packet.udp());
        } else if (packet.isTcp()) {
            checkTcp(packet.tcp());
        } else if (packet.isIcmp() && packet.isIpv6()) {
            checkDiscovery(packet.icmp(), packet.ipv6());
        }
        if (packet.transportChecksum() == ChecksumState.BAD
                && !(packet.isUdp() && packet.udp().checksum() == 0)) {
            addIf(!isUdpLengthBad(), Defect.TRANSPORT_CHECKSUM, ip, at + packet.checksumOffset());
        }
    }

    /** Why there is no header of a protocol that we know. */
    private void checkUnknown(Flyweight ip, int at, int protocol) {
        int shortest = switch (protocol) {
            case IpProtocol.UDP -> Udp.LENGTH;
            case IpProtocol.TCP -> Tcp.LENGTH;
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> Icmp.LENGTH;
            case IpProtocol.GRE -> Gre.LENGTH;
            default -> 0;
        };
        int carried = packet.carriedLength();
        if (carried < shortest) {
            // a fragment may end anywhere
            addIf(missing == 0 && !packet.isFragment(), Defect.TRANSPORT_SHORT, ip, at);
        } else if (protocol == IpProtocol.TCP) {
            int header = ip.u8(at + Tcp.DATA_OFFSET) >>> 4 << 2;
            addIf(
                    header < Tcp.LENGTH || header > packet.coveredByIp() && !packet.isFragment(),
                    Defect.TCP_HEADER_LENGTH,
                    ip,
                    at + Tcp.DATA_OFFSET);
        } else if (protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6) {
            add(Defect.ICMP_VERSION, (int) (ip.offset() - offset()) + at);
        }
    }

    private boolean isUdpLengthBad() {
        return packet.isUdp()
                && (packet.udp().length() < Udp.LENGTH
                        || packet.udp().length() > packet.coveredByIp() && !packet.isFragment());
    }

    private void checkUdp(Udp udp) {
        addIf(isUdpLengthBad(), Defect.UDP_LENGTH, udp, Udp.LENGTH_OFFSET);
        addIf(udp.checksum() == 0 && packet.isIpv6(), Defect.UDP_NO_CHECKSUM, udp, Udp.CHECKSUM_OFFSET);
        addIf(udp.destinationPort() == 0, Defect.PORT_ZERO, udp, Udp.DESTINATION_PORT_OFFSET);
    }

    private void checkTcp(Tcp tcp) {
        addIf(tcp.sourcePort() == 0, Defect.PORT_ZERO, tcp, Tcp.SOURCE_PORT_OFFSET);
        addIf(tcp.destinationPort() == 0, Defect.PORT_ZERO, tcp, Tcp.DESTINATION_PORT_OFFSET);
        int flags = tcp.flags() & (Tcp.SYN | Tcp.FIN | Tcp.RST | Tcp.ACK);
        boolean isStart = (flags & Tcp.SYN) != 0;
        addIf(
                isStart && (flags & (Tcp.FIN | Tcp.RST)) != 0 || flags == 0 || flags == Tcp.FIN,
                Defect.TCP_FLAGS,
                tcp,
                Tcp.FLAGS_OFFSET);
        tcp.options(options);
        while (options.next()) {
            addIf(!isTcpOptionSound(), Defect.TCP_OPTION_LENGTH, options, options.position());
        }
        addIf(!options.isWhole(), Defect.TCP_OPTIONS, options, options.position());
    }

    private boolean isTcpOptionSound() {
        int length = options.dataLength();
        return switch (options.kind()) {
            case Tcp.OPTION_MAXIMUM_SEGMENT_SIZE -> length == 2;
            case Tcp.OPTION_WINDOW_SCALE -> length == 1;
            case Tcp.OPTION_SACK_PERMITTED -> length == 0;
            case Tcp.OPTION_SACK -> length > 0 && (length & 7) == 0;
            case Tcp.OPTION_TIMESTAMPS -> length == 8;
            default -> true;
        };
    }

    private void checkDiscovery(Icmp icmp, Ipv6 ip) {
        if (icmp.type() < Icmp.V6_ROUTER_SOLICITATION || icmp.type() > Icmp.V6_REDIRECT) {
            return;
        }
        addIf(ip.hopLimit() != NeighborDiscovery.HOP_LIMIT, Defect.DISCOVERY_HOP_LIMIT, ip, Ipv6.HOP_LIMIT_OFFSET);
        if (discovery.wrap(icmp)) {
            discovery.options(options);
            if (missing == 0) {
                checkOptions(Defect.DISCOVERY_OPTIONS);
            }
        } else {
            addIf(missing == 0 && !packet.isFragment(), Defect.DISCOVERY_SHORT, icmp, 0);
        }
    }

    /** Defects that the last check found. */
    public int count() {
        return count;
    }

    /** What is wrong, the outermost header's first. */
    public Defect defect(int index) {
        return defects[Objects.checkIndex(index, count)];
    }

    /** Where it is wrong, in bytes from the frame's first. */
    public int position(int index) {
        return positions[Objects.checkIndex(index, count)];
    }

    /** All that is wrong, in words; empty when nothing is. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(text.isEmpty() ? "byte " : "; byte ")
                    .append(positions[i])
                    .append(": ")
                    .append(defects[i].text());
        }
        return text.toString();
    }
}
