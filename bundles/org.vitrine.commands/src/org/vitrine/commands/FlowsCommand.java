/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.Quantity;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import org.vitrine.traffic.CaptureTrafficService;
import org.vitrine.traffic.FlowPage;
import org.vitrine.traffic.FlowQuery;
import org.vitrine.traffic.FlowService;
import org.vitrine.traffic.FlowTraffic;
import org.vitrine.traffic.Protocol;
import org.vitrine.traffic.Protocol.Layer;
import org.vitrine.traffic.TcpTraffic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "flows",
        description =
                "Lists the flows of guests, TCP connections with their state and round trips. Tx and Rx are seen from the guest. Or the flows of a capture file, which needs no runtime.")
public final class FlowsCommand implements org.vitrine.runtime.command.Command {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "MACHINE[:NIC]|FILE",
            description = {
                "Only of these; default: of all that are watched.",
                "Or a capture file whose name ends with .pcap, .pcapng or .cap, and perhaps .gz; - for standard input."
            })
    private String[] targets = {};

    @Mixin
    private final FlowListOptions options = new FlowListOptions();

    private final InventoryService inventory;
    private final FlowService flows;
    private final CaptureTrafficService captures;

    @Activate
    public FlowsCommand(
            @Reference InventoryService inventory,
            @Reference FlowService flows,
            @Reference CaptureTrafficService captures) {
        this.inventory = inventory;
        this.flows = flows;
        this.captures = captures;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        if (targets.length == 1 && FileFlows.isFile(targets[0])) {
            return new FileFlows(captures, options).run(context, targets[0]);
        }
        checkOptions();
        Inventory machines = inventory.inventory();
        FlowPage page = flows.flows(query(machines));
        if (options.json) {
            context.out().println(Json.pretty(page));
        } else {
            print(context, machines, page);
        }
        return ExitCode.OK;
    }

    private void checkOptions() {
        if (!options.filter.isEmpty() || options.hosts || options.protocols) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--filter, --hosts and --protocols are for one capture file; machines have vitrine status and vitrine protocols");
        }
    }

    private FlowQuery query(Inventory machines) throws VitrineException {
        try {
            return new FlowQuery(Targets.nics(machines, targets), Set.of(), options.order, options.skip, options.top);
        } catch (IllegalArgumentException e) {
            throw new VitrineException(Reason.INVALID, e.getMessage());
        }
    }

    private static void print(CommandContext context, Inventory machines, FlowPage page) {
        TextTable table = new TextTable(
                "GUEST",
                "PROTOCOL",
                "LOCAL",
                "",
                "REMOTE",
                " TX",
                " RX",
                " PACKETS",
                "STATE",
                " RTT",
                " RETRANS",
                " LATE",
                " SEEN");
        for (FlowTraffic flow : page.flows()) {
            Optional<TcpTraffic> tcp = flow.tcp();
            table.add(
                    Targets.name(machines, flow.nic()),
                    new Protocol(Layer.IP, flow.key().protocol()).displayName(),
                    FileFlows.endpoint(flow.key().local(), flow.key().localPort()),
                    flow.startedByGuest() ? "->" : "<-",
                    FileFlows.endpoint(flow.key().remote(), flow.key().remotePort()),
                    Quantity.bytes(flow.totals().txBytes()),
                    Quantity.bytes(flow.totals().rxBytes()),
                    String.valueOf(flow.totals().txPackets() + flow.totals().rxPackets()),
                    tcp.map(t -> t.state().toString()).orElse(""),
                    tcp.flatMap(t -> t.roundTrip().or(t::handshakeRoundTrip))
                            .map(FileFlows::millis)
                            .orElse(""),
                    tcp.map(t -> String.valueOf(t.retransmissions())).orElse(""),
                    tcp.map(t -> String.valueOf(t.outOfOrder())).orElse(""),
                    Math.max(0, (page.time() - flow.lastSeen()) / 1_000_000_000) + " s ago");
        }
        if (table.isEmpty()) {
            context.out().println("No flows are known.");
        } else {
            table.print(context.out());
            context.out()
                    .println(page.flows().size() + " of " + page.known() + " flows; " + page.expired() + " ended, "
                            + page.evicted() + " had to make room");
        }
    }
}
