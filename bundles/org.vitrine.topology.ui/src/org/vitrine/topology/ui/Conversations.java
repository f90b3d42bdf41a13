/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.topology.ui;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Nic;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficSnapshot;
import org.vitrine.ui.Selected;

/** Finds the conversations worth showing in what the vNICs tell of their remote addresses. */
final class Conversations {
    /** More arcs than that are a ball of wool. */
    static final int MOST = 150;

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<IpAddress, NicId> owners = new HashMap<>();
    private final Set<IpAddress> broadcasts = new HashSet<>();
    private final Map<String, Conversation> found = new LinkedHashMap<>();

    private Conversations(Inventory inventory) {
        for (Machine machine : inventory.machines()) {
            for (Nic nic : machine.nics()) {
                for (IpPrefix prefix : nic.addresses()) {
                    owners.putIfAbsent(prefix.address(), nic.id());
                    if (prefix.address().isIpv4() && prefix.length() < 31) {
                        broadcasts.add(prefix.last());
                    }
                }
            }
        }
    }

    /** The filtered ones and the busiest. */
    static List<Conversation> of(
            Inventory inventory, Optional<TrafficSnapshot> traffic, List<DeclarationState> declarations) {
        Conversations conversations = new Conversations(inventory);
        Set<Filter> filters = new HashSet<>();
        for (DeclarationState state : declarations) {
            if (state.declaration() instanceof Filter filter) {
                filters.add(filter);
            }
        }
        traffic.ifPresent(snapshot -> conversations.addAll(snapshot, filters));
        // those that nobody has said anything to for long are filtered all the same
        filters.stream()
                .filter(filter -> inventory.nic(filter.nic()).isPresent())
                .sorted(Comparator.comparing(Filter::nic).thenComparing(Filter::remote))
                .forEach(filter -> conversations.add(filter.nic(), filter.remote(), 0, true, 0));
        List<Conversation> all = new ArrayList<>(conversations.found.values());
        all.sort(Comparator.comparing(Conversation::filtered)
                .thenComparing(Conversation::bytesPerSecond)
                .reversed()
                .thenComparing(Conversation::id));
        List<Conversation> most = all.subList(0, Math.min(MOST, all.size()));
        // in an order that does not change with every rate
        return most.stream().sorted(Comparator.comparing(Conversation::id)).toList();
    }

    private void addAll(TrafficSnapshot snapshot, Set<Filter> filters) {
        for (NicTraffic nic : snapshot.nics()) {
            Map<String, Double> seen = new HashMap<>();
            for (HostTraffic host : nic.hosts()) {
                boolean filtered = filters.contains(new Filter(nic.nic(), host.address()));
                boolean alive = host.rates().bytesPerSecond() > 0 || snapshot.time() - host.lastSeen() < QUIET_NANOS;
                if (filtered || alive) {
                    add(nic.nic(), host, filtered, seen);
                }
            }
        }
    }

    private void add(NicId nic, HostTraffic host, boolean filtered, Map<String, Double> seen) {
        if (isLocal(host.address())) {
            return;
        }
        String remote = remote(host.address());
        String side = remote + filtered;
        double sum = seen.merge(side, host.rates().bytesPerSecond(), Double::sum);
        add(nic, host.address(), sum, filtered, host.blockedPackets());
    }

    private String remote(IpAddress address) {
        NicId owner = owners.get(address);
        return owner == null ? address.toString() : owner.toString();
    }

    /** Adds one end of a conversation; of both ends the busier counts, because each counts the same frames. */
    private void add(NicId nic, IpAddress address, double bytesPerSecond, boolean filtered, long blocked) {
        Optional<NicId> peer = Optional.ofNullable(owners.get(address));
        if (peer.filter(other -> other.machine().equals(nic.machine())).isPresent()) {
            return;
        }
        boolean turned = peer.isPresent() && peer.get().compareTo(nic) < 0;
        NicId first = turned ? peer.get() : nic;
        Optional<NicId> second = turned ? Optional.of(nic) : peer;
        String remote = second.map(NicId::toString).orElse(address.toString());
        List<Selected.OfRemote> ends = new ArrayList<>();
        Conversation next = new Conversation(first, second, remote, ends, bytesPerSecond, filtered, blocked);
        Conversation known = found.get(next.id());
        if (known != null) {
            ends.addAll(known.ends());
        }
        Selected.OfRemote end = new Selected.OfRemote(nic, address);
        boolean again = ends.contains(end);
        if (!again) {
            ends.add(end);
        }
        found.put(
                next.id(),
                new Conversation(
                        first,
                        second,
                        remote,
                        List.copyOf(ends),
                        Math.max(bytesPerSecond, known == null ? 0 : known.bytesPerSecond()),
                        filtered,
                        blocked + (known == null ? 0 : known.blockedPackets())));
    }

    /** Whether an address names nobody beyond the network: multicast, link-local, broadcast, none at all. */
    private boolean isLocal(IpAddress address) {
        if (broadcasts.contains(address)) {
            return true;
        }
        var internet = address.toInetAddress();
        return internet.isMulticastAddress()
                || internet.isLinkLocalAddress()
                || internet.isAnyLocalAddress()
                || internet.isLoopbackAddress()
                || address.equals(IpAddress.ofIpv4(-1));
    }
}
