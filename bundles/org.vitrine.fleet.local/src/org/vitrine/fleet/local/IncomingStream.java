/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.vitrine.json.Json;

/**
 * A listener of this side, called with what the other side sends: in order, one call at a time, on a virtual thread. The window
 * bounds what can wait here.
 */
final class IncomingStream implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(IncomingStream.class.getName());

    private final long id;
    private final Consumer<Object> listener;
    private final Type type;
    private final Runnable taken;
    private final Queue<JsonElement> waiting = new ArrayDeque<>();
    private boolean working;
    private boolean closed;

    @SuppressWarnings("unchecked") // what is given to it is read as the type that its method declares
    IncomingStream(long id, Consumer<?> listener, Type type, Runnable taken) {
        this.id = id;
        this.listener = (Consumer<Object>) listener;
        this.type = type;
        this.taken = taken;
    }

    long id() {
        return id;
    }

    synchronized void next(JsonElement value) {
        if (closed) {
            return;
        }
        waiting.add(value);
        if (!working) {
            working = true;
            Thread.ofVirtual().name("listener " + id).start(this::drain);
        }
    }

    /** Waits until everything that has come is taken. */
    synchronized void awaitQuiet() {
        try {
            while (working && !closed) {
                wait();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }

    private void drain() {
        JsonElement value;
        while ((value = poll()) != null) {
            try {
                listener.accept(Json.read(value, type));
            } catch (JsonParseException e) {
                LOG.log(Level.ERROR, "a value of another version of Vitrine was skipped", e);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a listener failed", e);
            }
            taken.run();
        }
    }

    private synchronized JsonElement poll() {
        JsonElement value = waiting.poll();
        if (value == null) {
            working = false;
            notifyAll();
        }
        return value;
    }
}
