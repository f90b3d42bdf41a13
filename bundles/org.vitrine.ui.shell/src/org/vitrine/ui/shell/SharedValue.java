/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.vitrine.common.Subscription;
import org.vitrine.ui.Shared;

/** A value and who wants to know of it. */
class SharedValue<T> implements Shared<T> {
    private final List<Consumer<? super T>> listeners = new CopyOnWriteArrayList<>();
    private T value;

    SharedValue(T value) {
        this.value = value;
    }

    @Override
    public final T get() {
        return value;
    }

    @Override
    public void set(T next) {
        if (!next.equals(value)) {
            value = next;
            listeners.forEach(listener -> Guard.call("a listener", () -> listener.accept(next)));
        }
    }

    @Override
    public final Subscription subscribe(Consumer<? super T> listener) {
        listeners.add(listener);
        listener.accept(value);
        return () -> listeners.remove(listener);
    }
}
