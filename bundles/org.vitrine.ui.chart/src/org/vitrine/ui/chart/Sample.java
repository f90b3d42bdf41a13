/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

/**
 * What a rate was at one moment.
 *
 * @param time nanoseconds since the epoch
 * @param bytesPerSecond NaN when nobody knows: the line has a gap there
 */
public record Sample(long time, double bytesPerSecond) {
    /** Nothing is known at this moment. */
    public static Sample gap(long time) {
        return new Sample(time, Double.NaN);
    }

    boolean isGap() {
        return Double.isNaN(bytesPerSecond);
    }
}
