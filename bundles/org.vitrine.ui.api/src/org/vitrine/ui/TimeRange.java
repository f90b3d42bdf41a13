/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The time that charts and tables show.
 *
 * @param span how much, positive
 * @param end where it ends, nanoseconds since the epoch; empty for one that goes along with now
 */
public record TimeRange(Duration span, OptionalLong end) {
    public TimeRange {
        if (!span.isPositive()) {
            throw new IllegalArgumentException("a time range must be positive, got " + span);
        }
    }

    /** The last so much time. */
    public static TimeRange last(Duration span) {
        return new TimeRange(span, OptionalLong.empty());
    }
}
