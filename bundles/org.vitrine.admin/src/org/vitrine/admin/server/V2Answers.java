/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.vitrine.admin.protocol.AdminV2;
import org.vitrine.admin.protocol.AdminV2Body;
import org.vitrine.admin.protocol.AdminV2Body.Entries;
import org.vitrine.admin.protocol.AdminV2Body.FilterRequest;
import org.vitrine.admin.protocol.AdminV2Body.Host;
import org.vitrine.admin.protocol.AdminV2Body.Kind;
import org.vitrine.admin.protocol.AdminV2Body.Layer;
import org.vitrine.admin.protocol.AdminV2Body.LimitRequest;
import org.vitrine.admin.protocol.AdminV2Body.Page;
import org.vitrine.admin.protocol.AdminV2Body.Port;
import org.vitrine.admin.protocol.AdminV2Body.Protocol;
import org.vitrine.admin.protocol.AdminV2Body.Resources;
import org.vitrine.admin.protocol.AdminV2Body.Rule;
import org.vitrine.admin.protocol.AdminV2Body.State;
import org.vitrine.admin.protocol.AdminV2Body.Traffic;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.Direction;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.Limit;
import org.vitrine.dataplane.PacketLimit;
import org.vitrine.dataplane.Scope;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.MachineStatistics;
import org.vitrine.hypervisor.MachineStatisticsService;
import org.vitrine.traffic.FlowService;
import org.vitrine.traffic.TrafficQuery;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficService;
import org.vitrine.traffic.TrafficTotals;

/** Does what genuine requests of version 2 ask for. Any thread; may take as long as a hypervisor or the kernel does. */
final class V2Answers {
    /** Remote hosts in a list, the busiest; a page has 15. */
    private static final int MOST_HOSTS = 4096;

    /** Ports in a list, the busiest. */
    private static final int MOST_PORTS = 1024;

    private final Sources sources;
    private final V2Lists lists = new V2Lists();
    private final ReentrantLock changing = new ReentrantLock(true);

    /** Whom to ask; each gives null while there is nobody. */
    record Sources(
            Supplier<TrafficService> traffic,
            Supplier<FlowService> flows,
            Supplier<DataPlaneService> dataPlane,
            Supplier<DataPlaneAdminService> changes,
            Supplier<MachineStatisticsService> machines,
            Supplier<Inventory> inventory) {}

    V2Answers(Sources sources) {
        this.sources = sources;
    }

    /**
     * Does a request.
     *
     * @return the body of the answer; null when a list is asked for that is gone
     * @throws IllegalArgumentException when a value of the request is out of its range
     */
    byte[] bodyFor(byte[] request, Set<NicId> nics) throws VitrineException {
        byte[] body = Arrays.copyOfRange(request, AdminV2.HEADER_LENGTH, request.length - AdminV2.MAC_LENGTH);
        return switch (AdminV2.opcode(request)) {
            case AdminV2.REQ_HOSTS -> page(body, nics, AdminV2Body.HOSTS, list -> hosts(list, nics));
            case AdminV2.REQ_PROTOCOLS -> page(body, nics, AdminV2Body.PROTOCOLS, list -> protocols(list, nics));
            case AdminV2.REQ_PORTS -> page(body, nics, AdminV2Body.PORTS, list -> ports(list, nics));
            case AdminV2.REQ_RULES -> page(body, nics, AdminV2Body.RULES, list -> rules(list, nics));
            case AdminV2.REQ_RESOURCES -> AdminV2Body.write(resources(nics));
            case AdminV2.REQ_FILTER -> {
                filter(AdminV2Body.readFilterRequest(body), nics);
                yield new byte[0];
            }
            case AdminV2.REQ_LIMIT -> {
                limit(AdminV2Body.readLimitRequest(body), nics);
                yield new byte[0];
            }
            default -> throw new IllegalStateException("the verifier lets known opcodes through only");
        };
    }

    private <E> byte[] page(byte[] body, Set<NicId> nics, Entries<E> entries, V2Lists.Maker<E> maker)
            throws VitrineException {
        Page<E> page = lists.page(nics, entries, AdminV2Body.readPageRequest(body), maker);
        return page == null ? null : entries.write(page);
    }

    // ---- lists

    private Page<Host> hosts(long list, Set<NicId> nics) throws VitrineException {
        var snapshot = there(sources.traffic.get()).snapshot(new TrafficQuery(someOf(nics), MOST_HOSTS));
        List<Host> all = snapshot.nics().stream()
                .flatMap(nic -> nic.hosts().stream())
                .map(host -> new Host(host.address(), traffic(host.rates(), host.totals()), host.blockedPackets()))
                .toList();
        List<Host> sums = sums(
                all,
                Host::address,
                (a, b) ->
                        new Host(a.address(), sum(a.traffic(), b.traffic()), a.blockedPackets() + b.blockedPackets()));
        return page(list, snapshot.window(), busiest(sums, Host::traffic, MOST_HOSTS));
    }

    private Page<Protocol> protocols(long list, Set<NicId> nics) throws VitrineException {
        var snapshot = there(sources.flows.get()).protocols(someOf(nics), 0);
        List<Protocol> all = snapshot.nics().stream()
                .flatMap(nic -> nic.protocols().stream())
                .map(seen -> new Protocol(
                        Layer.valueOf(seen.protocol().layer().name()),
                        seen.protocol().number(),
                        traffic(seen.rates(), seen.totals())))
                .toList();
        List<Protocol> sums = sums(
                all,
                seen -> List.of(seen.layer(), seen.number()),
                (a, b) -> new Protocol(a.layer(), a.number(), sum(a.traffic(), b.traffic())));
        List<Protocol> sorted = busiest(sums, Protocol::traffic, sums.size());
        return page(
                list,
                snapshot.window(),
                sorted.stream().sorted(Comparator.comparing(Protocol::layer)).toList());
    }

    private Page<Port> ports(long list, Set<NicId> nics) throws VitrineException {
        var snapshot = there(sources.flows.get()).protocols(someOf(nics), MOST_PORTS);
        List<Port> all = snapshot.nics().stream()
                .flatMap(nic -> nic.ports().stream())
                .map(port -> new Port(port.protocol(), port.port(), traffic(port.rates(), port.totals())))
                .toList();
        List<Port> sums = sums(
                all,
                port -> List.of(port.protocol(), port.port()),
                (a, b) -> new Port(a.protocol(), a.port(), sum(a.traffic(), b.traffic())));
        return page(list, snapshot.window(), busiest(sums, Port::traffic, MOST_PORTS));
    }

    private Page<Rule> rules(long list, Set<NicId> nics) throws VitrineException {
        List<Rule> rules = new ArrayList<>();
        for (DeclarationState present : there(sources.dataPlane.get()).declarations()) {
            if (isAbout(present.declaration().scope(), nics)) {
                Rule rule = rule(present);
                if (rule != null && !rules.contains(rule)) {
                    rules.add(rule);
                }
            }
        }
        return page(list, Duration.ZERO, rules);
    }

    /** @return null for what this version does not tell */
    private static Rule rule(DeclarationState present) {
        State state = State.valueOf(present.status().name());
        return switch (present.declaration()) {
            case Filter filter -> new Rule(Kind.FILTER, AdminV2Body.Direction.BOTH, state, filter.remote(), 0, 0);
            case Limit limit ->
                new Rule(
                        Kind.BIT_RATE,
                        told(limit.direction()),
                        state,
                        Rule.NOBODY,
                        limit.bitsPerSecond(),
                        limit.burstBytes());
            case PacketLimit limit ->
                new Rule(
                        Kind.PACKET_RATE,
                        told(limit.direction()),
                        state,
                        Rule.NOBODY,
                        limit.packetsPerSecond(),
                        limit.burstPackets());
            default -> null;
        };
    }

    private boolean isAbout(Scope scope, Set<NicId> nics) {
        return switch (scope) {
            case Scope.OfNic(NicId nic) -> nics.contains(nic);
            case Scope.OfMachine(MachineId machine) -> machines(nics).contains(machine);
            case Scope.OfTag(String key, String value) ->
                sources.inventory.get().machines().stream()
                        .filter(machine -> value.equals(machine.tags().get(key)))
                        .anyMatch(machine -> machines(nics).contains(machine.id()));
            case Scope.Everything() -> !nics.isEmpty();
        };
    }

    // ---- changes

    private void filter(FilterRequest request, Set<NicId> nics) throws VitrineException {
        List<Filter> filters = someOf(nics).stream()
                .map(nic -> new Filter(nic, request.remote()))
                .toList();
        if (request.set()) {
            change(filters, List.of());
        } else {
            change(List.of(), filters);
        }
    }

    private void limit(LimitRequest request, Set<NicId> nics) throws VitrineException {
        Direction direction = Direction.valueOf(request.direction().name());
        List<Declaration> declared = request.set()
                ? someOf(nics).stream()
                        .map(nic -> limit(request, new Scope.OfNic(nic), direction))
                        .toList()
                : List.of();
        changing.lock();
        try {
            List<Declaration> present = there(sources.dataPlane.get()).declarations().stream()
                    .map(DeclarationState::declaration)
                    .filter(each -> each.scope() instanceof Scope.OfNic(NicId nic) && nics.contains(nic))
                    .filter(each -> switch (each) {
                        case Limit limit -> request.kind() == Kind.BIT_RATE && limit.direction() == direction;
                        case PacketLimit limit -> request.kind() == Kind.PACKET_RATE && limit.direction() == direction;
                        default -> false;
                    })
                    .toList();
            change(declared, present);
        } finally {
            changing.unlock();
        }
    }

    private static Declaration limit(LimitRequest request, Scope scope, Direction direction) {
        long rate = request.rate();
        long burst = request.burst();
        if (request.kind() == Kind.BIT_RATE) {
            return new Limit(scope, direction, rate, burst == 0 ? Limit.defaultBurst(rate) : burst);
        }
        int packets = burst == 0 ? PacketLimit.defaultBurst(rate) : Math.clamp(burst, 0, Integer.MAX_VALUE);
        return new PacketLimit(scope, direction, rate, packets);
    }

    private void change(List<? extends Declaration> declared, List<? extends Declaration> withdrawn)
            throws VitrineException {
        changing.lock();
        try {
            there(sources.changes.get()).change(declared, withdrawn);
        } finally {
            changing.unlock();
        }
    }

    // ---- the machine

    private Resources resources(Set<NicId> nics) throws VitrineException {
        Set<MachineId> machines = machines(nics);
        if (machines.size() != 1) {
            throw new VitrineException(
                    Reason.UNSUPPORTED, "resources are told of one machine, not of " + machines.size());
        }
        List<MachineStatistics> known = there(sources.machines.get()).statistics(machines);
        if (known.isEmpty()) {
            throw new VitrineException(Reason.UNSUPPORTED, "the driver of " + machines + " counts nothing");
        }
        MachineStatistics seen = known.getFirst();
        return new Resources(
                seen.epochNanos(),
                seen.cpuTime().toNanos(),
                seen.memoryBytes(),
                seen.maxMemoryBytes(),
                seen.residentBytes(),
                seen.vcpus(),
                seen.disks().size(),
                seen.disks().stream()
                        .map(disk -> new AdminV2Body.Disk(
                                disk.name(),
                                disk.readBytes(),
                                disk.readRequests(),
                                disk.writtenBytes(),
                                disk.writeRequests(),
                                disk.capacityBytes(),
                                disk.allocatedBytes()))
                        .toList());
    }

    // ---- values

    private static <T> T there(T service) throws VitrineException {
        if (service == null) {
            throw new VitrineException(Reason.UNSUPPORTED, "nobody here can tell or do it now");
        }
        return service;
    }

    /** An empty set would stand for everybody. */
    private static Set<NicId> someOf(Set<NicId> nics) throws VitrineException {
        if (nics.isEmpty()) {
            throw new VitrineException(Reason.UNSUPPORTED, "there is no guest to speak for");
        }
        return nics;
    }

    private static Set<MachineId> machines(Set<NicId> nics) {
        return nics.stream().map(NicId::machine).collect(Collectors.toSet());
    }

    private static <E> Page<E> page(long list, Duration window, List<E> all) {
        return new Page<>(list, all.size(), 0, window, all);
    }

    private static <E> List<E> sums(
            List<E> all, Function<E, Object> key, java.util.function.BinaryOperator<E> together) {
        Map<Object, E> sums = new LinkedHashMap<>();
        all.forEach(each -> sums.merge(key.apply(each), each, together));
        return List.copyOf(sums.values());
    }

    private static <E> List<E> busiest(List<E> all, Function<E, Traffic> traffic, int most) {
        return all.stream()
                .sorted(Comparator.comparingLong(each ->
                        -traffic.apply(each).txRate() - traffic.apply(each).rxRate()))
                .limit(most)
                .toList();
    }

    private static Traffic traffic(TrafficRates rates, TrafficTotals totals) {
        return new Traffic(
                Math.round(rates.txBytesPerSecond()),
                Math.round(rates.rxBytesPerSecond()),
                totals.txBytes(),
                totals.txPackets(),
                totals.rxBytes(),
                totals.rxPackets());
    }

    private static Traffic sum(Traffic a, Traffic b) {
        return new Traffic(
                a.txRate() + b.txRate(),
                a.rxRate() + b.rxRate(),
                a.txBytes() + b.txBytes(),
                a.txPackets() + b.txPackets(),
                a.rxBytes() + b.rxBytes(),
                a.rxPackets() + b.rxPackets());
    }

    private static AdminV2Body.Direction told(Direction direction) {
        return AdminV2Body.Direction.valueOf(direction.name());
    }
}
