/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineState;

/**
 * What cannot be done with a machine, and why. libvirt has one interface for all hypervisors and tells what its driver for one lacks
 * only when it is tried; so that is written down here, as libvirt's table of driver support has it and trying has shown.
 */
final class Abilities {
    private static final String OFF = "it is off";
    private static final String ON = "it is not off";
    private static final String SUSPENDED = "it is suspended";
    private static final String NOT_SUSPENDED = "it is not suspended";
    private static final String RUNNING = "it runs already";
    private static final Set<String> OF_STATE = Set.of(OFF, ON, SUSPENDED, NOT_SUSPENDED, RUNNING);

    /** What the drivers beside QEMU's cannot. */
    private static final Map<String, List<MachineCapability>> LACKS = Map.of(
            "qemu",
            List.of(),
            "xen",
            List.of(MachineCapability.EXEC, MachineCapability.SNAPSHOT, MachineCapability.SET_LINK),
            "lxc",
            List.of(
                    MachineCapability.EXEC,
                    MachineCapability.SNAPSHOT,
                    MachineCapability.SET_LINK,
                    MachineCapability.SAVE,
                    MachineCapability.SET_VCPUS),
            "test",
            List.of(
                    MachineCapability.EXEC,
                    MachineCapability.SET_LINK,
                    MachineCapability.ATTACH_NIC,
                    MachineCapability.DETACH_NIC));

    private static final List<MachineCapability> LACKED_BY_OTHERS = List.of(
            MachineCapability.EXEC,
            MachineCapability.SNAPSHOT,
            MachineCapability.SET_LINK,
            MachineCapability.SAVE,
            MachineCapability.ATTACH_NIC,
            MachineCapability.DETACH_NIC);

    private Abilities() {}

    /** Whether a reason is one that passes when the machine is started, stopped, suspended or resumed. */
    static boolean isOfState(String reason) {
        return OF_STATE.contains(reason);
    }

    static Map<MachineCapability, String> hindrances(String technology, Domain domain, MachineState state) {
        Map<MachineCapability, String> reasons = new EnumMap<>(MachineCapability.class);
        switch (state) {
            case RUNNING -> hinder(reasons, RUNNING, MachineCapability.START);
            case PAUSED ->
                hinder(
                        reasons,
                        SUSPENDED,
                        MachineCapability.EXEC,
                        MachineCapability.SHUT_DOWN,
                        MachineCapability.REBOOT,
                        MachineCapability.SUSPEND);
            default ->
                hinder(
                        reasons,
                        OFF,
                        MachineCapability.STOP,
                        MachineCapability.EXEC,
                        MachineCapability.SHUT_DOWN,
                        MachineCapability.REBOOT,
                        MachineCapability.SUSPEND,
                        MachineCapability.SAVE,
                        MachineCapability.SET_VCPUS,
                        MachineCapability.SET_MEMORY,
                        MachineCapability.STATISTICS);
        }
        if (state == MachineState.RUNNING || state == MachineState.PAUSED) {
            hinder(reasons, ON, MachineCapability.UNDEFINE, MachineCapability.CLONE);
        }
        if (state != MachineState.PAUSED) {
            hinder(reasons, NOT_SUSPENDED, MachineCapability.RESUME);
        }
        if (state == MachineState.RUNNING && !domain.agent()) {
            hinder(reasons, "no guest agent is connected", MachineCapability.EXEC);
        }
        clone(domain, reasons);
        if (technology.equals("qemu")) {
            snapshots(domain, reasons);
        }
        for (MachineCapability lack : LACKS.getOrDefault(technology, LACKED_BY_OTHERS)) {
            reasons.put(lack, "libvirt's driver for " + technology + " cannot do that");
        }
        return reasons;
    }

    private static void hinder(
            Map<MachineCapability, String> reasons, String reason, MachineCapability... capabilities) {
        for (MachineCapability capability : capabilities) {
            reasons.putIfAbsent(capability, reason);
        }
    }

    private static void clone(Domain domain, Map<MachineCapability, String> reasons) {
        if (domain.disks().stream().anyMatch(Domain.Disk::changeable)) {
            reasons.put(MachineCapability.CLONE, "it has disks that it writes to, and disks are not copied");
        }
    }

    /** QEMU keeps a snapshot inside of the disks, which only one format can. */
    private static void snapshots(Domain domain, Map<MachineCapability, String> reasons) {
        List<Domain.Disk> disks =
                domain.disks().stream().filter(Domain.Disk::changeable).toList();
        if (disks.isEmpty()) {
            reasons.put(MachineCapability.SNAPSHOT, "it has no disk to keep a snapshot in");
        }
        disks.stream()
                .filter(disk -> !disk.format().equals("qcow2"))
                .findFirst()
                .ifPresent(disk -> reasons.put(
                        MachineCapability.SNAPSHOT,
                        "disk " + disk.name() + " is " + disk.format() + ", and only qcow2 can keep a snapshot"));
    }
}
