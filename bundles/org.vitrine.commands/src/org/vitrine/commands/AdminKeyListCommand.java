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
import org.vitrine.admin.AdminKeys;
import org.vitrine.common.EpochClock;
import org.vitrine.common.VitrineException;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "admin-key list",
        description =
                "Lists the keys of administration protocol version 2 by their ids, and says in which file they are.")
public final class AdminKeyListCommand implements org.vitrine.runtime.command.Command {
    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    private final AdminKeyService service;

    @Activate
    public AdminKeyListCommand(@Reference AdminKeyService service) {
        this.service = service;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        AdminKeys keys = service.keys();
        if (json) {
            context.out().println(Json.pretty(keys));
            return ExitCode.OK;
        }
        TextTable table = new TextTable("KEY", "CREATED", "FILE");
        for (AdminKeys.Key key : keys.keys()) {
            table.add(key.id(), EpochClock.toInstant(key.created()).toString(), keys.file());
        }
        table.print(context.out());
        if (keys.keys().isEmpty()) {
            context.out().println("no key: version 2 is off; make one by vitrine admin-key rotate");
        }
        return ExitCode.OK;
    }
}
