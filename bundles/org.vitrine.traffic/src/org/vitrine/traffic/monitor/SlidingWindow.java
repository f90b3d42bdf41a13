/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.util.Arrays;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficTotals;

/**
 * Counts bytes and packets and knows what of it fell into the last seconds.
 *
 * <p>Time is cut into buckets, ten of which make a window. A tally is a piece of a {@code long[]}:
 *
 * <pre>
 *  | tx bytes | tx packets | rx bytes | rx packets | last time | bucket | ring of 11 buckets ... |
 *                                                                          tx bytes, rx bytes,
 *                                                                          tx packets (upper 32 bits) and rx packets
 * </pre>
 *
 * <p>The sum over a window is that of the present, unfinished bucket, the nine before it, and of the oldest one the share that is still
 * inside. A tally that is not used is not touched either: its bucket says how far its ring is true. All tallies of a window share its
 * clock, which the times of frames move on. Allocates nothing but results. Not thread-safe.
 */
final class SlidingWindow {
    private static final int TX_BYTES = 0;
    private static final int TX_PACKETS = 1;
    private static final int RX_BYTES = 2;
    private static final int RX_PACKETS = 3;
    private static final int LAST_TIME = 4;
    private static final int BUCKET = 5;
    private static final int RING = 6;

    private static final int BUCKETS = 10;
    private static final int RING_LENGTH = BUCKETS + 1;
    private static final int SLOT_LENGTH = 3;

    /** Length of a tally. */
    static final int TALLY_LENGTH = RING + RING_LENGTH * SLOT_LENGTH;

    private static final long ONE_TX_PACKET = 1L << 32;
    private static final long RX_PACKETS_MASK = 0xffff_ffffL;
    private static final double NANOS_PER_SECOND = 1e9;

    private final long bucketNanos;
    private long bucketStart;
    private long bucketEnd;
    /** Grows with time; begins so that a tally of zeros is old. */
    private long bucket = RING_LENGTH;

    private int slot;
    /** How many frames of the wire each that is added stands for. */
    private int weight = 1;

    SlidingWindow(long nanos, long now) {
        bucketNanos = Math.ceilDiv(nanos, BUCKETS);
        startBucket(now);
    }

    long nanos() {
        return bucketNanos * BUCKETS;
    }

    int weight() {
        return weight;
    }

    /** From now on each frame that is added stands for so many of the wire. */
    void weight(int frames) {
        weight = frames;
    }

    private void startBucket(long time) {
        bucketStart = time;
        bucketEnd = time + bucketNanos;
        slot = (int) (bucket % RING_LENGTH);
    }

    /** Whether {@link #advance} to this time would change anything. */
    boolean isAfter(long time) {
        return time >= bucketEnd || time < bucketStart - nanos();
    }

    /** Moves the clock on. What comes a little late counts as if it came now. */
    void advance(long time) {
        if (time >= bucketEnd) {
            long steps = (time - bucketStart) / bucketNanos;
            bucket += steps;
            startBucket(bucketStart + steps * bucketNanos);
        } else if (time < bucketStart - nanos()) {
            // somebody has set the machine's clock back: what is in the rings belongs to another time
            bucket += RING_LENGTH;
            startBucket(time);
        }
    }

    /** Counts frames at the time to which the clock was moved last. */
    void add(long[] tallies, int tally, Passed passed) {
        if (tallies[tally + BUCKET] != bucket) {
            clearOld(tallies, tally);
        }
        tallies[tally + TX_BYTES] += passed.txBytes * weight;
        tallies[tally + TX_PACKETS] += passed.txPackets * weight;
        tallies[tally + RX_BYTES] += passed.rxBytes * weight;
        tallies[tally + RX_PACKETS] += passed.rxPackets * weight;
        int at = tally + RING + slot * SLOT_LENGTH;
        tallies[at] += passed.txBytes * weight;
        tallies[at + 1] += passed.rxBytes * weight;
        tallies[at + 2] += (passed.txPackets * ONE_TX_PACKET + passed.rxPackets) * weight;
        tallies[tally + LAST_TIME] = Math.max(tallies[tally + LAST_TIME], passed.newest);
    }

    /** The word of a tally that {@link #add} changes and that lies apart from the sums. */
    long present(long[] tallies, int tally) {
        return tallies[tally + RING + slot * SLOT_LENGTH];
    }

    private void clearOld(long[] tallies, int tally) {
        long first = Math.max(tallies[tally + BUCKET], bucket - RING_LENGTH) + 1;
        for (long b = first; b <= bucket; b++) {
            int at = tally + RING + (int) (b % RING_LENGTH) * SLOT_LENGTH;
            tallies[at] = 0;
            tallies[at + 1] = 0;
            tallies[at + 2] = 0;
        }
        tallies[tally + BUCKET] = bucket;
    }

    /** Begins to count at 0. */
    static void reset(long[] tallies, int tally) {
        Arrays.fill(tallies, tally, tally + TALLY_LENGTH, 0);
    }

    /** Takes over sums, but no rates, of a tally of another window. */
    static void copySums(long[] from, int fromTally, long[] to, int toTally) {
        System.arraycopy(from, fromTally, to, toTally, BUCKET);
    }

    /** The newest frame's time. */
    static long lastTime(long[] tallies, int tally) {
        return tallies[tally + LAST_TIME];
    }

    static TrafficTotals totals(long[] tallies, int tally) {
        return new TrafficTotals(
                tallies[tally + TX_BYTES],
                tallies[tally + TX_PACKETS],
                tallies[tally + RX_BYTES],
                tallies[tally + RX_PACKETS]);
    }

    /** Bytes of both directions in the window, for ranking; the clock must have been moved to now. */
    double bytes(long[] tallies, int tally, long now) {
        return sum(tallies, tally, now, (a, at) -> a[at] + a[at + 1]);
    }

    /** The rates; the clock must have been moved to now. */
    TrafficRates rates(long[] tallies, int tally, long now) {
        double seconds = nanos() / NANOS_PER_SECOND;
        return new TrafficRates(
                sum(tallies, tally, now, (a, at) -> a[at]) / seconds,
                sum(tallies, tally, now, (a, at) -> a[at + 2] >>> 32) / seconds,
                sum(tallies, tally, now, (a, at) -> a[at + 1]) / seconds,
                sum(tallies, tally, now, (a, at) -> a[at + 2] & RX_PACKETS_MASK) / seconds);
    }

    private interface Field {
        long of(long[] tallies, int at);
    }

    private double sum(long[] tallies, int tally, long now, Field field) {
        if (now - tallies[tally + LAST_TIME] >= nanos()) {
            return 0; // exactly, also when a bucket that it was in still reaches into the window
        }
        long newest = tallies[tally + BUCKET];
        long sum = 0;
        for (long b = Math.min(newest, bucket); b > bucket - BUCKETS; b--) {
            sum += field.of(tallies, tally + RING + (int) (b % RING_LENGTH) * SLOT_LENGTH);
        }
        long oldest = bucket - BUCKETS;
        if (newest < oldest) {
            return sum;
        }
        double inside = 1 - Math.clamp((double) (now - bucketStart) / bucketNanos, 0, 1);
        return sum + inside * field.of(tallies, tally + RING + (int) (oldest % RING_LENGTH) * SLOT_LENGTH);
    }
}
