/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrine.common.IpPrefix;
import org.vitrine.hypervisor.netns.Lab.Member;
import org.vitrine.hypervisor.netns.Lab.Network;
import org.vitrine.hypervisor.netns.Lab.Place;
import org.vitrine.hypervisor.netns.Lab.Plug;
import org.vitrine.hypervisor.netns.Lab.Route;

/** The lines of {@code ip} that make the parts of a lab. Every name stands behind a keyword, so none is taken for one. */
final class Script {
    /** In a place: nothing of its own has an address or says a word, IPv6 included. */
    static final Map<String, String> PLACE_PARAMETERS =
            Map.of("ipv6/conf/all/disable_ipv6", "1", "ipv6/conf/default/disable_ipv6", "1");

    private Script() {}

    /**
     * Of a machine. Addresses of a lab are what its file says: no router is asked for more, and no time goes by until they are known to
     * be unique.
     */
    static Map<String, String> parameters(Member machine) {
        String forwarding = machine.forwarding() ? "1" : "0";
        return Map.of(
                "ipv6/conf/default/disable_ipv6", "0",
                "ipv6/conf/default/accept_dad", "0",
                "ipv6/conf/default/accept_ra", "0",
                "ipv6/conf/default/router_solicitations", "0",
                "ipv6/conf/all/forwarding", forwarding,
                "ipv6/conf/default/forwarding", forwarding,
                "ipv4/ip_forward", forwarding,
                // IPv4 takes these two over from the computer, and an answer may go another way than the question came
                "ipv4/conf/all/rp_filter", "0",
                "ipv4/conf/default/rp_filter", "0");
    }

    /** The bridges of a place: without spanning tree and multicast snooping, so they never speak and every frame passes at once. */
    static List<String> bridges(Lab lab, Place place) {
        List<String> lines = new ArrayList<>();
        for (Network network : lab.networks()) {
            if (network.place().equals(Optional.of(place)) && !OvsPlace.isOn(network)) {
                lines.add("link add name " + network.name()
                        + " type bridge stp_state 0 forward_delay 0 mcast_snooping 0");
                lines.add("link set dev " + network.name() + " up");
            }
        }
        return lines;
    }

    /** Makes a vNIC on a bridge; to be run in the bridge's namespace. Open vSwitch is told of it afterwards. */
    static String port(Member machine, Plug nic) {
        String master =
                OvsPlace.isOn(nic.network()) ? "" : " master " + nic.network().name();
        return "link add name " + nic.port() + master + " up type veth peer name " + nic.name() + " address "
                + nic.mac() + " netns " + machine.netns();
    }

    /** Makes a cable; to be run in the namespace of this machine. */
    static String cable(Plug nic, Lab.End other) {
        return "link add name " + nic.name() + " address " + nic.mac() + " type veth peer name "
                + other.nic().name() + " address " + other.nic().mac() + " netns "
                + other.machine().netns();
    }

    /** Switches a vNIC on and gives it its addresses; to be run in the machine. */
    static List<String> addresses(Plug nic) {
        List<String> lines = new ArrayList<>();
        lines.add("link set dev " + nic.name() + " up");
        nic.addresses().forEach(address -> lines.add(address(address, nic.name())));
        return lines;
    }

    /** Gives the VLANs of a vNIC their addresses. */
    static List<String> vlanAddresses(Plug nic) {
        List<String> lines = new ArrayList<>();
        nic.vlans()
                .forEach((id, addresses) ->
                        addresses.forEach(address -> lines.add(address(address, vlanName(nic, id)))));
        return lines;
    }

    /** Makes a VLAN of a vNIC. */
    static String vlan(Plug nic, int id) {
        return "link add link " + nic.name() + " name " + vlanName(nic, id) + " up type vlan id " + id;
    }

    /** Makes the pair that stands for a VLAN where the kernel has none; its outer end never says a word. */
    static List<String> vlanPair(Plug nic, int id) {
        String name = vlanName(nic, id);
        return List.of(
                "link add name " + name + " address " + nic.mac() + " up type veth peer name " + outerName(nic, id),
                "link set dev " + outerName(nic, id) + " addrgenmode none",
                "link set dev " + outerName(nic, id) + " up");
    }

    /** Sets the routes of a machine, also those that it has already. */
    static List<String> routes(Member machine) {
        List<String> lines = new ArrayList<>();
        for (Route route : machine.routes()) {
            lines.add("route replace " + route.to() + " via " + route.via());
        }
        return lines;
    }

    static String vlanName(Plug nic, int id) {
        return nic.name() + "." + id;
    }

    static String outerName(Plug nic, int id) {
        return vlanName(nic, id) + "t";
    }

    private static String address(IpPrefix address, String name) {
        String how = !address.address().isIpv4() ? " nodad" : address.length() < 31 ? " broadcast +" : "";
        return "addr add " + address + how + " dev " + name;
    }
}
