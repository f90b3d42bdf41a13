/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.topology.ui;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.graph.Graph;

/**
 * A graph, and what its nodes and edges stand for.
 *
 * @param meanings by the id of a node or an edge; a conversation stands for each of its addresses
 * @param words what a node or an edge is searched by, lower case
 */
record Topology(Graph graph, Map<String, List<Selected>> meanings, Map<String, String> words) {
    static final Topology EMPTY = new Topology(Graph.EMPTY, Map.of(), Map.of());

    /** What is selected when nodes and edges are. */
    Selection selection(Set<String> ids) {
        return Selection.of(ids.stream()
                .flatMap(id -> meanings.getOrDefault(id, List.of()).stream())
                .toList());
    }

    /** The nodes and edges that stand for what is selected: all of what they stand for. */
    Set<String> ids(Selection selection) {
        Map<Selected, Integer> order = new HashMap<>();
        Stream.concat(selection.items().stream(), selection.remotes().stream())
                .forEach(item -> order.putIfAbsent(item, order.size()));
        return meanings.entrySet().stream()
                .filter(entry -> order.keySet().containsAll(entry.getValue()))
                .sorted(java.util.Comparator.comparing(
                        entry -> order.get(entry.getValue().getFirst())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The nodes that have a text in their name or addresses, in the order of the graph. */
    List<String> find(String text) {
        return graph.nodes().stream()
                .map(node -> node.id())
                .filter(id -> words.getOrDefault(id, "").contains(text))
                .toList();
    }
}
