/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.List;

/**
 * What a {@link GraphViewer} shows.
 *
 * @param groups outer ones before those within them
 */
public record Graph(List<Group> groups, List<Node> nodes, List<Edge> edges) {
    public static final Graph EMPTY = new Graph(List.of(), List.of(), List.of());

    public Graph {
        groups = List.copyOf(groups);
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }
}
