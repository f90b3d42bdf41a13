/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.MachineSnapshot;
import org.vitrine.hypervisor.MachineStatisticsService;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(name = "snapshot list", description = "Lists the snapshots of a machine, the oldest first.")
public final class SnapshotListCommand implements org.vitrine.runtime.command.Command {
    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "MACHINE", description = "The machine.")
    private String machine;

    private final InventoryService inventory;
    private final MachineStatisticsService statistics;

    @Activate
    public SnapshotListCommand(@Reference InventoryService inventory, @Reference MachineStatisticsService statistics) {
        this.inventory = inventory;
        this.statistics = statistics;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        List<MachineSnapshot> snapshots = statistics.snapshots(
                Targets.machine(inventory.inventory(), machine).id());
        if (json) {
            context.out().println(Json.pretty(snapshots));
            return ExitCode.OK;
        }
        TextTable table = new TextTable("SNAPSHOT", "TAKEN", "STATE", "AFTER", "KEPT", "DESCRIPTION");
        for (MachineSnapshot each : snapshots) {
            table.add(
                    each.name() + (each.current() ? " (current)" : ""),
                    Instant.ofEpochSecond(each.epochSeconds()).toString(),
                    each.state().toString(),
                    each.parent().orElse("-"),
                    each.external() ? "beside" : "inside",
                    each.description());
        }
        if (table.isEmpty()) {
            context.out()
                    .println(machine + " has no snapshots. Take one with: vitrine snapshot take " + machine + " NAME");
        } else {
            table.print(context.out());
        }
        return ExitCode.OK;
    }
}
