/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

import java.util.List;
import java.util.Optional;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;

/**
 * All machines and networks that are known, at one moment.
 *
 * @param revision grows with every change; two inventories of one service with the same revision are equal
 * @param machines sorted by group and name
 * @param networks sorted by group and name
 */
public record Inventory(long revision, List<Machine> machines, List<Network> networks) {
    public static final Inventory EMPTY = new Inventory(0, List.of(), List.of());

    public Inventory {
        machines = List.copyOf(machines);
        networks = List.copyOf(networks);
    }

    public Optional<Machine> machine(MachineId id) {
        return machines.stream().filter(m -> m.id().equals(id)).findFirst();
    }

    public Optional<Nic> nic(NicId id) {
        return machine(id.machine()).stream()
                .flatMap(m -> m.nics().stream())
                .filter(n -> n.id().equals(id))
                .findFirst();
    }
}
