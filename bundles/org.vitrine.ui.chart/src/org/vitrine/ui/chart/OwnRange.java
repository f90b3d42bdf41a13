/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.vitrine.common.Subscription;
import org.vitrine.ui.Shared;
import org.vitrine.ui.TimeRange;

/** The time range of one chart, which nobody else shares. UI thread only. */
final class OwnRange implements Shared<TimeRange> {
    private final List<Consumer<? super TimeRange>> listeners = new ArrayList<>();
    private TimeRange value;

    OwnRange(TimeRange value) {
        this.value = value;
    }

    @Override
    public TimeRange get() {
        return value;
    }

    @Override
    public void set(TimeRange next) {
        if (!next.equals(value)) {
            value = next;
            List.copyOf(listeners).forEach(listener -> listener.accept(next));
        }
    }

    @Override
    public Subscription subscribe(Consumer<? super TimeRange> listener) {
        listeners.add(listener);
        listener.accept(value);
        return () -> listeners.remove(listener);
    }
}
