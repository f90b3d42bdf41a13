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
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.Mirror;
import org.vitrine.dataplane.Scope;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Component(service = org.vitrine.runtime.command.Command.class, scope = ServiceScope.PROTOTYPE)
@Command(
        name = "mirror",
        description = {
            "Sends copies of what passes a guest's vNIC to another guest on the same host.",
            "As in: vitrine mirror web probe"
        })
public final class MirrorCommand extends DeclaringCommand {
    @Parameters(index = "1", arity = "0..1", paramLabel = "MACHINE[:NIC]", description = "Who gets the copies.")
    private String to;

    @Mixin
    private DirectionOptions directions;

    @Activate
    public MirrorCommand(
            @Reference InventoryService inventory,
            @Reference DataPlaneService dataPlane,
            @Reference DataPlaneAdminService admin) {
        super(inventory, dataPlane, admin);
    }

    @Override
    List<Mirror> declared(Scope scope, Inventory machines) throws VitrineException {
        if (to == null) {
            throw misused("say who gets the copies, or --off");
        }
        return List.of(new Mirror(
                scope, directions.direction(), Targets.nic(machines, to).id()));
    }

    @Override
    boolean isMine(Declaration present) {
        return present instanceof Mirror;
    }
}
