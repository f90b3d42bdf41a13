/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Nic;
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

    /**
     * The scope after a selection: what a part lists and is in sight is pointed at, and everything stays in sight.
     *
     * @param listed whether the part lists such things
     */
    Scope after(Selection selection, Inventory inventory, Predicate<Selected> listed) {
        boolean pointed = !selection.isEmpty()
                && selection.items().stream().allMatch(listed)
                && (isAll() || nics.containsAll(selection.nics(inventory)))
                && (remotes().isEmpty()
                        || selection.remotes().stream()
                                .map(Selected.OfRemote::remote)
                                .allMatch(remotes()::contains));
        return pointed ? this : of(selection, inventory);
    }

    /** A remote host, or a flow with it. */
    static boolean isRemote(Selected item) {
        return item instanceof Selected.OfRemote || item instanceof Selected.OfFlow;
    }

    /** The remote addresses that were selected to get here; empty for any. */
    Set<IpAddress> remotes() {
        return base.remotes().stream().map(Selected.OfRemote::remote).collect(Collectors.toSet());
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

    /** The vNICs whose own name, or whose machine's, contains a text in lower case. */
    static Set<NicId> named(String text, Inventory inventory) {
        return inventory.machines().stream()
                .flatMap(machine -> machine.nics().stream()
                        .filter(nic -> machine.name().toLowerCase(Locale.ROOT).contains(text)
                                || nic.id().name().toLowerCase(Locale.ROOT).contains(text))
                        .map(Nic::id))
                .collect(Collectors.toSet());
    }

    /** The name of a vNIC's machine. */
    static String machine(NicId nic, Inventory inventory) {
        return inventory
                .machine(nic.machine())
                .map(Machine::name)
                .orElseGet(() -> nic.machine().value());
    }
}
