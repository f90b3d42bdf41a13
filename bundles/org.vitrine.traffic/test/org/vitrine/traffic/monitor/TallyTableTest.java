/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TallyTableTest {
    private final Random random = new Random(22);

    private static void use(TallyTable table, long high, long low) {
        int entry = table.find(high, low);
        if (entry == TallyTable.NONE) {
            entry = table.add(high, low);
            table.page(entry)[table.row(entry) + TallyTable.FIRST_SEEN] = high * 31 + low;
        }
        table.use(table.page(entry), table.row(entry));
    }

    @Test
    void shouldEvictExactlyWhoWasUsedLeastRecently() {
        for (int capacity : new int[] {1, 2, 3, 100, 1_000}) {
            TallyTable table = new TallyTable(capacity, random.nextLong());
            long[] evicted = {0};
            Map<Long, Long> model = new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
                    boolean full = size() > capacity;
                    evicted[0] += full ? 1 : 0;
                    return full;
                }
            };
            for (int i = 0; i < 200_000; i++) {
                // mostly old friends, sometimes strangers, from time to time a crowd of strangers
                long low = random.nextInt(10) < 7 ? random.nextInt(1 + capacity / 2) : random.nextInt(3 * capacity + 1);
                low = i % 10_000 < 2L * capacity ? 1_000_000 + i : low;
                use(table, low % 3, low);
                model.put(low, low);
                if (i % 997 == 0) {
                    assertSame(model, table);
                    assertEquals(evicted[0], table.evicted());
                }
            }
            assertSame(model, table);
        }
    }

    private static void assertSame(Map<Long, Long> model, TallyTable table) {
        assertEquals(model.size(), table.size());
        for (long low : model.keySet()) {
            int entry = table.find(low % 3, low);
            assertTrue(entry != TallyTable.NONE, () -> low + " is missing");
            assertEquals(low % 3 * 31 + low, table.page(entry)[table.row(entry) + TallyTable.FIRST_SEEN]);
        }
    }

    @Test
    void shouldFindNobodyWhoIsNotThere() {
        TallyTable table = new TallyTable(100_000, 1);
        for (long i = 0; i < 50_000; i++) {
            use(table, 0, i);
        }
        assertEquals(50_000, table.size());
        for (long i = 0; i < 50_000; i++) {
            assertEquals(TallyTable.NONE, table.find(1, i));
            assertEquals(TallyTable.NONE, table.find(0, i + 50_000));
            assertEquals(i, table.find(0, i));
        }
    }

    @Test
    void shouldKeepTheMostRecentlyUsedWhenItBecomesSmaller() {
        TallyTable table = new TallyTable(1_000, 1);
        for (long i = 0; i < 1_000; i++) {
            use(table, 0, i);
        }
        use(table, 0, 5);
        TallyTable smaller = table.resized(3);
        assertEquals(3, smaller.size());
        assertEquals(997, smaller.evicted());
        for (long kept : new long[] {5, 998, 999}) {
            int entry = smaller.find(0, kept);
            assertEquals(kept, smaller.page(entry)[smaller.row(entry) + TallyTable.FIRST_SEEN]);
        }
        use(smaller, 0, 5_000);
        assertEquals(TallyTable.NONE, smaller.find(0, 998));
    }
}
