/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

/**
 * How much passed in each of several equal spans of time.
 *
 * @param from where the first begins, nanoseconds since the epoch
 * @param span of each, nanoseconds
 * @param packets in each
 * @param bytes on the wire in each
 */
public record Activity(long from, long span, long[] packets, long[] bytes) {
    /**
     * Counts rows; those without a time count for the first span.
     *
     * @param spans at least 1
     */
    public static Activity of(CaptureFile file, Rows rows, int spans) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int row = 0; row < rows.count(); row++) {
            long time = file.timestamp(rows.packet(row));
            first = Math.min(first, time);
            last = Math.max(last, time);
        }
        if (rows.count() == 0) {
            return new Activity(0, 1, new long[spans], new long[spans]);
        }
        long span = Math.max(1, (last - first) / spans + 1);
        long[] packets = new long[spans];
        long[] bytes = new long[spans];
        for (int row = 0; row < rows.count(); row++) {
            int packet = rows.packet(row);
            int at = Math.clamp((file.timestamp(packet) - first) / span, 0, spans - 1);
            packets[at]++;
            bytes[at] += file.length(packet);
        }
        return new Activity(first, span, packets, bytes);
    }

    /** Seconds of each span. */
    public double seconds() {
        return span / 1e9;
    }
}
