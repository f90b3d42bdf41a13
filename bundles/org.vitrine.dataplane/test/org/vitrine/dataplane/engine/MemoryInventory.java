/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

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

/** An inventory that is what a test says. */
final class MemoryInventory implements InventoryService {
    private final List<Consumer<Inventory>> listeners = new CopyOnWriteArrayList<>();
    private volatile Inventory inventory = Inventory.EMPTY;

    static NicId id(String machine) {
        return new NicId(new MachineId("test/" + machine), "eth0");
    }

    static MacAddress mac(String machine) {
        return new MacAddress(0x02_00_00_00_00_00L | machine.hashCode() & 0xff);
    }

    static Machine machine(String name, HostInterface at) {
        return machine(name, at, Map.of());
    }

    static Machine machine(String name, HostInterface at, Map<String, String> tags) {
        return new Machine(
                id(name).machine(),
                new HostId("here"),
                name,
                "",
                MachineRole.GUEST,
                at == null ? MachineState.STOPPED : MachineState.RUNNING,
                "test",
                "",
                List.of(new Nic(id(name), mac(name), List.of(), Optional.ofNullable(at), Optional.empty(), true)),
                Set.of(),
                tags);
    }

    void set(Machine... machines) {
        inventory = new Inventory(inventory.revision() + 1, List.of(machines), List.of());
        listeners.forEach(listener -> listener.accept(inventory));
    }

    List<Consumer<Inventory>> listeners() {
        return new ArrayList<>(listeners);
    }

    @Override
    public Inventory inventory() {
        return inventory;
    }

    @Override
    public Subscription subscribe(Consumer<Inventory> listener) {
        listeners.add(listener);
        listener.accept(inventory);
        return () -> listeners.remove(listener);
    }
}
