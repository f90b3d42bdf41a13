/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.report;

/** Values for an axis that people like to read: 1, 2 or 5 times a power of ten apart. */
final class Ticks {
    private Ticks() {}

    /** From zero to at most {@code top}, about so many. */
    static double[] of(double top, int about) {
        if (!(top > 0)) {
            return new double[] {0};
        }
        double step = step(top, about);
        int count = (int) Math.floor(top / step + 1e-9) + 1;
        double[] ticks = new double[count];
        for (int i = 0; i < count; i++) {
            ticks[i] = i * step;
        }
        return ticks;
    }

    /** The first tick at or above a value. */
    static double niceTop(double value) {
        if (!(value > 0)) {
            return 1;
        }
        double step = step(value, 4);
        return Math.ceil(value / step - 1e-9) * step;
    }

    private static double step(double top, int about) {
        double rough = top / about;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double factor = rough / power;
        return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    }
}
