/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.vitrine.admin.protocol.AdminV1;
import org.vitrine.admin.protocol.AdminV1Encoder;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficQuery;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficService;

/**
 * The status of some vNICs as a ready message. It is made when somebody asks and used again for a short time, so that a flood of
 * requests costs no more than its packets. Used by one thread.
 */
final class StatusReply {
    /** Remote hosts to look through for the sums of several vNICs: the busiest of all are among the busiest of each. */
    private static final int HOSTS_FOR_SUMS = 1000;

    private final Set<NicId> nics;
    private final Supplier<TrafficService> traffic;
    private final long period;
    private final MemorySegment memory = Arena.ofAuto().allocate(AdminV1.statusLength(AdminV1.MAX_HOSTS));
    private int length;
    private long madeAt;
    private boolean made;

    /** A remote host in the answer. */
    private record Host(int address, double tx, double rx) {}

    /**
     * @param traffic gives null while nobody watches
     */
    StatusReply(Set<NicId> nics, Supplier<TrafficService> traffic, int periodMillis) {
        this.nics = Set.copyOf(nics);
        this.traffic = traffic;
        period = TimeUnit.MILLISECONDS.toNanos(periodMillis);
    }

    Set<NicId> nics() {
        return nics;
    }

    MemorySegment memory() {
        return memory;
    }

    /**
     * Makes the message new if it is old.
     *
     * @param now by {@link System#nanoTime()}
     * @return bytes of the message; 0 when nobody knows the status
     */
    int renewed(long now) {
        if (!made || now - madeAt >= period) {
            made = true;
            madeAt = now;
            length = make();
        }
        return length;
    }

    private int make() {
        TrafficService service = traffic.get();
        if (service == null || nics.isEmpty()) {
            return 0;
        }
        try {
            List<Host> hosts = nics.size() == 1 ? ofOne(service) : ofSum(service);
            return hosts == null ? 0 : encode(hosts);
        } catch (VitrineException _) {
            return 0; // the refusal is counted
        }
    }

    /** The busiest IPv4 hosts; null when the vNIC is not watched. */
    private List<Host> ofOne(TrafficService service) throws VitrineException {
        NicId nic = nics.iterator().next();
        for (int asked = AdminV1.MAX_HOSTS; ; asked *= 2) {
            NicTraffic seen =
                    service.snapshot(TrafficQuery.of(nic, asked)).nic(nic).orElse(null);
            if (seen == null) {
                return null;
            }
            List<Host> hosts = seen.hosts().stream()
                    .filter(host -> host.address().isIpv4())
                    .map(StatusReply::host)
                    .limit(AdminV1.MAX_HOSTS)
                    .toList();
            // IPv6 hosts take places, and this version cannot name them
            if (hosts.size() == AdminV1.MAX_HOSTS || seen.hosts().size() < asked) {
                return hosts;
            }
        }
    }

    private List<Host> ofSum(TrafficService service) throws VitrineException {
        Map<Integer, Host> sums = new HashMap<>();
        for (NicTraffic seen :
                service.snapshot(new TrafficQuery(nics, HOSTS_FOR_SUMS)).nics()) {
            for (HostTraffic host : seen.hosts()) {
                if (host.address().isIpv4()) {
                    sums.merge(
                            host.address().ipv4Bits(),
                            host(host),
                            (a, b) -> new Host(a.address, a.tx + b.tx, a.rx + b.rx));
                }
            }
        }
        return sums.values().stream()
                .sorted(Comparator.comparingDouble((Host h) -> -h.tx - h.rx)
                        .thenComparing(h -> IpAddress.ofIpv4(h.address)))
                .limit(AdminV1.MAX_HOSTS)
                .toList();
    }

    private static Host host(HostTraffic host) {
        TrafficRates rates = host.rates();
        return new Host(host.address().ipv4Bits(), rates.txBytesPerSecond(), rates.rxBytesPerSecond());
    }

    private int encode(List<Host> hosts) {
        int bytes = AdminV1Encoder.status(memory, 0, hosts.size());
        for (int i = 0; i < hosts.size(); i++) {
            Host host = hosts.get(i);
            AdminV1Encoder.host(memory, 0, i, host.address, AdminV1.rate(host.tx), AdminV1.rate(host.rx));
        }
        return bytes;
    }
}
