/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrine.dataplane.Declaration;
import org.vitrine.hypervisor.HostInterface;

/**
 * What must outlive the runtime.
 *
 * @param entries what is declared
 * @param namespaces where something of ours may be in the kernel
 */
record DeclaredState(Map<Declaration, Entry> entries, Set<String> namespaces) {
    static final DeclaredState EMPTY = new DeclaredState(Map.of(), Set.of());

    DeclaredState {
        entries = Map.copyOf(entries);
        namespaces = Set.copyOf(namespaces);
    }

    /**
     * One declaration.
     *
     * @param by who declared it
     * @param at nanoseconds since the epoch
     * @param place where its vNIC was last seen on the host
     */
    record Entry(String by, long at, Optional<HostInterface> place) {}

    DeclaredState with(Map<Declaration, Entry> more) {
        Map<Declaration, Entry> all = new HashMap<>(entries);
        all.putAll(more);
        return new DeclaredState(all, namespaces);
    }

    DeclaredState without(Set<? extends Declaration> gone) {
        Map<Declaration, Entry> rest = new HashMap<>(entries);
        rest.keySet().removeAll(gone);
        return new DeclaredState(rest, namespaces);
    }
}
