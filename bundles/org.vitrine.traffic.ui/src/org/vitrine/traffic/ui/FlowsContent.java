/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import java.net.URL;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.traffic.FlowService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;

/** Which conversations the guests have, and how they fare. */
@Component(property = PartContent.PART + "=flows")
public final class FlowsContent implements PartContent {
    private final FlowService flows;
    private final InventoryService inventory;

    @Activate
    public FlowsContent(@Reference FlowService flows, @Reference InventoryService inventory) {
        this.flows = flows;
        this.inventory = inventory;
    }

    @Override
    public String title() {
        return "Flows";
    }

    @Override
    public String icon() {
        return "route";
    }

    @Override
    public URL help() {
        return getClass().getResource("/help/flows.html");
    }

    @Override
    public OpenPart open(PartSite site) {
        return new FlowsPart(site, flows, inventory);
    }
}
