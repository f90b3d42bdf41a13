/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

/** The numbers with the highest ranks, so many, of any that are offered; of equal ranks the lower number is the higher one. */
final class Ranking {
    /** A heap whose root is the lowest. */
    private final int[] numbers;

    private final long[] ranks;
    private int size;

    Ranking(int most) {
        numbers = new int[most];
        ranks = new long[most];
    }

    void offer(int number, long rank) {
        if (size < numbers.length) {
            int at = size++;
            for (int parent = (at - 1) / 2; at > 0 && isLower(number, rank, parent); parent = (at - 1) / 2) {
                move(parent, at);
                at = parent;
            }
            put(number, rank, at);
        } else if (size > 0 && !isLower(number, rank, 0)) {
            sink(number, rank, size);
        }
    }

    private boolean isLower(int number, long rank, int than) {
        return rank < ranks[than] || rank == ranks[than] && number > numbers[than];
    }

    private void move(int from, int to) {
        put(numbers[from], ranks[from], to);
    }

    private void put(int number, long rank, int at) {
        numbers[at] = number;
        ranks[at] = rank;
    }

    /** Puts it where it belongs in a heap of so many, in place of the root. */
    private void sink(int number, long rank, int length) {
        int at = 0;
        for (int child = 1; child < length; child = 2 * at + 1) {
            if (child + 1 < length && isLower(numbers[child + 1], ranks[child + 1], child)) {
                child++;
            }
            if (isLower(number, rank, child)) {
                break;
            }
            move(child, at);
            at = child;
        }
        put(number, rank, at);
    }

    /** Those that are in it, the highest first. Ends it. */
    int[] numbers() {
        int[] sorted = new int[size];
        for (int last = size - 1; last >= 0; last--) {
            sorted[last] = numbers[0];
            sink(numbers[last], ranks[last], last);
        }
        return sorted;
    }
}
