/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.admin.AdminServerService;
import org.vitrine.admin.AdminServerStatus;
import org.vitrine.admin.RefusalReason;
import org.vitrine.common.VitrineException;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "admin",
        description = "Shows how the administration server does: where it answers, whom, and what it refused.")
public final class AdminCommand implements org.vitrine.runtime.command.Command {
    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    private final AdminServerService server;

    @Activate
    public AdminCommand(@Reference AdminServerService server) {
        this.server = server;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        AdminServerStatus status = server.status();
        if (json) {
            context.out().println(Json.pretty(status));
            return ExitCode.OK;
        }
        TextTable table = new TextTable("", "");
        table.add(
                "answers at",
                list(status.transparentNics().stream().map(Object::toString).toList(), "no vNIC"));
        table.add("own socket", status.socket().isEmpty() ? "off" : status.socket());
        table.add(
                "answers to",
                list(status.allowed().stream().map(Object::toString).toList(), "nobody"));
        table.add("answered", status.answered() + " requests");
        for (RefusalReason reason : Arrays.asList(RefusalReason.values())) {
            long count = status.refused().getOrDefault(reason, 0L);
            if (count > 0) {
                table.add(
                        "refused",
                        count + " "
                                + reason.toString()
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .replace('_', ' '));
            }
        }
        table.print(context.out());
        return ExitCode.OK;
    }

    private static String list(java.util.List<String> items, String none) {
        return items.isEmpty() ? none : items.stream().collect(Collectors.joining(", "));
    }
}
