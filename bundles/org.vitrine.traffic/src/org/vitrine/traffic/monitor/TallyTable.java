/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Tallies by a key of 128 bits: a remote address, a protocol, a port. Bounded: when it is full, the key that was used least recently
 * leaves.
 *
 * <p>Each entry is a row of {@code long}s in pages that come as entries do. An index of row numbers, open addressing with linear probing,
 * half full at most, finds them.
 *
 * <pre>
 *  | key, high | key, low | used | first seen | blocked | last blocked | filtered | tally of SlidingWindow ... |
 * </pre>
 *
 * <p>From the first time seen to the filter only addresses use it.
 *
 * <p>Who was used least recently is asked only when a full table meets a new key, so nothing is kept in order for it while packets
 * pass: each use leaves a number that grows. A heap remembers the numbers as they were; its root is the right one when its number is
 * still true, else it is put right and sinks. Exact, and paid for by those who come, not by those who are there.
 *
 * <p>Not thread-safe; allocates only while it grows.
 */
final class TallyTable {
    static final int HIGH = 0;
    static final int LOW = 1;
    static final int USED = 2;
    static final int FIRST_SEEN = 3;
    static final int BLOCKED = 4;
    static final int LAST_BLOCKED = 5;
    static final int FILTERED = 6;
    static final int TALLY = 7;
    private static final int ROW = TALLY + SlidingWindow.TALLY_LENGTH;

    /** No such entry. */
    static final int NONE = -1;

    private static final int ROWS_PER_PAGE = 64;
    private static final int FEWEST_SLOTS = 128;
    private static final long MULTIPLIER_1 = 0x9e37_79b9_7f4a_7c15L;
    private static final long MULTIPLIER_2 = 0xc2b2_ae3d_27d4_eb4fL;

    private final int capacity;
    /** Makes it hard for a guest to choose keys that all fall into one place. */
    private final long seed;

    private long[][] pages = {};
    private int size;
    /** Row number + 1, or 0. */
    private int[] slots = new int[FEWEST_SLOTS];

    /** Only written, so that what looks ahead is not optimized away. */
    long looked;

    private long uses;
    private long evicted;
    private int[] heap;
    private long[] heapUsed;

    TallyTable(int capacity, long seed) {
        this.capacity = capacity;
        this.seed = seed;
    }

    int size() {
        return size;
    }

    /** Whether a key that comes makes another one leave. */
    boolean isFull() {
        return size >= capacity;
    }

    /** Keys that had to leave. */
    long evicted() {
        return evicted;
    }

    /** The array in which an entry's row is. */
    long[] page(int entry) {
        return pages[entry / ROWS_PER_PAGE];
    }

    /** Where an entry's row begins in its array. */
    int row(int entry) {
        return entry % ROWS_PER_PAGE * ROW;
    }

    /** The number of a key that is known, or {@link #NONE}. */
    int find(long high, long low) {
        int mask = slots.length - 1;
        for (int slot = home(high, low, mask); slots[slot] != 0; slot = slot + 1 & mask) {
            int entry = slots[slot] - 1;
            long[] page = page(entry);
            int row = row(entry);
            if (page[row + LOW] == low && page[row + HIGH] == high) {
                return entry;
            }
        }
        return NONE;
    }

    /** Brings the entry that a key probably has into the processor's cache. */
    void lookAhead(long high, long low, SlidingWindow window) {
        int entry = slots[home(high, low, slots.length - 1)] - 1;
        if (entry != NONE) {
            long[] page = page(entry);
            int row = row(entry);
            looked += page[row + LOW] + page[row + TALLY] + window.present(page, row + TALLY);
        }
    }

    /** Notes that an entry was used just now. */
    void use(long[] page, int row) {
        page[row + USED] = ++uses;
    }

    /** Adds a key that is not known, in place of another one if need be; everything but the key is 0. */
    int add(long high, long low) {
        int entry = isFull() ? evict() : grow();
        long[] page = page(entry);
        int row = row(entry);
        Arrays.fill(page, row, row + ROW, 0);
        page[row + HIGH] = high;
        page[row + LOW] = low;
        use(page, row);
        enter(entry, high, low);
        return entry;
    }

    private int grow() {
        if (size == pages.length * ROWS_PER_PAGE) {
            pages = Arrays.copyOf(pages, pages.length + 1);
            pages[pages.length - 1] = new long[ROWS_PER_PAGE * ROW];
        }
        int entry = size++;
        if (2 * size > slots.length) {
            slots = new int[2 * slots.length];
            for (int i = 0; i < entry; i++) {
                long[] page = page(i);
                enter(i, page[row(i) + HIGH], page[row(i) + LOW]);
            }
        }
        return entry;
    }

    private void enter(int entry, long high, long low) {
        int mask = slots.length - 1;
        int slot = home(high, low, mask);
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = entry + 1;
    }

    private int home(long high, long low, int mask) {
        long hash = (low ^ seed) * MULTIPLIER_1;
        hash = (hash ^ hash >>> 32 ^ high) * MULTIPLIER_2;
        return (int) (hash >>> 32) & mask;
    }

    // ---- who leaves

    /** Removes the entry that was used least recently and gives its number, for another key. */
    private int evict() {
        if (heap == null) {
            buildHeap();
        }
        while (true) {
            int entry = heap[0];
            long used = used(entry);
            if (heapUsed[0] == used) {
                heapUsed[0] = uses + 1; // as the next one will be, which takes its place
                sink(0);
                leave(entry);
                evicted++;
                return entry;
            }
            heapUsed[0] = used;
            sink(0);
        }
    }

    private long used(int entry) {
        return page(entry)[row(entry) + USED];
    }

    private void buildHeap() {
        heap = new int[size];
        heapUsed = new long[size];
        for (int i = 0; i < size; i++) {
            heap[i] = i;
            heapUsed[i] = used(i);
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    private void sink(int from) {
        int entry = heap[from];
        long used = heapUsed[from];
        int at = from;
        for (int child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
            if (child + 1 < heap.length && heapUsed[child + 1] < heapUsed[child]) {
                child++;
            }
            if (heapUsed[child] >= used) {
                break;
            }
            heap[at] = heap[child];
            heapUsed[at] = heapUsed[child];
            at = child;
        }
        heap[at] = entry;
        heapUsed[at] = used;
    }

    /** Takes an entry out of the index; those behind it that it kept from their home move up. */
    private void leave(int entry) {
        int mask = slots.length - 1;
        int hole = home(page(entry)[row(entry) + HIGH], page(entry)[row(entry) + LOW], mask);
        while (slots[hole] != entry + 1) {
            hole = hole + 1 & mask;
        }
        for (int slot = hole + 1 & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int other = slots[slot] - 1;
            int home = home(page(other)[row(other) + HIGH], page(other)[row(other) + LOW], mask);
            if ((slot - home & mask) >= (slot - hole & mask)) {
                slots[hole] = slots[slot];
                hole = slot;
            }
        }
        slots[hole] = 0;
    }

    /** A table for so many entries with the most recently used of these; their rates begin anew. */
    TallyTable resized(int newCapacity) {
        TallyTable next = new TallyTable(newCapacity, seed);
        next.evicted = evicted + Math.max(0, size - newCapacity);
        IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingLong(this::used))
                .skip(Math.max(0, size - newCapacity))
                .forEach(entry -> {
                    long[] page = page(entry);
                    int row = row(entry);
                    int copy = next.add(page[row + HIGH], page[row + LOW]);
                    long[] nextPage = next.page(copy);
                    int nextRow = next.row(copy);
                    System.arraycopy(page, row + FIRST_SEEN, nextPage, nextRow + FIRST_SEEN, TALLY - FIRST_SEEN);
                    SlidingWindow.copySums(page, row + TALLY, nextPage, nextRow + TALLY);
                });
        return next;
    }
}
