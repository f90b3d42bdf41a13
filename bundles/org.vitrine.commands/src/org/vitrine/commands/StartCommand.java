/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(name = "start", description = "Powers machines on.")
public final class StartCommand implements org.vitrine.runtime.command.Command {
    @Parameters(arity = "1..*", paramLabel = "MACHINE", description = "One or more machines.")
    private String[] machines;

    private final InventoryService inventory;
    private final MachineAdminService admin;

    @Activate
    public StartCommand(@Reference InventoryService inventory, @Reference MachineAdminService admin) {
        this.inventory = inventory;
        this.admin = admin;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        Inventory now = inventory.inventory();
        for (String machine : machines) {
            admin.start(Targets.machine(now, machine).id());
            context.out().println("started: " + machine);
        }
        return ExitCode.OK;
    }
}
