/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.util.List;
import org.vitrine.common.NicId;

/**
 * The traffic of one vNIC.
 *
 * @param rates of all frames, IP or not
 * @param totals of all frames since it is watched
 * @param knownHosts remote addresses in the table
 * @param evictedHosts remote addresses that had to leave the full table since it is watched, the least recently active first; their
 *     bytes stay in the totals
 * @param missedFrames frames that passed while nobody looked, as far as can be told; not in rates or totals
 * @param hosts the busiest remote hosts, the busiest first
 */
public record NicTraffic(
        NicId nic,
        TrafficRates rates,
        TrafficTotals totals,
        int knownHosts,
        long evictedHosts,
        long missedFrames,
        List<HostTraffic> hosts) {
    public NicTraffic {
        hosts = List.copyOf(hosts);
    }
}
