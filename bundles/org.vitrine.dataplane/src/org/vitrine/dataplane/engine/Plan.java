/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.Mirror;
import org.vitrine.dataplane.Scope;
import org.vitrine.dataplane.engine.DeclaredState.Entry;
import org.vitrine.dataplane.spi.DataPlaneProvider;
import org.vitrine.dataplane.spi.Wanted;
import org.vitrine.dataplane.spi.Wanted.DivertedGuest;
import org.vitrine.dataplane.spi.Wanted.Endpoint;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;
import org.vitrine.dataplane.spi.Wanted.WantedDiversion;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Nic;

/**
 * What each provider shall have, by what is declared and where the vNICs are.
 *
 * @param wanted everything that each provider shall have
 * @param parts what each declaration is at each of its vNICs
 * @param places where the vNICs are that something is declared for
 */
record Plan(Map<DataPlaneProvider, Wanted> wanted, Map<Declaration, List<Part>> parts, Map<NicId, Endpoint> places) {
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

        /** How it stands at all its vNICs together. */
        static Standing of(List<Standing> parts) {
            if (parts.size() == 1) {
                return parts.getFirst();
            }
            for (DeclarationStatus status : List.of(DeclarationStatus.FAILED, DeclarationStatus.WAITING)) {
                List<Standing> those =
                        parts.stream().filter(part -> part.status == status).toList();
                if (!those.isEmpty()) {
                    String message =
                            "at " + those.size() + " of " + parts.size() + " vNICs: " + those.getFirst().message;
                    boolean worksElsewhere = status == DeclarationStatus.WAITING && those.size() < parts.size();
                    return new Standing(worksElsewhere ? DeclarationStatus.APPLIED : status, message);
                }
            }
            return parts.isEmpty() ? waiting("nobody is meant by it now") : APPLIED;
        }
    }

    /**
     * A declaration at one vNIC.
     *
     * @param needs the interfaces of the host that it needs
     * @param obstacle why no provider gets it; null when one does
     */
    record Part(NicId nic, List<HostInterface> needs, Standing obstacle) {
        Standing standing(Map<String, VitrineException> failures, Set<HostInterface> absent) {
            if (obstacle != null) {
                return obstacle;
            }
            for (HostInterface need : needs) {
                if (absent.contains(need)) {
                    return Standing.waiting(need + " is not there");
                }
                if (failures.containsKey(need.netns())) {
                    return Standing.failed(failures.get(need.netns()).explained());
                }
            }
            return Standing.APPLIED;
        }
    }

    static Plan of(
            DeclaredState state,
            Placement placement,
            Collection<OpenDiversion> diversions,
            List<DataPlaneProvider> providers) {
        Maker maker = new Maker(placement, providers);
        state.entries().forEach(maker::add);
        diversions.forEach(maker::add);
        Set<String> namespaces = new HashSet<>(state.namespaces());
        namespaces.addAll(placement.namespaces());
        return new Plan(maker.wanted(namespaces), maker.parts, maker.places);
    }

    /** How it stands before anything is tried. */
    Standing outlook(Declaration declaration) {
        return Standing.of(parts.getOrDefault(declaration, List.of()).stream()
                .map(part -> part.standing(Map.of(), Set.of()))
                .toList());
    }

    /** Network namespaces in which these declarations have something. */
    Set<String> namespaces(Collection<? extends Declaration> declarations) {
        return declarations.stream()
                .flatMap(declaration -> parts.getOrDefault(declaration, List.of()).stream())
                .flatMap(part -> part.needs.stream())
                .map(HostInterface::netns)
                .collect(Collectors.toSet());
    }

    /** Network namespaces in which something is wanted. */
    Set<String> namespaces() {
        return wanted.values().stream()
                .flatMap(each -> Stream.concat(
                        each.declarations().stream().map(w -> w.at().netns()),
                        each.diversions().stream().map(WantedDiversion::netns)))
                .collect(Collectors.toSet());
    }

    /** The vNICs that a declaration is at, where its scope alone does not say that. */
    Set<NicId> nics(Declaration declaration) {
        return declaration.scope() instanceof Scope.OfNic
                ? Set.of()
                : parts.get(declaration).stream()
                        .map(Part::nic)
                        .filter(places::containsKey)
                        .collect(Collectors.toSet());
    }

    /** One planning. */
    private static final class Maker {
        private final Placement placement;
        private final List<DataPlaneProvider> providers;
        private final Map<DataPlaneProvider, List<WantedDeclaration>> declarations = new HashMap<>();
        private final Map<DataPlaneProvider, List<WantedDiversion>> diverted = new HashMap<>();
        private final Map<Declaration, List<Part>> parts = new HashMap<>();
        private final Map<NicId, Endpoint> places = new HashMap<>();

        Maker(Placement placement, List<DataPlaneProvider> providers) {
            this.placement = placement;
            this.providers = providers;
        }

        void add(Declaration declaration, Entry entry) {
            List<Part> all = new ArrayList<>();
            for (NicId nic : placement.meant(declaration.scope(), entry.nics())) {
                if (!(declaration instanceof Mirror mirror) || !nic.equals(mirror.to())) {
                    all.add(part(declaration, nic));
                }
            }
            parts.put(declaration, all);
        }

        private Part part(Declaration declaration, NicId nic) {
            Optional<Endpoint> endpoint = place(nic);
            if (endpoint.isEmpty()) {
                return new Part(nic, List.of(), Standing.waiting(placement.whyNowhere(nic)));
            }
            HostInterface at = endpoint.get().at();
            Optional<HostInterface> to = Optional.empty();
            if (declaration instanceof Mirror mirror) {
                to = place(mirror.to()).map(Endpoint::at);
                if (to.isEmpty()) {
                    return new Part(nic, List.of(at), Standing.waiting(placement.whyNowhere(mirror.to())));
                }
            }
            List<HostInterface> needs =
                    Stream.concat(Stream.of(at), to.stream()).toList();
            Optional<DataPlaneProvider> provider = serving(at, providers);
            if (provider.isEmpty()) {
                return new Part(nic, needs, Standing.failed("no data plane provider serves " + at));
            }
            WantedDeclaration wanted = new WantedDeclaration(declaration, endpoint.get(), to);
            Optional<String> objection = provider.get().objection(wanted);
            if (objection.isPresent()) {
                return new Part(nic, needs, Standing.failed(nic + ": " + objection.get()));
            }
            declarations.computeIfAbsent(provider.get(), _ -> new ArrayList<>()).add(wanted);
            return new Part(nic, needs, null);
        }

        private Optional<Endpoint> place(NicId nic) {
            Optional<Endpoint> endpoint = placement.of(nic);
            endpoint.ifPresent(e -> places.put(nic, e));
            return endpoint;
        }

        void add(OpenDiversion diversion) {
            List<DataPlaneProvider> diverting =
                    providers.stream().filter(DataPlaneProvider::diverts).toList();
            Map<DataPlaneProvider, Map<String, List<DivertedGuest>>> guests = new HashMap<>();
            for (NicId id : diversion.nicIds()) {
                Optional<Nic> nic = placement.nic(id);
                nic.flatMap(Nic::hostInterface)
                        .ifPresent(at -> serving(at, diverting)
                                .ifPresent(provider -> guests.computeIfAbsent(provider, _ -> new TreeMap<>())
                                        .computeIfAbsent(at.netns(), _ -> new ArrayList<>())
                                        .add(new DivertedGuest(at, nic.get().mac()))));
            }
            guests.forEach((provider, byNamespace) ->
                    byNamespace.forEach((netns, list) -> diverted.computeIfAbsent(provider, _ -> new ArrayList<>())
                            .add(new WantedDiversion(netns, diversion.owner(), diversion.port(), list))));
        }

        Map<DataPlaneProvider, Wanted> wanted(Set<String> namespaces) {
            Map<DataPlaneProvider, Wanted> wanted = new LinkedHashMap<>();
            for (DataPlaneProvider provider : providers) {
                wanted.put(
                        provider,
                        new Wanted(
                                List.copyOf(namespaces),
                                declarations.getOrDefault(provider, List.of()),
                                diverted.getOrDefault(provider, List.of())));
            }
            return wanted;
        }

        private static Optional<DataPlaneProvider> serving(HostInterface at, List<DataPlaneProvider> providers) {
            return providers.stream()
                    .filter(p -> p.serves(at))
                    .max(Comparator.comparingInt(DataPlaneProvider::precedence));
        }
    }
}
