/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.Guard;
import org.vitrine.dataplane.Scope;
import org.vitrine.dataplane.Threat;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Component(service = org.vitrine.runtime.command.Command.class, scope = ServiceScope.PROTOTYPE)
@Command(
        name = "guard",
        description = {
            "Keeps guests from doing harm to their neighbours: what would do it is stopped where it enters the host.",
            "As in: vitrine guard all   (against everything)",
            "       vitrine guard web ROGUE_DHCP ROGUE_ROUTER"
        })
public final class GuardCommand extends DeclaringCommand {
    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "THREAT",
            description = "Of ${COMPLETION-CANDIDATES}; default: all.")
    private Threat[] threats = Threat.values();

    @Activate
    public GuardCommand(
            @Reference InventoryService inventory,
            @Reference DataPlaneService dataPlane,
            @Reference DataPlaneAdminService admin) {
        super(inventory, dataPlane, admin);
    }

    @Override
    List<Guard> declared(Scope scope, Inventory machines) {
        return Stream.of(threats).map(threat -> new Guard(scope, threat)).toList();
    }

    @Override
    boolean isMine(Declaration present) {
        return present instanceof Guard guard && List.of(threats).contains(guard.against());
    }
}
