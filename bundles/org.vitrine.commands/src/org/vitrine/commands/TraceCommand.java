/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.PathTrace;
import org.vitrine.dataplane.PathTrace.Hop;
import org.vitrine.dataplane.PathTrace.Outcome;
import org.vitrine.dataplane.PathTraceRequest;
import org.vitrine.dataplane.PathTraceService;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Nic;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "trace",
        description = {
            "Finds out where packets die: sends some from a machine, follows them and their answers from hop to hop, and tells"
                    + " the place and the reason of the loss.",
            "Ends with 1 when they do not arrive or are refused.",
            "As in: vitrine trace web db --protocol tcp --port 5432"
        })
public final class TraceCommand implements org.vitrine.runtime.command.Command {
    @Parameters(index = "0", paramLabel = "FROM", description = "MACHINE, MACHINE:NIC, or the address of a machine.")
    private String from;

    @Parameters(index = "1", paramLabel = "TO", description = "MACHINE, MACHINE:NIC, or any IPv4 or IPv6 address.")
    private String to;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description = "icmp for echo requests, tcp or udp (default: ${DEFAULT-VALUE}).")
    private String protocol = "icmp";

    @Option(names = "--port", paramLabel = "PORT", description = "Destination port of tcp or udp.")
    private int port;

    @Option(
            names = {"-t", "--limit"},
            paramLabel = "SECONDS",
            description = "How long to wait for answers (default: ${DEFAULT-VALUE}).")
    private double limit = PathTraceRequest.USUAL_LIMIT.toMillis() / 1000.0;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    private final InventoryService inventory;
    private final PathTraceService tracer;

    @Activate
    public TraceCommand(@Reference InventoryService inventory, @Reference PathTraceService tracer) {
        this.inventory = inventory;
        this.tracer = tracer;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        PathTrace trace = tracer.trace(request(inventory.inventory()));
        if (json) {
            context.out().println(Json.pretty(trace));
        } else {
            print(context.out(), trace);
        }
        return trace.outcome() == Outcome.ARRIVED ? ExitCode.OK : ExitCode.FAILED;
    }

    private PathTraceRequest request(Inventory machines) throws VitrineException {
        Nic source = withAddress(machines, from).orElse(null);
        if (source == null) {
            source = Targets.nic(machines, from);
        }
        try {
            return new PathTraceRequest(
                    source.id(),
                    destination(machines, source),
                    DeclarationText.protocol(protocol),
                    port,
                    Duration.ofMillis((long) (limit * 1000)));
        } catch (IllegalArgumentException e) {
            throw new VitrineException(Reason.INVALID, e.getMessage());
        }
    }

    private static Optional<Nic> withAddress(Inventory machines, String text) {
        IpAddress address;
        try {
            address = IpAddress.parse(text);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        return machines.machines().stream()
                .flatMap(machine -> machine.nics().stream())
                .filter(nic ->
                        nic.addresses().stream().anyMatch(own -> own.address().equals(address)))
                .findFirst();
    }

    /** An address as it is; of a machine the first of a family that the source has too. */
    private IpAddress destination(Inventory machines, Nic source) throws VitrineException {
        try {
            return IpAddress.parse(to);
        } catch (IllegalArgumentException _) {
            // a machine then
        }
        List<Nic> nics = to.indexOf(':') >= 0
                ? List.of(Targets.nic(machines, to))
                : Targets.machine(machines, to).nics();
        return nics.stream()
                .flatMap(nic -> nic.addresses().stream())
                .map(prefix -> prefix.address())
                .filter(address -> source.addresses().isEmpty()
                        || source.addresses().stream()
                                .anyMatch(own -> own.address().isIpv4() == address.isIpv4()))
                .findFirst()
                .orElseThrow(() -> new VitrineException(
                        Reason.NOT_FOUND, "no address of " + to + " is known", "Give the address itself."));
    }

    private static void print(PrintWriter out, PathTrace trace) {
        TextTable table = new TextTable("", "HOP", "WHAT", " THERE", " BACK", "");
        for (int i = 0; i < trace.hops().size(); i++) {
            Hop hop = trace.hops().get(i);
            boolean lost = i == trace.lostAt();
            table.add(
                    lost ? "x" : "",
                    hop.place().toString().toLowerCase(Locale.ROOT),
                    hop.name(),
                    hop.there() < 0 ? "-" : String.valueOf(hop.there()),
                    hop.back() < 0 ? "-" : String.valueOf(hop.back()),
                    lost ? "died here" + (trace.onTheWayBack() ? " on the way back" : "") : hop.detail());
        }
        table.print(out);
        String kind = trace.request().protocol() == Match.ICMP
                ? "echo requests"
                : (trace.request().protocol() == Match.TCP ? "tcp" : "udp") + " port "
                        + trace.request().port();
        out.println(switch (trace.outcome()) {
                    case ARRIVED -> "Arrived";
                    case REFUSED -> "Refused";
                    case LOST -> "Lost";
                    case UNKNOWN -> "Not known";
                }
                + " (" + kind + "): " + trace.reason() + ".");
        trace.notes().forEach(note -> out.println("Note: " + note + "."));
    }
}
