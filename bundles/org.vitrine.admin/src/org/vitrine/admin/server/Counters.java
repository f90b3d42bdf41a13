/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.vitrine.admin.RefusalReason;

/** What became of requests. Any thread. */
final class Counters {
    private static final RefusalReason[] REASONS = RefusalReason.values();

    private final AtomicLongArray refused = new AtomicLongArray(REASONS.length);
    private final AtomicLong answered = new AtomicLong();

    void refuse(RefusalReason reason) {
        refuse(reason, 1);
    }

    void refuse(RefusalReason reason, int count) {
        refused.addAndGet(reason.ordinal(), count);
    }

    void answer() {
        answer(1);
    }

    void answer(int count) {
        answered.addAndGet(count);
    }

    long answered() {
        return answered.get();
    }

    Map<RefusalReason, Long> refused() {
        Map<RefusalReason, Long> byReason = new EnumMap<>(RefusalReason.class);
        for (RefusalReason reason : REASONS) {
            byReason.put(reason, refused.get(reason.ordinal()));
        }
        return byReason;
    }
}
