/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.net.URL;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;

/** What machines there are, and the labs that they belong to. */
@Component(property = PartContent.PART + "=machines")
public final class MachinesContent implements PartContent {
    private final InventoryService inventory;
    private final LabAdminService labs;
    private final Path examples;

    @Activate
    public MachinesContent(
            BundleContext context, @Reference InventoryService inventory, @Reference LabAdminService labs) {
        this.inventory = inventory;
        this.labs = labs;
        String folder = context.getProperty("vitrine.examples");
        examples = Path.of(folder == null ? "examples" : folder, "labs");
    }

    @Override
    public String title() {
        return "Machines";
    }

    @Override
    public String icon() {
        return "server";
    }

    @Override
    public URL help() {
        return getClass().getResource("/help/machines.html");
    }

    @Override
    public OpenPart open(PartSite site) {
        return new MachinesPart(site, inventory, labs, examples);
    }
}
