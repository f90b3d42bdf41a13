/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrine.common.HostId;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Nic;

/** Machines to test with. */
final class Sample {
    private Sample() {}

    static Machine machine(String group, String name, MachineState state, String... addresses) {
        return machine(group, name, state, Set.of(MachineCapability.values()), addresses);
    }

    static Machine machine(
            String group, String name, MachineState state, Set<MachineCapability> capabilities, String... addresses) {
        MachineId id = id(group, name);
        boolean on = state == MachineState.RUNNING;
        Nic nic = new Nic(
                new NicId(id, "eth0"),
                MacAddress.parse("52:54:00:00:00:01"),
                Arrays.stream(addresses).map(IpPrefix::parse).toList(),
                on ? Optional.of(new HostInterface("vt-" + group + "-alpha", "vt-" + name, 4)) : Optional.empty(),
                Optional.empty(),
                on);
        return new Machine(
                id,
                new HostId("alpha"),
                name,
                group,
                MachineRole.GUEST,
                state,
                "netns",
                "",
                List.of(nic),
                capabilities,
                Map.of());
    }

    static MachineId id(String group, String name) {
        return new MachineId("alpha/netns/" + group + "/" + name);
    }

    static Inventory inventory(Machine... machines) {
        return new Inventory(1, List.of(machines), List.of());
    }
}
