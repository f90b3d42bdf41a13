/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

/** Rates over the window, bytes as on the wire with the Ethernet header. Tx: the guest sends; Rx: the guest receives. */
public record TrafficRates(
        double txBytesPerSecond, double txPacketsPerSecond, double rxBytesPerSecond, double rxPacketsPerSecond) {
    public static final TrafficRates ZERO = new TrafficRates(0, 0, 0, 0);

    /** Both directions together, by which hosts are called busy. */
    public double bytesPerSecond() {
        return txBytesPerSecond + rxBytesPerSecond;
    }
}
