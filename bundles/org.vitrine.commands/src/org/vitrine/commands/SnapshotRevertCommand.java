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
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(name = "snapshot revert", description = "Puts a machine back to a snapshot; what has changed since is lost.")
public final class SnapshotRevertCommand implements org.vitrine.runtime.command.Command {
    @Parameters(index = "0", paramLabel = "MACHINE", description = "The machine.")
    private String machine;

    @Parameters(index = "1", paramLabel = "NAME", description = "The snapshot.")
    private String name;

    private final InventoryService inventory;
    private final MachineAdminService admin;

    @Activate
    public SnapshotRevertCommand(@Reference InventoryService inventory, @Reference MachineAdminService admin) {
        this.inventory = inventory;
        this.admin = admin;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        admin.change(Targets.machine(inventory.inventory(), machine).id(), new MachineChange.RevertToSnapshot(name));
        context.out().println(machine + " is back at snapshot " + name);
        return ExitCode.OK;
    }
}
