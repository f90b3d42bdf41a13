/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.util.Optional;
import org.vitrine.common.NicId;

/**
 * One flow at one vNIC.
 *
 * @param startedByGuest whether the guest sent the first packet that was seen, or got the answer to one that was not
 * @param totals since the flow began
 * @param firstSeen nanoseconds since the epoch, to about a millisecond
 * @param lastSeen as {@code firstSeen}
 * @param tcp empty for what is not TCP
 */
public record FlowTraffic(
        NicId nic,
        FlowKey key,
        boolean startedByGuest,
        TrafficTotals totals,
        long firstSeen,
        long lastSeen,
        Optional<TcpTraffic> tcp) {}
