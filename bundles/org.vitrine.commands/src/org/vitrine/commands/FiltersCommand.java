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
import org.vitrine.common.EpochClock;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.Filter;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "filters",
        description = "Lists the filters that are declared, how they stand in the kernel, and what they stopped.")
public final class FiltersCommand implements org.vitrine.runtime.command.Command {
    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    private final DataPlaneService dataPlane;

    @Activate
    public FiltersCommand(@Reference DataPlaneService dataPlane) {
        this.dataPlane = dataPlane;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        List<DeclarationState> states = dataPlane.declarations().stream()
                .filter(state -> state.declaration() instanceof Filter)
                .toList();
        if (json) {
            context.out().println(Json.pretty(states));
            return ExitCode.OK;
        }
        TextTable table = new TextTable("GUEST", "REMOTE HOST", "STATE", " FROM GUEST", " TO GUEST", "SINCE", "BY", "");
        for (DeclarationState state : states) {
            if (state.declaration() instanceof Filter filter) {
                table.add(
                        filter.nic().toString(),
                        filter.remote().toString(),
                        state.status().toString(),
                        packets(state.fromGuest()),
                        packets(state.toGuest()),
                        EpochClock.toInstant(state.declaredAt())
                                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                                .toString(),
                        state.declaredBy(),
                        state.message());
            }
        }
        if (table.isEmpty()) {
            context.out().println("Nothing is filtered.");
        } else {
            table.print(context.out());
        }
        return ExitCode.OK;
    }

    private static String packets(DropCount count) {
        return count.packets() + " pkt";
    }
}
