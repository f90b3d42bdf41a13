/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.engine.DeclaredState.Entry;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Nic;

/**
 * Where vNICs are on the host, by the newest inventory.
 *
 * <p>A vNIC that the inventory does not know is where it was last seen, until somebody else is there: while a connection to a
 * hypervisor is away, or the runtime has just started, machines run on and their filters must hold.
 */
final class Placement {
    private final Map<NicId, Nic> nics = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Set<String> namespaces = new HashSet<>();

    Placement(Inventory inventory) {
        for (Machine machine : inventory.machines()) {
            for (Nic nic : machine.nics()) {
                nics.put(nic.id(), nic);
                nic.hostInterface().ifPresent(at -> {
                    taken.add(at.toString());
                    namespaces.add(at.netns());
                });
            }
        }
    }

    /** The vNIC, if the inventory knows it. */
    Optional<Nic> nic(NicId id) {
        return Optional.ofNullable(nics.get(id));
    }

    /** Network namespaces in which vNICs have their host side. */
    Set<String> namespaces() {
        return namespaces;
    }

    /** Where a declaration works now. */
    Optional<HostInterface> of(Declaration declaration, Entry entry) {
        Nic nic = nics.get(declaration.nic());
        if (nic != null) {
            return nic.hostInterface();
        }
        return entry.place().filter(at -> !taken.contains(at.toString()));
    }

    /** Why a declaration has no place. */
    String whyNowhere(Declaration declaration) {
        return nics.containsKey(declaration.nic())
                ? declaration.nic() + " has no interface on this host now"
                : declaration.nic() + " is not known now";
    }
}
