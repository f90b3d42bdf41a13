/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.time.Duration;
import java.util.EnumSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.ui.SelectionAction;

/** Asks the guests to end. */
@Component(service = SelectionAction.class, property = "service.ranking:Integer=585")
public final class ShutDownAction extends PowerAction {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    static final Kind KIND =
            Kind.ofSome("Shut down", "off", "power", MachineCapability.SHUT_DOWN, EnumSet.of(MachineState.RUNNING));

    @Activate
    public ShutDownAction(@Reference KnownMachines machines, @Reference MachineAdminService admin) {
        super(machines, KIND, machine -> admin.change(machine, new MachineChange.ShutDown(LIMIT)));
    }
}
