/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.vitrine.common.Subscription;

/** Tells listeners the newest value, each on a thread of its own; one that is slow misses those between. */
final class Subscribers<T> {
    private static final Logger LOG = System.getLogger(Subscribers.class.getName());

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

    Subscription add(T present, Consumer<T> listener) {
        Subscriber subscriber = new Subscriber(listener);
        subscribers.add(subscriber);
        subscriber.offer(present);
        return subscriber;
    }

    void tell(T value) {
        subscribers.forEach(subscriber -> subscriber.offer(value));
    }

    void close() {
        subscribers.forEach(Subscriber::close);
    }

    private final class Subscriber implements Subscription {
        private final Consumer<T> listener;
        private final AtomicReference<T> newest = new AtomicReference<>();
        private boolean running;
        private boolean closed;

        Subscriber(Consumer<T> listener) {
            this.listener = listener;
        }

        synchronized void offer(T value) {
            newest.set(value);
            if (!running && !closed) {
                running = true;
                Thread.ofVirtual().name("data plane listener").start(this::run);
            }
        }

        private void run() {
            for (T value = next(); value != null; value = next()) {
                try {
                    listener.accept(value);
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, "a listener to declarations failed: " + listener.getClass(), e);
                }
            }
        }

        private synchronized T next() {
            T value = closed ? null : newest.getAndSet(null);
            running = value != null;
            return value;
        }

        @Override
        public synchronized void close() {
            closed = true;
            subscribers.remove(this);
        }
    }
}
