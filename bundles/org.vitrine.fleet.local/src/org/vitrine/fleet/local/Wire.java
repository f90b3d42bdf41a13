/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.json.JsonRpcMethod;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * What goes over the local socket: JSON-RPC 2.0, each message behind a {@code Content-Length} header, the same from both sides.
 *
 * <pre>
 * call    request       {"service": interface, "method": name, "arguments": [...]}  -> the result
 * next    notification  {"stream": id, "value": ...}    a value for a listener that was an argument of a call
 * taken   notification  {"stream": id}                  the listener has taken it: one more may come
 * end     notification  {"stream": id}                  the subscription of that listener is closed
 * offer   notification  {"services": [interface, ...]}  what can be called now; sent at first and after every change
 * </pre>
 *
 * <p>A listener is passed as the id of a stream, chosen by the caller. At most {@link #WINDOW} values of a stream are on their way:
 * whoever is slow slows his own stream only.
 */
final class Wire {
    static final String CALL = "call";
    static final String NEXT = "next";
    static final String TAKEN = "taken";
    static final String END = "end";
    static final String OFFER = "offer";

    static final int WINDOW = 4;

    private static final int ERROR_BASE = -32_100;

    private Wire() {}

    static MessageJsonHandler handler() {
        Map<String, JsonRpcMethod> methods = Map.of(
                CALL, JsonRpcMethod.request(CALL, JsonElement.class, JsonObject.class),
                NEXT, JsonRpcMethod.notification(NEXT, JsonObject.class),
                TAKEN, JsonRpcMethod.notification(TAKEN, JsonObject.class),
                END, JsonRpcMethod.notification(END, JsonObject.class),
                OFFER, JsonRpcMethod.notification(OFFER, JsonObject.class));
        // an empty optional is a null, and must be there
        return new MessageJsonHandler(methods, GsonBuilder::serializeNulls);
    }

    static JsonObject stream(long id) {
        JsonObject message = new JsonObject();
        message.addProperty("stream", id);
        return message;
    }

    static ResponseErrorException error(VitrineException e) {
        JsonObject data = new JsonObject();
        data.addProperty("reason", e.reason().name());
        data.addProperty("advice", e.advice());
        return new ResponseErrorException(
                new ResponseError(ERROR_BASE - e.reason().ordinal(), e.getMessage(), data));
    }

    static VitrineException exception(ResponseErrorException e) {
        ResponseError error = e.getResponseError();
        if (error.getData() instanceof JsonObject data
                && data.get("reason") instanceof JsonPrimitive reason
                && data.get("advice") instanceof JsonPrimitive advice) {
            for (Reason each : Reason.values()) {
                if (each.name().equals(reason.getAsString())) {
                    return new VitrineException(each, error.getMessage(), advice.getAsString());
                }
            }
        }
        return new VitrineException(Reason.FAILED, error.getMessage());
    }
}
