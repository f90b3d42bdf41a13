/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds things by where they are: a grid of square cells, each with the things that touch it. A thing may lie in several boxes, as a
 * line does that crosses the grid.
 */
final class SpatialIndex<T> {
    private static final int CELL_BITS = 8;
    /** A question about more cells than that looks through all things instead. */
    private static final long MANY_CELLS = 512;

    private final Map<Long, List<Entry<T>>> cells = new HashMap<>();
    private final Map<T, Entry<T>> entries = new HashMap<>();
    private int question;

    private static final class Entry<T> {
        private final T thing;
        private final List<List<Entry<T>>> in = new ArrayList<>(4);
        private int answered;

        Entry(T thing) {
            this.thing = thing;
        }

        /** By identity: lists with the same things are equal, and slow to compare. */
        boolean isIn(List<Entry<T>> cell) {
            for (int i = 0; i < in.size(); i++) {
                if (in.get(i) == cell) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Adds a box of a thing to where it is. */
    void add(T thing, int x, int y, int width, int height) {
        Entry<T> entry = entries.computeIfAbsent(thing, Entry::new);
        for (int row = y >> CELL_BITS; row <= (y + height) >> CELL_BITS; row++) {
            for (int column = x >> CELL_BITS; column <= (x + width) >> CELL_BITS; column++) {
                List<Entry<T>> cell = cells.computeIfAbsent(key(column, row), _ -> new ArrayList<>(4));
                if (!entry.isIn(cell)) {
                    cell.add(entry);
                    entry.in.add(cell);
                }
            }
        }
    }

    void remove(T thing) {
        Entry<T> entry = entries.remove(thing);
        if (entry != null) {
            entry.in.forEach(cell -> cell.remove(entry));
        }
    }

    void clear() {
        cells.clear();
        entries.clear();
    }

    /** Gives every thing that may touch an area, each once, in no order. Must not be changed meanwhile. */
    void each(int x, int y, int width, int height, Consumer<? super T> visitor) {
        question++;
        int left = x >> CELL_BITS;
        int right = (x + width) >> CELL_BITS;
        int top = y >> CELL_BITS;
        int bottom = (y + height) >> CELL_BITS;
        if ((right - left + 1L) * (bottom - top + 1L) > MANY_CELLS) {
            entries.keySet().forEach(visitor);
            return;
        }
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                List<Entry<T>> cell = cells.get(key(column, row));
                if (cell != null) {
                    visit(cell, visitor);
                }
            }
        }
    }

    private void visit(List<Entry<T>> cell, Consumer<? super T> visitor) {
        for (int i = 0; i < cell.size(); i++) {
            Entry<T> entry = cell.get(i);
            if (entry.answered != question) {
                entry.answered = question;
                visitor.accept(entry.thing);
            }
        }
    }

    private static long key(int column, int row) {
        return (long) column << 32 | row & 0xffff_ffffL;
    }
}
