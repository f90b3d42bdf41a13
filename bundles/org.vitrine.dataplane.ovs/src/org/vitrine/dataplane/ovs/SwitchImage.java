/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ovs;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a switch's database says of its bridges.
 *
 * @param ports by the names of their interfaces
 */
record SwitchImage(Map<String, Bridge> bridges, Map<String, Port> ports) {
    static final SwitchImage EMPTY = new SwitchImage(Map.of(), Map.of());

    private static final Map<String, List<String>> COLUMNS = Map.of(
            "Bridge", List.of("name", "ports", "protocols"),
            "Port", List.of("interfaces"),
            "Interface", List.of("name", "ofport"));

    /**
     * A bridge.
     *
     * @param protocols versions of OpenFlow that it was restricted to; empty for all
     */
    record Bridge(String name, Set<String> protocols) {
        /** Changes in one step came with OpenFlow 1.4. */
        boolean speaksOurOpenFlow() {
            return protocols.isEmpty() || protocols.contains("OpenFlow14");
        }
    }

    /**
     * An interface on a bridge.
     *
     * @param number of OpenFlow; not positive while the switch has no such interface
     */
    record Port(String bridge, String name, int number) {}

    /** What to ask the server for. */
    static JsonObject requests() {
        JsonObject requests = new JsonObject();
        COLUMNS.forEach((table, columns) -> {
            JsonArray names = new JsonArray();
            columns.forEach(names::add);
            JsonObject request = new JsonObject();
            request.add("columns", names);
            requests.add(table, request);
        });
        return requests;
    }

    /** The rows of a database as the server tells of them. Not thread-safe. */
    static final class Rows {
        private final Map<String, Map<String, JsonObject>> tables = new HashMap<>();

        /**
         * Takes table-updates (RFC 7047, section 4.1.6).
         *
         * @throws IllegalStateException when they are none
         */
        void take(JsonObject updates) {
            updates.asMap()
                    .forEach((table, rows) -> rows.getAsJsonObject().asMap().forEach((id, update) -> {
                        JsonElement row = update.getAsJsonObject().get("new");
                        Map<String, JsonObject> known = tables.computeIfAbsent(table, _ -> new HashMap<>());
                        if (row == null) {
                            known.remove(id);
                        } else {
                            known.put(id, row.getAsJsonObject());
                        }
                    }));
        }

        SwitchImage image() {
            Map<String, Bridge> bridges = new HashMap<>();
            Map<String, Port> ports = new HashMap<>();
            for (JsonObject bridge : of("Bridge").values()) {
                String name = bridge.get("name").getAsString();
                bridges.put(name, new Bridge(name, Set.copyOf(texts(bridge, "protocols"))));
                for (String port : texts(bridge, "ports")) {
                    JsonObject row = of("Port").getOrDefault(port, new JsonObject());
                    for (String id : texts(row, "interfaces")) {
                        JsonObject link = of("Interface").get(id);
                        if (link != null) {
                            String device = link.get("name").getAsString();
                            int number = texts(link, "ofport").stream()
                                    .mapToInt(Integer::parseInt)
                                    .findFirst()
                                    .orElse(0);
                            ports.put(device, new Port(name, device, number));
                        }
                    }
                }
            }
            return new SwitchImage(Map.copyOf(bridges), Map.copyOf(ports));
        }

        private Map<String, JsonObject> of(String table) {
            return tables.getOrDefault(table, Map.of());
        }

        /** A column's values: OVSDB writes one as itself and others as {@code ["set", [...]]}, a row as {@code ["uuid", id]}. */
        private static List<String> texts(JsonObject row, String column) {
            JsonElement value = row.get(column);
            if (value == null) {
                return List.of();
            }
            if (value.isJsonArray()
                    && value.getAsJsonArray().get(0).getAsString().equals("set")) {
                return value.getAsJsonArray().get(1).getAsJsonArray().asList().stream()
                        .map(Rows::atom)
                        .collect(Collectors.toCollection(ArrayList::new));
            }
            return List.of(atom(value));
        }

        private static String atom(JsonElement value) {
            return value.isJsonArray() ? value.getAsJsonArray().get(1).getAsString() : value.getAsString();
        }
    }
}
