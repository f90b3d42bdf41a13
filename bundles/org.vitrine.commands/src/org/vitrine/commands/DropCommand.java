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
import org.vitrine.dataplane.Amounts;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.dataplane.Drop;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.PortRange;
import org.vitrine.dataplane.Scope;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Component(service = org.vitrine.runtime.command.Command.class, scope = ServiceScope.PROTOTYPE)
@Command(
        name = "drop",
        description = {
            "Loses packets of guests: all that match, or each with a probability.",
            "As in: vitrine drop web --remote 10.0.0.0/8 --protocol tcp --port 80",
            "       vitrine drop all --to-guest --probability 0.5%%"
        })
public final class DropCommand extends DeclaringCommand {
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

    @Mixin
    private DirectionOptions directions;

    @Activate
    public DropCommand(
            @Reference InventoryService inventory,
            @Reference DataPlaneService dataPlane,
            @Reference DataPlaneAdminService admin) {
        super(inventory, dataPlane, admin);
    }

    @Override
    List<Drop> declared(Scope scope, Inventory machines) {
        return List.of(new Drop(scope, directions.direction(), match(), Amounts.parsePercent(probability)));
    }

    @Override
    boolean isMine(Declaration present) {
        return present instanceof Drop;
    }

    private Match match() {
        return new Match(
                Optional.ofNullable(remote).map(IpPrefix::parse),
                Optional.ofNullable(protocol).map(DeclarationText::protocol),
                Optional.ofNullable(port).map(PortRange::parse),
                Optional.ofNullable(guestPort).map(PortRange::parse));
    }
}
