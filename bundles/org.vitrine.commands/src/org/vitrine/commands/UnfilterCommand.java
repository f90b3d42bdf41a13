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
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(name = "unfilter", description = "Lets a guest and remote addresses talk again.")
public final class UnfilterCommand implements org.vitrine.runtime.command.Command {
    @Parameters(index = "0", arity = "0..1", paramLabel = "MACHINE[:NIC]", description = "The guest.")
    private String target;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ADDRESS", description = "Remote IPv4 or IPv6 addresses.")
    private String[] addresses = {};

    @Option(names = "--all", description = "Every filter there is, also of machines that are gone.")
    private boolean all;

    @Spec
    private CommandSpec spec;

    private final InventoryService inventory;
    private final DataPlaneService dataPlane;
    private final DataPlaneAdminService admin;

    @Activate
    public UnfilterCommand(
            @Reference InventoryService inventory,
            @Reference DataPlaneService dataPlane,
            @Reference DataPlaneAdminService admin) {
        this.inventory = inventory;
        this.dataPlane = dataPlane;
        this.admin = admin;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        List<Filter> gone;
        if (all) {
            gone = dataPlane.declarations().stream()
                    .map(DeclarationState::declaration)
                    .filter(Filter.class::isInstance)
                    .map(Filter.class::cast)
                    .toList();
        } else if (target == null || addresses.length == 0) {
            throw new ParameterException(spec.commandLine(), "name a guest and an address, or give --all");
        } else {
            gone = Filters.of(inventory, target, addresses);
        }
        admin.withdraw(gone);
        gone.forEach(filter -> context.out().println("unfiltered: " + filter.nic() + " and " + filter.remote()));
        return ExitCode.OK;
    }
}
