/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import java.util.function.Consumer;
import org.vitrine.common.Subscription;

/**
 * A value that all parts share. UI thread only.
 *
 * @param <T> immutable
 */
public interface Shared<T> {
    T get();

    /** Changes it for everybody; nobody is told when it is equal to what it was. */
    void set(T value);

    /** Calls the listener now and after every change, until closed; also closed with a content that used its site's workbench. */
    Subscription subscribe(Consumer<? super T> listener);
}
