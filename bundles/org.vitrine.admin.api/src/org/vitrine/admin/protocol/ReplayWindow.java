/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.protocol;

/**
 * Remembers which requests were seen, so that none is done twice. Any thread.
 *
 * <p>A request is known by its time and its authentication code, which covers all of it: an equal code is the same datagram again.
 * Those with a time above the floor are in the table; those at or below it are refused whether they were seen or not. The floor is
 * the oldest time that the allowed skew of clocks lets in, and it never sinks, also when somebody sets the clock back. It begins one
 * skew after the start, because nobody remembers what was seen before. So what was accepted once is in the table or below the floor.
 */
public final class ReplayWindow {
    private static final int WORDS = 3; // two of the code, one for the time; 0 is no time

    private final int capacity;
    private final long[] table;
    private final int mask;
    private int size;
    private long floor;
    private long cleanedAt;

    /** What is known of a request. */
    public enum Seen {
        /** Never seen before; from now on it is. */
        FRESH,
        /** Seen before. */
        BEFORE,
        /** Its time is out of the window. */
        OUT_OF_TIME,
        /** The table is full of requests that may come again. */
        NO_ROOM
    }

    /**
     * @param capacity requests to remember, a power of two
     * @param start now, nanoseconds since the epoch
     * @param skew nanoseconds
     */
    public ReplayWindow(int capacity, long start, long skew) {
        if (Integer.bitCount(capacity) != 1 || capacity > 1 << 24) {
            throw new IllegalArgumentException("capacity must be a power of two up to 2^24, got " + capacity);
        }
        this.capacity = capacity;
        mask = 2 * capacity - 1;
        table = new long[2 * capacity * WORDS];
        floor = start + skew;
    }

    /** Whether a time is in the window, to refuse what is not before its code is computed. */
    public synchronized boolean isInTime(long time, long now, long skew) {
        floor = Math.max(floor, now - skew);
        return time > floor && time <= now + skew;
    }

    /**
     * Tells of a genuine request whether it was seen, and remembers it.
     *
     * @param time of the request
     * @param now nanoseconds since the epoch
     * @param skew of clocks that is allowed, nanoseconds
     */
    public synchronized Seen enter(long codeHigh, long codeLow, long time, long now, long skew) {
        if (!isInTime(time, now, skew)) {
            return Seen.OUT_OF_TIME;
        }
        int at = find(codeHigh, codeLow);
        if (table[at + 2] != 0) {
            return Seen.BEFORE;
        }
        if (size >= capacity) {
            // looking through all of it each time would make a full table a slow one
            if (now - cleanedAt < skew / 8 && now >= cleanedAt) {
                return Seen.NO_ROOM;
            }
            cleanedAt = now;
            clean();
            if (size >= capacity) {
                return Seen.NO_ROOM;
            }
            at = find(codeHigh, codeLow);
        }
        put(at, codeHigh, codeLow, time);
        return Seen.FRESH;
    }

    private int find(long codeHigh, long codeLow) {
        int slot = (int) codeLow & mask; // the code is random already
        while (table[slot * WORDS + 2] != 0
                && (table[slot * WORDS] != codeHigh || table[slot * WORDS + 1] != codeLow)) {
            slot = slot + 1 & mask;
        }
        return slot * WORDS;
    }

    private void put(int at, long codeHigh, long codeLow, long time) {
        table[at] = codeHigh;
        table[at + 1] = codeLow;
        table[at + 2] = time;
        size++;
    }

    private void clean() {
        long[] old = table.clone();
        java.util.Arrays.fill(table, 0);
        size = 0;
        for (int i = 0; i < old.length; i += WORDS) {
            if (old[i + 2] > floor) {
                put(find(old[i], old[i + 1]), old[i], old[i + 1], old[i + 2]);
            }
        }
    }
}
