/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.util.Arrays;

/** Flows that packets have touched since the last settlement, once each, with their counters as they were then. Allocates only while it grows. */
final class TouchedFlows {
    private static final int FEWEST = 64;

    private int[] flows = new int[FEWEST];
    /** Words of each: FlowTable's TX_BYTES, RX_BYTES and PACKETS. */
    private static final int WORDS = 3;

    private long[] counters = new long[FEWEST * WORDS];
    private int size;

    int size() {
        return size;
    }

    int flow(int i) {
        return flows[i];
    }

    void add(int flow, long[] page, int row) {
        if (size == flows.length) {
            flows = Arrays.copyOf(flows, 2 * size);
            counters = Arrays.copyOf(counters, 2 * size * WORDS);
        }
        flows[size] = flow;
        System.arraycopy(page, row + FlowTable.TX_BYTES, counters, size * WORDS, WORDS);
        size++;
    }

    /** What has passed of one since it came here. */
    void passed(int i, long[] page, int row, Passed passed) {
        int at = i * WORDS;
        passed.txBytes = FlowTable.bytes(page, row, true) - FlowTable.bytes(counters, at - FlowTable.TX_BYTES, true);
        passed.rxBytes = FlowTable.bytes(page, row, false) - FlowTable.bytes(counters, at - FlowTable.TX_BYTES, false);
        passed.txPackets =
                FlowTable.packets(page, row, true) - FlowTable.packets(counters, at - FlowTable.TX_BYTES, true);
        passed.rxPackets =
                FlowTable.packets(page, row, false) - FlowTable.packets(counters, at - FlowTable.TX_BYTES, false);
    }

    /** Puts one into an earlier place. */
    void move(int from, int to) {
        flows[to] = flows[from];
        System.arraycopy(counters, from * WORDS, counters, to * WORDS, WORDS);
    }

    /** Keeps the first ones only. */
    void truncate(int length) {
        size = length;
    }
}
