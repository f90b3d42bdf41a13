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

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "admin-key rotate",
        description = {
            "Makes a new key for administration protocol version 2, the first one or the next.",
            "The key before it stays valid until it is removed or the next one is made."
        })
public final class AdminKeyRotateCommand implements org.vitrine.runtime.command.Command {
    private final AdminKeyService service;

    @Activate
    public AdminKeyRotateCommand(@Reference AdminKeyService service) {
        this.service = service;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        String id = service.rotate();
        context.out()
                .println("key " + id + " is valid; it is in " + service.keys().file());
        return ExitCode.OK;
    }
}
