/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlowTableTest {
    private static final int MILLION = 1_000_000;
    private static final int TCP = 6;

    private final Random random = new Random(31);

    /** A key as small numbers, so that the same one comes again. */
    private record Key(long address, int port) {}

    private static long tuple(Key key) {
        return FlowTable.tuple(key.port, 80, TCP);
    }

    private static int find(FlowTable table, int words, Key key) {
        if (words == 1) {
            table.key(key.address << 32 | 7);
        } else {
            table.key(key.address, 5, key.address * 3, 6);
        }
        return table.find(tuple(key));
    }

    @Test
    void shouldFindJustWhatIsThereWhateverComesAndGoes() {
        for (int words : new int[] {1, 4}) {
            FlowTable table = new FlowTable(words, MILLION, random.nextLong());
            Map<Key, Long> model = new HashMap<>();
            for (int i = 0; i < 300_000; i++) {
                Key key = new Key(random.nextInt(200), random.nextInt(40));
                int flow = find(table, words, key);
                assertEquals(model.containsKey(key), flow != FlowTable.NONE);
                if (flow == FlowTable.NONE) {
                    flow = table.add(tuple(key), i);
                    model.put(key, 0L);
                    assertEquals(flow, find(table, words, key));
                } else if (random.nextInt(3) == 0) {
                    table.remove(flow);
                    model.remove(key);
                    assertEquals(FlowTable.NONE, find(table, words, key));
                    continue;
                }
                FlowTable.count(table.page(flow), table.row(flow), true, 100, i);
                model.merge(key, 1L, Long::sum);
            }
            assertEquals(model.size(), table.size());
            model.forEach((key, packets) -> {
                int flow = find(table, words, key);
                assertEquals(packets, FlowTable.packets(table.page(flow), table.row(flow), true));
                assertEquals(100 * packets, FlowTable.bytes(table.page(flow), table.row(flow), true));
                assertEquals(key.port, FlowTable.localPort(table.page(flow)[table.row(flow)]));
            });
        }
    }

    @Test
    void shouldStayWithinItsLimitAndKeepWhoIsUsed() {
        FlowTable table = new FlowTable(1, 1_000, random.nextLong());
        Key busy = new Key(1, 1);
        find(table, 1, busy);
        table.add(tuple(busy), 0);
        for (int i = 1; i <= 20_000; i++) {
            Key stranger = new Key(2, i);
            assertEquals(FlowTable.NONE, find(table, 1, stranger));
            table.add(tuple(stranger), i);
            int flow = find(table, 1, busy);
            assertTrue(flow != FlowTable.NONE, "the busiest was evicted");
            FlowTable.count(table.page(flow), table.row(flow), false, 1, i);
        }
        assertEquals(1_000, table.size());
        assertEquals(19_001, table.evicted());
        assertEquals(
                20_000, FlowTable.packets(table.page(find(table, 1, busy)), table.row(find(table, 1, busy)), false));
        table.capacity(10, 20_000);
        assertEquals(10, table.size());
        int live = 0;
        for (int flow = 0; flow < table.rows(); flow++) {
            live += table.isLive(flow) ? 1 : 0;
        }
        assertEquals(10, live);
    }

    @Test
    void shouldTakeAtMostEightyBytesForEachOfAMillionFlows() {
        FlowTable table = new FlowTable(1, MILLION, random.nextLong());
        for (int i = 0; i < MILLION; i++) {
            table.key((long) i << 32 | i * 31L & 0xffff_ffffL);
            table.add(FlowTable.tuple(i & 0xffff, 443, TCP), 0);
        }
        assertEquals(MILLION, table.size());
        assertTrue(table.bytes() <= 80L * MILLION, () -> table.bytes() + " bytes");
        for (int i = 0; i < MILLION; i++) {
            table.key((long) i << 32 | i * 31L & 0xffff_ffffL);
            assertEquals(i, table.find(FlowTable.tuple(i & 0xffff, 443, TCP)));
        }
    }

    @Test
    void shouldCountMorePacketsThanThirtyTwoBitsHold() {
        long[] row = new long[16];
        row[FlowTable.PACKETS] = -1; // 2^32 - 1 each way
        FlowTable.count(row, 0, true, 60, 1);
        FlowTable.count(row, 0, false, 70, 2);
        FlowTable.count(row, 0, false, 70, 3);
        assertEquals(1L << 32, FlowTable.packets(row, 0, true));
        assertEquals((1L << 32) + 1, FlowTable.packets(row, 0, false));
        assertEquals(60, FlowTable.bytes(row, 0, true));
        assertEquals(140, FlowTable.bytes(row, 0, false));
        assertEquals(3, FlowTable.lastSeen(row, 0));
    }

    @Test
    void shouldRankTheHighestWhateverTheirOrder() {
        for (int most : new int[] {0, 1, 7, 100, 1_000}) {
            Ranking ranking = new Ranking(most);
            long[] ranks = random.longs(500, 0, 300).toArray();
            for (int i = 0; i < ranks.length; i++) {
                ranking.offer(i, ranks[i]);
            }
            int[] numbers = ranking.numbers();
            assertEquals(Math.min(most, 500), numbers.length);
            List<Integer> expected = IntStream.range(0, ranks.length)
                    .boxed()
                    .sorted(Comparator.comparingLong((Integer n) -> -ranks[n]).thenComparing(n -> n))
                    .limit(most)
                    .toList();
            assertEquals(expected, Arrays.stream(numbers).boxed().toList());
        }
    }
}
