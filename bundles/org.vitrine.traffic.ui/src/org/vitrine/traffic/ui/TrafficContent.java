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
import org.vitrine.traffic.TrafficService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;

/** Who the guests talk to, and how much. */
@Component(property = PartContent.PART + "=traffic")
public final class TrafficContent implements PartContent {
    private final TrafficService traffic;
    private final InventoryService inventory;

    @Activate
    public TrafficContent(@Reference TrafficService traffic, @Reference InventoryService inventory) {
        this.traffic = traffic;
        this.inventory = inventory;
    }

    @Override
    public String title() {
        return "Traffic";
    }

    @Override
    public String icon() {
        return "arrows-left-right";
    }

    @Override
    public URL help() {
        return getClass().getResource("/help/traffic.html");
    }

    @Override
    public OpenPart open(PartSite site) {
        return new TrafficPart(site, traffic, inventory);
    }
}
