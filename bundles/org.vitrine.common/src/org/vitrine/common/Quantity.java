/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

import java.time.Duration;
import java.util.Locale;

/**
 * Numbers with their units, as people read them; the same text in views, tables, reports and on the command line.
 *
 * <p>Rates of links are in bit/s with decimal prefixes, amounts of data in bytes with binary prefixes, both with three significant
 * digits. The unit is always there.
 */
public final class Quantity {
    private static final String[] DECIMAL = {"", "k", "M", "G", "T", "P", "E"};
    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

    private Quantity() {}

    /** For example {@code 12.3 Mbit/s}. */
    public static String bitRate(double bytesPerSecond) {
        return scaled(bytesPerSecond * 8, 1000, DECIMAL, "bit/s");
    }

    /** For example {@code 1.05 kpkt/s}. */
    public static String packetRate(double packetsPerSecond) {
        return scaled(packetsPerSecond, 1000, DECIMAL, "pkt/s");
    }

    /** For example {@code 3.20 MiB}. */
    public static String bytes(double bytes) {
        return scaled(bytes, 1024, BINARY, "B");
    }

    /** For example {@code 1.2 s} or {@code 340 ms}: the largest unit that keeps the number above one. */
    public static String duration(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        double magnitude = Math.abs(seconds);
        if (magnitude >= 120) {
            return String.format(Locale.ROOT, "%.1f min", seconds / 60);
        }
        if (magnitude >= 1 || magnitude == 0) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return magnitude >= 1e-3
                ? String.format(Locale.ROOT, "%.0f ms", seconds * 1e3)
                : String.format(Locale.ROOT, "%.0f µs", seconds * 1e6);
    }

    private static String scaled(double value, int step, String[] prefixes, String unit) {
        double scaled = value;
        int prefix = 0;
        // 999.5 would be written as 1000: it belongs to the next prefix
        while (Math.abs(scaled) >= step - 0.5 && prefix < prefixes.length - 1) {
            scaled /= step;
            prefix++;
        }
        double magnitude = Math.abs(scaled);
        boolean whole = prefix == 0 && scaled == Math.rint(scaled) || magnitude >= 99.95;
        String digits = whole ? "%.0f" : magnitude >= 9.995 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, digits, scaled) + " " + prefixes[prefix] + unit;
    }
}
