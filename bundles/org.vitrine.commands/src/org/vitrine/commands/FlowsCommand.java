/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.IpAddress;
import org.vitrine.common.Quantity;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import org.vitrine.traffic.FlowOrder;
import org.vitrine.traffic.FlowPage;
import org.vitrine.traffic.FlowQuery;
import org.vitrine.traffic.FlowService;
import org.vitrine.traffic.FlowTraffic;
import org.vitrine.traffic.Protocol;
import org.vitrine.traffic.Protocol.Layer;
import org.vitrine.traffic.TcpTraffic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "flows",
        description =
                "Lists the flows of guests, TCP connections with their state and round trips. Tx and Rx are seen from the guest.")
public final class FlowsCommand implements org.vitrine.runtime.command.Command {
    private static final double NANOS_PER_MILLI = 1e6;

    @Parameters(
            arity = "0..*",
            paramLabel = "MACHINE[:NIC]",
            description = "Only of these; default: of all that are watched.")
    private String[] targets = {};

    @Option(
            names = {"-n", "--top"},
            paramLabel = "N",
            description = "Flows to list (default: ${DEFAULT-VALUE}).")
    private int top = 20;

    @Option(names = "--skip", paramLabel = "N", description = "Flows to leave out at the beginning, to turn pages.")
    private int skip;

    @Option(
            names = {"-s", "--sort"},
            paramLabel = "ORDER",
            description = "What comes first, one of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private FlowOrder order = FlowOrder.BYTES;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    private final InventoryService inventory;
    private final FlowService flows;

    @Activate
    public FlowsCommand(@Reference InventoryService inventory, @Reference FlowService flows) {
        this.inventory = inventory;
        this.flows = flows;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        Inventory machines = inventory.inventory();
        FlowPage page = flows.flows(query(machines));
        if (json) {
            context.out().println(Json.pretty(page));
        } else {
            print(context, machines, page);
        }
        return ExitCode.OK;
    }

    private FlowQuery query(Inventory machines) throws VitrineException {
        try {
            return new FlowQuery(Targets.nics(machines, targets), Set.of(), order, skip, top);
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
                    endpoint(flow.key().local(), flow.key().localPort()),
                    flow.startedByGuest() ? "->" : "<-",
                    endpoint(flow.key().remote(), flow.key().remotePort()),
                    Quantity.bytes(flow.totals().txBytes()),
                    Quantity.bytes(flow.totals().rxBytes()),
                    String.valueOf(flow.totals().txPackets() + flow.totals().rxPackets()),
                    tcp.map(t -> t.state().toString()).orElse(""),
                    tcp.flatMap(t -> t.roundTrip().or(t::handshakeRoundTrip))
                            .map(FlowsCommand::millis)
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

    private static String endpoint(IpAddress address, int port) {
        String text = address.toString();
        return port == 0 ? text : (address.isIpv4() ? text : "[" + text + "]") + ":" + port;
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.3g ms", duration.toNanos() / NANOS_PER_MILLI);
    }
}
