/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import java.lang.System.Logger.Level;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;

/**
 * The newest value of a stream at hand, for {@linkplain SelectionAction actions}, which say how they stand without asking anybody. Any
 * thread.
 *
 * @param <T> immutable
 */
public final class Newest<T> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Newest.class.getName());

    private final Subscription subscription;
    private volatile T value;

    /**
     * Subscribes, and may wait for it: not on the UI thread. A source that fails is about to go, and whoever refers to it goes, too: the
     * first value stays until then.
     *
     * @param first until the source has told one
     */
    public Newest(T first, PartSite.Source<T> source) {
        value = first;
        subscription = subscribe(source);
    }

    private Subscription subscribe(PartSite.Source<T> source) {
        try {
            return source.subscribe(next -> value = next);
        } catch (VitrineException e) {
            LOG.log(Level.DEBUG, "the runtime is leaving", e);
            return () -> {};
        }
    }

    public T get() {
        return value;
    }

    @Override
    public void close() {
        subscription.close();
    }
}
