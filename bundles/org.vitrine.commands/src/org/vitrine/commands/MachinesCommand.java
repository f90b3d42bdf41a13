/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Nic;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(name = "machines", description = "Lists machines with their state and vNICs.")
public final class MachinesCommand implements org.vitrine.runtime.command.Command {
    @Option(names = "--json", description = "Prints JSON: the whole inventory.")
    private boolean json;

    private final InventoryService inventory;

    @Activate
    public MachinesCommand(@Reference InventoryService inventory) {
        this.inventory = inventory;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        Inventory now = inventory.inventory();
        if (json) {
            context.out().println(Json.pretty(now));
            return ExitCode.OK;
        }
        TextTable table = new TextTable("MACHINE", "ROLE", "STATE", "NIC", "MAC", "HOST SIDE", "ADDRESSES", "");
        for (Machine machine : now.machines()) {
            String name = machine.group().isEmpty() ? machine.name() : machine.group() + "/" + machine.name();
            String role = machine.role().toString().toLowerCase(java.util.Locale.ROOT);
            if (machine.nics().isEmpty()) {
                table.add(name, role, machine.state().toString(), "", "", "", "", machine.message());
            }
            for (Nic nic : machine.nics()) {
                table.add(
                        name,
                        role,
                        machine.state().toString(),
                        nic.id().name(),
                        nic.mac().toString(),
                        nic.hostInterface().map(Object::toString).orElse("-"),
                        nic.addresses().stream().map(Object::toString).collect(Collectors.joining(" ")),
                        machine.message());
            }
        }
        if (table.isEmpty()) {
            context.out().println("There are no machines. Bring up a lab with: vitrine lab up");
        } else {
            table.print(context.out());
        }
        return ExitCode.OK;
    }
}
