/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.Mirror;
import org.vitrine.dataplane.Scope;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "mirror",
        description = {
            "Sends copies of what passes a guest's vNIC to another guest on the same host.",
            "As in: vitrine mirror web probe"
        })
public final class MirrorCommand implements org.vitrine.runtime.command.Command {
    @Parameters(index = "0", paramLabel = "TARGET", description = Targets.SCOPE)
    private String target;

    @Parameters(index = "1", arity = "0..1", paramLabel = "MACHINE[:NIC]", description = "Who gets the copies.")
    private String to;

    @Option(names = "--from-guest", description = "Only what the guest sends; default: both directions.")
    private boolean fromGuest;

    @Option(names = "--to-guest", description = "Only what the guest gets; default: both directions.")
    private boolean toGuest;

    @Option(names = "--off", description = "Withdraws all mirrors of this target instead.")
    private boolean off;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaneChange change;

    private final InventoryService inventory;
    private final DataPlaneService dataPlane;
    private final DataPlaneAdminService admin;

    @Activate
    public MirrorCommand(
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
            List<Declaration> mirrors = PlaneChange.present(dataPlane).stream()
                    .filter(each -> each instanceof Mirror && each.scope().equals(scope))
                    .toList();
            change.make(context, dataPlane, admin, List.of(), mirrors);
        } else if (to == null) {
            throw new ParameterException(spec.commandLine(), "say who gets the copies, or --off");
        } else {
            NicId nic = Targets.nic(inventory.inventory(), to).id();
            Mirror mirror = new Mirror(scope, PlaneChange.direction(fromGuest, toGuest), nic);
            change.make(context, dataPlane, admin, List.of(mirror), List.of());
        }
        return ExitCode.OK;
    }
}
