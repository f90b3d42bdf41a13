/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.ui;

import java.net.URL;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.admin.AdminServerService;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.runtime.config.ConfigService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;

/** How the UDP administration server does: where it answers, whom, and what it refused. */
@Component(property = PartContent.PART + "=administration")
public final class AdministrationContent implements PartContent {
    private final AdminServerService server;
    private final InventoryService inventory;
    private final ConfigService config;

    @Activate
    public AdministrationContent(
            @Reference AdminServerService server,
            @Reference InventoryService inventory,
            @Reference ConfigService config) {
        this.server = server;
        this.inventory = inventory;
        this.config = config;
    }

    @Override
    public String title() {
        return "Administration";
    }

    @Override
    public String icon() {
        return "user-cog";
    }

    @Override
    public URL help() {
        return getClass().getResource("/help/administration.html");
    }

    @Override
    public OpenPart open(PartSite site) {
        return new AdministrationPart(site, () -> new Overview(server.status(), inventory.inventory(), config.file()));
    }
}
