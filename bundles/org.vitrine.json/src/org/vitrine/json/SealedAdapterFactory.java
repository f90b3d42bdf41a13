/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.json;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A value of a sealed interface carries the simple name of its class under {@code "type"}. Only the permitted classes can be read, so
 * a document cannot name any other.
 */
final class SealedAdapterFactory implements TypeAdapterFactory {
    private static final String TYPE = "type";

    @Override
    public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        Class<? super T> raw = type.getRawType();
        if (!raw.isInterface() || !raw.isSealed()) {
            return null;
        }
        Map<String, Class<?>> permitted = new LinkedHashMap<>();
        for (Class<?> each : raw.getPermittedSubclasses()) {
            permitted.put(each.getSimpleName(), each);
        }
        return new TypeAdapter<T>() {
            @Override
            public void write(JsonWriter out, T value) throws IOException {
                JsonObject tagged = new JsonObject();
                tagged.addProperty(TYPE, value.getClass().getSimpleName());
                gson.toJsonTree(value, value.getClass())
                        .getAsJsonObject()
                        .asMap()
                        .forEach(tagged::add);
                gson.toJson(tagged, out);
            }

            @Override
            @SuppressWarnings("unchecked") // the permitted classes of T's interface
            public T read(JsonReader in) throws IOException {
                JsonElement tree = gson.fromJson(in, JsonElement.class);
                JsonElement name = tree != null && tree.isJsonObject()
                        ? tree.getAsJsonObject().get(TYPE)
                        : null;
                Class<?> chosen = name != null && name.isJsonPrimitive() ? permitted.get(name.getAsString()) : null;
                if (chosen == null) {
                    throw new JsonParseException(in.getPreviousPath() + " must be an object whose \"" + TYPE
                            + "\" is one of " + permitted.keySet());
                }
                return (T) gson.fromJson(tree, chosen);
            }
        }.nullSafe();
    }
}
