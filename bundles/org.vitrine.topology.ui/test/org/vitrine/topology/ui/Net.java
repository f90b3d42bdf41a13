/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.topology.ui;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrine.common.HostId;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NetworkId;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Network;
import org.vitrine.hypervisor.NetworkKind;
import org.vitrine.hypervisor.Nic;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficSnapshot;
import org.vitrine.traffic.TrafficTotals;

/** A small network to make models of. */
final class Net {
    private static final long NOW = 1_000_000_000_000L;

    private final List<Machine> machines = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>();
    private final List<NicTraffic> traffic = new ArrayList<>();
    private final List<DeclarationState> declarations = new ArrayList<>();

    static NicId nic(String machine) {
        return new NicId(new MachineId("h/" + machine), "eth0");
    }

    static NetworkId network(String name) {
        return new NetworkId("h/" + name);
    }

    Net bridge(String name, String host) {
        networks.add(new Network(network(name), new HostId(host), name, "lab", NetworkKind.BRIDGE));
        return this;
    }

    Net machine(String name, MachineRole role, MachineState state, String host, String network, String... addresses) {
        Nic nic = new Nic(
                nic(name),
                new MacAddress(machines.size() + 1),
                java.util.Arrays.stream(addresses).map(IpPrefix::parse).toList(),
                Optional.empty(),
                Optional.of(network(network)),
                true);
        machines.add(new Machine(
                new MachineId("h/" + name),
                new HostId(host),
                name,
                "lab",
                role,
                state,
                "netns",
                "",
                List.of(nic),
                Set.of(),
                Map.of()));
        return this;
    }

    Net guest(String name, String network, String... addresses) {
        return machine(name, MachineRole.GUEST, MachineState.RUNNING, "h", network, addresses);
    }

    /** Bytes each second that a guest sends and receives from each of some addresses. */
    Net talks(String machine, double bytesPerSecond, String... addresses) {
        List<HostTraffic> hosts = java.util.Arrays.stream(addresses)
                .map(address -> new HostTraffic(
                        IpAddress.parse(address),
                        new TrafficRates(bytesPerSecond, 1, bytesPerSecond, 1),
                        TrafficTotals.ZERO,
                        NOW - 60_000_000_000L,
                        bytesPerSecond > 0 ? NOW : NOW - 60_000_000_000L,
                        false,
                        0))
                .toList();
        traffic.add(new NicTraffic(
                nic(machine),
                new TrafficRates(bytesPerSecond, 1, 0, 0),
                TrafficTotals.ZERO,
                hosts.size(),
                0,
                0,
                hosts));
        return this;
    }

    Net filter(String machine, String address) {
        declarations.add(new DeclarationState(
                new Filter(nic(machine), IpAddress.parse(address)),
                DeclarationStatus.APPLIED,
                "",
                "somebody",
                NOW,
                DropCount.NONE,
                DropCount.NONE));
        return this;
    }

    Topology topology() {
        return topology(true);
    }

    Topology topology(boolean talking) {
        return TopologyModel.of(
                new Inventory(1, machines, networks),
                Optional.of(new TrafficSnapshot(NOW, Duration.ofSeconds(1), traffic)),
                declarations,
                talking);
    }
}
