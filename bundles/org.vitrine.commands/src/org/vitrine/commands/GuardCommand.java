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
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Guard;
import org.vitrine.dataplane.Scope;
import org.vitrine.dataplane.Threat;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "guard",
        description = {
            "Keeps guests from doing harm to their neighbours: what would do it is stopped where it enters the host.",
            "As in: vitrine guard all   (against everything)",
            "       vitrine guard web ROGUE_DHCP ROGUE_ROUTER"
        })
public final class GuardCommand implements org.vitrine.runtime.command.Command {
    @Parameters(index = "0", paramLabel = "TARGET", description = Targets.SCOPE)
    private String target;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "THREAT",
            description = "Of ${COMPLETION-CANDIDATES}; default: all.")
    private Threat[] threats = Threat.values();

    @Option(names = "--off", description = "Withdraws these guards of this target instead.")
    private boolean off;

    @Mixin
    private PlaneChange change;

    private final InventoryService inventory;
    private final DataPlaneService dataPlane;
    private final DataPlaneAdminService admin;

    @Activate
    public GuardCommand(
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
        List<Guard> guards =
                Stream.of(threats).map(threat -> new Guard(scope, threat)).toList();
        change.make(context, dataPlane, admin, off ? List.of() : guards, off ? guards : List.of());
        return ExitCode.OK;
    }
}
