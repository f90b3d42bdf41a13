/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "link",
        description = "Plugs the cable of a vNIC in or pulls it; the guest sees its carrier come and go.")
public final class LinkCommand implements org.vitrine.runtime.command.Command {
    @Parameters(index = "0", paramLabel = "MACHINE[:NIC]", description = "The vNIC.")
    private String target;

    @Parameters(index = "1", paramLabel = "up|down", description = "What the guest is to see.")
    private String state;

    private final InventoryService inventory;
    private final MachineAdminService admin;

    @Activate
    public LinkCommand(@Reference InventoryService inventory, @Reference MachineAdminService admin) {
        this.inventory = inventory;
        this.admin = admin;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        if (!state.equals("up") && !state.equals("down")) {
            throw new VitrineException(Reason.INVALID, "a link is up or down, not " + state);
        }
        NicId nic = Targets.nic(inventory.inventory(), target).id();
        admin.change(nic.machine(), new MachineChange.SetLink(nic.name(), state.equals("up")));
        context.out().println("link " + state + ": " + target);
        return ExitCode.OK;
    }
}
