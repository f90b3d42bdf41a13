/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.Scope;
import org.vitrine.dataplane.spi.Wanted.Endpoint;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Nic;

/**
 * Where vNICs are on the host, by the newest inventory.
 *
 * <p>A vNIC that the inventory does not know is where it was last seen, until somebody else is there: while a connection to a
 * hypervisor is away, or the runtime has just started, machines run on and what is declared must hold.
 */
final class Placement {
    private final Inventory inventory;
    private final Map<NicId, Endpoint> remembered;
    private final Map<NicId, Nic> nics = new HashMap<>();
    private final Set<HostInterface> taken = new HashSet<>();
    private final Set<String> namespaces = new HashSet<>();

    /**
     * @param remembered where vNICs were last seen
     */
    Placement(Inventory inventory, Map<NicId, Endpoint> remembered) {
        this.inventory = inventory;
        this.remembered = remembered;
        for (Machine machine : inventory.machines()) {
            for (Nic nic : machine.nics()) {
                nics.put(nic.id(), nic);
                nic.hostInterface().ifPresent(at -> {
                    taken.add(anyIndex(at));
                    namespaces.add(at.netns());
                });
            }
        }
    }

    private static HostInterface anyIndex(HostInterface at) {
        return new HostInterface(at.netns(), at.name(), 0);
    }

    /** The vNIC, if the inventory knows it. */
    Optional<Nic> nic(NicId id) {
        return Optional.ofNullable(nics.get(id));
    }

    /** Network namespaces in which vNICs have their host side. */
    Set<String> namespaces() {
        return namespaces;
    }

    /** Whether the inventory knows what the scope names; a tag, or everything, may mean nobody yet. */
    boolean isKnown(Scope scope) {
        return switch (scope) {
            case Scope.OfNic(var nic) -> nics.containsKey(nic);
            case Scope.OfMachine(var machine) -> inventory.machine(machine).isPresent();
            case Scope.OfTag _, Scope.Everything _ -> true;
        };
    }

    /**
     * The vNICs that are meant now.
     *
     * @param before those that were meant when the inventory knew them; the others among them are meant still
     */
    List<NicId> meant(Scope scope, Set<NicId> before) {
        return switch (scope) {
            case Scope.OfNic(var nic) -> List.of(nic);
            case Scope.OfMachine(var machine) -> meant(m -> m.id().equals(machine), before);
            case Scope.OfTag(var key, var value) ->
                meant(m -> value.equals(m.tags().get(key)), before);
            case Scope.Everything() -> meant(_ -> true, before);
        };
    }

    private List<NicId> meant(Predicate<Machine> predicate, Set<NicId> before) {
        List<NicId> meant = new ArrayList<>();
        inventory.machines().stream().filter(predicate).forEach(m -> m.nics().forEach(nic -> meant.add(nic.id())));
        before.stream().filter(nic -> !nics.containsKey(nic)).forEach(meant::add);
        meant.sort(Comparator.naturalOrder());
        return meant;
    }

    /** Where a vNIC is now. */
    Optional<Endpoint> of(NicId id) {
        Nic nic = nics.get(id);
        if (nic != null) {
            return nic.hostInterface()
                    .map(at -> new Endpoint(
                            at,
                            nic.mac(),
                            nic.addresses().stream().map(IpPrefix::address).toList()));
        }
        return Optional.ofNullable(remembered.get(id)).filter(place -> !taken.contains(anyIndex(place.at())));
    }

    /** Why a vNIC has no place. */
    String whyNowhere(NicId nic) {
        return nics.containsKey(nic) ? nic + " has no interface on this host now" : nic + " is not known now";
    }
}
