/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ui;

import java.net.URL;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;

/** What the network is told to stop, how that stands, and what it stopped. */
@Component(property = PartContent.PART + "=filters")
public final class FiltersContent implements PartContent {
    private final DataPlaneService dataPlane;
    private final InventoryService inventory;
    private final KnownFilters known;

    @Activate
    public FiltersContent(
            @Reference DataPlaneService dataPlane,
            @Reference InventoryService inventory,
            @Reference KnownFilters known) {
        this.dataPlane = dataPlane;
        this.inventory = inventory;
        this.known = known;
    }

    @Override
    public String title() {
        return "Filters";
    }

    @Override
    public String icon() {
        return "filter";
    }

    @Override
    public URL help() {
        return getClass().getResource("/help/filters.html");
    }

    @Override
    public OpenPart open(PartSite site) {
        return new FiltersPart(site, dataPlane, inventory, known);
    }
}
