/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.recording;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.spi.DataPlaneProvider;
import org.vitrine.dataplane.spi.DropCounts;
import org.vitrine.dataplane.spi.Outcome;
import org.vitrine.dataplane.spi.Wanted;
import org.vitrine.hypervisor.HostInterface;

/**
 * Lets filters be declared for recorded machines. There is no kernel to stop their frames, which passed long ago; the traffic monitor
 * counts the frames of a filtered host as blocked, so what would have been can be seen.
 */
@Component
public final class RecordedDataPlane implements DataPlaneProvider {
    private volatile List<Wanted.WantedDeclaration> applied = List.of();

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public boolean serves(HostInterface hostInterface) {
        return hostInterface.netns().equals(RecordedNetwork.NETNS);
    }

    @Override
    public Optional<String> objection(Wanted.WantedDeclaration wanted) {
        return wanted.declaration() instanceof Filter
                ? Optional.empty()
                : Optional.of("frames of a recording passed long ago; only filters can be shown with it");
    }

    @Override
    public Outcome apply(Wanted wanted) {
        applied = wanted.declarations();
        return new Outcome(Set.of(), Map.of());
    }

    @Override
    public List<String> verify() {
        return List.of();
    }

    @Override
    public Map<Declaration, DropCounts> counters() {
        Map<Declaration, DropCounts> none = new HashMap<>();
        applied.forEach(each -> none.put(each.declaration(), new DropCounts(DropCount.NONE, DropCount.NONE)));
        return none;
    }
}
