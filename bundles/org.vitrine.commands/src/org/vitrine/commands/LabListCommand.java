/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Nic;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.hypervisor.lab.LabStatus;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(name = "lab list", description = "Lists the labs that are up, with their machines.")
public final class LabListCommand implements org.vitrine.runtime.command.Command {
    @Option(names = "--json", description = "Prints a JSON array of machines.")
    private boolean json;

    private final LabAdminService labs;
    private final InventoryService inventory;

    /**
     * A machine of a lab, as scripts want it.
     *
     * @param netns network namespace of the machine
     * @param hostInterface host side of its first vNIC, in the namespace {@code hostNetns}; empty when there is none
     * @param addresses all its addresses, IPv4 first, without prefix length
     */
    record LabMachine(
            String lab,
            String name,
            String role,
            String state,
            String host,
            String netns,
            String hostInterface,
            String hostNetns,
            List<String> addresses) {}

    @Activate
    public LabListCommand(@Reference LabAdminService labs, @Reference InventoryService inventory) {
        this.labs = labs;
        this.inventory = inventory;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        List<LabStatus> known = labs.labs();
        List<LabMachine> machines = new ArrayList<>();
        for (Machine machine : inventory.inventory().machines()) {
            if (known.stream().anyMatch(lab -> lab.name().equals(machine.group()))) {
                machines.add(describe(machine));
            }
        }
        if (json) {
            context.out().println(Json.pretty(machines));
            return ExitCode.OK;
        }
        if (known.isEmpty()) {
            context.out().println("No lab is up. Bring one up with: vitrine lab up");
        }
        for (LabStatus lab : known) {
            context.out()
                    .println("lab " + lab.name() + " (" + lab.state().toString().toLowerCase(Locale.ROOT) + "): "
                            + lab.title());
            TextTable table = new TextTable("MACHINE", "ROLE", "STATE", "HOST", "NAMESPACE", "HOST SIDE", "ADDRESSES");
            for (LabMachine machine : machines) {
                if (machine.lab().equals(lab.name())) {
                    table.add(
                            machine.name(),
                            machine.role(),
                            machine.state(),
                            machine.host(),
                            machine.netns(),
                            machine.hostInterface(),
                            String.join(" ", machine.addresses()));
                }
            }
            table.print(context.out());
        }
        return ExitCode.OK;
    }

    private static LabMachine describe(Machine machine) {
        HostInterface hostSide = machine.nics().stream()
                .flatMap(nic -> nic.hostInterface().stream())
                .findFirst()
                .orElse(new HostInterface("", "", 0));
        return new LabMachine(
                machine.group(),
                machine.name(),
                machine.role().toString().toLowerCase(Locale.ROOT),
                machine.state().toString().toLowerCase(Locale.ROOT),
                machine.host().value(),
                machine.tags().getOrDefault("netns", ""),
                hostSide.name(),
                hostSide.netns(),
                machine.nics().stream()
                        .map(Nic::addresses)
                        .flatMap(List::stream)
                        .map(prefix -> prefix.address())
                        .sorted()
                        .map(Object::toString)
                        .toList());
    }
}
