/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ui;

import java.util.List;

/**
 * A filter that many want.
 *
 * @param name what it is about
 * @param filter in libpcap's language
 */
record Preset(String name, String filter) {
    static final List<Preset> ALL = List.of(
            new Preset("ARP and neighbor discovery", "arp or (icmp6 and ip6[40] >= 133 and ip6[40] <= 137)"),
            new Preset("DHCP", "udp portrange 67-68 or udp portrange 546-547"),
            new Preset("DNS", "port 53"),
            new Preset("ICMP", "icmp or icmp6"),
            new Preset("TCP handshakes and ends", "tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0"),
            new Preset("Web", "tcp port 80 or port 443"),
            new Preset("Everything but SSH", "not tcp port 22"),
            new Preset("Broadcast and multicast", "ether multicast"),
            new Preset("VLAN-tagged", "vlan"));
}
