/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import org.vitrine.packet.Ethernet;
import org.vitrine.packet.Llc;
import org.vitrine.packet.Packet;

/** What a packet is in the end, in the order of its names. */
public enum Protocol {
    ARP("ARP"),
    DHCP("DHCP"),
    DHCPV6("DHCPv6"),
    DNS("DNS"),
    ETHERNET("Ethernet"),
    GRE("GRE"),
    ICMP("ICMP"),
    ICMPV6("ICMPv6"),
    IPV4("IPv4"),
    IPV6("IPv6"),
    LLC("LLC"),
    LLDP("LLDP"),
    MDNS("MDNS"),
    SPANNING_TREE("STP"),
    TCP("TCP"),
    UDP("UDP"),
    UNKNOWN("unknown"),
    VXLAN("VXLAN");

    private final String title;

    Protocol(String title) {
        this.title = title;
    }

    /** As it is written down. */
    public String title() {
        return title;
    }

    /** Allocates nothing. */
    static Protocol of(Frame frame) {
        Packet packet = frame.innermost();
        if (packet.isTcp()) {
            return frame.wrapDns(packet) ? DNS : TCP;
        }
        if (packet.isUdp()) {
            return ofDatagram(frame, packet);
        }
        if (packet.isIcmp()) {
            return packet.isIpv4() ? ICMP : ICMPV6;
        }
        if (packet.isArp()) {
            return ARP;
        }
        if (packet.isIp()) {
            return packet.isGre() ? GRE : packet.isIpv4() ? IPV4 : IPV6;
        }
        if (!packet.isEthernet()) {
            return UNKNOWN;
        }
        if (packet.isLlc()) {
            return packet.llc().dsap() == Llc.SAP_SPANNING_TREE ? SPANNING_TREE : LLC;
        }
        return packet.ethernet().etherType() == Ethernet.TYPE_LLDP ? LLDP : ETHERNET;
    }

    private static Protocol ofDatagram(Frame frame, Packet packet) {
        if (frame.wrapDns(packet)) {
            return DNS;
        }
        if (frame.wrapMulticastDns(packet)) {
            return MDNS;
        }
        if (frame.wrapDhcp(packet)) {
            return DHCP;
        }
        if (frame.wrapDhcpv6(packet)) {
            return DHCPV6;
        }
        return packet.isVxlan() ? VXLAN : UDP;
    }
}
