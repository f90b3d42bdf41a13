/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import org.vitrine.packet.Packet;

/** Puts rows into the order of a column. Stable: what is equal stays in the order that it had. */
final class Sorting {
    /** Texts of more packets would not fit into memory. */
    static final int MOST_TEXTS = 1_000_000;

    private static final int BATCH_MASK = 0xfff;
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;

    private final CaptureFile file;
    private final Rows rows;
    private final Progress progress;

    private Sorting(CaptureFile file, Rows rows, Progress progress) {
        this.file = file;
        this.rows = rows;
        this.progress = progress;
    }

    /** A number of a packet that is in the order of a column. */
    private interface Key {
        long of(Frame frame);
    }

    /**
     * @param rows in the order of the file
     * @throws IllegalArgumentException when there are too many rows for a column of texts
     */
    static Rows sort(CaptureFile file, Rows rows, Column column, Progress progress)
            throws IOException, InterruptedException {
        return new Sorting(file, rows, progress).sort(column);
    }

    private Rows sort(Column column) throws IOException, InterruptedException {
        int[] packets = new int[rows.count()];
        Arrays.setAll(packets, rows::packet);
        return Rows.sorted(
                switch (column) {
                    case NUMBER -> packets;
                    case TIME -> byIndex(packets, file::timestamp);
                    case DELTA ->
                        byIndex(
                                packets,
                                packet -> packet == 0 ? 0 : file.timestamp(packet) - file.timestamp(packet - 1));
                    case LENGTH -> byIndex(packets, file::length);
                    case INTERFACE -> byText(packets, packet -> file.interfaceName(file.interfaceId(packet)));
                    case NOTE -> byText(packets, packet -> file.notes().getOrDefault(packet, ""));
                    case SOURCE -> byAddress(packets, true);
                    case DESTINATION -> byAddress(packets, false);
                    case PROTOCOL ->
                        byFrame(packets, frame -> Protocol.of(frame).ordinal());
                    case INFO -> byInfo(packets);
                });
    }

    private interface IndexKey {
        long of(int packet);
    }

    private int[] byIndex(int[] packets, IndexKey key) throws InterruptedException {
        long[] keys = new long[packets.length];
        Arrays.setAll(keys, i -> key.of(packets[i]));
        return sorted(keys, packets);
    }

    private int[] byFrame(int[] packets, Key key) throws IOException, InterruptedException {
        long[] keys = new long[packets.length];
        try (FrameReader reader = FrameReader.inOrder(file)) {
            for (int i = 0; i < packets.length; i++) {
                keys[i] = key.of(reader.read(packets[i]));
                checkpoint(i);
            }
        }
        return sorted(keys, packets);
    }

    private void checkpoint(int done) throws InterruptedException {
        if ((done & BATCH_MASK) == 0) {
            progress.at(done, rows.count());
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** By the lower half and then, which keeps that where they are equal, by the upper one. */
    private int[] byAddress(int[] packets, boolean isSource) throws IOException, InterruptedException {
        int[] byLow = byFrame(packets.clone(), frame -> address(frame, isSource, false) ^ Long.MIN_VALUE);
        // the order of the file makes reading quick, so upper halves are read by it and then put where they belong
        long[] high = new long[file.packets()];
        try (FrameReader reader = FrameReader.inOrder(file)) {
            for (int i = 0; i < packets.length; i++) {
                high[packets[i]] = address(reader.read(packets[i]), isSource, true) ^ Long.MIN_VALUE;
                checkpoint(i);
            }
        }
        long[] keys = new long[byLow.length];
        Arrays.setAll(keys, i -> high[byLow[i]]);
        return sorted(keys, byLow);
    }

    private static long address(Frame frame, boolean isSource, boolean isHigh) {
        Packet packet = frame.innermost();
        if (packet.isIp()) {
            return isSource
                    ? isHigh ? packet.sourceHigh() : packet.sourceLow()
                    : isHigh ? packet.destinationHigh() : packet.destinationLow();
        }
        if (!packet.isEthernet() || isHigh) {
            return 0;
        }
        return isSource ? packet.ethernet().source() : packet.ethernet().destination();
    }

    private interface Text {
        String of(int packet) throws IOException;
    }

    private int[] byInfo(int[] packets) throws IOException, InterruptedException {
        Summary summary = new Summary();
        try (FrameReader reader = FrameReader.inOrder(file)) {
            return byText(packets, packet -> summary.line(reader.read(packet)).info());
        }
    }

    private int[] byText(int[] packets, Text text) throws IOException, InterruptedException {
        if (packets.length > MOST_TEXTS) {
            throw new IllegalArgumentException(
                    "at most " + MOST_TEXTS + " packets can be sorted by text, these are " + packets.length);
        }
        String[] texts = new String[packets.length];
        for (int i = 0; i < packets.length; i++) {
            texts[i] = text.of(packets[i]);
            checkpoint(i);
        }
        Integer[] order = new Integer[packets.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparing(i -> texts[i]));
        int[] sorted = new int[packets.length];
        Arrays.setAll(sorted, i -> packets[order[i]]);
        return sorted;
    }

    /** Radix sort by signed keys, the lowest digit first; digits that all keys share cost nothing. */
    private int[] sorted(long[] keys, int[] packets) throws InterruptedException {
        long[] fromKeys = keys;
        int[] from = packets;
        long[] toKeys = new long[keys.length];
        int[] to = new int[keys.length];
        long differing = 0;
        for (long key : keys) {
            differing |= key ^ keys[0];
        }
        for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
            if ((differing >>> shift & DIGITS - 1) == 0) {
                continue;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            spread(fromKeys, from, toKeys, to, shift);
            long[] otherKeys = fromKeys;
            int[] other = from;
            fromKeys = toKeys;
            from = to;
            toKeys = otherKeys;
            to = other;
        }
        return from;
    }

    private static void spread(long[] fromKeys, int[] from, long[] toKeys, int[] to, int shift) {
        int[] starts = new int[DIGITS + 1];
        for (long key : fromKeys) {
            starts[digit(key, shift) + 1]++;
        }
        for (int i = 0; i < DIGITS; i++) {
            starts[i + 1] += starts[i];
        }
        for (int i = 0; i < from.length; i++) {
            int place = starts[digit(fromKeys[i], shift)]++;
            toKeys[place] = fromKeys[i];
            to[place] = from[i];
        }
    }

    private static int digit(long key, int shift) {
        // with the sign turned, negative keys come first
        return (int) ((key ^ Long.MIN_VALUE) >>> shift) & DIGITS - 1;
    }
}
