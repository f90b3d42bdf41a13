/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineChange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Component(service = org.vitrine.runtime.command.Command.class, scope = ServiceScope.PROTOTYPE)
@Command(
        name = "shutdown",
        description =
                "Asks the guests of machines to shut down, through the agent, else by the power button, and waits.")
public final class ShutdownCommand extends ChangeCommand {
    @Option(
            names = {"-t", "--limit"},
            paramLabel = "SECONDS",
            description = "How long to wait for each (default: ${DEFAULT-VALUE}).")
    private double limit = 60;

    @Activate
    public ShutdownCommand(@Reference InventoryService inventory, @Reference MachineAdminService admin) {
        super(inventory, admin, "shut down");
    }

    @Override
    MachineChange change() {
        return new MachineChange.ShutDown(Duration.ofMillis((long) Math.max(1, limit * 1000)));
    }
}
