/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.util.Set;
import org.vitrine.common.NicId;

/**
 * What somebody wants to know of the traffic.
 *
 * @param nics the vNICs; empty for all that are watched
 * @param hostsPerNic most remote hosts to list for each vNIC, the busiest first; 0 for the vNICs' own sums only
 */
public record TrafficQuery(Set<NicId> nics, int hostsPerNic) {
    public TrafficQuery {
        nics = Set.copyOf(nics);
        if (hostsPerNic < 0) {
            throw new IllegalArgumentException("number of hosts must not be negative, got " + hostsPerNic);
        }
    }

    /** All vNICs, with so many remote hosts each. */
    public static TrafficQuery all(int hostsPerNic) {
        return new TrafficQuery(Set.of(), hostsPerNic);
    }

    public static TrafficQuery of(NicId nic, int hosts) {
        return new TrafficQuery(Set.of(nic), hosts);
    }
}
