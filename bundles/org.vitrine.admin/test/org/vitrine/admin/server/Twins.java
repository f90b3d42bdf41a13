/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.vitrine.admin.protocol.AdminKey;
import org.vitrine.admin.protocol.AdminV2Seal;
import org.vitrine.capture.testkit.Await;
import org.vitrine.common.Caller;
import org.vitrine.common.HostId;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MacAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Nic;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficQuery;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficService;
import org.vitrine.traffic.TrafficSnapshot;
import org.vitrine.traffic.TrafficTotals;

/** Services made of memory. */
final class Twins {
    private Twins() {}

    /** Waits for something that comes by itself. */
    static void until(Callable<Boolean> condition) throws Exception {
        Await.until(condition, () -> "see the test");
    }

    /** Version 2 while there is no key. */
    static V2Service withoutKeys(Counters counters) {
        return v2(List.of(), null, counters);
    }

    /** Version 2 for clients with an exact clock; it is ready at once. */
    static V2Service v2(List<AdminKey> keys, V2Answers.Sources sources, Counters counters) {
        Duration skew = Duration.ofSeconds(60);
        long start = AdminV2Seal.epochNanos() - 2 * skew.toNanos();
        return new V2Service(() -> keys, new V2Answers(sources), counters, skew, start);
    }

    static NicId nic(String machine) {
        return new NicId(new MachineId("test/" + machine), "eth0");
    }

    static Machine guest(String name, MacAddress mac, HostInterface at) {
        return new Machine(
                nic(name).machine(),
                new HostId("here"),
                name,
                "",
                MachineRole.GUEST,
                MachineState.RUNNING,
                "test",
                "",
                List.of(new Nic(nic(name), mac, List.of(), Optional.ofNullable(at), Optional.empty(), true)),
                Set.of(),
                Map.of());
    }

    /** Machines as a test says. */
    static final class MemoryInventory implements InventoryService {
        private final List<Consumer<Inventory>> listeners = new CopyOnWriteArrayList<>();
        private volatile Inventory inventory = Inventory.EMPTY;

        void set(Machine... machines) {
            inventory = new Inventory(inventory.revision() + 1, List.of(machines), List.of());
            listeners.forEach(listener -> listener.accept(inventory));
        }

        @Override
        public Inventory inventory() {
            return inventory;
        }

        @Override
        public Subscription subscribe(Consumer<Inventory> listener) {
            listeners.add(listener);
            listener.accept(inventory);
            return () -> listeners.remove(listener);
        }
    }

    /** Rates as a test says. */
    static final class MemoryTraffic implements TrafficService {
        final AtomicInteger snapshots = new AtomicInteger();
        private final Map<NicId, List<HostTraffic>> hosts = new ConcurrentHashMap<>();

        /** Adds a remote host; call with the busiest first. */
        MemoryTraffic host(NicId nic, String address, double tx, double rx) {
            hosts.computeIfAbsent(nic, _ -> new CopyOnWriteArrayList<>())
                    .add(new HostTraffic(
                            IpAddress.parse(address),
                            new TrafficRates(tx, 1, rx, 1),
                            TrafficTotals.ZERO,
                            0,
                            0,
                            false,
                            0));
            return this;
        }

        @Override
        public TrafficSnapshot snapshot(TrafficQuery query) {
            snapshots.incrementAndGet();
            List<NicTraffic> nics = new ArrayList<>();
            hosts.forEach((nic, list) -> {
                if (query.nics().isEmpty() || query.nics().contains(nic)) {
                    nics.add(new NicTraffic(
                            nic,
                            TrafficRates.ZERO,
                            TrafficTotals.ZERO,
                            list.size(),
                            0,
                            0,
                            list.stream().limit(query.hostsPerNic()).toList()));
                }
            });
            return new TrafficSnapshot(0, Duration.ofSeconds(3), nics);
        }

        @Override
        public Subscription subscribe(TrafficQuery query, Duration period, Consumer<TrafficSnapshot> listener) {
            throw new UnsupportedOperationException("nobody here subscribes");
        }
    }

    /** A data plane that only remembers. */
    static class MemoryDataPlane implements DataPlaneAdminService {
        final Set<Declaration> declared = new CopyOnWriteArraySet<>();
        final List<String> calls = new CopyOnWriteArrayList<>();
        final Map<Declaration, Caller> callers = new ConcurrentHashMap<>();
        final Set<Declaration> refused = new HashSet<>();

        @Override
        public void declare(Collection<? extends Declaration> declarations) throws VitrineException {
            called("declare", declarations);
            declared.addAll(declarations);
        }

        @Override
        public void withdraw(Collection<? extends Declaration> declarations) throws VitrineException {
            called("withdraw", declarations);
            declared.removeAll(declarations);
        }

        @Override
        public void change(Collection<? extends Declaration> more, Collection<? extends Declaration> withdrawn)
                throws VitrineException {
            withdraw(withdrawn);
            declare(more);
        }

        private void called(String verb, Collection<? extends Declaration> declarations) throws VitrineException {
            calls.add(verb + " " + declarations.size());
            declarations.forEach(d -> callers.put(d, Caller.current()));
            if (declarations.stream().anyMatch(refused::contains)) {
                throw new VitrineException(Reason.FAILED, "no");
            }
        }
    }
}
