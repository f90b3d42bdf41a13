/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.Scope;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Network;
import org.vitrine.hypervisor.Nic;

/** Finds what people name on a command line: {@code web}, {@code demo/web}, {@code web:eth0}. */
final class Targets {
    static final String SCOPE =
            "MACHINE:NIC, MACHINE for all its vNICs, tag:KEY=VALUE for all machines with the tag, or all.";
    private static final String TAG = "tag:";

    private Targets() {}

    /**
     * The machine with this name, group and name, or id.
     *
     * @throws VitrineException NOT_FOUND with what there is, INVALID when several have the name
     */
    static Machine machine(Inventory inventory, String name) throws VitrineException {
        List<Machine> found = inventory.machines().stream()
                .filter(m -> m.name().equals(name)
                        || (m.group() + "/" + m.name()).equals(name)
                        || m.id().value().equals(name))
                .toList();
        if (found.isEmpty()) {
            String present = inventory.machines().stream()
                    .map(Machine::name)
                    .distinct()
                    .limit(12)
                    .collect(Collectors.joining(", "));
            throw new VitrineException(
                    Reason.NOT_FOUND,
                    "there is no machine " + name,
                    present.isEmpty()
                            ? "There are none: bring up a lab with vitrine lab up."
                            : "There are: " + present + ".");
        }
        if (found.size() > 1) {
            String candidates =
                    found.stream().map(m -> m.group() + "/" + m.name()).collect(Collectors.joining(", "));
            throw new VitrineException(
                    Reason.INVALID, "several machines are called " + name, "Say which: " + candidates + ".");
        }
        return found.getFirst();
    }

    /**
     * The vNIC named as {@code machine:nic}, or the only one of a machine.
     *
     * @throws VitrineException NOT_FOUND with what there is, INVALID when the machine has several
     */
    static Nic nic(Inventory inventory, String target) throws VitrineException {
        int colon = target.lastIndexOf(':');
        Machine machine = machine(inventory, colon < 0 ? target : target.substring(0, colon));
        String names = machine.nics().stream().map(n -> n.id().name()).collect(Collectors.joining(", "));
        if (colon >= 0) {
            String name = target.substring(colon + 1);
            return machine.nics().stream()
                    .filter(n -> n.id().name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new VitrineException(
                            Reason.NOT_FOUND, machine.name() + " has no vNIC " + name, "It has: " + names + "."));
        }
        if (machine.nics().size() != 1) {
            throw new VitrineException(
                    Reason.INVALID,
                    machine.name() + " has " + machine.nics().size() + " vNICs",
                    machine.nics().isEmpty()
                            ? ""
                            : "Say which, as in " + machine.name() + ":"
                                    + machine.nics().getFirst().id().name() + "; it has: " + names + ".");
        }
        return machine.nics().getFirst();
    }

    /** The vNICs named as {@code machine:nic}, and all vNICs of what is named as {@code machine}. */
    static Set<NicId> nics(Inventory inventory, String[] targets) throws VitrineException {
        Set<NicId> chosen = new TreeSet<>();
        for (String target : targets) {
            if (target.indexOf(':') >= 0) {
                chosen.add(nic(inventory, target).id());
            } else {
                machine(inventory, target).nics().forEach(nic -> chosen.add(nic.id()));
            }
        }
        return chosen;
    }

    /**
     * What a declaration is for.
     *
     * @throws VitrineException NOT_FOUND with what there is, INVALID when several machines have the name
     */
    static Scope scope(Inventory inventory, String target) throws VitrineException {
        if (target.equals("all")) {
            return new Scope.Everything();
        }
        int equals = target.indexOf('=');
        if (target.startsWith(TAG) && equals > TAG.length()) {
            return new Scope.OfTag(target.substring(TAG.length(), equals), target.substring(equals + 1));
        }
        return target.indexOf(':') >= 0
                ? new Scope.OfNic(nic(inventory, target).id())
                : new Scope.OfMachine(machine(inventory, target).id());
    }

    /**
     * The vNICs that are plugged into the network with this name, or group and name, and whose machine runs.
     *
     * @throws VitrineException NOT_FOUND with what there is, INVALID when several have the name
     */
    static List<NicId> plugged(Inventory inventory, String name) throws VitrineException {
        List<Network> found = inventory.networks().stream()
                .filter(n -> n.name().equals(name) || (n.group() + "/" + n.name()).equals(name))
                .toList();
        if (found.size() > 1) {
            throw new VitrineException(
                    Reason.INVALID,
                    "several networks are called " + name,
                    "Say which: "
                            + found.stream()
                                    .map(n -> n.group() + "/" + n.name())
                                    .collect(Collectors.joining(", ")) + ".");
        }
        Network network = found.stream()
                .findFirst()
                .orElseThrow(() -> new VitrineException(
                        Reason.NOT_FOUND,
                        "there is no network " + name,
                        inventory.networks().isEmpty()
                                ? ""
                                : "There are: "
                                        + inventory.networks().stream()
                                                .map(Network::name)
                                                .distinct()
                                                .limit(12)
                                                .collect(Collectors.joining(", "))
                                        + "."));
        return inventory.machines().stream()
                .flatMap(machine -> machine.nics().stream())
                .filter(nic -> nic.network().equals(Optional.of(network.id()))
                        && nic.hostInterface().isPresent())
                .map(Nic::id)
                .toList();
    }

    /** How a vNIC is shown: {@code machine:nic}. */
    static String name(Inventory inventory, NicId nic) {
        return inventory
                        .machine(nic.machine())
                        .map(Machine::name)
                        .orElse(nic.machine().value())
                + ":" + nic.name();
    }

    /**
     * @throws VitrineException INVALID when it is not an IPv4 or IPv6 address
     */
    static IpAddress address(String text) throws VitrineException {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new VitrineException(Reason.INVALID, e.getMessage());
        }
    }
}
