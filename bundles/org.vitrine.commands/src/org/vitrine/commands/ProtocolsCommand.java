/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

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
import org.vitrine.traffic.FlowService;
import org.vitrine.traffic.NicProtocols;
import org.vitrine.traffic.Protocol;
import org.vitrine.traffic.Protocol.Layer;
import org.vitrine.traffic.ProtocolSnapshot;
import org.vitrine.traffic.ServiceNames;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficTotals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "protocols",
        description = "Shows what guests' traffic consists of: protocols, and the ports of the ends that serve.")
public final class ProtocolsCommand implements org.vitrine.runtime.command.Command {
    @Parameters(
            arity = "0..*",
            paramLabel = "MACHINE[:NIC]",
            description = "Only of these; default: of all that are watched.")
    private String[] targets = {};

    @Option(
            names = {"-n", "--top"},
            paramLabel = "N",
            description = "Ports to list for each vNIC (default: ${DEFAULT-VALUE}).")
    private int top = 10;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    private final InventoryService inventory;
    private final FlowService flows;

    @Activate
    public ProtocolsCommand(@Reference InventoryService inventory, @Reference FlowService flows) {
        this.inventory = inventory;
        this.flows = flows;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        Inventory machines = inventory.inventory();
        ProtocolSnapshot snapshot = flows.protocols(Targets.nics(machines, targets), Math.max(0, top));
        if (json) {
            context.out().println(Json.pretty(snapshot));
            return ExitCode.OK;
        }
        TextTable table = new TextTable("GUEST", "PROTOCOL", " TX", " RX", " TX", " RX", " TX TOTAL", " RX TOTAL");
        for (NicProtocols nic : snapshot.nics()) {
            String name = Targets.name(machines, nic.nic());
            nic.protocols().forEach(p -> add(table, name, p.protocol().displayName(), p.rates(), p.totals()));
            nic.ports()
                    .forEach(p -> add(
                            table,
                            name,
                            new Protocol(Layer.IP, p.protocol()).displayName() + " port "
                                    + ServiceNames.withPort(p.port()),
                            p.rates(),
                            p.totals()));
        }
        if (table.isEmpty()) {
            context.out().println("No guest is watched, or none has said anything.");
        } else {
            table.print(context.out());
        }
        return ExitCode.OK;
    }

    private static void add(TextTable table, String name, String what, TrafficRates rates, TrafficTotals totals) {
        table.add(
                name,
                what,
                Quantity.bitRate(rates.txBytesPerSecond()),
                Quantity.bitRate(rates.rxBytesPerSecond()),
                Quantity.packetRate(rates.txPacketsPerSecond()),
                Quantity.packetRate(rates.rxPacketsPerSecond()),
                Quantity.bytes(totals.txBytes()),
                Quantity.bytes(totals.rxBytes()));
    }
}
