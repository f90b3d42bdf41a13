/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.util.List;
import java.util.Optional;

/**
 * The traffic in a capture file.
 *
 * @param packets that were counted
 * @param bytes of them on the wire
 * @param filteredOut packets that did not pass the filter
 * @param foreign packets passed over because they begin with something else than Ethernet or IP
 * @param firstSeen time of the first packet that was counted, nanoseconds since the epoch; 0 when none was
 * @param lastSeen time of the newest packet
 * @param knownFlows flows that there are
 * @param evictedFlows flows that had to make room for others: there were too many to keep all
 * @param knownHosts addresses that sent or got packets
 * @param flows those that were asked for, in their order
 * @param hosts those with the most bytes first
 * @param protocols those with the most bytes first
 * @param damage what is wrong with the file and where; empty when all of it was read
 */
public record CaptureTraffic(
        long packets,
        long bytes,
        long filteredOut,
        long foreign,
        long firstSeen,
        long lastSeen,
        long knownFlows,
        long evictedFlows,
        long knownHosts,
        List<CapturedFlow> flows,
        List<CapturedHost> hosts,
        List<CapturedProtocol> protocols,
        Optional<String> damage) {
    public CaptureTraffic {
        flows = List.copyOf(flows);
        hosts = List.copyOf(hosts);
        protocols = List.copyOf(protocols);
    }
}
