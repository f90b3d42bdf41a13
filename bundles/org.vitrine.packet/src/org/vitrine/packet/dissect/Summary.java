/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import org.vitrine.packet.Arp;
import org.vitrine.packet.Dhcp;
import org.vitrine.packet.Dns;
import org.vitrine.packet.Dns.Section;
import org.vitrine.packet.DnsRecord;
import org.vitrine.packet.Icmp;
import org.vitrine.packet.Ipv4;
import org.vitrine.packet.Ipv6;
import org.vitrine.packet.NeighborDiscovery;
import org.vitrine.packet.Packet;
import org.vitrine.packet.PacketCheck;
import org.vitrine.packet.Tcp;
import org.vitrine.packet.dissect.PacketLine.Mark;

/** Says in a line what a frame is. Reusable, not thread-safe. */
final class Summary {
    private static final int MOST_RECORDS = 6;

    private final PacketCheck check = new PacketCheck();
    private final StringBuilder info = new StringBuilder(120);
    private Mark mark = Mark.NONE;

    PacketLine line(Frame frame) {
        info.setLength(0);
        mark = Mark.NONE;
        Packet packet = frame.innermost();
        Protocol protocol = Protocol.of(frame);
        tunnels(frame);
        describe(frame, packet, protocol);
        if (frame.layer(0).isEthernet()
                && check.check(frame.memory, frame.offset, frame.capturedLength, frame.length) > 0) {
            mark = Mark.ERROR;
            info.append(info.isEmpty() ? "" : "  ")
                    .append('[')
                    .append(check.defect(0).text())
                    .append(']');
        }
        return new PacketLine(
                frame.number - 1, Words.source(packet), Words.destination(packet), protocol, info.toString(), mark);
    }

    private void tunnels(Frame frame) {
        for (int i = 0; i < frame.tunnels(); i++) {
            Packet outer = frame.layer(i);
            if (outer.isVxlan()) {
                info.append("VXLAN ").append(outer.vxlan().networkIdentifier()).append(": ");
            } else {
                info.append(outer.isGre() ? "GRE: " : "IP in IP: ");
            }
        }
    }

    private void describe(Frame frame, Packet packet, Protocol protocol) {
        switch (protocol) {
            case TCP -> tcp(packet);
            case UDP, VXLAN -> udp(packet);
            case DNS, MDNS -> dns(frame);
            case DHCP -> dhcp(frame.dhcp);
            case DHCPV6 -> {
                info.append(Words.dhcpv6(frame.dhcpv6.messageType()));
                if (!frame.dhcpv6.isRelayed()) {
                    info.append(" xid=").append(Words.hex(frame.dhcpv6.transaction(), 6));
                }
            }
            case ICMP -> icmp(frame, packet);
            case ICMPV6 -> icmpv6(frame, packet);
            case ARP -> arp(packet.arp());
            case GRE ->
                info.append("Carries ").append(Words.etherType(packet.gre().protocol()));
            case IPV4 -> ipv4(packet.ipv4());
            case IPV6 -> ipv6(packet.ipv6());
            case ETHERNET -> info.append(Words.etherType(packet.ethernet().etherType()));
            case LLC ->
                info.append("DSAP ")
                        .append(Words.hex(packet.llc().dsap(), 2))
                        .append(", SSAP ")
                        .append(Words.hex(packet.llc().ssap(), 2));
            case SPANNING_TREE, LLDP ->
                info.append(packet.ethernet().payloadLength()).append(" B");
            case UNKNOWN ->
                info.append("Link type ")
                        .append(frame.linkType)
                        .append(", ")
                        .append(frame.length)
                        .append(" B");
        }
    }

    private void ports(Packet packet) {
        info.append(packet.sourcePort()).append(" → ").append(packet.destinationPort());
    }

    private void tcp(Packet packet) {
        Tcp tcp = packet.tcp();
        ports(packet);
        info.append(" [").append(TcpFlag.words(tcp.flags())).append("] seq=");
        info.append(Integer.toUnsignedLong(tcp.sequence()));
        if ((tcp.flags() & Tcp.ACK) != 0) {
            info.append(" ack=").append(Integer.toUnsignedLong(tcp.acknowledgment()));
        }
        info.append(" win=").append(tcp.window()).append(" len=").append(tcp.payloadLength());
        if (tcp.maximumSegmentSize() >= 0) {
            info.append(" mss=").append(tcp.maximumSegmentSize());
        }
        if ((tcp.flags() & Tcp.RST) != 0 || tcp.window() == 0 && (tcp.flags() & (Tcp.RST | Tcp.FIN | Tcp.SYN)) == 0) {
            mark = Mark.WARNING;
        }
    }

    private void udp(Packet packet) {
        ports(packet);
        info.append(" len=").append(packet.udp().payloadLength());
    }

    private void dns(Frame frame) {
        Dns dns = frame.dns;
        DnsRecord record = frame.record;
        info.append(dns.isResponse() ? "Response " : "Query ").append(Words.hex(dns.id(), 4));
        if (dns.isResponse() && dns.responseCode() != Dns.NO_ERROR) {
            info.append(' ').append(Words.dnsResponse(dns.responseCode()));
            mark = Mark.WARNING;
        }
        record.wrap(dns);
        int shown = 0;
        while (shown < MOST_RECORDS && record.next()) {
            if (record.section() == Section.QUESTION) {
                info.append(' ')
                        .append(Words.dnsType(record.type()))
                        .append(' ')
                        .append(name(record.name()));
                shown++;
            } else if (record.section() == Section.ANSWER) {
                info.append(shown == 0 ? " " : ", ")
                        .append(Words.dnsType(record.type()))
                        .append(' ')
                        .append(data(record));
                shown++;
            }
        }
    }

    /** The root has an empty name. */
    private static String name(String name) {
        return name.isEmpty() ? "." : name;
    }

    /** What a record says, as far as we know its type. */
    static String data(DnsRecord record) {
        return switch (record.type()) {
            case Dns.TYPE_A -> record.dataLength() == 4 ? Words.ipv4(record.address()) : record.dataLength() + " B";
            case Dns.TYPE_AAAA ->
                record.dataLength() == 16
                        ? Words.ipv6(record.addressHigh(), record.addressLow())
                        : record.dataLength() + " B";
            case Dns.TYPE_CNAME, Dns.TYPE_NS, Dns.TYPE_PTR, Dns.TYPE_SOA -> name(record.dataName(0));
            case Dns.TYPE_MX -> name(record.dataName(2));
            case Dns.TYPE_SRV -> name(record.dataName(6));
            case Dns.TYPE_TXT -> '"' + record.dataText() + '"';
            default -> record.dataLength() + " B";
        };
    }

    private void dhcp(Dhcp dhcp) {
        info.append(Words.dhcp(dhcp.messageType()))
                .append(" xid=")
                .append(Words.hex(dhcp.transaction() & 0xffff_ffffL, 8));
        if (dhcp.yourAddress() != 0) {
            info.append(" for ").append(Words.ipv4(dhcp.yourAddress()));
        }
        if (dhcp.messageType() == Dhcp.NAK) {
            mark = Mark.WARNING;
        }
    }

    private void icmp(Frame frame, Packet packet) {
        Icmp icmp = packet.icmp();
        info.append(Words.icmp(icmp.type(), icmp.code()));
        echo(icmp, icmp.type() == Icmp.ECHO_REQUEST || icmp.type() == Icmp.ECHO_REPLY);
        about(frame, packet);
    }

    private void icmpv6(Frame frame, Packet packet) {
        Icmp icmp = packet.icmp();
        info.append(Words.icmpv6(icmp.type(), icmp.code()));
        echo(icmp, icmp.type() == Icmp.V6_ECHO_REQUEST || icmp.type() == Icmp.V6_ECHO_REPLY);
        if (frame.wrapDiscovery(packet)) {
            NeighborDiscovery discovery = frame.discovery;
            if (discovery.hasTarget()) {
                info.append(" for ").append(Words.ipv6(discovery.targetHigh(), discovery.targetLow()));
            }
            if (discovery.targetMac() >= 0) {
                info.append(" at ").append(Words.mac(discovery.targetMac()));
            } else if (discovery.sourceMac() >= 0) {
                info.append(" from ").append(Words.mac(discovery.sourceMac()));
            }
        }
        about(frame, packet);
    }

    private void echo(Icmp icmp, boolean is) {
        if (is && icmp.available() >= Icmp.QUOTE_OFFSET) {
            info.append(" id=")
                    .append(Words.hex(icmp.identifier(), 4))
                    .append(" seq=")
                    .append(icmp.sequence());
        }
    }

    /** The packet that an error quotes. */
    private void about(Frame frame, Packet packet) {
        if (!Frame.isError(packet)) {
            return;
        }
        mark = Mark.WARNING;
        if (frame.layers() > frame.tunnels() + 1) {
            Packet quoted = frame.layer(frame.tunnels() + 1);
            info.append(", about ").append(Words.source(quoted)).append(" → ").append(Words.destination(quoted));
            if (quoted.isTcp() || quoted.isUdp()) {
                info.append(quoted.isTcp() ? " TCP " : " UDP ");
                ports(quoted);
            }
        }
    }

    private void arp(Arp arp) {
        String sender = Words.ipv4(arp.senderAddress());
        String target = Words.ipv4(arp.targetAddress());
        if (arp.operation() == Arp.REQUEST) {
            info.append(
                    arp.senderAddress() == arp.targetAddress()
                            ? "Announcement of " + sender
                            : "Who has " + target + "? Tell " + sender);
        } else if (arp.operation() == Arp.REPLY) {
            info.append(sender).append(" is at ").append(Words.mac(arp.senderMac()));
        } else {
            info.append("Operation ").append(arp.operation());
        }
    }

    private void ipv4(Ipv4 ip) {
        info.append(Words.protocol(ip.protocol()));
        if (ip.isFragment()) {
            fragment(ip.identification(), ip.fragmentOffset(), ip.moreFragments());
        }
    }

    private void ipv6(Ipv6 ip) {
        info.append(Words.protocol(ip.protocol()));
        if (ip.isFragment()) {
            fragment(ip.fragmentIdentification(), ip.fragmentOffset(), ip.moreFragments());
        }
    }

    private void fragment(int identification, int from, boolean moreFollow) {
        info.append(", fragment from byte ").append(from).append(", id=").append(Integer.toHexString(identification));
        if (!moreFollow) {
            info.append(", the last");
        }
    }
}
