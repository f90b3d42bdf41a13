/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.extcap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Nic;

/** What vNICs are called as capture interfaces: {@code web:eth0}, or {@code demo.web:eth0} where several machines are called web. */
final class ExtcapNames {
    private ExtcapNames() {}

    /**
     * A vNIC that can be captured.
     *
     * @param display what people read
     */
    record Entry(Nic nic, String display) {}

    /** The vNICs of machines that run, by name, in the order of the inventory. */
    static Map<String, Entry> of(Inventory inventory) {
        Map<String, List<Machine>> machines = new LinkedHashMap<>();
        inventory
                .machines()
                .forEach(machine -> machines.computeIfAbsent(machine.name(), _ -> new ArrayList<>())
                        .add(machine));
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Machine machine : inventory.machines()) {
            boolean isUnique = machines.get(machine.name()).size() == 1;
            String name = isUnique ? machine.name() : machine.group() + "." + machine.name();
            for (Nic nic : machine.nics()) {
                if (nic.hostInterface().isPresent()) {
                    String display = machine.name() + " " + nic.id().name()
                            + (machine.group().isEmpty() ? "" : " in " + machine.group());
                    entries.put(plain(name + ":" + nic.id().name()), new Entry(nic, display));
                }
            }
        }
        return entries;
    }

    /** Wireshark makes a pipe of that name, and braces end a sentence. */
    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9._:@-]", "-");
    }
}
