/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.ui.chart.Sample;

/**
 * The rates of the last quarter of an hour. Bounded: who has not been heard of for longest goes first. One thread.
 *
 * @param <K> what has rates, such as a vNIC or a remote host
 */
final class History<K> {
    static final Duration SPAN = Duration.ofMinutes(15);
    /** One sample each so long: rates are taken over a window that is longer, so more of them would say nothing new. */
    static final Duration SLOT = Duration.ofMillis(500);

    private static final int CAPACITY = (int) SPAN.dividedBy(SLOT) + 1;

    private final int mostKeys;
    private final Map<K, Ring> rings = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param mostKeys so many at most, some 40 KiB each
     */
    History(int mostKeys) {
        this.mostKeys = mostKeys;
    }

    /** What one of them did. */
    record Rates(List<Sample> tx, List<Sample> rx) {
        /** Both directions together. */
        List<Sample> sum() {
            List<Sample> sum = new ArrayList<>();
            for (int i = 0; i < tx.size(); i++) {
                sum.add(new Sample(
                        tx.get(i).time(), tx.get(i).bytesPerSecond() + rx.get(i).bytesPerSecond()));
            }
            return sum;
        }
    }

    /**
     * Adds the rates of a moment.
     *
     * @param time nanoseconds since the epoch
     * @param period after which the next is due: when it comes much later, there is a gap
     */
    void add(K key, long time, TrafficRates rates, Duration period) {
        ring(key).add(time, rates, 3 * Math.max(period.toNanos(), SLOT.toNanos()));
    }

    private Ring ring(K key) {
        Ring known = rings.get(key);
        if (known != null) {
            return known;
        }
        if (rings.size() >= mostKeys) {
            rings.remove(rings.keySet().iterator().next());
        }
        Ring ring = new Ring();
        rings.put(key, ring);
        return ring;
    }

    int size() {
        return rings.size();
    }

    /** The rates of one; empty when nothing is known. */
    Rates of(K key) {
        return sum(List.of(key));
    }

    /** The sums of several: where some are not known, of the others. */
    Rates sum(Collection<? extends K> keys) {
        SortedMap<Long, Sums> slots = new TreeMap<>();
        for (K key : keys) {
            Ring ring = rings.get(key);
            for (int i = 0; ring != null && i < ring.size; i++) {
                int at = ring.at(i);
                slots.computeIfAbsent(slot(ring.times[at]), _ -> new Sums())
                        .add(ring.times[at], ring.tx[at], ring.rx[at]);
            }
        }
        return new Rates(
                slots.values().stream()
                        .map(sums -> new Sample(sums.time, sums.tx))
                        .toList(),
                slots.values().stream()
                        .map(sums -> new Sample(sums.time, sums.rx))
                        .toList());
    }

    private static long slot(long time) {
        return Math.floorDiv(time, SLOT.toNanos());
    }

    /** The rates of one slot. */
    private static final class Sums {
        private long time;
        private double tx = Double.NaN;
        private double rx = Double.NaN;

        void add(long time, double tx, double rx) {
            this.time = Math.max(this.time, time);
            if (!Double.isNaN(tx)) {
                this.tx = (Double.isNaN(this.tx) ? 0 : this.tx) + tx;
                this.rx = (Double.isNaN(this.rx) ? 0 : this.rx) + rx;
            }
        }
    }

    /** The newest rates of one; grows up to its capacity. */
    private static final class Ring {
        private long[] times = new long[64];
        private double[] tx = new double[64];
        private double[] rx = new double[64];
        private int head;
        private int size;

        int at(int index) {
            return (head + index) % times.length;
        }

        void add(long time, TrafficRates rates, long gap) {
            if (size > 0) {
                long last = times[at(size - 1)];
                if (slot(time) <= slot(last)) {
                    return;
                }
                if (time - last > gap) {
                    put(last + SLOT.toNanos(), Double.NaN, Double.NaN);
                }
            }
            put(time, rates.txBytesPerSecond(), rates.rxBytesPerSecond());
        }

        private void put(long time, double txRate, double rxRate) {
            if (size == times.length && size < CAPACITY) {
                grow();
            }
            if (size == times.length) {
                head = (head + 1) % times.length;
                size--;
            }
            int at = at(size);
            times[at] = time;
            tx[at] = txRate;
            rx[at] = rxRate;
            size++;
        }

        /** Only while nothing has been overwritten yet, so that the head is at 0. */
        private void grow() {
            int length = Math.min(2 * times.length, CAPACITY);
            times = Arrays.copyOf(times, length);
            tx = Arrays.copyOf(tx, length);
            rx = Arrays.copyOf(rx, length);
        }
    }
}
