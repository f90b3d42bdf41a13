/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

/**
 * The unit of an axis of rates: bit/s with a decimal prefix.
 *
 * @param name such as {@code Mbit/s}
 * @param bytesPerSecond one of it
 */
record RateUnit(String name, double bytesPerSecond) {
    private static final String[] PREFIXES = {"", "k", "M", "G", "T"};

    /** The unit in which the largest rate of an axis is a number from 1 to 999. */
    static RateUnit of(double largestBytesPerSecond) {
        int prefix = 0;
        double bits = largestBytesPerSecond * 8;
        while (bits >= 1_000 && prefix < PREFIXES.length - 1) {
            bits /= 1_000;
            prefix++;
        }
        return new RateUnit(PREFIXES[prefix] + "bit/s", Math.pow(1_000, prefix) / 8);
    }

    double in(double rateInBytesPerSecond) {
        return rateInBytesPerSecond / bytesPerSecond;
    }

    /** Where an axis ends that shows rates up to this one: a round number with some air above. */
    static double roundUp(double largestBytesPerSecond) {
        double bits = Math.max(largestBytesPerSecond * 8 * 1.05, 1_000);
        double power = Math.pow(10, Math.floor(Math.log10(bits)));
        double mantissa = bits / power;
        double round = mantissa <= 1
                ? 1
                : mantissa <= 1.5 ? 1.5 : mantissa <= 2 ? 2 : mantissa <= 3 ? 3 : mantissa <= 5 ? 5 : 10;
        return round * power / 8;
    }
}
