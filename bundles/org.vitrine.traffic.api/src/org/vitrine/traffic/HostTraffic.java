/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import org.vitrine.common.IpAddress;

/**
 * The traffic between a vNIC and one remote address.
 *
 * @param rates what passed; 0 for what a filter stops
 * @param totals what passed since the address is in the table
 * @param firstSeen nanoseconds since the epoch
 * @param lastSeen nanoseconds since the epoch
 * @param filtered whether a filter for it is in force
 * @param blockedPackets what the guest sent to it in vain while it was filtered
 */
public record HostTraffic(
        IpAddress address,
        TrafficRates rates,
        TrafficTotals totals,
        long firstSeen,
        long lastSeen,
        boolean filtered,
        long blockedPackets) {}
