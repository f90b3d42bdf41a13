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
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "connection add",
        description = "Adds a connection to a hypervisor, such as qemu:///system; it stays over restarts.")
public final class ConnectionAddCommand implements org.vitrine.runtime.command.Command {
    @Parameters(paramLabel = "URI", description = "The hypervisor; a #name at its end says how to call it.")
    private String uri;

    private final HypervisorAdminService hypervisors;

    @Activate
    public ConnectionAddCommand(@Reference HypervisorAdminService hypervisors) {
        this.hypervisors = hypervisors;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        hypervisors.add(uri);
        context.out().println("connecting: " + uri);
        return ExitCode.OK;
    }
}
