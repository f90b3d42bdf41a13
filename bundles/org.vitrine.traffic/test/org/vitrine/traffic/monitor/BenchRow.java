/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * One figure, of which less is better.
 *
 * @param ours median
 * @param min least of ours
 * @param max most of ours
 * @param peer median of the one that it is compared with in the same run; NaN where there is none
 * @param goal the most that is good, in the same unit; NaN where nothing was promised
 */
record BenchRow(
        String name, String unit, double ours, double min, double max, double peer, String peerName, double goal) {
    static BenchRow of(String name, String unit, List<Double> ours, double goal) {
        return new BenchRow(
                name, unit, median(ours), Collections.min(ours), Collections.max(ours), Double.NaN, null, goal);
    }

    /** A figure beside another's, of which ours must be at most so many times. */
    static BenchRow against(
            String name, String unit, List<Double> ours, List<Double> peer, String peerName, double times) {
        return new BenchRow(
                name,
                unit,
                median(ours),
                Collections.min(ours),
                Collections.max(ours),
                median(peer),
                peerName,
                times * median(peer));
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** Prints it as a line of JSON. */
    void print() {
        System.out.printf(
                Locale.ROOT,
                "{\"name\":\"%s\",\"unit\":\"%s\",\"ours\":%s,\"min\":%s,\"max\":%s,\"peer\":%s,\"peerName\":%s,\"ratio\":%s,\"goal\":%s,\"met\":%s}%n",
                name,
                unit,
                number(ours),
                number(min),
                number(max),
                number(peer),
                peerName == null ? "null" : "\"" + peerName + "\"",
                number(ours / peer),
                number(goal),
                Double.isNaN(goal) ? "null" : String.valueOf(ours <= goal));
    }

    private static String number(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString()
                : "null";
    }
}
