/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.vitrine.runtime.log.LogEntry;

/** The newest entries of a log, put together from what was there and what comes. Any thread. */
final class LogTail {
    private final int limit;
    private final TreeMap<Long, LogEntry> entries = new TreeMap<>();

    /**
     * @param limit entries that are kept
     */
    LogTail(int limit) {
        this.limit = limit;
    }

    /** Takes an entry, in any order and any number of times; a repeated one takes the place of its earlier appearance. */
    synchronized LogTail add(LogEntry entry) {
        entries.merge(LogRow.first(entry), entry, (old, more) -> more.sequence() >= old.sequence() ? more : old);
        if (entries.size() > limit) {
            entries.pollFirstEntry();
        }
        return this;
    }

    /** The number of the newest entry; 0 when there is none. */
    synchronized long newest() {
        return entries.isEmpty() ? 0 : entries.lastEntry().getValue().sequence();
    }

    /** What there is, the newest last, with the gaps between. */
    synchronized List<LogRow> rows() {
        List<LogRow> rows = new ArrayList<>(entries.size());
        long next = 0;
        for (LogEntry entry : entries.values()) {
            long missing = next == 0 ? 0 : LogRow.first(entry) - next;
            if (missing > 0) {
                rows.add(new LogRow(entry, missing));
            }
            rows.add(new LogRow(entry, 0));
            next = entry.sequence() + 1;
        }
        return rows;
    }
}
