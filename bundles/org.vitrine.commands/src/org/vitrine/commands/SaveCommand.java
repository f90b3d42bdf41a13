/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineChange;
import picocli.CommandLine.Command;

@Component(service = org.vitrine.runtime.command.Command.class, scope = ServiceScope.PROTOTYPE)
@Command(
        name = "save",
        description = "Writes the memory of machines to disk and powers them off; the next start goes on there.")
public final class SaveCommand extends ChangeCommand {
    @Activate
    public SaveCommand(@Reference InventoryService inventory, @Reference MachineAdminService admin) {
        super(inventory, admin, "saved");
    }

    @Override
    MachineChange change() {
        return new MachineChange.Save();
    }
}
