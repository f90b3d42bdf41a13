/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ui;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.dataplane.Filter;
import org.vitrine.ui.Selection;
import org.vitrine.ui.SelectionAction;
import org.vitrine.ui.Workbench;

/** Stops everything between the selected remote addresses and their vNICs. */
@Component(property = "service.ranking:Integer=490")
public final class FilterAction implements SelectionAction {
    private final KnownFilters known;

    @Activate
    public FilterAction(@Reference KnownFilters known) {
        this.known = known;
    }

    @Override
    public Optional<Offer> offer(Selection selection) {
        List<Filter> possible = possible(selection, known.filters());
        return possible.isEmpty()
                ? Optional.empty()
                : Optional.of(new Offer("Filter " + KnownFilters.named(possible), "filter"));
    }

    @Override
    public void run(Selection selection, Workbench workbench) {
        known.declare(possible(selection, known.filters()), workbench);
    }

    /** Those that are not declared yet. */
    static List<Filter> possible(Selection selection, Set<Filter> declared) {
        return selected(selection).stream()
                .filter(filter -> !declared.contains(filter))
                .toList();
    }

    static List<Filter> selected(Selection selection) {
        return selection.remotes().stream()
                .map(remote -> new Filter(remote.nic(), remote.remote()))
                .toList();
    }
}
