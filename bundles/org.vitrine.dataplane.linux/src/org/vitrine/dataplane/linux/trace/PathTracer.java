/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.vitrine.common.Services;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.PathTrace;
import org.vitrine.dataplane.PathTraceRequest;
import org.vitrine.dataplane.PathTraceService;
import org.vitrine.dataplane.linux.trace.TraceTable.At;
import org.vitrine.dataplane.linux.trace.TraceTable.Counts;
import org.vitrine.dataplane.linux.trace.TraceTable.Kind;
import org.vitrine.dataplane.linux.trace.TraceTable.Point;
import org.vitrine.dataplane.linux.trace.Way.Crossing;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.Nic;

/**
 * Follows packets through the kernel of this machine: counts them before and behind the rules of each interface of their way, hears
 * which rules drop them, asks queues and the kernel's drop reasons, and lets {@link Autopsy} judge. One at a time.
 */
@Component(
        property = Services.EXPORTED,
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class PathTracer implements PathTraceService {
    private static final int LOOK_MILLIS = 100;
    /** Answers to the last test packet, and traces of it, come at the latest after so long. */
    private static final int QUIET_MILLIS = 150;

    private final InventoryService inventories;
    private final Inside inside;
    private final DataPlaneService dataPlane;
    private final ReentrantLock lock = new ReentrantLock();

    @Activate
    public PathTracer(
            @Reference InventoryService inventories,
            @Reference MachineAdminService machines,
            @Reference DataPlaneService dataPlane) {
        this.inventories = inventories;
        inside = new Inside(machines);
        this.dataPlane = dataPlane;
    }

    /** What was seen of the packets, for {@link Autopsy}. */
    record Evidence(
            PathTraceRequest request,
            Way way,
            Probe probe,
            Map<String, Counts> counts,
            Map<RuleTraces.Dropped, Integer> rules,
            Map<String, Map<String, Long>> queues,
            Map<DropReasons.Dropped, Integer> reasons,
            List<DeclarationState> before,
            List<DeclarationState> after,
            List<String> notes) {
        long count(HostInterface at, Point point, Kind kind) {
            return counts.get(at.netns()).of(at.name(), point, kind);
        }
    }

    @Override
    public PathTrace trace(PathTraceRequest request) throws VitrineException {
        Inventory inventory = inventories.inventory();
        Nic nic = inventory
                .nic(request.from())
                .orElseThrow(() -> new VitrineException(Reason.NOT_FOUND, "there is no vNIC " + request.from()));
        Machine machine = inventory.machine(request.from().machine()).orElseThrow();
        if (nic.hostInterface().isEmpty()) {
            throw new VitrineException(
                    Reason.CONFLICT,
                    request.from() + " has no interface on this host now",
                    "Start the machine, or plug the vNIC in.");
        }
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, "following packets was cancelled");
        }
        try {
            Way way = Way.find(request, machine, nic, inventory, inside);
            return Autopsy.of(evidence(request, machine, way), inside);
        } finally {
            lock.unlock();
        }
    }

    private Evidence evidence(PathTraceRequest request, Machine machine, Way way) throws VitrineException {
        Map<String, List<At>> places = places(way);
        Map<String, TraceTable> tables = new HashMap<>();
        List<String> notes = new ArrayList<>();
        List<DeclarationState> before = dataPlane.declarations();
        Map<String, Map<String, Long>> queues = queues(places.keySet());
        try (DropReasons kernel = new DropReasons(Probe.packetLength(request));
                RuleTraces rules = new RuleTraces(places.keySet())) {
            for (Map.Entry<String, List<At>> place : places.entrySet()) {
                tables.put(place.getKey(), new TraceTable(place.getKey(), place.getValue(), request));
            }
            var sent = Probe.send(request, machine, inside);
            if (sent.isEmpty()) {
                HostInterface at = way.crossings().getFirst().enter();
                sent = Optional.of(watched(request, at, tables.get(at.netns())));
                notes.add("no test packet can be sent from " + machine.name() + ": its own were waited for");
            }
            pause(QUIET_MILLIS);
            Map<String, Counts> counts = new HashMap<>();
            for (Map.Entry<String, TraceTable> table : tables.entrySet()) {
                counts.put(table.getKey(), table.getValue().counts());
            }
            var dropped = rules.end();
            if (rules.isIncomplete()) {
                notes.add("the kernel had more to tell of rules than it could keep");
            }
            var reasons = kernel.end(DropReasons.names(way.crossings()));
            if (!kernel.obstacle().isEmpty()) {
                notes.add("the kernel's own reasons cannot be read: " + kernel.obstacle());
            }
            Map<String, Map<String, Long>> lost = queues(places.keySet());
            lost.forEach((netns, now) ->
                    now.replaceAll((device, drops) -> drops - queues.get(netns).getOrDefault(device, 0L)));
            return new Evidence(
                    request, way, sent.get(), counts, dropped, lost, reasons, before, dataPlane.declarations(), notes);
        } finally {
            tables.values().forEach(TraceTable::close);
        }
    }

    /** Where to count, by namespace; what is not there now cannot be counted at. */
    private static Map<String, List<At>> places(Way way) throws VitrineException {
        Map<String, List<At>> places = new TreeMap<>();
        for (Crossing crossing : way.crossings()) {
            List<HostInterface> ends = new ArrayList<>(List.of(crossing.enter()));
            crossing.exit().ifPresent(ends::add);
            for (HostInterface end : ends) {
                List<At> here = places.computeIfAbsent(end.netns(), _ -> new ArrayList<>());
                if (here.stream().noneMatch(at -> at.device().equals(end.name()))
                        && Way.link(end.netns(), end.name()).isPresent()) {
                    here.add(new At(end.name(), crossing.nextHop()));
                }
            }
        }
        return places;
    }

    private static Map<String, Map<String, Long>> queues(Set<String> namespaces) throws VitrineException {
        Map<String, Map<String, Long>> queues = new HashMap<>();
        for (String netns : namespaces) {
            queues.put(netns, Kernel.queueDrops(netns));
        }
        return queues;
    }

    /** Waits for packets that the machine sends by itself. */
    private static Probe watched(PathTraceRequest request, HostInterface at, TraceTable table) throws VitrineException {
        long end = System.nanoTime() + request.limit().toNanos();
        long seen = 0;
        while (System.nanoTime() < end) {
            pause(LOOK_MILLIS);
            Counts counts = table.counts();
            seen = counts.of(at.name(), Point.FIRST_IN, Kind.PACKET);
            if (counts.of(at.name(), Point.LAST_OUT, Kind.ANSWER) >= 3) {
                break;
            }
        }
        Counts counts = table.counts();
        return new Probe(
                seen,
                Math.min(seen, counts.of(at.name(), Point.LAST_OUT, Kind.ANSWER)),
                counts.of(at.name(), Point.LAST_OUT, Kind.REFUSAL) > 0,
                "");
    }

    private static void pause(int millis) throws VitrineException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, "following packets was cancelled");
        }
    }
}
