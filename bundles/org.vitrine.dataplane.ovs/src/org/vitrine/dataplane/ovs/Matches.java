/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ovs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.PortRange;
import org.vitrine.dataplane.Threat;
import org.vitrine.dataplane.spi.Wanted.Endpoint;

/** Which packets are meant, as OpenFlow matches them: behind VLAN tags, and behind the extension headers of IPv6. */
final class Matches {
    private static final int WHOLE_PORT = 0xffff;

    private Matches() {}

    /** All that this matches together; each string is a match of its own. */
    static List<String> of(Match match, boolean fromGuest) {
        List<String> matches = new ArrayList<>();
        for (boolean ipv4 : families(match)) {
            matches.addAll(of(match, fromGuest, ipv4));
        }
        return match.equals(Match.ALL) ? List.of("") : matches;
    }

    private static List<Boolean> families(Match match) {
        return match.remote().map(remote -> List.of(remote.address().isIpv4())).orElse(List.of(true, false));
    }

    private static List<String> of(Match match, boolean fromGuest, boolean ipv4) {
        String base = ipv4 ? "ip" : "ipv6";
        if (match.remote().isPresent() && match.remote().get().length() > 0) {
            base += address(match.remote().get(), !fromGuest);
        }
        if (match.protocol().isPresent()) {
            base += ",nw_proto=" + match.protocol().get();
        }
        if (match.remotePorts().isEmpty() && match.guestPorts().isEmpty()) {
            return List.of(base);
        }
        List<String> all = new ArrayList<>();
        String notLater = base + ",nw_frag=not_later"; // later fragments have no ports
        for (String remote : ports(match.remotePorts().orElse(null), fromGuest ? "tp_dst" : "tp_src")) {
            for (String guest : ports(match.guestPorts().orElse(null), fromGuest ? "tp_src" : "tp_dst")) {
                all.add(notLater + remote + guest);
            }
        }
        return all;
    }

    static String address(IpPrefix prefix, boolean source) {
        boolean ipv4 = prefix.address().isIpv4();
        return (ipv4 ? ",nw_" : ",ipv6_") + (source ? "src=" : "dst=") + prefix;
    }

    /** A range of ports as values with masks, which is all that OpenFlow knows. */
    static List<String> ports(PortRange range, String field) {
        if (range == null) {
            return List.of("");
        }
        List<String> all = new ArrayList<>();
        for (int first = range.first(); first <= range.last(); ) {
            int size = first == 0 ? WHOLE_PORT + 1 : Integer.lowestOneBit(first);
            while (first + size - 1 > range.last()) {
                size /= 2;
            }
            all.add("," + field + "=" + first + (size == 1 ? "" : "/0x" + Integer.toHexString(WHOLE_PORT & -size)));
            first += size;
        }
        return all;
    }

    /** What a guest may send although it looks like a threat; asked before {@link #threatening}. */
    static List<String> honest(Threat threat, Endpoint nic) {
        return switch (threat) {
            case MAC_SPOOFING -> List.of("dl_src=" + nic.mac());
            // who has no address yet sends from the unspecified one, and makes link-local ones in many ways
            case IP_SPOOFING ->
                Stream.concat(
                                Stream.of("ip,nw_src=0.0.0.0", "ipv6,ipv6_src=::", "ipv6,ipv6_src=fe80::/10"),
                                nic.addresses().stream()
                                        .filter(own ->
                                                own.isIpv4() || !own.toString().startsWith("fe80:"))
                                        .map(own -> own.isIpv4() ? "ip,nw_src=" + own : "ipv6,ipv6_src=" + own))
                        .distinct()
                        .toList();
            case NEIGHBOR_POISONING -> {
                String arp = "arp,arp_sha=" + nic.mac() + ",arp_spa=";
                yield Stream.concat(
                                Stream.of(arp + "0.0.0.0", advertisement(linkLocal(nic.mac()))),
                                nic.addresses().stream().map(own -> own.isIpv4() ? arp + own : advertisement(own)))
                        .distinct()
                        .toList();
            }
            case ROGUE_DHCP, ROGUE_ROUTER -> List.of();
        };
    }

    /** What a guard stops unless it is {@link #honest}. */
    static List<String> threatening(Threat threat) {
        return switch (threat) {
            case MAC_SPOOFING -> List.of("");
            case IP_SPOOFING -> List.of("ip", "ipv6");
            case NEIGHBOR_POISONING -> List.of("arp", "icmp6,icmp_type=136");
            case ROGUE_DHCP -> List.of("udp,nw_frag=not_later,tp_src=67", "udp6,nw_frag=not_later,tp_src=547");
            case ROGUE_ROUTER -> List.of("icmp6,icmp_type=134", "icmp6,icmp_type=137");
        };
    }

    private static String advertisement(IpAddress target) {
        return "icmp6,icmp_type=136,icmp_code=0,nd_target=" + target;
    }

    /** The address that is made of an Ethernet address (RFC 4291, appendix A). */
    private static IpAddress linkLocal(MacAddress mac) {
        long bits = mac.bits();
        long identifier = (bits >>> 24 ^ 0x02_00_00) << 40 | 0xfffeL << 24 | bits & 0xff_ffff;
        return new IpAddress(0xfe80L << 48, identifier);
    }
}
