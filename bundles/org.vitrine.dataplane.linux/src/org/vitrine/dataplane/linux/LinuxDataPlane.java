/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.Guard;
import org.vitrine.dataplane.Limit;
import org.vitrine.dataplane.Mirror;
import org.vitrine.dataplane.Threat;
import org.vitrine.dataplane.spi.DataPlaneProvider;
import org.vitrine.dataplane.spi.DropCounts;
import org.vitrine.dataplane.spi.Outcome;
import org.vitrine.dataplane.spi.Wanted;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;
import org.vitrine.dataplane.spi.Wanted.WantedDiversion;
import org.vitrine.hypervisor.HostInterface;

/**
 * The kernel of this machine: nftables for what stops and copies, tc for what queues, and pairs of interfaces for diversions, in any
 * network namespace. What is declared stays when it is stopped, so that it holds while the runtime is away; its next life finds it. Diversions go: nobody would answer.
 */
@Component
public final class LinuxDataPlane implements DataPlaneProvider {
    private static final Logger LOG = System.getLogger(LinuxDataPlane.class.getName());

    private final Map<String, NamespacePlane> planes = new TreeMap<>();
    private Wanted applied = new Wanted(List.of(), List.of(), List.of());
    /** Null while nobody wants to know. */
    private volatile KernelWatch watch;

    @Deactivate
    void stop() {
        if (!applied.diversions().isEmpty()) {
            apply(new Wanted(applied.namespaces(), applied.declarations(), List.of()))
                    .failures()
                    .forEach((_, e) -> LOG.log(Level.WARNING, "a diversion is left behind: " + e.explained()));
        }
        if (watch != null) {
            watch.close();
        }
    }

    @Override
    public Subscription watch(Runnable changed) {
        KernelWatch fresh = new KernelWatch(changed);
        watch = fresh;
        return fresh;
    }

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public boolean serves(HostInterface hostInterface) {
        // as the kernel allows them, less what nft's quoted strings cannot hold
        return hostInterface.name().matches("[^\\s/:\"\\\\*]{1,15}");
    }

    @Override
    public Optional<String> objection(WantedDeclaration wanted) {
        return Optional.ofNullable(
                switch (wanted.declaration()) {
                    case Guard(var _, Threat against)
                    when (against == Threat.IP_SPOOFING || against == Threat.NEIGHBOR_POISONING)
                            && wanted.nic().addresses().isEmpty() -> "its IP addresses are not known";
                    case Mirror _
                    when !wanted.to().orElseThrow().netns().equals(wanted.at().netns()) ->
                        "copies cannot go to another network namespace of the host";
                    case Limit limit
                    when limit.direction().fromGuest() && wanted.at().index() == 0 ->
                        "the index of " + wanted.at() + " is not known";
                    default -> null;
                });
    }

    @Override
    public Outcome apply(Wanted wanted) {
        KernelWatch ears = watch;
        if (ears == null) {
            return applyUnheard(wanted);
        }
        ears.pause();
        try {
            return applyUnheard(wanted);
        } finally {
            ears.resume();
            Set<String> used = new HashSet<>(planes.keySet());
            used.removeIf(netns -> planes.get(netns).isClean());
            ears.follow(used);
        }
    }

    private Outcome applyUnheard(Wanted wanted) {
        Map<String, List<WantedDeclaration>> declarations = new HashMap<>();
        wanted.declarations().forEach(w -> add(declarations, w.at().netns(), w));
        Map<String, List<WantedDiversion>> diversions = new HashMap<>();
        wanted.diversions().forEach(d -> add(diversions, d.netns(), d));
        applied = wanted;

        Set<String> namespaces = new TreeSet<>(wanted.namespaces());
        namespaces.addAll(planes.keySet());
        namespaces.addAll(declarations.keySet());
        namespaces.addAll(diversions.keySet());
        Set<HostInterface> absent = new HashSet<>();
        Map<String, VitrineException> failures = new HashMap<>();
        for (String netns : namespaces) {
            List<WantedDeclaration> declarationsHere = declarations.getOrDefault(netns, List.of());
            List<WantedDiversion> diversionsHere = diversions.getOrDefault(netns, List.of());
            try {
                absent.addAll(
                        planes.computeIfAbsent(netns, NamespacePlane::new).apply(declarationsHere, diversionsHere));
            } catch (VitrineException e) {
                if (isGone(netns, e)) {
                    declarationsHere.forEach(w -> absent.add(w.at()));
                    diversionsHere.forEach(d -> d.guests().forEach(g -> absent.add(g.at())));
                } else {
                    failures.put(netns, e);
                }
            }
        }
        return new Outcome(absent, failures);
    }

    @Override
    public List<String> verify() {
        List<String> changed = new ArrayList<>();
        for (String netns : List.copyOf(planes.keySet())) {
            try {
                changed.addAll(planes.get(netns).verify());
            } catch (VitrineException e) {
                if (!isGone(netns, e)) {
                    changed.add("the rules cannot be read back: " + e.getMessage());
                }
            }
        }
        return changed;
    }

    @Override
    public Map<Declaration, DropCounts> counters() throws VitrineException {
        Map<Declaration, DropCounts> counts = new HashMap<>();
        Map<String, List<WantedDeclaration>> declarations = new HashMap<>();
        applied.declarations().forEach(w -> add(declarations, w.at().netns(), w));
        for (String netns : List.copyOf(planes.keySet())) {
            try {
                planes.get(netns).count(declarations.getOrDefault(netns, List.of()), counts);
            } catch (VitrineException e) {
                if (!isGone(netns, e)) {
                    throw e;
                }
            }
        }
        return counts;
    }

    /** Namespaces may go at any moment, also between two steps of ours: with them went all that was ours there. */
    private boolean isGone(String netns, VitrineException e) {
        boolean gone = e.reason() == Reason.NOT_FOUND || !Netns.exists(netns);
        if (gone) {
            planes.remove(netns);
        }
        return gone;
    }

    private static <T> void add(Map<String, List<T>> lists, String key, T value) {
        lists.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }
}
