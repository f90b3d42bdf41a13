/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.util.Arrays;

/**
 * Flows by their key, IPv4's or IPv6's. Bounded: when it is full, one of those that were used least recently leaves.
 *
 * <p>Each flow is a row of {@code long}s in pages that come as flows do: the addresses, one word for IPv4 and four for IPv6, then
 *
 * <pre>
 *  | local port 16 | remote port 16 | protocol 8 | what TcpTracker remembers 24 |   TUPLE
 *  | first seen 32 | last seen 32 |                                                TIMES, in ticks
 *  | touched 1 | filtered 1 | upper bits of tx packets 10 | tx bytes 52 |          TX_BYTES
 *  | unused 2 | upper bits of rx packets 10 | rx bytes 52 |                        RX_BYTES
 *  | tx packets 32 | rx packets 32 |                                               PACKETS
 *  | three words of TcpTracker |
 * </pre>
 *
 * <p>A flow that counts is touched: it is in the list of those whose counts somebody else has still to take over.
 *
 * <p>An index of row numbers, open addressing with linear probing, three quarters full at most, finds them. Beside the row number a slot has
 * eight bits of the hash, so that a row is hardly ever looked at in vain. So a flow of IPv4 costs 72 bytes and its share of the index, 5.3 to 8 bytes.
 *
 * <p>Not thread-safe; allocates only while it grows.
 */
final class FlowTable {
    static final int TUPLE = 0;
    static final int TIMES = 1;
    static final int TX_BYTES = 2;
    static final int RX_BYTES = 3;
    static final int PACKETS = 4;
    /** What TcpTracker keeps. */
    static final int TCP = 5;

    private static final int COLUMNS = TCP + TcpTracker.COLUMNS;

    /** Bits of the tuple below the key, which are TcpTracker's and the flow's flags. */
    static final int NOTE_BITS = 24;

    /** Most flows that row numbers of 24 bits can tell apart. */
    static final int MOST = (1 << 24) - 2;

    /** No such flow. */
    static final int NONE = -1;

    private static final int PAGE_BITS = 9;
    private static final int ROWS_PER_PAGE = 1 << PAGE_BITS;
    private static final int FEWEST_SLOTS = 128;
    private static final int ROW_MASK = 0x00ff_ffff;
    private static final int TAG_MASK = 0xff00_0000;
    /** Rows among which the one to leave is chosen. */
    private static final int CANDIDATES = 16;
    /** The tuple of a row that is free: IP reserves protocol 255, and so it has no ports. */
    private static final long FREE = -1;

    private static final long COUNT_MASK = 0xffff_ffffL;
    private static final long IPV4_MAPPED = 0x0000_ffff_0000_0000L;
    private static final int BYTE_BITS = 52;
    private static final long BYTES_MASK = (1L << BYTE_BITS) - 1;
    private static final long PACKETS_CARRY = 1L << BYTE_BITS;
    private static final long UPPER_PACKETS_MASK = (1L << 10) - 1;
    private static final long TOUCHED = 1L << 63;
    private static final long FILTERED = 1L << 62;
    private static final long ONE_TX_PACKET = 1L << 32;
    private static final long MULTIPLIER_1 = 0x9e37_79b9_7f4a_7c15L;
    private static final long MULTIPLIER_2 = 0xc2b2_ae3d_27d4_eb4fL;

    private final int addressWords;
    private final int rowLength;
    private final long seed;
    private final long[] key;
    private int capacity;

    private long[][] pages = {};
    /** Rows that are or were in use; those behind are untouched. */
    private int rows;
    /** The first free row among them, chained by TIMES; NONE at the end. */
    private int free = NONE;

    private int size;
    /** Hash tag and row number + 1, or 0. */
    private int[] slots = new int[FEWEST_SLOTS];

    private final TouchedFlows touched = new TouchedFlows();
    /** Only written, so that what looks ahead is not optimized away. */
    int looked;

    private int hand;
    private long evicted;

    /**
     * @param addressWords words of both addresses: 1 for IPv4, 4 for IPv6
     */
    FlowTable(int addressWords, int capacity, long seed) {
        this.addressWords = addressWords;
        this.capacity = Math.min(capacity, MOST);
        this.seed = seed;
        rowLength = addressWords + COLUMNS;
        key = new long[addressWords];
    }

    boolean isIpv4() {
        return addressWords == 1;
    }

    int size() {
        return size;
    }

    /** Flows that had to leave. */
    long evicted() {
        return evicted;
    }

    /** Rows to go over to see every flow; some of them may be free. */
    int rows() {
        return rows;
    }

    boolean isLive(int flow) {
        return page(flow)[row(flow) + TUPLE] != FREE;
    }

    /** Bytes that it occupies. */
    long bytes() {
        return 8L * rowLength * ROWS_PER_PAGE * pages.length + 4L * slots.length;
    }

    /** The array in which a flow's row is. */
    long[] page(int flow) {
        return pages[flow >>> PAGE_BITS];
    }

    /** Where the columns of a flow's row begin in its array; its addresses are before. */
    int row(int flow) {
        return (flow & ROWS_PER_PAGE - 1) * rowLength + addressWords;
    }

    /** A word of a flow's addresses. */
    long address(int flow, int word) {
        return page(flow)[row(flow) - addressWords + word];
    }

    /** The upper 64 bits of a flow's remote address; IPv4 in its mapped form. */
    long remoteHigh(int flow) {
        return addressWords == 1 ? 0 : address(flow, 2);
    }

    long remoteLow(int flow) {
        return addressWords == 1 ? mapped(address(flow, 0)) : address(flow, 3);
    }

    /** The remote one of two addresses of IPv4, in the form that it has among those of IPv6. */
    static long mapped(long addresses) {
        return IPV4_MAPPED | addresses & COUNT_MASK;
    }

    static long tuple(int localPort, int remotePort, int protocol) {
        return tuple(localPort << 16 | remotePort, protocol);
    }

    /**
     * @param ports local port 16, remote port 16
     */
    static long tuple(int ports, int protocol) {
        return (long) ports << 32 | (long) protocol << NOTE_BITS;
    }

    // ---- finding

    /** Sets the addresses of the flow that {@link #find} and {@link #add} mean: local one 32, remote one 32. */
    void key(long addresses) {
        key[0] = addresses;
    }

    /** As {@link #key(long)}, for IPv6. */
    void key(long localHigh, long localLow, long remoteHigh, long remoteLow) {
        key[0] = localHigh;
        key[1] = localLow;
        key[2] = remoteHigh;
        key[3] = remoteLow;
    }

    /** The upper 64 bits of the remote address that was set; IPv4 in its mapped form. */
    long remoteHigh() {
        return addressWords == 1 ? 0 : key[2];
    }

    long remoteLow() {
        return addressWords == 1 ? mapped(key[0]) : key[3];
    }

    /** The number of the flow with the addresses that were set, or {@link #NONE}. */
    int find(long tuple) {
        long hash = hash(key, 0, tuple);
        int tag = (int) hash & TAG_MASK;
        int[] index = slots;
        int slot = home(hash, index.length);
        for (int entry = index[slot]; entry != 0; entry = index[slot]) {
            if (((entry ^ tag) & TAG_MASK) == 0) {
                int flow = (entry & ROW_MASK) - 1;
                if (isKey(page(flow), row(flow), tuple)) {
                    return flow;
                }
            }
            slot = slot + 1 == index.length ? 0 : slot + 1;
        }
        return NONE;
    }

    private boolean isKey(long[] page, int row, long tuple) {
        if ((page[row + TUPLE] ^ tuple) >>> NOTE_BITS != 0) {
            return false;
        }
        int at = row - addressWords;
        for (int i = 0; i < addressWords; i++) {
            if (page[at + i] != key[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Looks for many flows of IPv4 at once and brings them into the processor's cache: in loops of their own, so that the memory's delays are
     * borne together, and not one after the other.
     *
     * @param hashes room to work
     * @param found gets the number of each one, which may be another's; {@link #NONE} where it is not known
     */
    void lookAhead(long[] addresses, long[] tuples, long[] hashes, int[] found, int count) {
        for (int i = 0; i < count; i++) {
            hashes[i] = finished((addresses[i] ^ seed) * MULTIPLIER_1, tuples[i]);
        }
        touchIndex(hashes, count);
        findCandidates(hashes, found, count);
        touchRows(found, count);
    }

    private void touchIndex(long[] hashes, int count) {
        int[] index = slots;
        int touches = 0;
        for (int i = 0; i < count; i++) {
            touches += index[home(hashes[i], index.length)];
        }
        looked = touches;
    }

    private void findCandidates(long[] hashes, int[] found, int count) {
        int[] index = slots;
        for (int i = 0; i < count; i++) {
            found[i] = candidate(index, hashes[i]);
        }
    }

    private void touchRows(int[] flows, int count) {
        int touches = 0;
        for (int i = 0; i < count; i++) {
            if (flows[i] != NONE) {
                touches += touch(page(flows[i]), row(flows[i]));
            }
        }
        looked = touches;
    }

    /** Something made of both ends of a row, which brings it into the processor's cache. */
    int touch(long[] page, int row) {
        return (int) (page[row - 1] + page[row + COLUMNS - 1]);
    }

    /** The flow that most probably has this hash, or {@link #NONE}. */
    private static int candidate(int[] index, long hash) {
        int tag = (int) hash & TAG_MASK;
        int slot = home(hash, index.length);
        int entry = index[slot];
        while (entry != 0 && ((entry ^ tag) & TAG_MASK) != 0) {
            slot = slot + 1 == index.length ? 0 : slot + 1;
            entry = index[slot];
        }
        return (entry & ROW_MASK) - 1;
    }

    /** Whether a flow of IPv4 is this one. */
    boolean isKey(int flow, long addresses, long tuple) {
        long[] page = page(flow);
        int row = row(flow);
        return page[row - 1] == addresses && (page[row + TUPLE] ^ tuple) >>> NOTE_BITS == 0;
    }

    private long hash(long[] words, int at, long tuple) {
        long hash = (words[at] ^ seed) * MULTIPLIER_1;
        for (int i = 1; i < addressWords; i++) {
            hash = (hash ^ hash >>> 32 ^ words[at + i]) * MULTIPLIER_2;
        }
        return finished(hash, tuple);
    }

    private static long finished(long hash, long tuple) {
        long all = (hash ^ hash >>> 32 ^ tuple >>> NOTE_BITS) * MULTIPLIER_2;
        return all ^ all >>> 29;
    }

    private long hash(int flow) {
        long[] page = page(flow);
        int row = row(flow);
        return hash(page, row - addressWords, page[row + TUPLE]);
    }

    private static int home(long hash, int length) {
        return (int) ((hash >>> 32) * length >>> 32);
    }

    // ---- coming

    boolean isFull() {
        return size >= capacity;
    }

    /** Adds the flow with the addresses that were set, in place of another one if need be; everything but the key is 0. */
    int add(long tuple, int now) {
        if (isFull()) {
            evict(now);
        }
        int flow = freeRow();
        long[] page = page(flow);
        int row = row(flow);
        System.arraycopy(key, 0, page, row - addressWords, addressWords);
        clear(page, row, tuple, now);
        size++;
        if (4 * size > 3 * slots.length) {
            growIndex();
        } else {
            enter(flow);
        }
        return flow;
    }

    /** Begins a flow anew in its row. */
    void clear(long[] page, int row, long tuple, int now) {
        Arrays.fill(page, row, row + COLUMNS, 0);
        page[row + TUPLE] = tuple >>> NOTE_BITS << NOTE_BITS;
        page[row + TIMES] = (long) now << 32 | now & COUNT_MASK;
    }

    private int freeRow() {
        if (free != NONE) {
            int flow = free;
            free = (int) page(flow)[row(flow) + TIMES];
            return flow;
        }
        if (rows == pages.length * ROWS_PER_PAGE) {
            pages = Arrays.copyOf(pages, pages.length + 1);
            pages[pages.length - 1] = new long[ROWS_PER_PAGE * rowLength];
        }
        return rows++;
    }

    private void growIndex() {
        int length = slots.length;
        // by a half and by a third in turn: doubling would leave it half empty
        slots = new int[Integer.bitCount(length) == 1 ? length / 2 * 3 : length / 3 * 4];
        for (int flow = 0; flow < rows; flow++) {
            if (isLive(flow)) {
                enter(flow);
            }
        }
    }

    private void enter(int flow) {
        long hash = hash(flow);
        int slot = home(hash, slots.length);
        while (slots[slot] != 0) {
            slot = slot + 1 == slots.length ? 0 : slot + 1;
        }
        slots[slot] = (int) hash & TAG_MASK | flow + 1;
    }

    // ---- going

    /** Removes the flow that was used least recently of some that are next in turn. */
    private void evict(int now) {
        int oldest = NONE;
        int oldestAge = -1;
        for (int i = 0; i < CANDIDATES || oldest == NONE; i++) {
            hand = hand + 1 >= rows ? 0 : hand + 1;
            if (isLive(hand) && age(page(hand)[row(hand) + TIMES], now) > oldestAge) {
                oldest = hand;
                oldestAge = age(page(hand)[row(hand) + TIMES], now);
            }
        }
        evicted++;
        remove(oldest);
    }

    /** Ticks since a flow was seen last. */
    static int age(long times, int now) {
        return Math.max(0, now - (int) times);
    }

    /** Takes a flow out that is not touched; those behind it in the index that it kept from their home move up. */
    void remove(int flow) {
        int length = slots.length;
        int hole = home(hash(flow), length);
        while ((slots[hole] & ROW_MASK) != flow + 1) {
            hole = hole + 1 == length ? 0 : hole + 1;
        }
        for (int slot = hole + 1 == length ? 0 : hole + 1; slots[slot] != 0; slot = slot + 1 == length ? 0 : slot + 1) {
            int home = home(hash((slots[slot] & ROW_MASK) - 1), length);
            if (distance(home, slot, length) >= distance(hole, slot, length)) {
                slots[hole] = slots[slot];
                hole = slot;
            }
        }
        slots[hole] = 0;
        long[] page = page(flow);
        int row = row(flow);
        page[row + TUPLE] = FREE;
        page[row + TIMES] = free;
        free = flow;
        size--;
    }

    private static int distance(int from, int to, int length) {
        return to >= from ? to - from : to - from + length;
    }

    /** Takes a new limit; what is beyond it leaves. */
    void capacity(int changed, int now) {
        capacity = Math.min(changed, MOST);
        while (size > capacity) {
            evict(now);
        }
    }

    // ---- counting

    /** Brings flows that are about to be settled into the processor's cache. */
    void lookAhead(int from, int to) {
        int touches = 0;
        for (int i = from; i < to; i++) {
            int flow = touched.flow(i);
            touches += touch(page(flow), row(flow));
        }
        looked = touches;
    }

    TouchedFlows touched() {
        return touched;
    }

    /** Notes that a flow is about to count. */
    void touch(int flow) {
        long[] page = page(flow);
        int row = row(flow);
        if (!isTouched(page, row)) {
            touched.add(flow, page, row);
            page[row + TX_BYTES] |= TOUCHED;
        }
    }

    static boolean isTouched(long[] page, int row) {
        return (page[row + TX_BYTES] & TOUCHED) != 0;
    }

    /** Notes that what a flow has counted was taken over. */
    static void settled(long[] page, int row) {
        page[row + TX_BYTES] &= ~TOUCHED;
    }

    /** Whether a filter stops its packets. */
    static boolean isFiltered(long[] page, int row) {
        return (page[row + TX_BYTES] & FILTERED) != 0;
    }

    static void filtered(long[] page, int row, boolean filtered) {
        page[row + TX_BYTES] = page[row + TX_BYTES] & ~FILTERED | (filtered ? FILTERED : 0);
    }

    /** Whether it is touched and not filtered, as nearly every flow is at nearly every packet. */
    static boolean isCounting(long[] page, int row) {
        return (page[row + TX_BYTES] & (TOUCHED | FILTERED)) == TOUCHED;
    }

    /** Counts a packet. */
    static void count(long[] page, int row, boolean tx, int bytes, int now) {
        if (tx) {
            page[row + TX_BYTES] += bytes;
            long packets = page[row + PACKETS] + ONE_TX_PACKET;
            page[row + PACKETS] = packets;
            if (packets >>> 32 == 0) {
                page[row + TX_BYTES] += PACKETS_CARRY;
            }
        } else {
            page[row + RX_BYTES] += bytes;
            long packets = page[row + PACKETS];
            if ((packets & COUNT_MASK) == COUNT_MASK) {
                page[row + PACKETS] = packets - COUNT_MASK;
                page[row + RX_BYTES] += PACKETS_CARRY;
            } else {
                page[row + PACKETS] = packets + 1;
            }
        }
        page[row + TIMES] = page[row + TIMES] & ~COUNT_MASK | now & COUNT_MASK;
    }

    static long bytes(long[] page, int row, boolean tx) {
        return page[row + (tx ? TX_BYTES : RX_BYTES)] & BYTES_MASK;
    }

    static long packets(long[] page, int row, boolean tx) {
        long lower = tx ? page[row + PACKETS] >>> 32 : page[row + PACKETS] & COUNT_MASK;
        return (page[row + (tx ? TX_BYTES : RX_BYTES)] >>> BYTE_BITS & UPPER_PACKETS_MASK) << 32 | lower;
    }

    static int firstSeen(long[] page, int row) {
        return (int) (page[row + TIMES] >>> 32);
    }

    static int lastSeen(long[] page, int row) {
        return (int) page[row + TIMES];
    }

    static int protocol(long tuple) {
        return (int) (tuple >>> NOTE_BITS) & 0xff;
    }

    static int localPort(long tuple) {
        return (int) (tuple >>> 48);
    }

    static int remotePort(long tuple) {
        return (int) (tuple >>> 32) & 0xffff;
    }
}
