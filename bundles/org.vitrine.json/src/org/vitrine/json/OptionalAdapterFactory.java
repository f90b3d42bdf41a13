/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.json;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.util.Optional;

/** An optional is its value, or null. */
final class OptionalAdapterFactory implements TypeAdapterFactory {
    @Override
    @SuppressWarnings("unchecked") // the type token says so
    public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        if (type.getRawType() != Optional.class || !(type.getType() instanceof ParameterizedType parameterized)) {
            return null;
        }
        TypeAdapter<?> value = gson.getAdapter(TypeToken.get(parameterized.getActualTypeArguments()[0]));
        return (TypeAdapter<T>) of(value);
    }

    private static <V> TypeAdapter<Optional<V>> of(TypeAdapter<V> adapter) {
        return new TypeAdapter<>() {
            @Override
            public void write(JsonWriter out, Optional<V> optional) throws IOException {
                adapter.nullSafe().write(out, optional == null ? null : optional.orElse(null));
            }

            @Override
            public Optional<V> read(JsonReader in) throws IOException {
                if (in.peek() == JsonToken.NULL) {
                    in.nextNull();
                    return Optional.empty();
                }
                return Optional.ofNullable(adapter.read(in));
            }
        };
    }
}
