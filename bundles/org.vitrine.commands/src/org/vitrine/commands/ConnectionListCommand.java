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
import org.vitrine.hypervisor.HypervisorAdminService;
import org.vitrine.hypervisor.HypervisorConnectionStatus;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "connection list",
        description = "Lists the connections to hypervisors, with the reason where one is not there.")
public final class ConnectionListCommand implements org.vitrine.runtime.command.Command {
    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    private final HypervisorAdminService hypervisors;

    @Activate
    public ConnectionListCommand(@Reference HypervisorAdminService hypervisors) {
        this.hypervisors = hypervisors;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        if (json) {
            context.out().println(Json.pretty(hypervisors.connections()));
            return ExitCode.OK;
        }
        TextTable table = new TextTable("CONNECTION", "STATE", " MACHINES", "FROM", "");
        for (HypervisorConnectionStatus each : hypervisors.connections()) {
            table.add(
                    each.uri(),
                    each.connected() ? "connected" : "not connected",
                    String.valueOf(each.machines()),
                    each.configured() ? "configuration" : "command",
                    each.message());
        }
        table.print(context.out());
        return ExitCode.OK;
    }
}
