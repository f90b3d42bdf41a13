/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.util.EnumSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.ui.SelectionAction;

/** Lets suspended machines go on. */
@Component(service = SelectionAction.class, property = "service.ranking:Integer=575")
public final class ResumeAction extends PowerAction {
    static final Kind KIND = Kind.ofSome(
            "Resume", "running again", "player-play", MachineCapability.RESUME, EnumSet.of(MachineState.PAUSED));

    @Activate
    public ResumeAction(@Reference KnownMachines machines, @Reference MachineAdminService admin) {
        super(machines, KIND, machine -> admin.change(machine, new MachineChange.Resume()));
    }
}
