/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.HypervisorAdminService;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(name = "define", description = "Defines a machine from a description in its hypervisor's own language.")
public final class DefineCommand implements org.vitrine.runtime.command.Command {
    @Parameters(index = "0", paramLabel = "URI", description = "The connection.")
    private String uri;

    @Parameters(index = "1", paramLabel = "FILE", description = "The description: for libvirt, domain XML.")
    private String file;

    private final HypervisorAdminService hypervisors;

    @Activate
    public DefineCommand(@Reference HypervisorAdminService hypervisors) {
        this.hypervisors = hypervisors;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        try (InputStream in = context.read(file)) {
            hypervisors.define(uri, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new VitrineException(Reason.INVALID, file + " cannot be read: " + e.getMessage());
        }
        context.out().println("defined: " + file);
        return ExitCode.OK;
    }
}
