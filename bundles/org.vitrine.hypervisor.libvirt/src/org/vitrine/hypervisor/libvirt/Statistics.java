/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vitrine.common.EpochClock;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.MachineStatistics;
import org.vitrine.hypervisor.MachineStatistics.Disk;
import org.vitrine.hypervisor.MachineStatistics.NicCounters;

/** Counters of machines: of all in one call where the driver has that, else of one after the other. */
final class Statistics {
    private static final int CPU_TOTAL = 1 << 1;
    private static final int BALLOON = 1 << 2;
    private static final int VCPU = 1 << 3;
    private static final int INTERFACE = 1 << 4;
    private static final int BLOCK = 1 << 5;

    /** {@code struct virDomainStatsRecord {virDomainPtr dom; virTypedParameterPtr params; int nparams;}} */
    private static final int RECORD = 24;
    /** {@code struct virTypedParameter {char field[80]; int type; union {...} value;}} */
    private static final int PARAMETER = 96;

    private static final int TYPE_AT = 80;
    private static final int VALUE_AT = 88;

    /** {@code struct virDomainInfo {unsigned char state; unsigned long maxMem, memory; unsigned short nrVirtCpu; ... cpuTime;}} */
    private static final int INFO = 40;
    /** {@code struct virDomainInterfaceStats}: eight counters. */
    private static final int INTERFACE_STATS = 64;

    private static final long KIB = 1024;
    private static final long UNKNOWN = MachineStatistics.UNKNOWN;

    interface Lookup {
        Handle domain(String uuid) throws VitrineException;
    }

    private Statistics() {}

    static List<MachineStatistics> of(Lookup lookup, List<LibvirtConnection.Known> chosen) throws VitrineException {
        Map<String, LibvirtConnection.Known> byUuid = new HashMap<>();
        List<Handle> domains = new ArrayList<>();
        try {
            for (LibvirtConnection.Known each : chosen) {
                try {
                    domains.add(lookup.domain(each.domain().uuid()));
                    byUuid.put(each.domain().uuid(), each);
                } catch (VitrineException e) {
                    if (e.reason() != Reason.NOT_FOUND) {
                        throw e;
                    }
                }
            }
            return domains.isEmpty() ? List.of() : inOne(domains, byUuid);
        } catch (VitrineException e) {
            if (e.reason() != Reason.UNSUPPORTED) {
                throw e;
            }
            return oneByOne(domains, byUuid);
        } finally {
            domains.forEach(Handle::close);
        }
    }

    private static List<MachineStatistics> inOne(List<Handle> domains, Map<String, LibvirtConnection.Known> byUuid)
            throws VitrineException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment array = arena.allocate(ADDRESS, domains.size() + 1L); // the last stays null
            for (int i = 0; i < domains.size(); i++) {
                array.setAtIndex(ADDRESS, i, domains.get(i).address());
            }
            MemorySegment out = arena.allocate(ADDRESS);
            int count = Libvirt.DOMAIN_STATS_LIST.number(array, CPU_TOTAL | BALLOON | VCPU | INTERFACE | BLOCK, out, 0);
            MemorySegment list = out.get(ADDRESS, 0).reinterpret(count * ADDRESS.byteSize());
            long now = EpochClock.SYSTEM.nanos();
            List<MachineStatistics> all = new ArrayList<>(count);
            try {
                for (int i = 0; i < count; i++) {
                    MemorySegment told = list.getAtIndex(ADDRESS, i).reinterpret(RECORD);
                    LibvirtConnection.Known known = byUuid.get(EventLoop.uuid(told.get(ADDRESS, 0)));
                    MemorySegment parameters =
                            told.get(ADDRESS, 8).reinterpret((long) PARAMETER * told.get(JAVA_INT, 16));
                    Parameters read = new Parameters(parameters);
                    // a driver may take part in the call and tell next to nothing by it
                    all.add(read.has("cpu.time") ? statistics(known, now, read) : one(told.get(ADDRESS, 0), known));
                }
            } finally {
                Libvirt.DOMAIN_STATS_FREE.quietly(list);
            }
            return all;
        }
    }

    private static MachineStatistics statistics(LibvirtConnection.Known known, long now, Parameters parameters) {
        List<Disk> disks = new ArrayList<>();
        for (long i = 0; i < parameters.number("block.count", 0); i++) {
            String at = "block." + i + ".";
            disks.add(new Disk(
                    parameters.text(at + "name"),
                    parameters.number(at + "rd.bytes"),
                    parameters.number(at + "rd.reqs"),
                    parameters.number(at + "wr.bytes"),
                    parameters.number(at + "wr.reqs"),
                    parameters.number(at + "capacity"),
                    parameters.number(at + "allocation")));
        }
        List<NicCounters> nics = new ArrayList<>();
        for (long i = 0; i < parameters.number("net.count", 0); i++) {
            String at = "net." + i + ".";
            nics.add(new NicCounters(
                    nic(known, parameters.text(at + "name")),
                    parameters.number(at + "rx.bytes"),
                    parameters.number(at + "rx.pkts"),
                    parameters.number(at + "rx.errs"),
                    parameters.number(at + "rx.drop"),
                    parameters.number(at + "tx.bytes"),
                    parameters.number(at + "tx.pkts"),
                    parameters.number(at + "tx.errs"),
                    parameters.number(at + "tx.drop")));
        }
        return new MachineStatistics(
                known.machine().id(),
                now,
                Duration.ofNanos(parameters.number("cpu.time", 0)),
                (int) parameters.number("vcpu.current"),
                bytes(parameters.number("balloon.current")),
                bytes(parameters.number("balloon.maximum")),
                bytes(parameters.number("balloon.rss")),
                disks,
                nics);
    }

    /** libvirt counts by the host's device. */
    private static String nic(LibvirtConnection.Known known, String device) {
        return known.domain().ports().stream()
                .filter(port -> port.device().equals(device))
                .map(Domain.Port::name)
                .findFirst()
                .orElse(device);
    }

    private static long bytes(long kibibytes) {
        return kibibytes < 0 ? UNKNOWN : kibibytes * KIB;
    }

    private static List<MachineStatistics> oneByOne(List<Handle> domains, Map<String, LibvirtConnection.Known> byUuid)
            throws VitrineException {
        List<MachineStatistics> all = new ArrayList<>();
        for (Handle domain : domains) {
            all.add(one(domain.address(), byUuid.get(EventLoop.uuid(domain.address()))));
        }
        return all;
    }

    private static MachineStatistics one(MemorySegment domain, LibvirtConnection.Known known) throws VitrineException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO, 8);
            Libvirt.DOMAIN_INFO.number(domain, info);
            List<NicCounters> nics = new ArrayList<>();
            for (Domain.Port port : known.domain().ports()) {
                nics.add(counters(arena, domain, port));
            }
            return new MachineStatistics(
                    known.machine().id(),
                    EpochClock.SYSTEM.nanos(),
                    Duration.ofNanos(info.get(JAVA_LONG, 32)),
                    info.get(JAVA_SHORT, 24),
                    bytes(info.get(JAVA_LONG, 16)),
                    bytes(info.get(JAVA_LONG, 8)),
                    UNKNOWN,
                    List.of(),
                    nics);
        }
    }

    private static NicCounters counters(Arena arena, MemorySegment domain, Domain.Port port) {
        MemorySegment counters = arena.allocate(INTERFACE_STATS, 8).fill((byte) -1);
        try {
            Libvirt.DOMAIN_INTERFACE_STATS.number(domain, port.device(), counters, (long) INTERFACE_STATS);
        } catch (VitrineException _) {
            counters.fill((byte) -1); // all of them unknown
        }
        return new NicCounters(
                port.name(),
                counters.getAtIndex(JAVA_LONG, 0),
                counters.getAtIndex(JAVA_LONG, 1),
                counters.getAtIndex(JAVA_LONG, 2),
                counters.getAtIndex(JAVA_LONG, 3),
                counters.getAtIndex(JAVA_LONG, 4),
                counters.getAtIndex(JAVA_LONG, 5),
                counters.getAtIndex(JAVA_LONG, 6),
                counters.getAtIndex(JAVA_LONG, 7));
    }

    /** An array of libvirt's typed parameters, by name. */
    private static final class Parameters {
        private final MemorySegment array;
        private final Map<String, Long> at = new HashMap<>();

        private Parameters(MemorySegment array) {
            this.array = array;
            for (long offset = 0; offset < array.byteSize(); offset += PARAMETER) {
                at.put(array.asSlice(offset, TYPE_AT).getString(0), offset);
            }
        }

        private boolean has(String name) {
            return at.containsKey(name);
        }

        private long number(String name) {
            return number(name, UNKNOWN);
        }

        private long number(String name, long otherwise) {
            Long offset = at.get(name);
            return offset == null
                    ? otherwise
                    : switch (array.get(JAVA_INT, offset + TYPE_AT)) {
                        case 1 -> array.get(JAVA_INT, offset + VALUE_AT);
                        case 2 -> Integer.toUnsignedLong(array.get(JAVA_INT, offset + VALUE_AT));
                        case 3, 4 -> array.get(JAVA_LONG, offset + VALUE_AT);
                        case 6 -> array.get(JAVA_BYTE, offset + VALUE_AT);
                        default -> otherwise;
                    };
        }

        private String text(String name) {
            Long offset = at.get(name);
            return offset == null || array.get(JAVA_INT, offset + TYPE_AT) != 7
                    ? ""
                    : Libvirt.string(array.get(ADDRESS, offset + VALUE_AT));
        }
    }
}
