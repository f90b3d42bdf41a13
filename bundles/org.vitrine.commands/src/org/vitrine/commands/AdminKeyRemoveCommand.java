/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.admin.AdminKeyService;
import org.vitrine.common.VitrineException;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "admin-key remove",
        description = "Removes a key of administration protocol version 2, at once. Without keys version 2 is off.")
public final class AdminKeyRemoveCommand implements org.vitrine.runtime.command.Command {
    @Parameters(paramLabel = "KEY", description = "Its id, as vitrine admin-key list shows it.")
    private String id;

    private final AdminKeyService service;

    @Activate
    public AdminKeyRemoveCommand(@Reference AdminKeyService service) {
        this.service = service;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        service.remove(id);
        context.out().println("key " + id + " is not valid any more");
        return ExitCode.OK;
    }
}
