/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Parameters;

/** A command that changes one machine after the other in the same way. */
abstract class ChangeCommand implements org.vitrine.runtime.command.Command {
    @Parameters(arity = "1..*", paramLabel = "MACHINE", description = "One or more machines.")
    private String[] machines;

    private final InventoryService inventory;
    private final MachineAdminService admin;
    private final String done;

    /**
     * @param done what is printed of each machine, such as {@code suspended}
     */
    ChangeCommand(InventoryService inventory, MachineAdminService admin, String done) {
        this.inventory = inventory;
        this.admin = admin;
        this.done = done;
    }

    abstract MachineChange change();

    @Override
    public final int run(CommandContext context) throws VitrineException {
        Inventory now = inventory.inventory();
        MachineChange change = change();
        for (String machine : machines) {
            admin.change(Targets.machine(now, machine).id(), change);
            context.out().println(done + ": " + machine);
        }
        return ExitCode.OK;
    }
}
