/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import com.google.gson.JsonArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.Drop;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.Guard;
import org.vitrine.dataplane.Limit;
import org.vitrine.dataplane.Mirror;
import org.vitrine.dataplane.PacketLimit;
import org.vitrine.dataplane.linux.VethPairs.Route;
import org.vitrine.dataplane.spi.DropCounts;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;
import org.vitrine.dataplane.spi.Wanted.WantedDiversion;
import org.vitrine.hypervisor.HostInterface;

/**
 * What is ours in one network namespace: a table and pairs of interfaces. Remembers what it wrote, writes differences, compares with
 * the kernel when asked. Not thread-safe.
 */
final class NamespacePlane {
    private static final int ETHERNET_HEADER = 14;

    private final String netns;
    private final VethPairs pairs;
    private final Shapers shapers;
    private Object identity;
    private boolean looked;
    private boolean present;
    private boolean alien;
    private TableImage image = TableImage.EMPTY;
    private JsonArray structure = new JsonArray();
    private Limits limits = Limits.of(List.of());

    NamespacePlane(String netns) {
        this.netns = netns;
        pairs = new VethPairs(netns);
        shapers = new Shapers(netns);
    }

    /** Whether it is known that nothing of ours is there. */
    boolean isClean() {
        return looked && !present && pairs.isEmpty() && shapers.isEmpty();
    }

    /**
     * Makes everything as wanted.
     *
     * @return interfaces that are not there
     * @throws VitrineException NOT_FOUND when the namespace is gone; DENIED, UNSUPPORTED, FAILED: the rules are as they were
     */
    Set<HostInterface> apply(List<WantedDeclaration> declarations, List<WantedDiversion> diversions)
            throws VitrineException {
        boolean nothing = declarations.isEmpty() && diversions.isEmpty();
        if (nothing && isClean() && Netns.identity(netns).equals(identity)) {
            return Set.of();
        }
        try {
            return applyOnce(declarations, diversions);
        } catch (VitrineException e) {
            if (e.reason() != Reason.FAILED) {
                throw e;
            }
            // somebody was here since we looked, or a vNIC went this moment: once more with open eyes
            looked = false;
            return applyOnce(declarations, diversions);
        }
    }

    private Set<HostInterface> applyOnce(List<WantedDeclaration> declarations, List<WantedDiversion> diversions)
            throws VitrineException {
        Set<String> devices = look();
        Set<HostInterface> absent = new HashSet<>();
        declarations.forEach(wanted -> {
            note(wanted.at(), devices, absent);
            wanted.to().ifPresent(to -> note(to, devices, absent));
        });
        List<WantedDeclaration> here = declarations.stream()
                .filter(w -> !absent.contains(w.at()) && w.to().stream().noneMatch(absent::contains))
                .toList();
        limits = Limits.of(here);
        diversions.forEach(d -> d.guests().forEach(guest -> note(guest.at(), devices, absent)));

        List<WantedDiversion> possible = diversions.stream()
                .map(d -> new WantedDiversion(
                        d.netns(),
                        d.owner(),
                        d.port(),
                        d.guests().stream()
                                .filter(g -> !absent.contains(g.at()))
                                .toList()))
                .toList();
        Map<String, List<Route>> routes = new HashMap<>();
        possible.forEach(d -> routes.put(
                d.owner(),
                d.guests().stream()
                        .map(g -> new Route(g.mac(), g.at().name(), g.at().index()))
                        .toList()));
        limits.routes().forEach((owner, route) -> routes.put(owner, List.of(route)));
        if (pairs.make(routes, devices)) {
            image = image.withoutKnowledgeOfChains();
            shapers.forget();
        }
        shapers.make(limits.queues());
        write(TableImage.of(here, possible));
        pairs.removeAllBut(routes.keySet());
        shapers.make(limits.all());
        shapers.removeAllBut(limits.all().keySet());
        return absent;
    }

    private static void note(HostInterface at, Set<String> devices, Set<HostInterface> absent) {
        if (!devices.contains(at.name())) {
            absent.add(at);
        }
    }

    private void write(TableImage wanted) throws VitrineException {
        TableScript script = TableScript.between(present, alien, image, wanted);
        if (script.isEmpty()) {
            return;
        }
        looked = false; // in case of failure nothing is known
        Netns.require(netns, script.text(), "nft", "-f", "-");
        if (script.isStructural()) {
            KernelTable kernel = read("--terse"); // of elements nft's word is enough until the next comparison
            if (!kernel.sets().keySet().equals(wanted.sets().keySet())
                    || !kernel.chains().equals(wanted.chains().keySet())
                    || !kernel.counters().keySet().equals(wanted.counters())) {
                throw new VitrineException(Reason.FAILED, "the kernel has other rules than were written" + where());
            }
            structure = kernel.structure();
        }
        present = !wanted.isEmpty();
        alien = false;
        image = wanted;
        looked = true;
    }

    /** Learns what is there, if that is not known. */
    private Set<String> look() throws VitrineException {
        Object now = Netns.identity(netns);
        Set<String> devices = Netns.devices(netns);
        if (!looked || !now.equals(identity)) {
            adopt(read());
            pairs.look(devices);
            shapers.look();
            identity = now;
            looked = true;
        }
        return devices;
    }

    private void adopt(KernelTable kernel) {
        present = kernel.present();
        alien = kernel.alien();
        image = kernel.image();
        structure = kernel.structure();
    }

    /** Compares with the kernel; what is found is what the next {@link #apply} starts from. */
    List<String> verify() throws VitrineException {
        if (!looked || isClean() || !Objects.equals(Netns.identity(netns), identity)) {
            return List.of(); // nothing to compare with
        }
        if (!Netns.devices(netns).containsAll(image.guestDevices())) {
            looked = false; // with an interface the kernel takes away its chains: nobody changed them by hand
            return List.of();
        }
        List<String> changed = new ArrayList<>();
        KernelTable kernel = read();
        if (present && !kernel.present()) {
            changed.add("the table " + TableImage.TABLE + " was gone");
            adopt(kernel);
        } else if (!kernel.structure().equals(structure)) {
            changed.add("rules of the table " + TableImage.TABLE + " were changed");
            adopt(kernel);
        } else {
            String difference = TableScript.difference(kernel.addressSets(), image.sets());
            if (!difference.isEmpty() || kernel.alien()) {
                changed.add(
                        kernel.alien() ? "elements of the table " + TableImage.TABLE + " were changed" : difference);
                alien = kernel.alien();
                image = new TableImage(image.chains(), kernel.addressSets(), image.counters());
            }
        }
        changed.addAll(pairs.verify());
        changed.addAll(shapers.verify());
        return changed.stream().map(what -> what + where()).toList();
    }

    /** Adds the counters of these declarations. */
    void count(List<WantedDeclaration> declarations, Map<Declaration, DropCounts> counts) throws VitrineException {
        if (!looked || isClean() || declarations.isEmpty()) {
            return;
        }
        KernelTable kernel = read();
        Map<String, Long> late = shapers.drops();
        for (WantedDeclaration wanted : declarations) {
            String device = wanted.at().name();
            DropCounts count = switch (wanted.declaration()) {
                case Filter filter ->
                    counts(count(kernel, true, filter, wanted.at()), count(kernel, false, filter, wanted.at()));
                case Limit limit -> limits.counts(limit, wanted.at(), late);
                case Drop _, PacketLimit _, Guard _, Mirror _ ->
                    counts(
                            kernel.counters().get(RuleNames.counterName(wanted.declaration(), true, device)),
                            kernel.counters().get(RuleNames.counterName(wanted.declaration(), false, device)));
            };
            counts.merge(wanted.declaration(), count, DropCounts::plus);
        }
    }

    private static DropCounts counts(DropCount fromGuest, DropCount toGuest) {
        return new DropCounts(
                fromGuest == null ? DropCount.NONE : withEthernetHeader(fromGuest),
                toGuest == null ? DropCount.NONE : toGuest);
    }

    private static DropCount count(KernelTable kernel, boolean fromGuest, Filter filter, HostInterface at) {
        boolean ipv4 = filter.remote().isIpv4();
        var set = kernel.sets().get(RuleNames.setName(fromGuest, ipv4, at.name()));
        return set == null ? null : set.counts().get(filter.remote());
    }

    /** At the ingress hook the kernel has taken the Ethernet header off before it counts, at the egress hook it is there. */
    private static DropCount withEthernetHeader(DropCount count) {
        return new DropCount(count.packets(), count.bytes() + ETHERNET_HEADER * count.packets());
    }

    private KernelTable read(String... options) throws VitrineException {
        List<String> command = new ArrayList<>(List.of("nft", "--json"));
        command.addAll(List.of(options));
        command.addAll(List.of("list", "ruleset", "netdev"));
        return KernelTable.parse(Netns.require(netns, "", command.toArray(String[]::new)));
    }

    private String where() {
        return netns.isEmpty() ? "" : " in network namespace " + netns;
    }
}
