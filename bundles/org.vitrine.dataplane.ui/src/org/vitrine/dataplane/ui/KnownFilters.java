/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ui;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.Filter;
import org.vitrine.ui.Newest;
import org.vitrine.ui.Workbench;

/** The newest filters at hand, so that actions say how they stand without asking anybody; and how filters are changed. */
@Component(service = KnownFilters.class)
public final class KnownFilters {
    private final DataPlaneAdminService admin;
    private final Newest<Set<Filter>> filters;

    @Activate
    public KnownFilters(@Reference DataPlaneService service, @Reference DataPlaneAdminService admin) {
        this.admin = admin;
        filters = new Newest<>(Set.of(), listener -> service.subscribe(states -> listener.accept(filters(states))));
    }

    @Deactivate
    void stop() {
        filters.close();
    }

    static Set<Filter> filters(Collection<DeclarationState> states) {
        return states.stream()
                .map(DeclarationState::declaration)
                .filter(Filter.class::isInstance)
                .map(Filter.class::cast)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What is declared, as it was told last. */
    Set<Filter> filters() {
        return filters.get();
    }

    /** Declares filters; Undo withdraws them. */
    void declare(List<Filter> wanted, Workbench workbench) {
        workbench.change("Filter " + named(wanted), () -> admin.declare(wanted), () -> admin.withdraw(wanted));
    }

    /** Withdraws filters; Undo declares them again. */
    void withdraw(List<Filter> unwanted, Workbench workbench) {
        workbench.change("Unfilter " + named(unwanted), () -> admin.withdraw(unwanted), () -> admin.declare(unwanted));
    }

    /** Declares some rules and withdraws others in one step; Undo turns it round. */
    void change(List<Declaration> added, List<Declaration> removed, Workbench workbench) {
        int count = added.size() + removed.size();
        String verb = added.isEmpty() ? "Withdraw " : removed.isEmpty() ? "Declare " : "Change ";
        workbench.change(
                verb + (count == 1 ? "a rule" : count + " rules"),
                () -> admin.change(added, removed),
                () -> admin.change(removed, added));
    }

    /** How several are named together: by their address when it is one, else by how many they are. */
    static String named(Collection<Filter> filters) {
        List<String> addresses = filters.stream()
                .map(filter -> filter.remote().toString())
                .distinct()
                .toList();
        if (addresses.size() > 1) {
            return addresses.size() + " addresses";
        }
        long nics = filters.stream().map(Filter::nic).distinct().count();
        return addresses.getFirst() + (nics > 1 ? " at " + nics + " vNICs" : "");
    }
}
