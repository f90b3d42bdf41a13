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
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;
import org.vitrine.runtime.health.HealthService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "health",
        description =
                "Says what works and what is missing, and what to do about it. Ends with 1 when something does not work.")
public final class HealthCommand implements org.vitrine.runtime.command.Command {
    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    private final HealthService health;

    @Activate
    public HealthCommand(@Reference HealthService health) {
        this.health = health;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        List<HealthItem> items = health.items();
        if (json) {
            context.out().println(Json.pretty(items));
        } else {
            TextTable table = new TextTable("", "AREA", "WHAT", "FOUND");
            for (HealthItem item : items) {
                table.add(item.level().toString(), item.area(), item.name(), item.summary());
                if (!item.advice().isEmpty()) {
                    table.add("", "", "", "-> " + item.advice());
                }
            }
            table.print(context.out());
        }
        return items.stream().anyMatch(item -> item.level() == Level.FAILED) ? ExitCode.FAILED : ExitCode.OK;
    }
}
