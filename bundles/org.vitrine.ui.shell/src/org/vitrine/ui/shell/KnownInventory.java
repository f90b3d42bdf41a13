/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.ui.Newest;

/** The newest inventory at hand, for quick access, which is asked on the UI thread. */
@Component(service = KnownInventory.class)
public final class KnownInventory {
    private final Newest<Inventory> inventory;

    @Activate
    public KnownInventory(@Reference InventoryService service) {
        inventory = new Newest<>(Inventory.EMPTY, service::subscribe);
    }

    @Deactivate
    void stop() {
        inventory.close();
    }

    Inventory inventory() {
        return inventory.get();
    }
}
