/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ovs;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * One connection to an OVSDB server (RFC 7047), over a Unix socket or TCP. Answers the server's echo requests. Any thread may call;
 * notifications come on the connection's own thread, in their order.
 */
final class OvsdbClient implements AutoCloseable {
    /** The whole configuration of a switch with 10 000 ports takes a fifth of this. */
    private static final int MOST_BYTES = 64 << 20;

    private final SocketAddress address;
    private final SocketChannel channel;
    private final BiConsumer<String, JsonArray> notified;
    private final Map<Long, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final ReentrantLock writing = new ReentrantLock();
    private final CompletableFuture<IOException> ended = new CompletableFuture<>();

    private OvsdbClient(SocketAddress address, SocketChannel channel, BiConsumer<String, JsonArray> notified) {
        this.address = address;
        this.channel = channel;
        this.notified = notified;
    }

    /**
     * Connects.
     *
     * @param address a {@code UnixDomainSocketAddress} or an {@code InetSocketAddress}
     * @param notified gets method and parameters of each notification; must not call the server
     * @throws IOException when nobody listens there
     */
    static OvsdbClient connect(SocketAddress address, BiConsumer<String, JsonArray> notified) throws IOException {
        OvsdbClient client = new OvsdbClient(address, SocketChannel.open(address), notified);
        Thread.ofVirtual().name("ovsdb " + address).start(client::read);
        return client;
    }

    /**
     * Calls a method and waits for its result.
     *
     * @throws VitrineException FAILED with what the server says was wrong, UNAVAILABLE when the connection ends or the answer takes
     *     too long, CANCELLED when the thread is interrupted
     */
    JsonElement call(String method, JsonArray params, Duration limit) throws VitrineException {
        long id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        try {
            if (ended.isDone()) {
                throw lost(ended.join());
            }
            JsonObject request = new JsonObject();
            request.addProperty("method", method);
            request.add("params", params);
            request.addProperty("id", id);
            write(request);
            JsonObject reply = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            JsonElement error = reply.get("error");
            if (error != null && !error.isJsonNull()) {
                throw new VitrineException(Reason.FAILED, "OVSDB refuses " + method + ": " + error);
            }
            JsonElement result = reply.get("result");
            return result == null ? JsonNull.INSTANCE : result;
        } catch (IOException e) {
            throw lost(e);
        } catch (ExecutionException e) {
            throw lost(e.getCause());
        } catch (TimeoutException _) {
            throw new VitrineException(
                    Reason.UNAVAILABLE,
                    "the OVSDB server at " + address + " did not answer in " + limit.toMillis() + " ms");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, "waiting for the OVSDB server was cancelled");
        } finally {
            waiting.remove(id);
        }
    }

    /**
     * Changes a database in one step.
     *
     * @param operations as in RFC 7047, section 5.2
     * @return the result of each
     * @throws VitrineException as {@link #call}; FAILED also when one operation was refused: then none was done
     */
    JsonArray transact(String database, JsonArray operations, Duration limit) throws VitrineException {
        JsonArray params = new JsonArray();
        params.add(database);
        params.addAll(operations);
        JsonElement results = call("transact", params, limit);
        if (!results.isJsonArray()) {
            throw new VitrineException(Reason.FAILED, "OVSDB answers a transaction with " + brief(results));
        }
        for (JsonElement result : results.getAsJsonArray()) {
            if (result.isJsonObject() && result.getAsJsonObject().has("error")) {
                JsonObject refusal = result.getAsJsonObject();
                throw new VitrineException(
                        Reason.FAILED,
                        "OVSDB refuses a change: " + brief(refusal.get("error"))
                                + (refusal.has("details") ? ": " + brief(refusal.get("details")) : ""));
            }
        }
        return results.getAsJsonArray();
    }

    /** Completes with the reason when the connection has ended. */
    CompletableFuture<IOException> ended() {
        return ended;
    }

    @Override
    public void close() {
        end(new IOException("the connection was closed"));
    }

    private void write(JsonObject message) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(message.toString().getBytes(StandardCharsets.UTF_8));
        writing.lock();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } finally {
            writing.unlock();
        }
    }

    private void read() {
        JsonFrames frames = new JsonFrames(MOST_BYTES);
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        try {
            while (channel.read(buffer.clear()) >= 0) {
                buffer.flip();
                for (String text = frames.next(buffer); text != null; text = frames.next(buffer)) {
                    take(text);
                }
            }
            throw new IOException("the OVSDB server closed the connection"
                    + (frames.isBetween() ? "" : " in the middle of a message"));
        } catch (IOException e) {
            end(e);
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException | ClassCastException e) {
            end(new IOException("an OVSDB message is not what it should be: " + e.getMessage(), e));
        } catch (RuntimeException e) {
            end(new IOException("an OVSDB message could not be dealt with: " + e, e));
        }
    }

    private void take(String text) throws IOException {
        JsonObject message = JsonParser.parseString(text).getAsJsonObject();
        JsonElement id = message.has("id") ? message.get("id") : JsonNull.INSTANCE;
        if (message.has("method")) {
            String method = message.get("method").getAsString();
            JsonArray params = message.has("params") ? message.getAsJsonArray("params") : new JsonArray();
            if (id.isJsonNull()) {
                notified.accept(method, params);
            } else if (method.equals("echo")) {
                JsonObject reply = new JsonObject();
                reply.add("result", params);
                reply.add("error", JsonNull.INSTANCE);
                reply.add("id", id);
                write(reply);
            }
            return;
        }
        CompletableFuture<JsonObject> asked =
                id instanceof JsonPrimitive number && number.isNumber() ? waiting.remove(number.getAsLong()) : null;
        if (asked != null) {
            asked.complete(message); // else whoever asked has given up
        }
    }

    private void end(IOException reason) {
        if (ended.complete(reason)) {
            try {
                channel.close();
            } catch (IOException _) {
                // it is of no use any more either way
            }
        }
        waiting.values().forEach(answer -> answer.completeExceptionally(reason));
    }

    private VitrineException lost(Throwable reason) {
        return new VitrineException(
                Reason.UNAVAILABLE, "the OVSDB server at " + address + " is lost: " + reason.getMessage(), "", reason);
    }

    private static String brief(JsonElement element) {
        String text = element.isJsonPrimitive() ? element.getAsString() : element.toString();
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }
}
