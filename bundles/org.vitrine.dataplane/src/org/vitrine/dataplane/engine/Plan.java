/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.engine.DeclaredState.Entry;
import org.vitrine.dataplane.spi.DataPlaneProvider;
import org.vitrine.dataplane.spi.Wanted;
import org.vitrine.dataplane.spi.Wanted.DivertedGuest;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;
import org.vitrine.dataplane.spi.Wanted.WantedDiversion;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Nic;

/**
 * What each provider shall have, by what is declared and where the vNICs are.
 *
 * @param wanted everything that each provider shall have
 * @param places where declarations work, for those that have a place
 * @param unplaced what keeps the others
 */
record Plan(
        Map<DataPlaneProvider, Wanted> wanted,
        Map<Declaration, HostInterface> places,
        Map<Declaration, Standing> unplaced) {
    /** How a declaration stands. */
    record Standing(DeclarationStatus status, String message) {
        static final Standing PENDING = new Standing(DeclarationStatus.PENDING, "");
        static final Standing APPLIED = new Standing(DeclarationStatus.APPLIED, "");

        static Standing waiting(String why) {
            return new Standing(DeclarationStatus.WAITING, why);
        }

        static Standing failed(String why) {
            return new Standing(DeclarationStatus.FAILED, why);
        }
    }

    static Plan of(
            DeclaredState state,
            Placement placement,
            Collection<OpenDiversion> diversions,
            List<DataPlaneProvider> providers) {
        Map<DataPlaneProvider, List<WantedDeclaration>> declarations = new HashMap<>();
        Map<Declaration, HostInterface> places = new HashMap<>();
        Map<Declaration, Standing> unplaced = new HashMap<>();
        for (Map.Entry<Declaration, Entry> entry : state.entries().entrySet()) {
            Declaration declaration = entry.getKey();
            Optional<HostInterface> at = placement.of(declaration, entry.getValue());
            Optional<DataPlaneProvider> provider = at.flatMap(a -> serving(a, providers));
            at.ifPresent(a -> places.put(declaration, a));
            if (provider.isPresent()) {
                declarations
                        .computeIfAbsent(provider.get(), _ -> new ArrayList<>())
                        .add(new WantedDeclaration(declaration, at.get()));
            } else {
                unplaced.put(
                        declaration,
                        at.isPresent()
                                ? Standing.failed(noProvider(at.get()))
                                : Standing.waiting(placement.whyNowhere(declaration)));
            }
        }
        Map<DataPlaneProvider, List<WantedDiversion>> diverted = new HashMap<>();
        diversions.forEach(diversion -> addDiversion(diversion, placement, providers, diverted));

        Set<String> namespaces = new HashSet<>(state.namespaces());
        namespaces.addAll(placement.namespaces());
        Map<DataPlaneProvider, Wanted> wanted = new LinkedHashMap<>();
        for (DataPlaneProvider provider : providers) {
            wanted.put(
                    provider,
                    new Wanted(
                            List.copyOf(namespaces),
                            declarations.getOrDefault(provider, List.of()),
                            diverted.getOrDefault(provider, List.of())));
        }
        return new Plan(wanted, places, unplaced);
    }

    static String noProvider(HostInterface at) {
        return "no data plane provider serves " + at;
    }

    static Optional<DataPlaneProvider> serving(HostInterface at, List<DataPlaneProvider> providers) {
        return providers.stream().filter(p -> p.serves(at)).findFirst();
    }

    private static void addDiversion(
            OpenDiversion diversion,
            Placement placement,
            List<DataPlaneProvider> providers,
            Map<DataPlaneProvider, List<WantedDiversion>> diverted) {
        Map<DataPlaneProvider, Map<String, List<DivertedGuest>>> guests = new HashMap<>();
        for (NicId id : diversion.nicIds()) {
            Optional<Nic> nic = placement.nic(id);
            nic.flatMap(Nic::hostInterface)
                    .ifPresent(at -> serving(at, providers)
                            .ifPresent(provider -> guests.computeIfAbsent(provider, _ -> new TreeMap<>())
                                    .computeIfAbsent(at.netns(), _ -> new ArrayList<>())
                                    .add(new DivertedGuest(at, nic.get().mac()))));
        }
        guests.forEach((provider, byNamespace) ->
                byNamespace.forEach((netns, list) -> diverted.computeIfAbsent(provider, _ -> new ArrayList<>())
                        .add(new WantedDiversion(netns, diversion.owner(), diversion.port(), list))));
    }

    /** Namespaces in which something is wanted. */
    Set<String> namespaces() {
        Set<String> used = new HashSet<>();
        for (Wanted each : wanted.values()) {
            each.declarations().forEach(w -> used.add(w.at().netns()));
            each.diversions().forEach(d -> used.add(d.netns()));
        }
        return used;
    }
}
