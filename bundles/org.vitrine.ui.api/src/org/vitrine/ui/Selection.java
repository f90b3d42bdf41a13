/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Nic;

/**
 * What a person has selected, in whatever part: every part follows.
 *
 * @param items in the order in which they were selected, each once
 */
public record Selection(List<Selected> items) {
    public static final Selection NONE = new Selection(List.of());

    public Selection {
        items = List.copyOf(new LinkedHashSet<>(items));
    }

    public static Selection of(Collection<? extends Selected> items) {
        return new Selection(List.copyOf(items));
    }

    public static Selection of(Selected... items) {
        return new Selection(List.of(items));
    }

    public boolean isEmpty() {
        return items.isEmpty();
    }

    /** The selected items of one kind. */
    public <S extends Selected> List<S> all(Class<S> kind) {
        return items.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The one selected item, when it is of this kind and nothing else is selected. */
    public <S extends Selected> Optional<S> only(Class<S> kind) {
        return items.size() == 1 && kind.isInstance(items.getFirst())
                ? Optional.of(kind.cast(items.getFirst()))
                : Optional.empty();
    }

    /** The remote hosts that are selected themselves, or by a flow; each once. */
    public List<Selected.OfRemote> remotes() {
        return items.stream()
                .mapMulti((Selected item, Consumer<Selected.OfRemote> remotes) -> {
                    switch (item) {
                        case Selected.OfRemote of -> remotes.accept(of);
                        case Selected.OfFlow of -> remotes.accept(of.remote());
                        default -> {
                            // no remote host
                        }
                    }
                })
                .distinct()
                .toList();
    }

    /** The machines that are selected themselves. */
    public List<MachineId> machines() {
        return all(Selected.OfMachine.class).stream()
                .map(Selected.OfMachine::machine)
                .toList();
    }

    /** The vNICs that the selection is about: selected themselves, by a remote address or a flow, by their machine or by their network. */
    public Set<NicId> nics(Inventory inventory) {
        return items.stream()
                .flatMap(item -> switch (item) {
                    case Selected.OfNic of -> Stream.of(of.nic());
                    case Selected.OfRemote of -> Stream.of(of.nic());
                    case Selected.OfFlow of -> Stream.of(of.nic());
                    case Selected.OfMachine of ->
                        inventory.machine(of.machine()).stream()
                                .map(Machine::nics)
                                .flatMap(List::stream)
                                .map(Nic::id);
                    case Selected.OfNetwork of ->
                        inventory.machines().stream()
                                .map(Machine::nics)
                                .flatMap(List::stream)
                                .filter(nic -> nic.network().equals(Optional.of(of.network())))
                                .map(Nic::id);
                })
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
