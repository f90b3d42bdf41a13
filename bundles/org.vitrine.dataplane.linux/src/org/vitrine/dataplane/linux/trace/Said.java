/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux.trace;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code ip}, {@code tc}, {@code bridge} and {@code nft} say as JSON; what is not understood counts as not said. */
final class Said {
    private Said() {}

    /** The objects of an array. */
    static List<JsonObject> objects(String json) {
        List<JsonObject> objects = new ArrayList<>();
        try {
            JsonElement all = JsonParser.parseString(json);
            if (all.isJsonArray()) {
                for (JsonElement element : all.getAsJsonArray()) {
                    if (element.isJsonObject()) {
                        objects.add(element.getAsJsonObject());
                    }
                }
            }
        } catch (JsonParseException _) {
            // nothing was said
        }
        return objects;
    }

    static Optional<String> text(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value != null && value.isJsonPrimitive() ? Optional.of(value.getAsString()) : Optional.empty();
    }

    /** A whole number; 0 where there is none. */
    static long number(JsonObject object, String name) {
        JsonElement value = object.get(name);
        try {
            return value != null && value.isJsonPrimitive() ? value.getAsLong() : 0;
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
