/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.topology.ui;

import java.net.URL;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.traffic.TrafficService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;

/** Machines, networks and conversations as a graph. */
@Component(property = PartContent.PART + "=topology")
public final class TopologyContent implements PartContent {
    private final InventoryService inventory;
    private final TrafficService traffic;
    private final DataPlaneService dataPlane;

    @Activate
    public TopologyContent(
            @Reference InventoryService inventory,
            @Reference TrafficService traffic,
            @Reference DataPlaneService dataPlane) {
        this.inventory = inventory;
        this.traffic = traffic;
        this.dataPlane = dataPlane;
    }

    @Override
    public String title() {
        return "Topology";
    }

    @Override
    public String icon() {
        return "topology-star-3";
    }

    @Override
    public URL help() {
        return getClass().getResource("/help/topology.html");
    }

    @Override
    public OpenPart open(PartSite site) {
        return new TopologyPart(site, inventory, traffic, dataPlane);
    }
}
