/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.linux.TableImage.AddressSet;
import org.vitrine.dataplane.linux.TableImage.Chain;

/**
 * Our table as the kernel has it, read from {@code nft -j list ruleset netdev}; the tables of others are skipped.
 *
 * @param present whether there is one
 * @param alien whether it holds things that we never write: it can only be made anew as a whole
 * @param structure chains, rules and definitions of sets, without what the kernel changes by itself (counters, handles) and without
 *     elements: equal structures do the same
 * @param chains names
 * @param sets by name
 * @param counters named ones, by name
 */
record KernelTable(
        boolean present,
        boolean alien,
        JsonArray structure,
        Set<String> chains,
        Map<String, Elements> sets,
        Map<String, DropCount> counters) {
    /** The elements of a set, with what the kernel counted. */
    record Elements(boolean ipv4, Map<IpAddress, DropCount> counts) {}

    static KernelTable parse(String json) throws VitrineException {
        try {
            return new Reader().read(JsonParser.parseString(json).getAsJsonObject());
        } catch (JsonParseException
                | IllegalArgumentException // a number that is none
                | IllegalStateException
                | UnsupportedOperationException
                | NullPointerException e) {
            throw new VitrineException(Reason.FAILED, "what nft says of the rules is not understood: " + e, "", e);
        }
    }

    /** The same as an image; what its chains do stays open. */
    TableImage image() {
        Map<String, Chain> unknownChains = new HashMap<>();
        chains.forEach(name -> unknownChains.put(name, Chain.UNKNOWN));
        return new TableImage(unknownChains, addressSets(), counters.keySet());
    }

    Map<String, AddressSet> addressSets() {
        Map<String, AddressSet> addresses = new HashMap<>();
        sets.forEach((name, elements) -> addresses.put(name, new AddressSet(elements.ipv4, elements.counts.keySet())));
        return addresses;
    }

    /** One reading. */
    private static final class Reader {
        private boolean present;
        private boolean alien;
        private final JsonArray structure = new JsonArray();
        private final Set<String> chains = new HashSet<>();
        private final Map<String, Elements> sets = new HashMap<>();
        private final Map<String, DropCount> counters = new HashMap<>();

        KernelTable read(JsonObject ruleset) {
            for (JsonElement item : ruleset.getAsJsonArray("nftables")) {
                item.getAsJsonObject().asMap().forEach((kind, object) -> read(kind, object.getAsJsonObject()));
            }
            return new KernelTable(present, alien, structure, chains, sets, counters);
        }

        private void read(String kind, JsonObject object) {
            if (!isOurs(kind, object)) {
                return;
            }
            switch (kind) {
                case "table" -> present = true;
                case "chain" -> chains.add(object.get("name").getAsString());
                case "rule" -> {
                    // its text is all that matters
                }
                case "set" -> readSet(object);
                case "counter" ->
                    counters.put(
                            object.get("name").getAsString(),
                            new DropCount(
                                    object.remove("packets").getAsLong(),
                                    object.remove("bytes").getAsLong()));
                default -> alien = true;
            }
            object.remove("handle");
            JsonObject item = new JsonObject();
            item.add(kind, object);
            structure.add(item);
        }

        private static boolean isOurs(String kind, JsonObject object) {
            JsonElement table = object.get(kind.equals("table") ? "name" : "table");
            return table != null
                    && table.getAsString().equals(TableImage.TABLE)
                    && object.get("family").getAsString().equals("netdev");
        }

        private void readSet(JsonObject set) {
            JsonElement type = set.get("type");
            boolean ipv4 = type.isJsonPrimitive() && type.getAsString().equals("ipv4_addr");
            boolean ipv6 = type.isJsonPrimitive() && type.getAsString().equals("ipv6_addr");
            alien |= !ipv4 && !ipv6 || set.has("flags");
            JsonElement elements = set.remove("elem");
            Map<IpAddress, DropCount> counts = new HashMap<>();
            if (elements != null) {
                elements.getAsJsonArray().forEach(element -> readElement(element, counts));
            }
            sets.put(set.get("name").getAsString(), new Elements(ipv4, counts));
        }

        private void readElement(JsonElement element, Map<IpAddress, DropCount> counts) {
            try {
                JsonObject content = element.getAsJsonObject().getAsJsonObject("elem");
                JsonObject counter = content.getAsJsonObject("counter");
                counts.put(
                        IpAddress.parse(content.get("val").getAsString()),
                        new DropCount(
                                counter.get("packets").getAsLong(),
                                counter.get("bytes").getAsLong()));
            } catch (IllegalArgumentException
                    | IllegalStateException
                    | UnsupportedOperationException
                    | NullPointerException _) {
                alien = true; // no address, or no counter: not written by us
            }
        }
    }
}
