/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux.trace;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.PathTraceRequest;
import org.vitrine.dataplane.linux.Netns;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Nic;
import org.vitrine.linux.Link;

/**
 * The way that packets should take.
 *
 * @param crossings each over one host, in order; at least one
 * @param problem why the way ends early: there is no route; empty otherwise
 * @param problemInHost whether it is the host of the last crossing that has no route, rather than the machine before it
 */
record Way(List<Crossing> crossings, String problem, boolean problemInHost) {
    private static final int MOST_CROSSINGS = 16;

    /**
     * From a machine over a host to the next machine.
     *
     * @param enter where frames enter the host
     * @param nextHop whose Ethernet address they carry
     * @param routed whether the host routes them, rather than a bridge of its passing them on
     * @param next who gets them, if that is a machine that is known
     * @param nextNic where it gets them
     * @param exit where they leave the host; empty when that is not known
     */
    record Crossing(
            Machine from,
            Nic nic,
            HostInterface enter,
            IpAddress nextHop,
            boolean routed,
            Optional<Machine> next,
            Optional<Nic> nextNic,
            Optional<HostInterface> exit) {}

    private record Hop(String device, IpAddress via) {}

    /** Finds it by the routes of machines and hosts, where those can be asked, and by the inventory's addresses. */
    static Way find(PathTraceRequest request, Machine first, Nic nic, Inventory inventory, Inside inside)
            throws VitrineException {
        List<Crossing> crossings = new ArrayList<>();
        Set<MachineId> visited = new HashSet<>();
        Machine machine = first;
        Nic usual = nic;
        while (true) {
            visited.add(machine.id());
            Optional<ExecResult> answer =
                    inside.ask(machine, "ip", "-j", "route", "get", request.to().toString());
            Optional<Hop> hop = answer.filter(r -> r.exitCode() == 0).flatMap(r -> hop(r.output(), request.to()));
            Nic out = hop.isPresent() ? nicOf(machine, hop.get().device(), usual) : usual;
            IpAddress nextHop = hop.map(Hop::via).orElse(request.to());
            HostInterface enter =
                    out.hostInterface().orElse(usual.hostInterface().orElseThrow());
            Crossing crossing = crossing(request, machine, out, enter, nextHop, inventory);
            crossings.add(crossing);
            // other programs called ip know no JSON, and that is not a missing route
            if (answer.isPresent() && answer.get().errors().contains("RTNETLINK answers")) {
                return new Way(crossings, answer.get().errors().strip(), false);
            }
            if (crossing.routed() && crossing.exit().isEmpty()) {
                return new Way(crossings, "the host has no route to " + request.to(), true);
            }
            boolean there = crossing.nextNic().isEmpty()
                    || crossing.next().orElseThrow().nics().stream().anyMatch(n -> has(n, request.to()));
            if (there
                    || crossings.size() == MOST_CROSSINGS
                    || visited.contains(crossing.next().orElseThrow().id())) {
                return new Way(crossings, "", false);
            }
            machine = crossing.next().orElseThrow();
            usual = onwards(machine, crossing.nextNic().orElseThrow());
        }
    }

    private static Crossing crossing(
            PathTraceRequest request,
            Machine from,
            Nic nic,
            HostInterface enter,
            IpAddress nextHop,
            Inventory inventory)
            throws VitrineException {
        boolean routed = hostHas(enter.netns(), nextHop);
        Optional<Hop> onwards = routed
                ? hop(
                        Netns.run(
                                        enter.netns(),
                                        "",
                                        "ip",
                                        "-j",
                                        "route",
                                        "get",
                                        request.to().toString())
                                .text(),
                        request.to())
                : Optional.of(new Hop(enter.name(), nextHop));
        for (Machine machine : onwards.isEmpty() ? List.<Machine>of() : inventory.machines()) {
            for (Nic candidate : machine.nics()) {
                if (!machine.id().equals(from.id())
                        && has(candidate, onwards.get().via())
                        && candidate.hostInterface().isPresent()) {
                    return new Crossing(
                            from,
                            nic,
                            enter,
                            nextHop,
                            routed,
                            Optional.of(machine),
                            Optional.of(candidate),
                            candidate.hostInterface().filter(at -> at.netns().equals(enter.netns())));
                }
            }
        }
        Optional<HostInterface> exit = routed && onwards.isPresent()
                ? link(enter.netns(), onwards.get().device())
                        .map(l -> new HostInterface(enter.netns(), l.name(), l.index()))
                : Optional.empty();
        return new Crossing(from, nic, enter, nextHop, routed, Optional.empty(), Optional.empty(), exit);
    }

    static Optional<Link> link(String netns, String name) throws VitrineException {
        return Link.list(netns).stream().filter(l -> l.name().equals(name)).findFirst();
    }

    private static boolean has(Nic nic, IpAddress address) {
        return nic.addresses().stream().anyMatch(prefix -> prefix.address().equals(address));
    }

    private static boolean hostHas(String netns, IpAddress address) throws VitrineException {
        String json = Netns.run(netns, "", "ip", "-j", "addr", "show").text();
        return Said.objects(json).stream()
                .filter(link -> link.has("addr_info") && link.get("addr_info").isJsonArray())
                .flatMap(link -> Said.objects(link.get("addr_info").toString()).stream())
                .anyMatch(info -> Said.text(info, "local").equals(Optional.of(address.toString())));
    }

    /** What {@code ip route get} says; empty when it is no way at all. */
    private static Optional<Hop> hop(String json, IpAddress to) {
        for (JsonObject route : Said.objects(json)) {
            String type = Said.text(route, "type").orElse("unicast");
            Optional<String> device = Said.text(route, "dev");
            if (device.isPresent() && (type.equals("unicast") || type.equals("local"))) {
                return Optional.of(new Hop(
                        device.get(),
                        Said.text(route, "gateway").map(IpAddress::parse).orElse(to)));
            }
        }
        return Optional.empty();
    }

    private static Nic nicOf(Machine machine, String device, Nic usual) {
        return machine.nics().stream()
                .filter(nic ->
                        nic.id().name().equals(device) && nic.hostInterface().isPresent())
                .findFirst()
                .orElse(usual);
    }

    /** A router that cannot be asked sends on at its other vNIC. */
    private static Nic onwards(Machine router, Nic in) {
        return router.nics().stream()
                .filter(nic -> !nic.id().equals(in.id()) && nic.hostInterface().isPresent())
                .findFirst()
                .orElse(in);
    }
}
