/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.time.Duration;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.Quantity;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficQuery;
import org.vitrine.traffic.TrafficService;
import org.vitrine.traffic.TrafficSnapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "status",
        description = "Shows how much every guest talks, and with whom. Tx and Rx are seen from the guest.")
public final class StatusCommand implements org.vitrine.runtime.command.Command {
    @Parameters(
            arity = "0..*",
            paramLabel = "MACHINE[:NIC]",
            description = "Only these; default: all that are watched.")
    private String[] targets = {};

    @Option(
            names = {"-n", "--top"},
            paramLabel = "N",
            description = "Remote hosts to list for each vNIC (default: ${DEFAULT-VALUE}).")
    private int top = 5;

    @Option(
            names = {"-w", "--watch"},
            paramLabel = "SECONDS",
            arity = "0..1",
            fallbackValue = "1",
            description = "Goes on, every so many seconds (default: 1), until interrupted.")
    private Double watch;

    @Option(names = "--json", description = "Prints JSON; with --watch one line each time.")
    private boolean json;

    private final InventoryService inventory;
    private final TrafficService traffic;

    @Activate
    public StatusCommand(@Reference InventoryService inventory, @Reference TrafficService traffic) {
        this.inventory = inventory;
        this.traffic = traffic;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        while (true) {
            Inventory machines = inventory.inventory();
            TrafficSnapshot snapshot =
                    traffic.snapshot(new TrafficQuery(Targets.nics(machines, targets), Math.max(0, top)));
            if (json) {
                context.out().println(watch == null ? Json.pretty(snapshot) : Json.compact(snapshot));
            } else {
                print(context, machines, snapshot);
            }
            context.out().flush();
            if (watch == null) {
                return ExitCode.OK;
            }
            try {
                Thread.sleep(Duration.ofMillis((long) Math.max(100, watch * 1000)));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return ExitCode.CANCELLED;
            }
        }
    }

    private static void print(CommandContext context, Inventory machines, TrafficSnapshot snapshot) {
        TextTable table =
                new TextTable("GUEST", "REMOTE HOST", " TX", " RX", " TX", " RX", " TX TOTAL", " RX TOTAL", "");
        for (NicTraffic nic : snapshot.nics()) {
            table.add(
                    Targets.name(machines, nic.nic()),
                    nic.knownHosts() + (nic.knownHosts() == 1 ? " host" : " hosts"),
                    Quantity.bitRate(nic.rates().txBytesPerSecond()),
                    Quantity.bitRate(nic.rates().rxBytesPerSecond()),
                    Quantity.packetRate(nic.rates().txPacketsPerSecond()),
                    Quantity.packetRate(nic.rates().rxPacketsPerSecond()),
                    Quantity.bytes(nic.totals().txBytes()),
                    Quantity.bytes(nic.totals().rxBytes()),
                    nic.missedFrames() > 0 ? nic.missedFrames() + " frames missed" : "");
            nic.hosts()
                    .forEach(host -> table.add(
                            "",
                            host.address().toString(),
                            Quantity.bitRate(host.rates().txBytesPerSecond()),
                            Quantity.bitRate(host.rates().rxBytesPerSecond()),
                            Quantity.packetRate(host.rates().txPacketsPerSecond()),
                            Quantity.packetRate(host.rates().rxPacketsPerSecond()),
                            Quantity.bytes(host.totals().txBytes()),
                            Quantity.bytes(host.totals().rxBytes()),
                            filtered(host).orElse("")));
        }
        if (table.isEmpty()) {
            context.out().println("No guest is watched. Bring up a lab with: vitrine lab up");
        } else {
            table.print(context.out());
        }
    }

    private static Optional<String> filtered(HostTraffic host) {
        return host.filtered()
                ? Optional.of("filtered, " + host.blockedPackets() + " packets of the guest stopped")
                : Optional.empty();
    }
}
