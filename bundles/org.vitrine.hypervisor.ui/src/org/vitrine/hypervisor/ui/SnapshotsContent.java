/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.net.URL;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineStatisticsService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;

/** The kept states of the selected machine. */
@Component(property = PartContent.PART + "=snapshots")
public final class SnapshotsContent implements PartContent {
    private final InventoryService inventory;
    private final MachineStatisticsService machines;
    private final MachineAdminService admin;

    @Activate
    public SnapshotsContent(
            @Reference InventoryService inventory,
            @Reference MachineStatisticsService machines,
            @Reference MachineAdminService admin) {
        this.inventory = inventory;
        this.machines = machines;
        this.admin = admin;
    }

    @Override
    public String title() {
        return "Snapshots";
    }

    @Override
    public String icon() {
        return "camera";
    }

    @Override
    public URL help() {
        return getClass().getResource("/help/snapshots.html");
    }

    @Override
    public OpenPart open(PartSite site) {
        return new SnapshotsPart(site, inventory, machines, admin);
    }
}
