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
import org.vitrine.hypervisor.MachineState;
import org.vitrine.ui.SelectionAction;

/** Powers the selected machines on. */
@Component(service = SelectionAction.class, property = "service.ranking:Integer=590")
public final class StartAction extends PowerAction {
    static final Kind KIND = new Kind(
            "Start",
            "started",
            "player-play",
            MachineCapability.START,
            EnumSet.of(MachineState.STOPPED, MachineState.FAILED),
            "on");

    @Activate
    public StartAction(@Reference KnownMachines machines, @Reference MachineAdminService admin) {
        super(machines, KIND, admin::start);
    }
}
