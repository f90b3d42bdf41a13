/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.spi.Wanted.Endpoint;

/**
 * What must outlive the runtime.
 *
 * @param entries what is declared
 * @param places where the vNICs that something is declared for were last seen on the host
 * @param namespaces where something of ours may be in the kernel
 */
record DeclaredState(Map<Declaration, Entry> entries, Map<NicId, Endpoint> places, Set<String> namespaces) {
    static final DeclaredState EMPTY = new DeclaredState(Map.of(), Map.of(), Set.of());

    DeclaredState {
        entries = Map.copyOf(entries);
        places = Map.copyOf(places);
        namespaces = Set.copyOf(namespaces);
    }

    /**
     * One declaration.
     *
     * @param by who declared it
     * @param at nanoseconds since the epoch
     * @param nics the vNICs that it was last applied to, where its scope alone does not say that
     */
    record Entry(String by, long at, Set<NicId> nics) {
        Entry {
            nics = Set.copyOf(nics);
        }
    }

    /** The same after a change. */
    DeclaredState changed(Map<Declaration, Entry> fresh, Set<? extends Declaration> gone) {
        Map<Declaration, Entry> all = new HashMap<>(entries);
        all.keySet().removeAll(gone);
        all.putAll(fresh);
        return new DeclaredState(all, places, namespaces);
    }
}
