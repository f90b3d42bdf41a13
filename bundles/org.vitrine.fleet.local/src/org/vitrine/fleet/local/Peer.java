/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.lsp4j.jsonrpc.Endpoint;
import org.eclipse.lsp4j.jsonrpc.JsonRpcException;
import org.eclipse.lsp4j.jsonrpc.RemoteEndpoint;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.json.StreamMessageConsumer;
import org.eclipse.lsp4j.jsonrpc.json.StreamMessageProducer;
import org.vitrine.common.Caller;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.json.Json;

/**
 * One end of a connection, the same on both sides: calls what the other side offers, and answers calls of what this side offers
 * (see {@link Wire}). Each incoming call runs on a virtual thread of its own as the caller that the connection belongs to; it is
 * interrupted when the other side cancels it or goes away.
 */
final class Peer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Peer.class.getName());

    private final SocketChannel channel;
    private final String otherSide;
    private final Caller caller;
    private final Exports exports;
    private final OutputStream output;
    private final RemoteEndpoint remote;
    private final StreamMessageProducer incoming;
    private final Set<CompletableFuture<?>> pending = ConcurrentHashMap.newKeySet();
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final Map<Long, OutgoingStream> outgoing = new ConcurrentHashMap<>();
    private final Map<Long, IncomingStream> listeners = new ConcurrentHashMap<>();
    private final AtomicLong streamIds = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Consumer<List<String>> onOffer = _ -> {};
    private volatile Runnable onClose = () -> {};

    /**
     * @param otherSide names it in messages, such as {@code the runtime at /run/vitrine/runtime.sock}
     * @param caller who calls through this connection
     */
    Peer(SocketChannel channel, String otherSide, Caller caller, Exports exports) {
        this.channel = channel;
        this.otherSide = otherSide;
        this.caller = caller;
        this.exports = exports;
        MessageJsonHandler handler = Wire.handler();
        output = ChannelStreams.output(channel);
        remote = new RemoteEndpoint(new StreamMessageConsumer(output, handler), new Receiver(), Peer::asResponse);
        handler.setMethodProvider(remote);
        incoming = new StreamMessageProducer(ChannelStreams.input(channel), handler, remote) {
            @Override
            protected void fireError(Throwable error) {
                LOG.log(Level.DEBUG, () -> otherSide + " sent what is no message", error);
            }

            @Override
            protected void fireStreamClosed(Exception cause) {
                LOG.log(Level.DEBUG, () -> "connection to " + otherSide + " ended: " + cause);
            }
        };
    }

    /** Called on the reading thread when the other side says what it offers. Set before {@link #run}. */
    void onOffer(Consumer<List<String>> listener) {
        onOffer = listener;
    }

    /** Called once, when the connection has ended, whoever ended it. Set before {@link #run}. */
    void onClose(Runnable listener) {
        onClose = listener;
    }

    /** Reads until the connection ends, which either side may bring about. */
    void run() {
        try {
            incoming.listen(remote);
        } catch (RuntimeException e) {
            if (!closed.get()) {
                LOG.log(Level.DEBUG, () -> "connection to " + otherSide + " broke", e);
            }
        } finally {
            close();
        }
    }

    void offer(List<String> contracts) {
        JsonObject message = new JsonObject();
        message.add("services", Json.tree(contracts, List.class));
        tell(Wire.OFFER, message);
    }

    boolean isClosed() {
        return closed.get();
    }

    /**
     * The other side's service of this contract. Its methods wait for the answer; they throw UNAVAILABLE when the connection has
     * ended, and interrupting the waiting thread cancels the call over there.
     */
    <T> T proxy(Class<T> contract) {
        return contract.cast(Proxy.newProxyInstance(
                contract.getClassLoader(), new Class<?>[] {contract}, (self, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return switch (method.getName()) {
                            case "equals" -> self == arguments[0];
                            case "hashCode" -> System.identityHashCode(self);
                            default -> contract.getSimpleName() + " of " + otherSide;
                        };
                    }
                    return call(contract, method, arguments == null ? new Object[0] : arguments);
                }));
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            output.close();
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "socket would not close", e);
        }
        running.forEach(Thread::interrupt);
        outgoing.values().forEach(OutgoingStream::close);
        listeners.values().forEach(IncomingStream::close);
        pending.forEach(future -> future.completeExceptionally(gone()));
        onClose.run();
    }

    private VitrineException gone() {
        return new VitrineException(Reason.UNAVAILABLE, otherSide + " went away");
    }

    private Object call(Class<?> contract, Method method, Object[] arguments) throws VitrineException {
        List<IncomingStream> opened = new ArrayList<>();
        JsonArray encoded = new JsonArray();
        Type[] types = method.getGenericParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (arguments[i] instanceof Consumer<?> listener) {
                IncomingStream stream = listen(listener, types[i]);
                opened.add(stream);
                encoded.add(stream.id());
            } else {
                encoded.add(Json.tree(arguments[i], types[i]));
            }
        }
        JsonObject request = new JsonObject();
        request.addProperty("service", contract.getName());
        request.addProperty("method", method.getName());
        request.add("arguments", encoded);
        boolean subscribed = false;
        try {
            JsonElement result = answer(request);
            if (method.getReturnType() == Subscription.class) {
                subscribed = true;
                return (Subscription) () -> opened.forEach(this::endListening);
            }
            for (IncomingStream stream : opened) {
                stream.awaitQuiet();
            }
            return method.getReturnType() == void.class ? null : Json.read(result, method.getGenericReturnType());
        } catch (JsonParseException e) {
            throw new VitrineException(
                    Reason.FAILED,
                    otherSide + " answered " + method.getName() + " with something else: " + e.getMessage(),
                    "Use the same version of Vitrine on both sides.",
                    e);
        } finally {
            if (!subscribed) {
                opened.forEach(stream -> {
                    listeners.remove(stream.id());
                    stream.close();
                });
            }
        }
    }

    private JsonElement answer(JsonObject request) throws VitrineException {
        CompletableFuture<Object> future;
        try {
            future = remote.request(Wire.CALL, request);
        } catch (JsonRpcException e) {
            throw new VitrineException(Reason.UNAVAILABLE, otherSide + " went away", "", e);
        }
        pending.add(future);
        try {
            if (closed.get()) {
                throw gone();
            }
            return future.get() instanceof JsonElement element ? element : JsonNull.INSTANCE;
        } catch (InterruptedException _) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, "the call was cancelled");
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case ResponseErrorException refused -> Wire.exception(refused);
                case VitrineException known -> known;
                case JsonRpcException broken ->
                    new VitrineException(Reason.UNAVAILABLE, otherSide + " went away", "", broken);
                default -> new VitrineException(Reason.FAILED, String.valueOf(e.getCause()), "", e.getCause());
            };
        } finally {
            pending.remove(future);
        }
    }

    private IncomingStream listen(Consumer<?> listener, Type type) {
        long id = streamIds.incrementAndGet();
        IncomingStream stream =
                new IncomingStream(id, listener, valueType(type), () -> tell(Wire.TAKEN, Wire.stream(id)));
        listeners.put(id, stream);
        return stream;
    }

    private void endListening(IncomingStream stream) {
        stream.close();
        if (listeners.remove(stream.id()) != null) {
            tell(Wire.END, Wire.stream(stream.id()));
        }
    }

    private void tell(String method, JsonObject message) {
        if (closed.get()) {
            return;
        }
        try {
            remote.notify(method, message);
        } catch (JsonRpcException e) {
            LOG.log(Level.DEBUG, () -> otherSide + " cannot be told", e);
            close();
        }
    }

    private static Type valueType(Type consumer) {
        return ((ParameterizedType) consumer).getActualTypeArguments()[0];
    }

    private static org.eclipse.lsp4j.jsonrpc.messages.ResponseError asResponse(Throwable failure) {
        Throwable cause = failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return cause instanceof ResponseErrorException known
                ? known.getResponseError()
                : Wire.error(new VitrineException(Reason.FAILED, "internal error: " + cause))
                        .getResponseError();
    }

    /** What comes from the other side; called on the reading thread, which must not wait. */
    private final class Receiver implements Endpoint {
        @Override
        public CompletableFuture<?> request(String method, Object parameter) {
            CompletableFuture<JsonElement> answer = new CompletableFuture<>();
            if (!method.equals(Wire.CALL) || !(parameter instanceof JsonObject request)) {
                answer.completeExceptionally(
                        Wire.error(new VitrineException(Reason.INVALID, "there is no request " + method)));
                return answer;
            }
            Thread thread = Thread.ofVirtual().name("call of " + otherSide).unstarted(() -> {
                try {
                    answer.complete(ScopedValue.where(Caller.CURRENT, caller).call(() -> serve(request)));
                } catch (VitrineException e) {
                    answer.completeExceptionally(Wire.error(e));
                } finally {
                    running.remove(Thread.currentThread());
                }
            });
            answer.whenComplete((_, _) -> {
                if (answer.isCancelled()) {
                    thread.interrupt();
                }
            });
            running.add(thread);
            thread.start();
            if (closed.get()) {
                thread.interrupt();
            }
            return answer;
        }

        @Override
        public void notify(String method, Object parameter) {
            if (!(parameter instanceof JsonObject message)) {
                return;
            }
            if (method.equals(Wire.OFFER)) {
                List<String> offered = Json.read(
                        message.get("services"), new com.google.gson.reflect.TypeToken<List<String>>() {}.getType());
                onOffer.accept(offered);
                return;
            }
            JsonElement id = message.get("stream");
            if (id == null || !id.isJsonPrimitive()) {
                return;
            }
            switch (method) {
                case Wire.NEXT -> {
                    IncomingStream stream = listeners.get(id.getAsLong());
                    if (stream != null) {
                        stream.next(message.get("value"));
                    }
                }
                case Wire.TAKEN -> {
                    OutgoingStream stream = outgoing.get(id.getAsLong());
                    if (stream != null) {
                        stream.taken();
                    }
                }
                case Wire.END -> {
                    OutgoingStream stream = outgoing.remove(id.getAsLong());
                    if (stream != null) {
                        Thread.ofVirtual().start(stream::close); // the service may take its time
                    }
                }
                default -> LOG.log(Level.DEBUG, () -> otherSide + " tells an unknown " + method);
            }
        }

        private JsonElement serve(JsonObject request) throws VitrineException {
            String service = request.get("service").getAsString();
            String name = request.get("method").getAsString();
            JsonArray arguments = request.getAsJsonArray("arguments");
            Exports.Export export = exports.find(service);
            if (export == null) {
                throw new VitrineException(
                        Reason.UNAVAILABLE,
                        "there is no " + service.substring(service.lastIndexOf('.') + 1) + " now",
                        "The bundle that offers it may be stopped; vitrine bundles shows it.");
            }
            Method method = Arrays.stream(export.contract().getMethods())
                    .filter(m -> m.getName().equals(name) && m.getParameterCount() == arguments.size())
                    .findFirst()
                    .orElseThrow(() -> new VitrineException(Reason.INVALID, service + " has no method " + name));
            return invoke(export, method, arguments);
        }

        private JsonElement invoke(Exports.Export export, Method method, JsonArray arguments) throws VitrineException {
            List<OutgoingStream> streams = new ArrayList<>();
            boolean subscribed = false;
            try {
                Object result = method.invoke(export.service(), decode(method, arguments, streams));
                if (result instanceof Subscription subscription && method.getReturnType() == Subscription.class) {
                    subscribed = true;
                    streams.forEach(stream -> stream.endsWith(subscription));
                    return JsonNull.INSTANCE;
                }
                return method.getReturnType() == void.class
                        ? JsonNull.INSTANCE
                        : Json.tree(result, method.getGenericReturnType());
            } catch (JsonParseException e) {
                throw new VitrineException(Reason.INVALID, e.getMessage());
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof VitrineException known) {
                    throw known;
                }
                if (e.getCause() instanceof IllegalArgumentException refused) {
                    throw new VitrineException(Reason.INVALID, String.valueOf(refused.getMessage()));
                }
                LOG.log(Level.ERROR, () -> method + " failed for " + otherSide, e.getCause());
                throw new VitrineException(
                        Reason.FAILED, "internal error: " + e.getCause(), "The runtime's log has more.");
            } catch (IllegalAccessException e) {
                throw new VitrineException(Reason.FAILED, export.contract().getName() + " is not public", "", e);
            } finally {
                if (!subscribed) {
                    streams.forEach(stream -> {
                        outgoing.remove(stream.id());
                        stream.close();
                    });
                }
            }
        }

        private Object[] decode(Method method, JsonArray arguments, List<OutgoingStream> streams) {
            Type[] types = method.getGenericParameterTypes();
            Object[] values = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                if (method.getParameterTypes()[i] == Consumer.class) {
                    OutgoingStream stream = new OutgoingStream(
                            arguments.get(i).getAsLong(),
                            valueType(types[i]),
                            message -> tell(Wire.NEXT, message),
                            Peer.this::close);
                    outgoing.put(stream.id(), stream);
                    streams.add(stream);
                    values[i] = stream;
                } else {
                    values[i] = Json.read(arguments.get(i), types[i]);
                }
            }
            return values;
        }
    }
}
