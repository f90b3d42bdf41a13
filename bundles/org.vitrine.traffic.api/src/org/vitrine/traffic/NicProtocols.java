/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.util.List;
import org.vitrine.common.NicId;

/**
 * What one vNIC carries.
 *
 * @param protocols all that were seen, those of Ethernet first, the busiest of each layer first; those of Ethernet add up to all
 *     frames, those of IP to all IP packets
 * @param knownPorts ports in the table
 * @param evictedPorts ports that had to leave the full table, the least recently used first
 * @param ports the busiest ports, the busiest first
 */
public record NicProtocols(
        NicId nic, List<ProtocolTraffic> protocols, int knownPorts, long evictedPorts, List<PortTraffic> ports) {
    public NicProtocols {
        protocols = List.copyOf(protocols);
        ports = List.copyOf(ports);
    }
}
