/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.util.Locale;
import java.util.Map;

/**
 * A protocol: what an Ethernet frame carries, or what an IP packet carries.
 *
 * @param layer whose number it is
 * @param number EtherType, 0 for IEEE 802.3 frames without one; or IP's protocol number
 */
public record Protocol(Layer layer, int number) {
    /** Who says what is carried. */
    public enum Layer {
        ETHERNET,
        IP
    }

    private static final Map<Integer, String> ETHERNET_NAMES = Map.ofEntries(
            Map.entry(0, "802.3"),
            Map.entry(0x0800, "IPv4"),
            Map.entry(0x0806, "ARP"),
            Map.entry(0x86dd, "IPv6"),
            Map.entry(0x8847, "MPLS"),
            Map.entry(0x8863, "PPPoE"),
            Map.entry(0x8864, "PPPoE"),
            Map.entry(0x888e, "EAPOL"),
            Map.entry(0x88cc, "LLDP"),
            Map.entry(0x88f7, "PTP"));
    private static final Map<Integer, String> IP_NAMES = Map.ofEntries(
            Map.entry(1, "ICMP"),
            Map.entry(2, "IGMP"),
            Map.entry(4, "IPv4 in IP"),
            Map.entry(6, "TCP"),
            Map.entry(17, "UDP"),
            Map.entry(41, "IPv6 in IP"),
            Map.entry(47, "GRE"),
            Map.entry(50, "ESP"),
            Map.entry(58, "ICMPv6"),
            Map.entry(89, "OSPF"),
            Map.entry(103, "PIM"),
            Map.entry(112, "VRRP"),
            Map.entry(132, "SCTP"),
            Map.entry(136, "UDP-Lite"));

    /** What the number is called, or the number itself. */
    public String displayName() {
        return layer == Layer.IP
                ? IP_NAMES.getOrDefault(number, "IP protocol " + number)
                : ETHERNET_NAMES.getOrDefault(number, String.format(Locale.ROOT, "EtherType 0x%04x", number));
    }
}
