/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MacAddress;
import org.vitrine.dataplane.Drop;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.PacketLimit;
import org.vitrine.dataplane.Threat;
import org.vitrine.dataplane.spi.Wanted.Endpoint;

/**
 * The left sides of nft's rules: which packets they are about. The protocol is asked of the packet's meta data, which is behind a VLAN
 * tag; nft by itself would compare the type in the Ethernet header, which is the tag's.
 */
final class Rules {
    private static final String IPV4 = "meta protocol ip";
    private static final String IPV6 = "meta protocol ip6";
    private static final String ARP = "meta protocol arp";
    private static final IpAddress UNSPECIFIED_IPV4 = IpAddress.parse("0.0.0.0");
    private static final IpAddress UNSPECIFIED_IPV6 = IpAddress.parse("::");

    private Rules() {}

    /** What a drop matches, with its chance. */
    static String drop(Drop drop, boolean fromGuest) {
        StringJoiner rule = new StringJoiner(" ");
        Match match = drop.match();
        match.remote().ifPresent(remote -> {
            boolean ipv4 = remote.address().isIpv4();
            rule.add(ipv4 ? IPV4 : IPV6);
            if (remote.length() > 0) {
                rule.add((ipv4 ? "ip " : "ip6 ") + (fromGuest ? "daddr " : "saddr ") + remote);
            }
        });
        match.protocol().ifPresent(protocol -> rule.add("meta l4proto " + protocol));
        match.remotePorts().ifPresent(ports -> rule.add((fromGuest ? "th dport " : "th sport ") + ports));
        match.guestPorts().ifPresent(ports -> rule.add((fromGuest ? "th sport " : "th dport ") + ports));
        if (drop.probability() < Drop.ALWAYS) {
            rule.add("numgen random mod " + Drop.ALWAYS + " < " + drop.probability());
        }
        return rule.toString();
    }

    /** What is above a packet limit. */
    static String over(PacketLimit limit) {
        return "limit rate over " + limit.packetsPerSecond() + "/second burst " + limit.burstPackets() + " packets";
    }

    /** What a guard stops of what a guest sends, each as a rule. */
    static List<String> guard(Threat threat, Endpoint nic) {
        return switch (threat) {
            case MAC_SPOOFING -> List.of("ether saddr != " + nic.mac());
            case IP_SPOOFING ->
                List.of(
                        IPV4 + " ip saddr != " + set(ipv4(nic)),
                        // a guest makes link-local addresses by itself, in many ways
                        IPV6 + " ip6 saddr != " + set(Stream.concat(ipv6(nic), Stream.of("fe80::/10"))));
            case NEIGHBOR_POISONING -> neighborPoisoning(nic);
            case ROGUE_DHCP -> List.of(IPV4 + " udp sport 67", IPV6 + " udp sport 547");
            case ROGUE_ROUTER -> List.of(IPV6 + " icmpv6 type { nd-router-advert, nd-redirect }");
        };
    }

    private static List<String> neighborPoisoning(Endpoint nic) {
        List<String> rules = new ArrayList<>();
        rules.add(ARP + " arp saddr ether != " + nic.mac());
        rules.add(ARP + " arp saddr ip != " + set(ipv4(nic)));
        // nft has no word for the target of an advertisement: 16 bytes behind the first eight of ICMPv6
        StringBuilder foreignTarget = new StringBuilder(IPV6 + " icmpv6 type nd-neighbor-advert");
        Stream.concat(nic.addresses().stream().filter(address -> !address.isIpv4()), Stream.of(linkLocal(nic.mac())))
                .distinct()
                .sorted()
                .forEach(own -> foreignTarget
                        .append(" @th,64,128 != 0x")
                        .append(String.format("%016x%016x", own.high(), own.low())));
        rules.add(foreignTarget.toString());
        return rules;
    }

    /** The address that is made of an Ethernet address (RFC 4291, appendix A). */
    static IpAddress linkLocal(MacAddress mac) {
        long bits = mac.bits();
        long identifier = (bits >>> 24 ^ 0x02_00_00) << 40 | 0xfffeL << 24 | bits & 0xff_ffff;
        return new IpAddress(0xfe80L << 48, identifier);
    }

    private static Stream<String> ipv4(Endpoint nic) {
        return own(nic, true, UNSPECIFIED_IPV4);
    }

    private static Stream<String> ipv6(Endpoint nic) {
        return own(nic, false, UNSPECIFIED_IPV6);
    }

    /** Who has no address yet sends from the unspecified one. */
    private static Stream<String> own(Endpoint nic, boolean ipv4, IpAddress unspecified) {
        return Stream.concat(nic.addresses().stream().filter(a -> a.isIpv4() == ipv4), Stream.of(unspecified))
                .distinct()
                .sorted()
                .map(IpAddress::toString)
                // the set of link-local addresses holds these
                .filter(text -> ipv4 || !text.startsWith("fe80:"));
    }

    private static String set(Stream<String> items) {
        StringJoiner set = new StringJoiner(", ", "{ ", " }");
        items.forEach(set::add);
        return set.toString();
    }
}
