/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

import java.util.Map;
import java.util.TreeMap;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficSnapshot;

/**
 * The rates at one moment of the story, both directions together, bytes per second.
 *
 * @param time seconds since the story began
 */
record Sample(double time, Map<NicId, Double> nics, Map<NicId, Map<IpAddress, Double>> hosts) {
    static Sample of(double time, TrafficSnapshot snapshot) {
        Map<NicId, Double> nics = new TreeMap<>();
        Map<NicId, Map<IpAddress, Double>> hosts = new TreeMap<>();
        for (NicTraffic nic : snapshot.nics()) {
            nics.put(nic.nic(), nic.rates().bytesPerSecond());
            Map<IpAddress, Double> rates = new TreeMap<>();
            for (HostTraffic host : nic.hosts()) {
                rates.put(host.address(), host.rates().bytesPerSecond());
            }
            hosts.put(nic.nic(), rates);
        }
        return new Sample(time, nics, hosts);
    }

    /** The rate between a vNIC and a remote host, 0 when there is none. */
    double rate(NicId nic, IpAddress remote) {
        return hosts.getOrDefault(nic, Map.of()).getOrDefault(remote, 0.0);
    }

    /** The rate of everything else at that vNIC. */
    double rateWithout(NicId nic, IpAddress remote) {
        return nics.getOrDefault(nic, 0.0) - rate(nic, remote);
    }
}
