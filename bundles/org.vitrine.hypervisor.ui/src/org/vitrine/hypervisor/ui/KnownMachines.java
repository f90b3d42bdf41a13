/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.util.List;
import java.util.Objects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.ui.Newest;
import org.vitrine.ui.Selection;

/** The newest inventory at hand: actions say how they stand without asking anybody. */
@Component(service = KnownMachines.class)
public final class KnownMachines {
    private final Newest<Inventory> inventory;

    @Activate
    public KnownMachines(@Reference InventoryService service) {
        inventory = new Newest<>(Inventory.EMPTY, service::subscribe);
    }

    @Deactivate
    void stop() {
        inventory.close();
    }

    Inventory inventory() {
        return inventory.get();
    }

    /** The machines that are selected themselves. */
    List<Machine> selected(Selection selection) {
        Inventory now = inventory.get();
        return selection.machines().stream()
                .map(id -> now.machine(id).orElse(null))
                .filter(Objects::nonNull)
                .toList();
    }

    /** How several are named together: the one, or how many. */
    static String named(List<Machine> machines) {
        return machines.size() == 1 ? machines.getFirst().name() : MachineWords.count(machines.size());
    }
}
