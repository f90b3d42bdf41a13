/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.NetworkKind;

/**
 * What a lab file asks for, checked, with everything in it that can be computed: names of namespaces and interfaces, MAC addresses.
 *
 * @param places the namespaces that hold bridges
 * @param allow from where its guests may be administered
 */
record Lab(
        String name,
        String title,
        List<Place> places,
        List<Network> networks,
        List<Member> machines,
        List<IpPrefix> allow) {

    /**
     * A namespace that holds bridges and the host side of vNICs: a virtualization host, or a switch that stands somewhere in the world
     * outside.
     *
     * @param host whether it is a virtualization host
     */
    record Place(String name, String netns, boolean host) {}

    /**
     * What vNICs are plugged into.
     *
     * @param place where its bridge is; empty for a cable
     */
    record Network(String name, Optional<Place> place, NetworkKind kind) {}

    /**
     * A machine.
     *
     * @param host the virtualization host that carries it; empty for machines of the world outside
     */
    record Member(
            String name,
            MachineRole role,
            Optional<Place> host,
            String netns,
            List<Plug> nics,
            List<Route> routes,
            boolean forwarding,
            Map<String, Content> files,
            List<Program> programs) {}

    /**
     * A vNIC.
     *
     * @param port the name of its host side in the namespace of the network's place; empty on a cable, whose other end is in the other
     *     machine
     */
    record Plug(
            String name,
            MacAddress mac,
            Network network,
            String port,
            List<IpPrefix> addresses,
            Map<Integer, List<IpPrefix>> vlans) {

        /** All addresses, of the interface itself and of its VLANs. */
        List<IpPrefix> allAddresses() {
            return Stream.concat(addresses.stream(), vlans.values().stream().flatMap(List::stream))
                    .toList();
        }
    }

    /** A route; the destination of a default route is {@code 0.0.0.0/0} or {@code ::/0}. */
    record Route(IpPrefix to, IpAddress via) {}

    /** What a provided file has in it: a text, or so many bytes of filling. */
    record Content(String text, int size) {}

    /**
     * A program to run.
     *
     * @param line the command in one short line, for messages
     */
    record Program(String line, List<String> command) {}

    /** All network namespaces of the lab: of places first, then of machines. */
    List<String> namespaces() {
        return Stream.concat(
                        places.stream().map(Place::netns), machines.stream().map(Member::netns))
                .toList();
    }

    Optional<Member> machine(String wanted) {
        return machines.stream()
                .filter(machine -> machine.name().equals(wanted))
                .findFirst();
    }

    /** The other end of a cable that this machine's vNIC is one end of. */
    End otherEnd(Member machine, Plug nic) {
        for (Member other : machines) {
            for (Plug peer : other.nics()) {
                if (peer.network().equals(nic.network()) && !(other.equals(machine) && peer.equals(nic))) {
                    return new End(other, peer);
                }
            }
        }
        throw new IllegalStateException("the cable " + nic.network().name() + " has one end only");
    }

    /** One end of a cable. */
    record End(Member machine, Plug nic) {}
}
