/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import org.vitrine.packet.Packet;

/**
 * What two ends say to each other by TCP or UDP.
 *
 * @param client the end whose packet was looked at first, as {@code 10.0.0.1:40000} or {@code [fd00::1]:40000}
 * @param server the other end
 * @param filter which passes its packets, and those of no other
 */
public record Conversation(String client, String server, String filter) {
    static Conversation of(Packet packet) {
        String source = Words.source(packet);
        String destination = Words.destination(packet);
        String ip = packet.isIpv4() ? "ip" : "ipv6";
        String transport = packet.isTcp() ? "tcp" : "udp";
        String there = ends(ip, transport, source, packet.sourcePort(), destination, packet.destinationPort());
        String back = ends(ip, transport, destination, packet.destinationPort(), source, packet.sourcePort());
        return new Conversation(
                end(packet, source, packet.sourcePort()),
                end(packet, destination, packet.destinationPort()),
                "(" + there + ") or (" + back + ")");
    }

    private static String end(Packet packet, String address, int port) {
        return packet.isIpv4() ? address + ":" + port : "[" + address + "]:" + port;
    }

    private static String ends(String ip, String transport, String from, int fromPort, String to, int toPort) {
        return ip + ".src == " + from + " and " + transport + ".srcport == " + fromPort + " and " + ip + ".dst == " + to
                + " and " + transport + ".dstport == " + toPort;
    }
}
