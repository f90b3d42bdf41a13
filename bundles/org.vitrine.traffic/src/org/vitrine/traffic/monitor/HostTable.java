/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What is known of remote addresses, IPv4 in its mapped form. Bounded: when it is full, the address that was used least recently leaves.
 *
 * <p>Each host is a row of {@code long}s in pages that come as hosts do. An index of row numbers, open addressing with linear probing,
 * half full at most, finds them.
 *
 * <pre>
 *  | address, high | address, low | used | first seen | blocked | last blocked | filtered | tally of SlidingWindow ... |
 * </pre>
 *
 * <p>Who was used least recently is asked only when a full table meets a new address, so nothing is kept in order for it while packets
 * pass: each use leaves a number that grows. A heap remembers the numbers as they were; its root is the right one when its number is
 * still true, else it is put right and sinks. Exact, and paid for by those who come, not by those who are there.
 *
 * <p>Not thread-safe; allocates only while it grows.
 */
final class HostTable {
    static final int HIGH = 0;
    static final int LOW = 1;
    static final int USED = 2;
    static final int FIRST_SEEN = 3;
    static final int BLOCKED = 4;
    static final int LAST_BLOCKED = 5;
    static final int FILTERED = 6;
    static final int TALLY = 7;
    private static final int ROW = TALLY + SlidingWindow.TALLY_LENGTH;

    /** No such host. */
    static final int NONE = -1;

    private static final int ROWS_PER_PAGE = 64;
    private static final int FEWEST_SLOTS = 128;
    private static final long MULTIPLIER_1 = 0x9e37_79b9_7f4a_7c15L;
    private static final long MULTIPLIER_2 = 0xc2b2_ae3d_27d4_eb4fL;

    private final int capacity;
    /** Makes it hard for a guest to choose addresses that all fall into one place. */
    private final long seed;

    private long[][] pages = {};
    private int size;
    /** Row number + 1, or 0. */
    private int[] slots = new int[FEWEST_SLOTS];

    private long uses;
    private long evicted;
    private int[] heap;
    private long[] heapUsed;

    HostTable(int capacity, long seed) {
        this.capacity = capacity;
        this.seed = seed;
    }

    int size() {
        return size;
    }

    /** Addresses that had to leave. */
    long evicted() {
        return evicted;
    }

    /** The array in which a host's row is. */
    long[] page(int host) {
        return pages[host / ROWS_PER_PAGE];
    }

    /** Where a host's row begins in its array. */
    int row(int host) {
        return host % ROWS_PER_PAGE * ROW;
    }

    /** The number of an address that is known, or {@link #NONE}. */
    int find(long high, long low) {
        int mask = slots.length - 1;
        for (int slot = home(high, low, mask); slots[slot] != 0; slot = slot + 1 & mask) {
            int host = slots[slot] - 1;
            long[] page = page(host);
            int row = row(host);
            if (page[row + LOW] == low && page[row + HIGH] == high) {
                return host;
            }
        }
        return NONE;
    }

    /** Notes that a host was used just now. */
    void use(long[] page, int row) {
        page[row + USED] = ++uses;
    }

    /** Adds an address that is not known, in place of another one if need be; everything but the address is 0. */
    int add(long high, long low) {
        int host = size < capacity ? grow() : evict();
        long[] page = page(host);
        int row = row(host);
        Arrays.fill(page, row, row + ROW, 0);
        page[row + HIGH] = high;
        page[row + LOW] = low;
        use(page, row);
        enter(host, high, low);
        return host;
    }

    private int grow() {
        if (size == pages.length * ROWS_PER_PAGE) {
            pages = Arrays.copyOf(pages, pages.length + 1);
            pages[pages.length - 1] = new long[ROWS_PER_PAGE * ROW];
        }
        int host = size++;
        if (2 * size > slots.length) {
            slots = new int[2 * slots.length];
            for (int i = 0; i < host; i++) {
                long[] page = page(i);
                enter(i, page[row(i) + HIGH], page[row(i) + LOW]);
            }
        }
        return host;
    }

    private void enter(int host, long high, long low) {
        int mask = slots.length - 1;
        int slot = home(high, low, mask);
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = host + 1;
    }

    private int home(long high, long low, int mask) {
        long hash = (low ^ seed) * MULTIPLIER_1;
        hash = (hash ^ hash >>> 32 ^ high) * MULTIPLIER_2;
        return (int) (hash >>> 32) & mask;
    }

    // ---- who leaves

    /** Removes the host that was used least recently and gives its number, for another address. */
    private int evict() {
        if (heap == null) {
            buildHeap();
        }
        while (true) {
            int host = heap[0];
            long used = used(host);
            if (heapUsed[0] == used) {
                heapUsed[0] = uses + 1; // as the next one will be, which takes its place
                sink(0);
                leave(host);
                evicted++;
                return host;
            }
            heapUsed[0] = used;
            sink(0);
        }
    }

    private long used(int host) {
        return page(host)[row(host) + USED];
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
        int host = heap[from];
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
        heap[at] = host;
        heapUsed[at] = used;
    }

    /** Takes a host out of the index; those behind it that it kept from their home move up. */
    private void leave(int host) {
        int mask = slots.length - 1;
        int hole = home(page(host)[row(host) + HIGH], page(host)[row(host) + LOW], mask);
        while (slots[hole] != host + 1) {
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

    /** A table for so many hosts with the most recently used of these; their rates begin anew. */
    HostTable resized(int newCapacity) {
        HostTable next = new HostTable(newCapacity, seed);
        next.evicted = evicted + Math.max(0, size - newCapacity);
        IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingLong(this::used))
                .skip(Math.max(0, size - newCapacity))
                .forEach(host -> {
                    long[] page = page(host);
                    int row = row(host);
                    int copy = next.add(page[row + HIGH], page[row + LOW]);
                    long[] nextPage = next.page(copy);
                    int nextRow = next.row(copy);
                    System.arraycopy(page, row + FIRST_SEEN, nextPage, nextRow + FIRST_SEEN, TALLY - FIRST_SEEN);
                    SlidingWindow.copySums(page, row + TALLY, nextPage, nextRow + TALLY);
                });
        return next;
    }
}
