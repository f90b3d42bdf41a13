/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

import java.time.Duration;
import java.util.Optional;
import org.vitrine.common.MacAddress;

/** Something that a driver may be able to do to a machine, beyond power on and off. */
public sealed interface MachineChange {
    /** What the machine's driver needs to be able to. */
    default MachineCapability needs() {
        return switch (this) {
            case ShutDown _ -> MachineCapability.SHUT_DOWN;
            case Reboot _ -> MachineCapability.REBOOT;
            case Suspend _ -> MachineCapability.SUSPEND;
            case Resume _ -> MachineCapability.RESUME;
            case Save _ -> MachineCapability.SAVE;
            case SetLink _ -> MachineCapability.SET_LINK;
            case AttachNic _ -> MachineCapability.ATTACH_NIC;
            case DetachNic _ -> MachineCapability.DETACH_NIC;
            case SetVcpus _ -> MachineCapability.SET_VCPUS;
            case SetMemory _ -> MachineCapability.SET_MEMORY;
            case TakeSnapshot _, RevertToSnapshot _, DeleteSnapshot _ -> MachineCapability.SNAPSHOT;
            case Clone _ -> MachineCapability.CLONE;
            case Undefine _ -> MachineCapability.UNDEFINE;
        };
    }

    /**
     * Asks the guest to shut down, through its agent where there is one and its power button otherwise, and waits until it is off.
     *
     * @param limit how long to wait for it; the machine is left alone when it does not obey
     */
    record ShutDown(Duration limit) implements MachineChange {
        public ShutDown {
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException("the limit of a shut-down must be positive, got " + limit);
            }
        }
    }

    /** Asks the guest to reboot, in the same ways. Does not wait for it. */
    record Reboot() implements MachineChange {}

    /** Halts the vCPUs; memory and devices stay. */
    record Suspend() implements MachineChange {}

    /** Lets the vCPUs of a suspended machine go on. */
    record Resume() implements MachineChange {}

    /** Writes memory to the host's disk and powers off; the next start restores it and goes on. */
    record Save() implements MachineChange {}

    /**
     * Plugs the cable of a vNIC in or pulls it: the guest sees its carrier come and go.
     *
     * @param nic its name within the machine
     */
    record SetLink(String nic, boolean up) implements MachineChange {}

    /**
     * Adds a vNIC, now and for every later start.
     *
     * @param network name of a network or bridge of the same connection
     * @param mac empty to let the hypervisor choose
     */
    record AttachNic(String network, Optional<MacAddress> mac) implements MachineChange {}

    /**
     * Removes a vNIC, now and for every later start.
     *
     * @param nic its name within the machine
     */
    record DetachNic(String nic) implements MachineChange {}

    /**
     * Changes how many vCPUs a running machine has, within its maximum.
     *
     * @param count at least 1
     */
    record SetVcpus(int count) implements MachineChange {
        public SetVcpus {
            if (count < 1) {
                throw new IllegalArgumentException("a machine needs at least 1 vCPU, got " + count);
            }
        }
    }

    /**
     * Changes how much memory a running machine may use, by its balloon.
     *
     * @param bytes a multiple of 1024 within its maximum
     */
    record SetMemory(long bytes) implements MachineChange {
        public SetMemory {
            if (bytes < 1024) {
                throw new IllegalArgumentException("memory is given in bytes, at least 1024, got " + bytes);
            }
        }
    }

    /** Keeps disks, and memory of a running machine, as they are now. */
    record TakeSnapshot(String name, String description) implements MachineChange {}

    /** Puts disks, memory and state back; what has changed since is lost. */
    record RevertToSnapshot(String name) implements MachineChange {}

    /** Deletes a snapshot; those that were taken after it stay. */
    record DeleteSnapshot(String name) implements MachineChange {}

    /**
     * Defines a machine like this one, with addresses of its own.
     *
     * @param name of the new one
     */
    record Clone(String name) implements MachineChange {}

    /** Forgets a machine that is off, with its saved memory and the records of its snapshots. Its disks stay. */
    record Undefine() implements MachineChange {}
}
