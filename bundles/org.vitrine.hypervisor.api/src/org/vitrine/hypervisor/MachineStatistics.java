/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

import java.time.Duration;
import java.util.List;
import org.vitrine.common.MachineId;

/**
 * Counters of a machine at one moment, as its hypervisor keeps them. They begin anew when the machine starts. What a hypervisor does
 * not know is -1.
 *
 * @param epochNanos when, in nanoseconds since 1970-01-01T00:00Z
 * @param cpuTime used on the host since the start, by all vCPUs together
 * @param vcpus how many it has now
 * @param memoryBytes what it may use now
 * @param maxMemoryBytes what its balloon can give it at most
 * @param residentBytes what it takes of the host's memory
 * @param disks in the order of the machine's description
 * @param nics in the order of the machine's description
 */
public record MachineStatistics(
        MachineId machine,
        long epochNanos,
        Duration cpuTime,
        int vcpus,
        long memoryBytes,
        long maxMemoryBytes,
        long residentBytes,
        List<Disk> disks,
        List<NicCounters> nics) {
    /** Not known. */
    public static final long UNKNOWN = -1;

    public MachineStatistics {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
    }

    /**
     * Counters of a disk.
     *
     * @param name the guest's name for it, such as {@code vda}
     * @param capacityBytes its size as the guest sees it
     * @param allocatedBytes what it takes on the host
     */
    public record Disk(
            String name,
            long readBytes,
            long readRequests,
            long writtenBytes,
            long writeRequests,
            long capacityBytes,
            long allocatedBytes) {}

    /**
     * Counters of a vNIC, as the guest sees the directions.
     *
     * @param name its name within the machine
     */
    public record NicCounters(
            String name,
            long receivedBytes,
            long receivedPackets,
            long receiveErrors,
            long receiveDrops,
            long sentBytes,
            long sentPackets,
            long sendErrors,
            long sendDrops) {}
}
