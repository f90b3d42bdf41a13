/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.lang.foreign.MemorySegment;
import org.vitrine.packet.Dhcp;
import org.vitrine.packet.Dhcpv6;
import org.vitrine.packet.Dns;
import org.vitrine.packet.DnsRecord;
import org.vitrine.packet.Icmp;
import org.vitrine.packet.NeighborDiscovery;
import org.vitrine.packet.Options;
import org.vitrine.packet.Packet;
import org.vitrine.packet.Tcp;
import org.vitrine.packet.Udp;
import org.vitrine.packet.pcap.PcapFormat;

/**
 * A frame of a capture with all packets that are in it: its own, those that tunnels carry, and those that errors of ICMP quote.
 * Reusable; wrapping allocates nothing. Not thread-safe.
 */
final class Frame {
    static final int MAX_LAYERS = 5;

    /** Raw IP, in the numbers that several systems gave it (tcpdump.org "Link-layer header types"). */
    private static final int LINK_TYPE_RAW = 101;

    private static final int LINK_TYPE_RAW_OLD = 12;
    private static final int LINK_TYPE_IPV4 = 228;
    private static final int LINK_TYPE_IPV6 = 229;
    private static final int DNS_LENGTH_FIELD = 2;

    private final Packet[] layers = new Packet[MAX_LAYERS];
    private int layerCount;
    private int tunnels;

    /** For what is in a packet's payload; each valid until it is wrapped again. */
    final Dns dns = new Dns();

    final DnsRecord record = new DnsRecord();
    final Dhcp dhcp = new Dhcp();
    final Dhcpv6 dhcpv6 = new Dhcpv6();
    final NeighborDiscovery discovery = new NeighborDiscovery();
    final Options options = new Options();

    private final CaptureFacts capture;
    int number;
    long timestamp;
    int length;
    int capturedLength;
    int interfaceId;
    int linkType;
    MemorySegment memory;
    long offset;

    /**
     * @param capture for what is said about interfaces and notes
     */
    Frame(CaptureFacts capture) {
        this.capture = capture;
        for (int i = 0; i < MAX_LAYERS; i++) {
            layers[i] = new Packet();
        }
    }

    CaptureFacts capture() {
        return capture;
    }

    /** Takes apart the frame that the fields say, as deep as it goes. */
    void wrap() {
        layerCount = 1;
        tunnels = 0;
        Packet first = layers[0];
        switch (linkType) {
            case PcapFormat.LINK_TYPE_ETHERNET -> first.wrap(memory, offset, capturedLength);
            case LINK_TYPE_RAW, LINK_TYPE_RAW_OLD, LINK_TYPE_IPV4, LINK_TYPE_IPV6 ->
                first.wrapIp(memory, offset, capturedLength);
            default -> first.wrapIp(memory, offset, 0); // nothing that we know
        }
        boolean deeper = true;
        while (deeper && layerCount < MAX_LAYERS) {
            deeper = wrapNext(layers[layerCount - 1], layers[layerCount]);
        }
    }

    private boolean wrapNext(Packet outer, Packet inner) {
        if (!outer.isIp() || outer.isTcp()) {
            return false;
        }
        boolean carried = inner.wrapInner(outer);
        if (carried && tunnels == layerCount - 1) {
            tunnels++;
        }
        if (carried || outer.isIcmp() && isError(outer) && wrapQuote(outer, inner)) {
            layerCount++;
            return true;
        }
        return false;
    }

    private static boolean wrapQuote(Packet outer, Packet inner) {
        Icmp icmp = outer.icmp();
        return inner.wrapIp(icmp.memory(), icmp.quoteOffset(), icmp.quoteLength());
    }

    /** Whether a message of ICMP is about another packet, which it quotes. */
    static boolean isError(Packet packet) {
        int type = packet.icmp().type();
        return packet.isIpv6()
                ? type >= Icmp.V6_UNREACHABLE && type <= Icmp.V6_PARAMETER_PROBLEM
                : type == Icmp.UNREACHABLE
                        || type == Icmp.REDIRECT
                        || type == Icmp.TIME_EXCEEDED
                        || type == Icmp.PARAMETER_PROBLEM;
    }

    int layers() {
        return layerCount;
    }

    /**
     * @param index 0 for the outermost
     */
    Packet layer(int index) {
        return layers[index];
    }

    /** The packet that the frame is for in the end: the innermost that a tunnel carries, never one that an error quotes. */
    Packet innermost() {
        return layers[tunnels];
    }

    /** How many tunnels the innermost packet is in. */
    int tunnels() {
        return tunnels;
    }

    boolean isPort(Packet packet, int port) {
        return packet.sourcePort() == port || packet.destinationPort() == port;
    }

    /** Lays {@link #dns} over a packet's payload; false when there is none. Multicast DNS is none here. */
    boolean wrapDns(Packet packet) {
        if (packet.isUdp() && isPort(packet, Dns.PORT)) {
            return wrapDns(packet.udp());
        }
        if (packet.isTcp() && isPort(packet, Dns.PORT)) {
            Tcp tcp = packet.tcp();
            return tcp.payloadLength() > DNS_LENGTH_FIELD
                    && dns.wrap(
                            tcp.memory(),
                            tcp.payloadOffset() + DNS_LENGTH_FIELD,
                            tcp.payloadLength() - DNS_LENGTH_FIELD);
        }
        return false;
    }

    boolean wrapMulticastDns(Packet packet) {
        return packet.isUdp() && isPort(packet, Dns.MULTICAST_PORT) && wrapDns(packet.udp());
    }

    private boolean wrapDns(Udp udp) {
        return dns.wrap(udp.memory(), udp.payloadOffset(), udp.payloadLength());
    }

    boolean wrapDhcp(Packet packet) {
        return packet.isUdp()
                && (isPort(packet, Dhcp.SERVER_PORT) || isPort(packet, Dhcp.CLIENT_PORT))
                && dhcp.wrap(
                        packet.udp().memory(),
                        packet.udp().payloadOffset(),
                        packet.udp().payloadLength());
    }

    boolean wrapDhcpv6(Packet packet) {
        return packet.isUdp()
                && (isPort(packet, Dhcpv6.SERVER_PORT) || isPort(packet, Dhcpv6.CLIENT_PORT))
                && dhcpv6.wrap(
                        packet.udp().memory(),
                        packet.udp().payloadOffset(),
                        packet.udp().payloadLength());
    }

    boolean wrapDiscovery(Packet packet) {
        return packet.isIcmp() && packet.isIpv6() && discovery.wrap(packet.icmp());
    }
}
