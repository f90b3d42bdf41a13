/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Nic;

/** Whose address is whose. */
final class Addresses {
    private final Map<IpAddress, String> names = new HashMap<>();

    Addresses(Inventory inventory) {
        for (Machine machine : inventory.machines()) {
            for (Nic nic : machine.nics()) {
                for (IpPrefix address : nic.addresses()) {
                    names.merge(address.address(), machine.name(), Addresses::both);
                }
            }
        }
    }

    /** Two labs may use the same addresses. */
    private static String both(String one, String other) {
        return one.equals(other) ? one : one + " or " + other;
    }

    /** The addresses of machines whose names contain a text in lower case. */
    Set<IpAddress> named(String text) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().toLowerCase(Locale.ROOT).contains(text))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The name of the machine with this address; empty when nobody has it. */
    String name(IpAddress address) {
        return names.getOrDefault(address, "");
    }
}
