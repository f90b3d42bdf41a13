/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import java.util.Collection;
import org.vitrine.common.Quantity;
import org.vitrine.traffic.NicTraffic;

/**
 * The sums over some vNICs.
 *
 * @param shownHosts remote hosts that are listed of those that are known
 */
record Totals(
        double txBytesPerSecond,
        double rxBytesPerSecond,
        long knownHosts,
        long shownHosts,
        long evictedHosts,
        long missedFrames) {
    static Totals of(Collection<NicTraffic> nics) {
        return new Totals(
                nics.stream().mapToDouble(nic -> nic.rates().txBytesPerSecond()).sum(),
                nics.stream().mapToDouble(nic -> nic.rates().rxBytesPerSecond()).sum(),
                nics.stream().mapToLong(NicTraffic::knownHosts).sum(),
                nics.stream().mapToLong(nic -> nic.hosts().size()).sum(),
                nics.stream().mapToLong(NicTraffic::evictedHosts).sum(),
                nics.stream().mapToLong(NicTraffic::missedFrames).sum());
    }

    /** Something is not in the numbers. */
    boolean isIncomplete() {
        return missedFrames > 0;
    }

    String words() {
        String hosts = count(knownHosts, "remote host")
                + (shownHosts < knownHosts ? ", the busiest " + shownHosts + " shown" : "");
        return String.join(
                "   ",
                "Tx " + Quantity.bitRate(txBytesPerSecond),
                "Rx " + Quantity.bitRate(rxBytesPerSecond),
                hosts,
                count(evictedHosts, "host") + " evicted",
                count(missedFrames, "frame") + " missed");
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
