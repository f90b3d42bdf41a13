/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

/**
 * How many packets a second a guest may send or get; those above are lost at once. All that meet at a vNIC hold.
 *
 * @param packetsPerSecond 1 to 100 000 000
 * @param burstPackets what may pass at once after a pause, 1 to 1 000 000
 */
public record PacketLimit(Scope scope, Direction direction, long packetsPerSecond, int burstPackets)
        implements Declaration {
    private static final long MOST = 100_000_000;
    private static final int MOST_BURST = 1_000_000;
    private static final int USUAL_LEAST_BURST = 10;

    public PacketLimit {
        if (packetsPerSecond < 1 || packetsPerSecond > MOST) {
            throw new IllegalArgumentException(
                    "a packet limit is 1 to 100000000 pkt/s, got " + packetsPerSecond + " pkt/s");
        }
        if (burstPackets < 1 || burstPackets > MOST_BURST) {
            throw new IllegalArgumentException(
                    "the burst of a packet limit is 1 to 1000000 pkt, got " + burstPackets + " pkt");
        }
    }

    /** Ten milliseconds of the rate, 10 packets at the least. */
    public static int defaultBurst(long packetsPerSecond) {
        return Math.clamp(packetsPerSecond / 100, USUAL_LEAST_BURST, MOST_BURST);
    }
}
