/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;

/**
 * Which vNICs the part is about.
 *
 * @param base what was selected to get here
 * @param nics those of the selection; empty when there is none, or when it has no vNIC
 */
record Scope(Selection base, Set<NicId> nics) {
    /** Everything that is watched. */
    static final Scope ALL = new Scope(Selection.NONE, Set.of());

    Scope {
        nics = Set.copyOf(nics);
    }

    static Scope of(Selection selection, Inventory inventory) {
        return new Scope(selection, selection.nics(inventory));
    }

    boolean isAll() {
        return base.isEmpty();
    }

    /** Something is selected, and none of it has a vNIC. */
    boolean isNothing() {
        return !isAll() && nics.isEmpty();
    }

    /** The scope after a selection: remote addresses that are in sight are pointed at, and everything stays in sight. */
    Scope after(Selection selection, Inventory inventory) {
        List<Selected.OfRemote> remotes = selection.all(Selected.OfRemote.class);
        boolean pointed = !selection.isEmpty()
                && remotes.size() == selection.items().size()
                && remotes.stream().allMatch(remote -> isAll() || nics.contains(remote.nic()));
        return pointed ? this : of(selection, inventory);
    }

    /** The same selection with another inventory. */
    Scope in(Inventory inventory) {
        return of(base, inventory);
    }

    /** How the scope is called, such as {@code web eth0}. */
    String words(Inventory inventory) {
        if (isAll()) {
            return "All watched vNICs";
        }
        return nics.size() > 3
                ? nics.size() + " vNICs"
                : nics.stream().sorted().map(nic -> name(nic, inventory)).collect(Collectors.joining(", "));
    }

    /** A vNIC as people call it: the machine's name and its own. */
    static String name(NicId nic, Inventory inventory) {
        return machine(nic, inventory) + " " + nic.name();
    }

    /** The name of a vNIC's machine. */
    static String machine(NicId nic, Inventory inventory) {
        return inventory
                .machine(nic.machine())
                .map(Machine::name)
                .orElseGet(() -> nic.machine().value());
    }
}
