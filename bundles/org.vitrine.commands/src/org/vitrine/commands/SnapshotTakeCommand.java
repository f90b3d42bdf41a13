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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(name = "snapshot take", description = "Keeps disks and memory of a machine as they are now.")
public final class SnapshotTakeCommand implements org.vitrine.runtime.command.Command {
    @Parameters(index = "0", paramLabel = "MACHINE", description = "The machine.")
    private String machine;

    @Parameters(index = "1", paramLabel = "NAME", description = "How to call the snapshot.")
    private String name;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private String description = "";

    private final InventoryService inventory;
    private final MachineAdminService admin;

    @Activate
    public SnapshotTakeCommand(@Reference InventoryService inventory, @Reference MachineAdminService admin) {
        this.inventory = inventory;
        this.admin = admin;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        admin.change(
                Targets.machine(inventory.inventory(), machine).id(),
                new MachineChange.TakeSnapshot(name, description));
        context.out().println("snapshot " + name + " of " + machine + " is taken");
        return ExitCode.OK;
    }
}
