/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Which packets are shown, in which order: all of a file, or those that a filter passed, as they were captured or sorted. Immutable; any
 * thread.
 */
public final class Rows {
    private final int count;
    /** Packets by their rows; null when they are the same. */
    private final int[] packets;

    private final boolean inOrder;

    private Rows(int count, int[] packets, boolean inOrder) {
        this.count = count;
        this.packets = packets;
        this.inOrder = inOrder;
    }

    /** The first packets of a file, in its order. */
    public static Rows all(int count) {
        return new Rows(count, null, true);
    }

    static Rows none() {
        return new Rows(0, new int[0], true);
    }

    /** Some packets in the order of their file; the array is not copied. */
    static Rows some(int[] packets, int count) {
        return new Rows(count, packets, true);
    }

    /** Some packets in another order; the array is not copied. */
    static Rows sorted(int[] packets) {
        return new Rows(packets.length, packets, false);
    }

    public int count() {
        return count;
    }

    /** Whether they are all packets, in the order of the file. */
    public boolean isAll() {
        return packets == null;
    }

    /**
     * @param row from 0
     * @return its packet, from 0
     */
    public int packet(int row) {
        return packets == null ? row : packets[row];
    }

    /** The row of a packet, or -1; in the order of the file the one behind where it would be, as {@code -1 - row}. */
    public int row(int packet) {
        if (packets == null) {
            return packet < count ? packet : -1 - count;
        }
        if (inOrder) {
            return Arrays.binarySearch(packets, 0, count, packet);
        }
        for (int row = 0; row < count; row++) {
            if (packets[row] == packet) {
                return row;
            }
        }
        return -1;
    }

    /** The same with packets behind them that came later. */
    Rows plus(int[] more, int moreCount) {
        if (moreCount == 0) {
            return this;
        }
        // room for as many again, so that a file that grows is copied seldom; older rows do not see what is behind
        // their end
        int[] room = count + moreCount > packets.length ? Arrays.copyOf(packets, 2 * (count + moreCount)) : packets;
        System.arraycopy(more, 0, room, count, moreCount);
        return new Rows(count + moreCount, room, true);
    }

    /** The packets in the order of the file. */
    int[] inOrder() {
        int[] all = new int[count];
        Arrays.setAll(all, this::packet);
        if (!inOrder) {
            Arrays.sort(all);
        }
        return all;
    }

    /** Some of the rows, as one who selects them wants them. */
    public Rows select(int[] rows) {
        int[] some = Arrays.stream(rows).map(this::packet).sorted().toArray();
        return some(some, some.length);
    }

    /** The other way round. */
    public Rows reversed() {
        int[] turned = new int[count];
        IntUnaryOperator packet = this::packet;
        Arrays.setAll(turned, row -> packet.applyAsInt(count - 1 - row));
        return new Rows(count, turned, false);
    }
}
