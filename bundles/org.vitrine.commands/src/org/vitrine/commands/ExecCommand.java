/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.runtime.command.CommandContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "exec",
        description = "Runs a command inside a machine, waits for its end, and ends with its exit code.",
        customSynopsis = "vitrine exec [-t SECONDS] MACHINE -- PROGRAM [ARGUMENT...]")
public final class ExecCommand implements org.vitrine.runtime.command.Command {
    @Option(
            names = {"-t", "--limit"},
            paramLabel = "SECONDS",
            description = "Ends it after so long (default: ${DEFAULT-VALUE}).")
    private double limit = 60;

    @Parameters(index = "0", paramLabel = "MACHINE", description = "Where to run it.")
    private String machine;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "PROGRAM",
            description = "What to run; no shell looks at it.")
    private String[] command;

    private final InventoryService inventory;
    private final MachineAdminService admin;

    @Activate
    public ExecCommand(@Reference InventoryService inventory, @Reference MachineAdminService admin) {
        this.inventory = inventory;
        this.admin = admin;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        ExecRequest request = new ExecRequest(List.of(command), Duration.ofMillis((long) Math.max(1, limit * 1000)));
        ExecResult result =
                admin.exec(Targets.machine(inventory.inventory(), machine).id(), request);
        context.out().print(result.output());
        context.out().flush();
        context.err().print(result.errors());
        if (result.truncated()) {
            context.err().println("(more output was dropped)");
        }
        return result.exitCode();
    }
}
