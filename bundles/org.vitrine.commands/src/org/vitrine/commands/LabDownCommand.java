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
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.hypervisor.lab.LabStatus;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(name = "lab down", description = "Takes labs down: their processes end, their links, namespaces and rules go.")
public final class LabDownCommand implements org.vitrine.runtime.command.Command {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which labs (default: all).")
    private String[] names = {};

    private final LabAdminService labs;

    @Activate
    public LabDownCommand(@Reference LabAdminService labs) {
        this.labs = labs;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        List<String> chosen = names.length > 0
                ? List.of(names)
                : labs.labs().stream().map(LabStatus::name).toList();
        if (chosen.isEmpty()) {
            context.out().println("no lab is up");
        }
        for (String name : chosen) {
            boolean wasThere = labs.down(name, _ -> {});
            context.out().println(wasThere ? "lab " + name + " is down" : "lab " + name + " was not up");
        }
        return ExitCode.OK;
    }
}
