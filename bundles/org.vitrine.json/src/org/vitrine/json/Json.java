/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Function;
import java.util.function.Supplier;
import org.vitrine.common.HostId;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NetworkId;

/**
 * Turns contract values into JSON and back: records by component, ids and addresses as text, durations as {@code PT3S} (ISO 8601),
 * byte arrays as base64, absent optionals as {@code null}, values of sealed interfaces with their simple class name under
 * {@code "type"}.
 *
 * <p>What is read is checked by the records' own constructors; whatever is wrong with it becomes a {@link JsonParseException}.
 */
public final class Json {
    private static final Gson COMPACT = builder().create();
    private static final Gson PRETTY = builder().setPrettyPrinting().create();

    private Json() {}

    /** For programs: one line. */
    public static String compact(Object value) {
        return COMPACT.toJson(value);
    }

    /** For people: indented. */
    public static String pretty(Object value) {
        return PRETTY.toJson(value);
    }

    /** The value as a tree, written as the given type: a sealed interface's values then say which they are. */
    public static JsonElement tree(Object value, Type type) {
        return COMPACT.toJsonTree(value, type);
    }

    /**
     * Reads a document.
     *
     * @throws JsonParseException when it is not JSON, or not of this type; the text says what is wrong
     */
    public static <T> T read(String document, Type type) {
        return checked(type, () -> COMPACT.fromJson(document, type));
    }

    /**
     * Reads a tree.
     *
     * @throws JsonParseException when it is not of this type; the text says what is wrong
     */
    public static <T> T read(JsonElement tree, Type type) {
        return checked(type, () -> COMPACT.fromJson(tree, type));
    }

    private static <T> T checked(Type type, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (JsonParseException e) {
            throw e;
        } catch (RuntimeException e) {
            // a record's constructor refused its values: gson wraps what it said twice
            Throwable said = e;
            while (said.getCause() != null && said.getCause() != said) {
                said = said.getCause();
            }
            String reason = said instanceof IllegalArgumentException
                    ? said.getMessage()
                    : "a value is missing or of the wrong kind";
            throw new JsonParseException("not a " + type.getTypeName() + ": " + reason, e);
        }
    }

    private static GsonBuilder builder() {
        return new GsonBuilder()
                .disableHtmlEscaping()
                .serializeNulls()
                .enableComplexMapKeySerialization()
                .registerTypeAdapterFactory(new OptionalAdapterFactory())
                .registerTypeAdapterFactory(new SealedAdapterFactory())
                .registerTypeAdapterFactory(new WildcardAdapterFactory())
                .registerTypeAdapter(HostId.class, text(HostId::value, HostId::new))
                .registerTypeAdapter(MachineId.class, text(MachineId::value, MachineId::new))
                .registerTypeAdapter(NetworkId.class, text(NetworkId::value, NetworkId::new))
                .registerTypeAdapter(IpAddress.class, text(IpAddress::toString, IpAddress::parse))
                .registerTypeAdapter(IpPrefix.class, text(IpPrefix::toString, IpPrefix::parse))
                .registerTypeAdapter(MacAddress.class, text(MacAddress::toString, MacAddress::parse))
                .registerTypeAdapter(Duration.class, text(Duration::toString, Duration::parse))
                .registerTypeAdapter(
                        byte[].class, text(Base64.getEncoder()::encodeToString, Base64.getDecoder()::decode));
    }

    private static <T> TypeAdapter<T> text(Function<T, String> write, Function<String, T> read) {
        return new TypeAdapter<T>() {
            @Override
            public void write(JsonWriter out, T value) throws IOException {
                out.value(write.apply(value));
            }

            @Override
            public T read(JsonReader in) throws IOException {
                if (in.peek() != JsonToken.STRING) {
                    throw new JsonParseException(in.getPath() + " must be text");
                }
                String value = in.nextString();
                try {
                    return read.apply(value);
                } catch (RuntimeException e) {
                    throw new JsonParseException(in.getPreviousPath() + ": " + e.getMessage(), e);
                }
            }
        }.nullSafe();
    }
}
