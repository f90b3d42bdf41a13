/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.netns.Lab.Member;
import org.vitrine.hypervisor.netns.Lab.Place;
import org.vitrine.hypervisor.netns.Lab.Plug;
import org.vitrine.linux.Link;

/**
 * Puts the parts of a lab into the kernel and takes them out again.
 *
 * @param isThere whether a network namespace is there and is the one that we made
 */
record Wiring(Lab lab, Predicate<String> isThere) {

    /** Sets what has to be set in a namespace before there is an interface in it. */
    void prepare(String netns) throws VitrineException {
        Optional<Member> machine = lab.machines().stream()
                .filter(candidate -> candidate.netns().equals(netns))
                .findFirst();
        Kernel.set(netns, machine.map(Script::parameters).orElse(Script.PLACE_PARAMETERS));
    }

    /** Makes the bridges of a place and all vNICs on them. */
    void makePlace(Place place) throws VitrineException {
        List<String> lines = Script.bridges(lab, place);
        for (Member machine : lab.machines()) {
            for (Plug nic : machine.nics()) {
                if (nic.network().place().equals(Optional.of(place))) {
                    lines.add(Script.port(machine, nic));
                }
            }
        }
        Kernel.batch(place.netns(), lines);
        List<Lab.Network> switched = lab.networks().stream()
                .filter(network -> network.place().equals(Optional.of(place)) && OvsPlace.isOn(network))
                .toList();
        if (!switched.isEmpty()) {
            OvsPlace ovs = new OvsPlace(place);
            ovs.make(switched);
            for (Member machine : lab.machines()) {
                ovs.plug(machine, onSwitch(machine, place));
            }
        }
    }

    private static List<Plug> onSwitch(Member machine, Place place) {
        return machine.nics().stream()
                .filter(nic -> nic.network().place().equals(Optional.of(place)) && OvsPlace.isOn(nic.network()))
                .toList();
    }

    void makeCables() throws VitrineException {
        Set<Lab.Network> made = new HashSet<>();
        for (Member machine : lab.machines()) {
            for (Plug nic : machine.nics()) {
                if (nic.network().place().isEmpty() && made.add(nic.network())) {
                    Kernel.batch(machine.netns(), List.of(Script.cable(nic, lab.otherEnd(machine, nic))));
                }
            }
        }
    }

    /** Gives vNICs that are there what they need, and the machine its routes. */
    void configure(Member machine, List<Plug> nics) throws VitrineException {
        List<String> lines = new ArrayList<>(List.of("link set dev lo up"));
        nics.forEach(nic -> lines.addAll(Script.addresses(nic)));
        if (nics.stream().anyMatch(nic -> !nic.vlans().isEmpty())) {
            Kernel.batch(machine.netns(), lines);
            lines.clear();
            for (Plug nic : nics) {
                for (int id : nic.vlans().keySet()) {
                    Kernel.makeVlan(machine.netns(), nic, id);
                }
                lines.addAll(Script.vlanAddresses(nic));
            }
        }
        lines.addAll(Script.routes(machine));
        Kernel.batch(machine.netns(), lines);
    }

    /**
     * Plugs a machine in again whose namespace is there.
     *
     * @param isOff tells machines that are switched off: the other end of a cable stays dark in them
     */
    void plug(Member machine, Predicate<Member> isOff) throws VitrineException {
        prepare(machine.netns());
        Map<String, Link> inside = links(machine.netns());
        for (Plug nic : machine.nics()) {
            if (inside.containsKey(nic.name())) {
                continue;
            }
            Place place = nic.network().place().orElse(null);
            if (place != null) {
                Kernel.batch(place.netns(), List.of(Script.port(machine, nic)));
                if (OvsPlace.isOn(nic.network())) {
                    new OvsPlace(place).plug(machine, List.of(nic));
                }
            } else {
                Lab.End other = lab.otherEnd(machine, nic);
                Kernel.batch(machine.netns(), List.of(Script.cable(nic, other)));
                if (!isOff.test(other.machine())) {
                    configure(other.machine(), List.of(other.nic()));
                }
            }
        }
        configure(machine, machine.nics());
    }

    /** Takes the vNICs of a machine away; of a cable, which has another end, only what is on this one. */
    void unplug(Member machine) throws VitrineException {
        for (Plug nic : machine.nics()) {
            Place place = nic.network().place().orElse(null);
            if (place != null && links(place.netns()).containsKey(nic.port())) {
                Kernel.batch(place.netns(), List.of("link del dev " + nic.port()));
            }
        }
        Map<String, Link> left = links(machine.netns());
        List<String> lines = new ArrayList<>();
        for (Plug nic : machine.nics()) {
            if (left.containsKey(nic.name())) {
                lines.add("addr flush dev " + nic.name());
                lines.add("link set dev " + nic.name() + " down");
            }
            for (int id : nic.vlans().keySet()) {
                if (left.containsKey(Script.vlanName(nic, id))) {
                    lines.add("link del dev " + Script.vlanName(nic, id));
                }
            }
        }
        if (!lines.isEmpty()) {
            Kernel.batch(machine.netns(), lines);
        }
    }

    /** The interfaces of a namespace by their names; none when it is not there. */
    Map<String, Link> links(String netns) {
        try {
            return isThere.test(netns)
                    ? Link.list(netns).stream().collect(Collectors.toMap(Link::name, Function.identity()))
                    : Map.of();
        } catch (VitrineException _) {
            return Map.of(); // it went away while we looked
        }
    }
}
