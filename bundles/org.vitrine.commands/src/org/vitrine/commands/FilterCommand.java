/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "filter",
        description = {
            "Stops everything between a guest and remote addresses, in both directions, in the kernel.",
            "Stays in force over restarts until vitrine unfilter."
        })
public final class FilterCommand implements org.vitrine.runtime.command.Command {
    @Parameters(index = "0", paramLabel = "MACHINE[:NIC]", description = "The guest.")
    private String target;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ADDRESS", description = "Remote IPv4 or IPv6 addresses.")
    private String[] addresses;

    private final InventoryService inventory;
    private final DataPlaneAdminService dataPlane;

    @Activate
    public FilterCommand(@Reference InventoryService inventory, @Reference DataPlaneAdminService dataPlane) {
        this.inventory = inventory;
        this.dataPlane = dataPlane;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        List<Filter> filters = Filters.of(inventory, target, addresses);
        dataPlane.declare(filters);
        filters.forEach(filter -> context.out().println("filtered: " + target + " and " + filter.remote()));
        return ExitCode.OK;
    }
}
