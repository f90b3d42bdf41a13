/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.Amounts;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.dataplane.Drop;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.PortRange;
import org.vitrine.dataplane.Scope;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "drop",
        description = {
            "Loses packets of guests: all that match, or each with a probability.",
            "As in: vitrine drop web --remote 10.0.0.0/8 --protocol tcp --port 80",
            "       vitrine drop all --to-guest --probability 0.5%%"
        })
public final class DropCommand implements org.vitrine.runtime.command.Command {
    @Parameters(index = "0", paramLabel = "TARGET", description = Targets.SCOPE)
    private String target;

    @Option(names = "--remote", paramLabel = "PREFIX", description = "The far end: an IPv4 or IPv6 address or prefix.")
    private String remote;

    @Option(names = "--protocol", paramLabel = "NAME", description = "icmp, icmpv6, sctp, tcp, udp or a number.")
    private String protocol;

    @Option(names = "--port", paramLabel = "PORTS", description = "At the far end, as in 80 or 8000-8080.")
    private String port;

    @Option(names = "--guest-port", paramLabel = "PORTS", description = "At the guest's end.")
    private String guestPort;

    @Option(
            names = "--probability",
            paramLabel = "PERCENT",
            description = "Of each packet to be lost, in steps of 0.01%% (default: ${DEFAULT-VALUE}).")
    private String probability = "100%";

    @Option(names = "--from-guest", description = "Only what the guest sends; default: both directions.")
    private boolean fromGuest;

    @Option(names = "--to-guest", description = "Only what the guest gets; default: both directions.")
    private boolean toGuest;

    @Option(names = "--off", description = "Withdraws all drops of this target instead.")
    private boolean off;

    @Mixin
    private PlaneChange change;

    private final InventoryService inventory;
    private final DataPlaneService dataPlane;
    private final DataPlaneAdminService admin;

    @Activate
    public DropCommand(
            @Reference InventoryService inventory,
            @Reference DataPlaneService dataPlane,
            @Reference DataPlaneAdminService admin) {
        this.inventory = inventory;
        this.dataPlane = dataPlane;
        this.admin = admin;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        Scope scope = Targets.scope(inventory.inventory(), target);
        if (off) {
            change.make(
                    context,
                    dataPlane,
                    admin,
                    List.of(),
                    PlaneChange.present(dataPlane).stream()
                            .filter(each -> each instanceof Drop && each.scope().equals(scope))
                            .toList());
        } else {
            Drop drop = PlaneChange.typed(() -> new Drop(
                    scope, PlaneChange.direction(fromGuest, toGuest), match(), Amounts.parsePercent(probability)));
            change.make(context, dataPlane, admin, List.of(drop), List.of());
        }
        return ExitCode.OK;
    }

    private Match match() {
        return new Match(
                Optional.ofNullable(remote).map(IpPrefix::parse),
                Optional.ofNullable(protocol).map(DeclarationText::protocol),
                Optional.ofNullable(port).map(PortRange::parse),
                Optional.ofNullable(guestPort).map(PortRange::parse));
    }
}
