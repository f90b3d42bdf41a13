/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import com.google.gson.JsonObject;
import java.lang.reflect.Type;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.vitrine.common.Subscription;
import org.vitrine.json.Json;

/**
 * A listener of the other side, as the service here sees it. Waits while {@link Wire#WINDOW} values are on their way, so that a slow
 * listener slows the service's stream and nothing piles up.
 */
final class OutgoingStream implements Consumer<Object>, AutoCloseable {
    /** Whoever does not take a value for so long is as good as dead. */
    private static final long PATIENCE_SECONDS = 30;

    private final long id;
    private final Type type;
    private final Consumer<JsonObject> send;
    private final Runnable giveUp;
    private final Semaphore window = new Semaphore(Wire.WINDOW);
    private Subscription subscription;
    private volatile boolean closed;

    OutgoingStream(long id, Type type, Consumer<JsonObject> send, Runnable giveUp) {
        this.id = id;
        this.type = type;
        this.send = send;
        this.giveUp = giveUp;
    }

    long id() {
        return id;
    }

    /** The subscription that ends when this stream does. */
    synchronized void endsWith(Subscription ended) {
        if (closed) {
            ended.close();
        } else {
            subscription = ended;
        }
    }

    void taken() {
        window.release();
    }

    @Override
    public void accept(Object value) {
        try {
            if (closed) {
                return;
            }
            if (!window.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                giveUp.run();
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        if (!closed) {
            JsonObject message = Wire.stream(id);
            message.add("value", Json.tree(value, type));
            send.accept(message);
        }
    }

    @Override
    public void close() {
        Subscription ended;
        synchronized (this) {
            closed = true;
            ended = subscription;
            subscription = null;
        }
        window.release(Wire.WINDOW); // whoever waits sees that it is closed
        if (ended != null) {
            ended.close();
        }
    }
}
