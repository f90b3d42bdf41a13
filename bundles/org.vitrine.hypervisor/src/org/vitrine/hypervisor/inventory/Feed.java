/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.inventory;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.vitrine.common.Subscription;

/**
 * A value that changes and those who follow it. Each follower is called on a thread of its own; one that is slower than the changes
 * gets the newest and misses those between, so nobody waits for anybody.
 */
final class Feed<T> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Feed.class.getName());

    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private volatile T value;
    private volatile boolean closed;

    Feed(T first) {
        value = first;
    }

    T value() {
        return value;
    }

    /** One thread at a time. */
    void publish(T next) {
        value = next;
        followers.forEach(Follower::wake);
    }

    Subscription subscribe(Consumer<T> listener) {
        Follower follower = new Follower(listener);
        followers.add(follower);
        if (closed) {
            follower.close();
        }
        Thread.ofVirtual().name("inventory follower").start(follower);
        return follower;
    }

    @Override
    public void close() {
        closed = true;
        followers.forEach(Follower::close);
    }

    private final class Follower implements Subscription, Runnable {
        private final Consumer<T> listener;
        private boolean pending = true; // the present value
        private boolean over;

        private Follower(Consumer<T> listener) {
            this.listener = listener;
        }

        @Override
        public void run() {
            while (awaitChange()) {
                try {
                    listener.accept(value);
                } catch (RuntimeException e) {
                    LOG.log(
                            Level.ERROR,
                            "a follower of the inventory failed: "
                                    + listener.getClass().getName(),
                            e);
                }
            }
        }

        private synchronized boolean awaitChange() {
            try {
                while (!pending && !over) {
                    wait();
                }
            } catch (InterruptedException _) {
                over = true; // nobody but the listener itself can have interrupted this thread
            }
            pending = false;
            return !over;
        }

        private synchronized void wake() {
            pending = true;
            notifyAll();
        }

        @Override
        public synchronized void close() {
            over = true;
            followers.remove(this);
            notifyAll();
        }
    }
}
