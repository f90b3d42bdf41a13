/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.MachineId;
import org.vitrine.common.Quantity;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineStatistics;
import org.vitrine.hypervisor.MachineStatisticsService;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "stats",
        description = "Shows what hypervisors count of running machines: processor, memory, disks, network.")
public final class StatsCommand implements org.vitrine.runtime.command.Command {
    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Parameters(arity = "0..*", paramLabel = "MACHINE", description = "Which machines (default: all).")
    private String[] machines = {};

    private final InventoryService inventory;
    private final MachineStatisticsService statistics;

    @Activate
    public StatsCommand(@Reference InventoryService inventory, @Reference MachineStatisticsService statistics) {
        this.inventory = inventory;
        this.statistics = statistics;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        Inventory now = inventory.inventory();
        Set<MachineId> chosen = new HashSet<>();
        for (String machine : machines) {
            chosen.add(Targets.machine(now, machine).id());
        }
        List<MachineStatistics> all = statistics.statistics(chosen);
        if (json) {
            context.out().println(Json.pretty(all));
            return ExitCode.OK;
        }
        TextTable table = new TextTable(
                "MACHINE", " CPU TIME", " VCPUS", " MEMORY", " OF", " RECEIVED", " SENT", " READ", " WRITTEN");
        for (MachineStatistics one : all) {
            table.add(
                    now.machine(one.machine())
                            .map(Machine::name)
                            .orElse(one.machine().value()),
                    Quantity.duration(one.cpuTime()),
                    String.valueOf(one.vcpus()),
                    bytes(one.memoryBytes()),
                    bytes(one.maxMemoryBytes()),
                    sum(one.nics(), MachineStatistics.NicCounters::receivedBytes),
                    sum(one.nics(), MachineStatistics.NicCounters::sentBytes),
                    sum(one.disks(), MachineStatistics.Disk::readBytes),
                    sum(one.disks(), MachineStatistics.Disk::writtenBytes));
        }
        if (table.isEmpty()) {
            context.out().println("Nothing is counted: no machine runs whose hypervisor counts.");
        } else {
            table.print(context.out());
        }
        return ExitCode.OK;
    }

    private static <T> String sum(List<T> parts, ToLongFunction<T> count) {
        return bytes(parts.stream()
                .mapToLong(count)
                .filter(known -> known >= 0)
                .reduce(Long::sum)
                .orElse(-1));
    }

    private static String bytes(long bytes) {
        return bytes < 0 ? "-" : Quantity.bytes(bytes);
    }
}
