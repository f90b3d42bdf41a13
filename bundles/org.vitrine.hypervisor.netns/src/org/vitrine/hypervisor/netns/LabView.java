/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Network;
import org.vitrine.hypervisor.Nic;
import org.vitrine.hypervisor.netns.Lab.Member;
import org.vitrine.hypervisor.netns.Lab.Place;
import org.vitrine.hypervisor.netns.Lab.Plug;
import org.vitrine.linux.Link;

/** What the inventory shows of a lab. */
record LabView(List<Machine> machines, List<Network> networks) {
    static final LabView NOTHING = new LabView(List.of(), List.of());

    /**
     * @param links the interface that each vNIC is seen by: its host side, on a cable the vNIC itself; null when it is not there
     */
    static Machine machine(
            Ids ids, Lab lab, Member machine, MachineState state, Map<Plug, Link> links, String message) {
        List<Nic> nics = new ArrayList<>();
        for (Plug nic : machine.nics()) {
            Optional<Link> link = Optional.ofNullable(links.get(nic));
            Optional<HostInterface> port = nic.network()
                    .place()
                    .flatMap(place -> link.map(it -> new HostInterface(place.netns(), it.name(), it.index())));
            nics.add(new Nic(
                    new NicId(ids.machine(lab, machine), nic.name()),
                    nic.mac(),
                    nic.allAddresses(),
                    port,
                    Optional.of(ids.network(lab, nic.network())),
                    link.isPresent() && link.get().carrier()));
        }
        return new Machine(
                ids.machine(lab, machine),
                ids.host(lab, machine.host()),
                machine.name(),
                lab.name(),
                machine.role(),
                state,
                "netns",
                message,
                nics,
                capabilities(state),
                Map.of("netns", machine.netns()));
    }

    static List<Network> networks(Ids ids, Lab lab) {
        List<Network> networks = new ArrayList<>();
        for (Lab.Network network : lab.networks()) {
            networks.add(new Network(
                    ids.network(lab, network),
                    ids.host(lab, network.place().filter(Place::host)),
                    network.name(),
                    lab.name(),
                    network.kind()));
        }
        return networks;
    }

    private static Set<MachineCapability> capabilities(MachineState state) {
        return switch (state) {
            case RUNNING -> Set.of(MachineCapability.STOP, MachineCapability.EXEC);
            case STOPPED, FAILED -> Set.of(MachineCapability.START);
            default -> Set.of();
        };
    }
}
