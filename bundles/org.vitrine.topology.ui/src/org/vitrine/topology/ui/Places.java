/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.topology.ui;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.vitrine.ui.PartState;
import org.vitrine.ui.graph.Graph;
import org.vitrine.ui.graph.Group;
import org.vitrine.ui.graph.Node;
import org.vitrine.ui.graph.Position;

/** Where nodes are, remembered for each lab; a lab that is brought up again looks as it did. */
final class Places {
    private static final String KEY = "places.";
    /** With more nodes only those that a person moved are remembered: the state of a part is small. */
    private static final int MANY_NODES = 400;

    private static final int MOST_LABS = 20;

    private Places() {}

    static Map<String, Position> load(PartState state) {
        Map<String, Position> places = new HashMap<>();
        state.values().forEach((key, value) -> {
            if (key.startsWith(KEY)) {
                value.lines().forEach(line -> read(line, places));
            }
        });
        return places;
    }

    private static void read(String line, Map<String, Position> places) {
        String[] parts = line.split(" ");
        try {
            if (parts.length == 3) {
                places.put(parts[0], new Position(Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
            }
        } catch (NumberFormatException _) {
            // written by somebody else: it gets a new place
        }
    }

    static void save(PartState state, Graph graph, Map<String, Position> places, Collection<String> movedByHand) {
        boolean all = graph.nodes().size() <= MANY_NODES;
        Map<String, String> labs = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            Position place = places.get(node.id());
            if (place != null && (all || movedByHand.contains(node.id()))) {
                labs.merge(
                        outermost(graph, node.group()),
                        node.id() + " " + place.x() + " " + place.y(),
                        (some, more) -> some + "\n" + more);
            }
        }
        long known = state.values().keySet().stream()
                .filter(key -> key.startsWith(KEY))
                .count();
        if (known > MOST_LABS) {
            state.values().keySet().stream().filter(key -> key.startsWith(KEY)).forEach(key -> state.put(key, ""));
        }
        labs.forEach((lab, text) -> state.put(KEY + lab, text));
    }

    private static String outermost(Graph graph, String group) {
        Map<String, String> parents = graph.groups().stream().collect(Collectors.toMap(Group::id, Group::parent));
        String outermost = group;
        while (!parents.getOrDefault(outermost, "").isEmpty()) {
            outermost = parents.get(outermost);
        }
        return outermost;
    }
}
