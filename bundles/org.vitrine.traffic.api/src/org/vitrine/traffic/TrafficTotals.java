/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

/** Sums, bytes as on the wire with the Ethernet header. Tx: the guest sends; Rx: the guest receives. */
public record TrafficTotals(long txBytes, long txPackets, long rxBytes, long rxPackets) {
    public static final TrafficTotals ZERO = new TrafficTotals(0, 0, 0, 0);
}
