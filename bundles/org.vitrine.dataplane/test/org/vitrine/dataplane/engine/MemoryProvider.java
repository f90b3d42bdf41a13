/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.spi.DataPlaneProvider;
import org.vitrine.dataplane.spi.DropCounts;
import org.vitrine.dataplane.spi.Outcome;
import org.vitrine.dataplane.spi.Wanted;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;
import org.vitrine.hypervisor.HostInterface;

/** A kernel made of memory: does what it is told, and fails when a test wants it. */
final class MemoryProvider implements DataPlaneProvider {
    final List<String> changedByHand = new CopyOnWriteArrayList<>();
    volatile Wanted last = new Wanted(List.of(), List.of(), List.of());
    volatile Set<HostInterface> absent = Set.of();
    volatile Map<String, VitrineException> failures = Map.of();
    volatile Map<Declaration, String> objections = Map.of();
    volatile RuntimeException bug;
    volatile int applied;
    volatile int verified;
    volatile int precedence;
    volatile boolean diverts = true;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public boolean serves(HostInterface hostInterface) {
        return !hostInterface.name().startsWith("ovs");
    }

    @Override
    public int precedence() {
        return precedence;
    }

    @Override
    public boolean diverts() {
        return diverts;
    }

    @Override
    public Optional<String> objection(WantedDeclaration wanted) {
        return Optional.ofNullable(objections.get(wanted.declaration()));
    }

    @Override
    public Outcome apply(Wanted wanted) {
        applied++;
        if (bug != null) {
            throw bug;
        }
        Set<HostInterface> missing = new HashSet<>(absent);
        if (failures.isEmpty()) {
            last = wanted;
        }
        return new Outcome(missing, failures);
    }

    @Override
    public List<String> verify() {
        verified++;
        List<String> told = List.copyOf(changedByHand);
        changedByHand.clear();
        return told;
    }

    @Override
    public Map<Declaration, DropCounts> counters() {
        Map<Declaration, DropCounts> counts = new HashMap<>();
        last.declarations()
                .forEach(w -> counts.merge(
                        w.declaration(),
                        new DropCounts(new DropCount(1, 100), new DropCount(2, 200)),
                        DropCounts::plus));
        return counts;
    }

    /** Where a declaration is. */
    Set<HostInterface> at(Declaration declaration) {
        return last.declarations().stream()
                .filter(w -> w.declaration().equals(declaration))
                .map(WantedDeclaration::at)
                .collect(Collectors.toSet());
    }

    Map<Declaration, HostInterface> places() {
        Map<Declaration, HostInterface> places = new HashMap<>();
        last.declarations().forEach(w -> places.put(w.declaration(), w.at()));
        return places;
    }
}
