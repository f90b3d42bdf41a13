/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.json;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import java.lang.reflect.WildcardType;

/** What is declared as {@code ? extends T} is read and written as T, with T's own adapter. */
final class WildcardAdapterFactory implements TypeAdapterFactory {
    @Override
    @SuppressWarnings("unchecked") // T is the bound
    public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        return type.getType() instanceof WildcardType wildcard
                ? (TypeAdapter<T>) gson.getAdapter(TypeToken.get(wildcard.getUpperBounds()[0]))
                : null;
    }
}
