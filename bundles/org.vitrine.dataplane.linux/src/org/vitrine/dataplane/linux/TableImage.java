/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.vitrine.common.IpAddress;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.dataplane.Direction;
import org.vitrine.dataplane.Drop;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.Guard;
import org.vitrine.dataplane.Limit;
import org.vitrine.dataplane.Mirror;
import org.vitrine.dataplane.PacketLimit;
import org.vitrine.dataplane.spi.Wanted.DivertedGuest;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;
import org.vitrine.dataplane.spi.Wanted.WantedDiversion;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.linux.FrameMark;

/**
 * What our nftables table of one network namespace holds: for each vNIC a chain at the ingress hook of its host interface (frames
 * from the guest) and one at the egress hook (frames to the guest), and for each chain a set of filtered addresses per family. A
 * filter is an element of two sets, so a thousand of them cost a packet one look-up, and each has the kernel count for itself. What
 * else is declared is a rule with a counter that has a name, so that it goes on when the chain is written anew.
 *
 * @param chains by name
 * @param sets by name
 * @param counters names
 */
record TableImage(Map<String, Chain> chains, Map<String, AddressSet> sets, Set<String> counters) {
    static final String TABLE = RuleNames.TABLE;
    static final TableImage EMPTY = new TableImage(Map.of(), Map.of(), Set.of());

    /**
     * Frames that a runtime's service puts in for a guest carry it from the tap to the guest's ingress hook, where it is taken off:
     * filters let them pass. A guest cannot set it: the kernel clears marks where frames enter the host's namespace.
     */
    private static final String MARK = "0x76745250";

    /** The same for frames that have queued for a limit. Captures know them by it: they have seen them before they queued. */
    private static final String QUEUED_MARK = String.format("0x%08x", FrameMark.QUEUED);

    private static final String TAP_CHAIN = "tap_";

    /**
     * A base chain.
     *
     * @param index of the device: a device that went and came back under its name needs its chains made again
     * @param targets other interfaces of guests that rules name, with their indexes
     */
    record Chain(String hook, String device, int index, Map<String, Integer> targets, List<String> rules) {
        /** A chain that is there and of which we do not know that it is right. */
        static final Chain UNKNOWN = new Chain("", "", 0, Map.of(), List.of());
    }

    /** Addresses of one family, each with a counter. */
    record AddressSet(boolean ipv4, Set<IpAddress> addresses) {
        String type() {
            return ipv4 ? "ipv4_addr" : "ipv6_addr";
        }
    }

    boolean isEmpty() {
        return chains.isEmpty() && sets.isEmpty();
    }

    /** The interfaces of guests that have chains here. */
    Set<String> guestDevices() {
        Set<String> devices = new HashSet<>();
        chains.forEach((name, chain) -> {
            if (!name.startsWith(TAP_CHAIN) && !chain.equals(Chain.UNKNOWN)) {
                devices.add(chain.device());
                devices.addAll(chain.targets().keySet());
            }
        });
        return devices;
    }

    /** The same, but nobody knows what its chains do: they are written again. */
    TableImage withoutKnowledgeOfChains() {
        Map<String, Chain> unknown = new TreeMap<>();
        chains.keySet().forEach(name -> unknown.put(name, Chain.UNKNOWN));
        return new TableImage(unknown, sets, counters);
    }

    /** The table that does what is wanted. */
    static TableImage of(List<WantedDeclaration> declarations, List<WantedDiversion> diversions) {
        Map<String, Guest> guests = new TreeMap<>();
        Map<String, Chain> chains = new TreeMap<>();
        for (WantedDeclaration wanted : declarations) {
            Guest guest = guests.computeIfAbsent(wanted.at().name(), _ -> new Guest(wanted.at()));
            guest.add(wanted);
        }
        for (WantedDiversion diversion : diversions) {
            for (DivertedGuest diverted : diversion.guests()) {
                guests.computeIfAbsent(diverted.at().name(), _ -> new Guest(diverted.at()))
                        .divert(diversion, diverted);
            }
            String tap = diversion.tap().name();
            chains.put(
                    TAP_CHAIN + diversion.owner(),
                    new Chain("egress", tap, diversion.tap().index(), Map.of(), List.of("meta mark set " + MARK)));
        }
        Map<String, AddressSet> sets = new TreeMap<>();
        Set<String> counters = new TreeSet<>();
        guests.values().forEach(guest -> guest.addTo(chains, sets, counters));
        return new TableImage(chains, sets, counters);
    }

    /** What is wanted of one vNIC. */
    private static final class Guest {
        /** Rules come in the same order each time, or chains would be written again for nothing. */
        private static final Comparator<Declaration> BY_TEXT = Comparator.comparing(DeclarationText::of);

        private final HostInterface at;
        private final List<String> diversions = new ArrayList<>();
        private final Set<IpAddress> ipv4 = new HashSet<>();
        private final Set<IpAddress> ipv6 = new HashSet<>();
        private final Map<Declaration, List<String>> guards = byText();
        private final Map<Mirror, HostInterface> mirrors = byText();
        private final Set<Drop> drops = new TreeSet<>(BY_TEXT);
        private final Set<PacketLimit> packetLimits = new TreeSet<>(BY_TEXT);
        private boolean queued;

        Guest(HostInterface at) {
            this.at = at;
        }

        void add(WantedDeclaration wanted) {
            switch (wanted.declaration()) {
                case Filter(var _, IpAddress remote) -> (remote.isIpv4() ? ipv4 : ipv6).add(remote);
                case Limit limit -> queued |= limit.direction().fromGuest();
                case Guard guard -> guards.put(guard, Rules.guard(guard.against(), wanted.nic()));
                case Drop drop -> drops.add(drop);
                case PacketLimit limit -> packetLimits.add(limit);
                case Mirror mirror -> mirrors.put(mirror, wanted.to().orElseThrow());
            }
        }

        /**
         * The protocol is asked of the packet's meta data, which is behind a VLAN tag; nft by itself would compare the type in the
         * Ethernet header, which is the tag's.
         */
        void divert(WantedDiversion diversion, DivertedGuest guest) {
            String to = " udp dport " + diversion.port() + " fwd to \"" + VethPairs.inner(diversion.owner()) + '"';
            String mac = " ether daddr " + guest.mac();
            diversions.add("meta protocol ip" + mac + " ip frag-off & 0x3fff == 0" + to);
            diversions.add("meta protocol ip6" + mac + " exthdr frag missing" + to);
        }

        void addTo(Map<String, Chain> chains, Map<String, AddressSet> sets, Set<String> counters) {
            List<String> from = new ArrayList<>();
            List<String> to = new ArrayList<>(diversions);
            if (!diversions.isEmpty()) {
                from.add(passing(MARK));
            }
            if (queued) {
                from.add(passing(QUEUED_MARK));
            }
            guards.forEach((guard, rules) -> {
                String drop = counted(guard, true, counters) + " drop";
                rules.forEach(rule -> from.add(rule + drop));
            });
            if (!ipv4.isEmpty()) {
                addSets(sets, new AddressSet(true, ipv4));
                from.add("ip daddr @" + RuleNames.setName(true, true, at.name()) + " drop");
                to.add("ip saddr @" + RuleNames.setName(false, true, at.name()) + " drop");
            }
            if (!ipv6.isEmpty()) {
                addSets(sets, new AddressSet(false, ipv6));
                from.add("ip6 daddr @" + RuleNames.setName(true, false, at.name()) + " drop");
                to.add("ip6 saddr @" + RuleNames.setName(false, false, at.name()) + " drop");
            }
            for (Drop drop : drops) {
                addRule(from, to, drop, drop.direction(), way -> Rules.drop(drop, way), " drop", counters);
            }
            mirrors.forEach((mirror, target) -> addRule(
                    from, to, mirror, mirror.direction(), _ -> "", " dup to \"" + target.name() + '"', counters));
            for (PacketLimit limit : packetLimits) {
                addRule(from, to, limit, limit.direction(), _ -> Rules.over(limit), " drop", counters);
            }
            if (queued) {
                String queue = RuleNames.queueOf(at.index());
                from.add("meta mark set " + QUEUED_MARK + " fwd to \"" + queue + '"');
            }
            Map<String, Integer> targets = new TreeMap<>();
            mirrors.values().forEach(target -> targets.put(target.name(), target.index()));
            String name = RuleNames.identifier(at.name());
            chains.put("from_" + name, new Chain("ingress", at.name(), at.index(), targets, from));
            chains.put("to_" + name, new Chain("egress", at.name(), at.index(), targets, to));
        }

        /** What was here before passes at once; others behind us shall not see our mark. */
        private static String passing(String mark) {
            return "meta mark " + mark + " meta mark set 0 accept";
        }

        private void addRule(
                List<String> from,
                List<String> to,
                Declaration declaration,
                Direction direction,
                Function<Boolean, String> match,
                String verdict,
                Set<String> counters) {
            if (direction.fromGuest()) {
                from.add(match.apply(true) + counted(declaration, true, counters) + verdict);
            }
            if (direction.toGuest()) {
                to.add(match.apply(false) + counted(declaration, false, counters) + verdict);
            }
        }

        private String counted(Declaration declaration, boolean fromGuest, Set<String> counters) {
            String name = RuleNames.counterName(declaration, fromGuest, at.name());
            counters.add(name);
            return " counter name \"" + name + '"';
        }

        private static <K extends Declaration, V> Map<K, V> byText() {
            return new TreeMap<>(BY_TEXT);
        }

        private void addSets(Map<String, AddressSet> sets, AddressSet set) {
            sets.put(RuleNames.setName(true, set.ipv4, at.name()), set);
            sets.put(RuleNames.setName(false, set.ipv4, at.name()), set);
        }
    }
}
