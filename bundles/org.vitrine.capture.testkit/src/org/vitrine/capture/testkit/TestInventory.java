/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.vitrine.common.HostId;
import org.vitrine.common.MacAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Nic;

/** An inventory of machines with one vNIC each, kept in memory; listeners are called on the thread that changes it. */
public final class TestInventory implements InventoryService {
    private final List<Consumer<Inventory>> listeners = new CopyOnWriteArrayList<>();
    private Inventory inventory = Inventory.EMPTY;

    /** The id of the vNIC of the machine of that name. */
    public static NicId nic(String machine) {
        return new NicId(new MachineId("test/netns/" + machine), "eth0");
    }

    /** A guest that is on and has its host side there. */
    public static Machine guest(String name, String mac, String netns, String hostInterface) {
        return machine(name, MachineRole.GUEST, mac, Optional.of(new HostInterface(netns, hostInterface, 0)));
    }

    /** The same machine with another vNIC. */
    public static Machine with(Machine machine, Nic nic) {
        return new Machine(
                machine.id(),
                machine.host(),
                machine.name(),
                machine.group(),
                machine.role(),
                machine.state(),
                machine.technology(),
                machine.message(),
                List.of(nic),
                machine.capabilities(),
                machine.tags());
    }

    /** A machine with one vNIC, off when it has no host side. */
    public static Machine machine(String name, MachineRole role, String mac, Optional<HostInterface> at) {
        NicId id = nic(name);
        Nic nic = new Nic(id, MacAddress.parse(mac), List.of(), at, Optional.empty(), at.isPresent());
        return new Machine(
                id.machine(),
                new HostId("test"),
                name,
                "test",
                role,
                at.isPresent() ? MachineState.RUNNING : MachineState.STOPPED,
                "netns",
                "",
                List.of(nic),
                Set.of(),
                Map.of());
    }

    /** Puts a machine in, in place of the one with its id. */
    public synchronized void put(Machine machine) {
        List<Machine> machines = new ArrayList<>(inventory.machines());
        machines.removeIf(m -> m.id().equals(machine.id()));
        machines.add(machine);
        set(machines);
    }

    /** Replaces everything. */
    public synchronized void set(List<Machine> machines) {
        inventory = new Inventory(inventory.revision() + 1, machines, List.of());
        listeners.forEach(listener -> listener.accept(inventory));
    }

    @Override
    public synchronized Inventory inventory() {
        return inventory;
    }

    @Override
    public synchronized Subscription subscribe(Consumer<Inventory> listener) {
        listeners.add(listener);
        listener.accept(inventory);
        return () -> listeners.remove(listener);
    }
}
