/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import org.vitrine.runtime.log.LogEntry;

/**
 * A row of the log: an entry, or a place where entries are missing.
 *
 * @param entry of a gap: the entry behind it
 * @param missing entries that did not arrive; 0 for an entry
 */
record LogRow(LogEntry entry, long missing) {
    /** The number of the entry's first appearance; later ones only count it up. */
    static long first(LogEntry entry) {
        return entry.sequence() - entry.repeated();
    }

    boolean isGap() {
        return missing > 0;
    }

    /** Stays the same while the entry is repeated. */
    Key key() {
        return new Key(first(entry), isGap());
    }

    /** @param gap whether it is the gap before the entry */
    record Key(long first, boolean gap) {}
}
