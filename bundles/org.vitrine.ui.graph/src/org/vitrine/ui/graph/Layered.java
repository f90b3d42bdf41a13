/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Lays a block of boxes out in layers from left to right, by ELK. Boxes that hang on one and the same box, and boxes that hang on
 * nothing, become a table when there are many: fifty guests of a bridge in one column would be higher than any screen.
 */
final class Layered {
    private static final int MANY_LEAVES = 9;
    private static final int MANY_ALONE = 4;
    private static final int BETWEEN_NODES = 26;
    /** Room for the label of an edge. */
    private static final int BETWEEN_LAYERS = 150;

    private static final int BETWEEN_COLUMNS = 30;
    private static final int BETWEEN_ROWS = 16;

    private final ElkNode root = ElkGraphUtil.createGraph();
    private final Map<String, ElkNode> frames = new HashMap<>();
    private final Map<String, ElkNode> nodes = new LinkedHashMap<>();
    private final List<Table> tables = new ArrayList<>();

    /** Places of the middles of boxes within an area that begins at 0, 0. */
    record Result(Map<String, Position> places, int width, int height) {}

    private record Table(ElkNode node, List<Layout.Box> members, int columns, int cellWidth, int cellHeight) {}

    static Result layout(List<Group> groups, List<Layout.Box> boxes, List<Layout.Link> links) {
        prepare();
        return new Layered().run(groups, boxes, links);
    }

    /** Without an extension registry ELK does not find its own parts by itself. */
    private static void prepare() {
        LayoutMetaDataService service = LayoutMetaDataService.getInstance();
        if (service.getAlgorithmData(LayeredOptions.ALGORITHM_ID) == null) {
            service.registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
        }
    }

    private Result run(List<Group> groups, List<Layout.Box> boxes, List<Layout.Link> links) {
        configure(root);
        Map<String, Group> byId = groups.stream().collect(Collectors.toMap(Group::id, each -> each));
        Set<String> inside = boxes.stream().map(Layout.Box::id).collect(Collectors.toSet());
        List<Layout.Link> holding = links.stream()
                .filter(link -> link.holds() && inside.contains(link.from()) && inside.contains(link.to()))
                .distinct()
                .toList();
        Map<String, List<Layout.Box>> folds = folds(boxes, holding);
        for (Layout.Box box : boxes) {
            if (!nodes.containsKey(box.id())) {
                List<Layout.Box> fold = folds.get(box.id());
                if (fold == null) {
                    nodes.put(box.id(), node(frame(box.group(), byId), box.width(), box.height()));
                } else {
                    addTable(fold, frame(box.group(), byId));
                }
            }
        }
        Set<String> drawn = new java.util.HashSet<>();
        for (Layout.Link link : holding) {
            ElkNode from = nodes.get(link.from());
            ElkNode to = nodes.get(link.to());
            // many leaves of a table have one line to their common neighbour
            if (from != to && drawn.add(System.identityHashCode(from) + " " + System.identityHashCode(to))) {
                ElkGraphUtil.createSimpleEdge(from, to);
            }
        }
        if (boxes.size() > 400) {
            root.setProperty(LayeredOptions.THOROUGHNESS, 2);
        }
        new LayeredLayoutProvider().layout(root, new BasicProgressMonitor() {
            @Override
            public boolean isCanceled() {
                return Thread.currentThread().isInterrupted();
            }
        });
        return result();
    }

    private static void configure(ElkNode parent) {
        parent.setProperty(LayeredOptions.DIRECTION, Direction.RIGHT);
        parent.setProperty(LayeredOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
        parent.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.POLYLINE);
        parent.setProperty(LayeredOptions.SPACING_NODE_NODE, (double) BETWEEN_NODES);
        parent.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, (double) BETWEEN_LAYERS);
        parent.setProperty(LayeredOptions.SPACING_COMPONENT_COMPONENT, (double) BETWEEN_NODES);
        parent.setProperty(LayeredOptions.SPACING_EDGE_NODE, 12.0);
        parent.setProperty(
                LayeredOptions.PADDING,
                new ElkPadding(
                        GroupFigure.HEAD + 6, GroupFigure.PADDING, GroupFigure.PADDING + 2, GroupFigure.PADDING));
    }

    private ElkNode frame(String group, Map<String, Group> byId) {
        // the outermost frame is the block itself
        if (group.isEmpty()
                || !byId.containsKey(group)
                || byId.get(group).parent().isEmpty()) {
            return root;
        }
        ElkNode known = frames.get(group);
        if (known == null) {
            known = ElkGraphUtil.createNode(frame(byId.get(group).parent(), byId));
            configure(known);
            frames.put(group, known);
        }
        return known;
    }

    private static ElkNode node(ElkNode parent, int width, int height) {
        ElkNode node = ElkGraphUtil.createNode(parent);
        node.setDimensions(width, height);
        return node;
    }

    /** The boxes that become tables, by each of their members. */
    private static Map<String, List<Layout.Box>> folds(List<Layout.Box> boxes, List<Layout.Link> links) {
        Map<String, List<String>> neighbours = new HashMap<>();
        for (Layout.Link link : links) {
            neighbours.computeIfAbsent(link.from(), _ -> new ArrayList<>()).add(link.to() + " >");
            neighbours.computeIfAbsent(link.to(), _ -> new ArrayList<>()).add(link.from() + " <");
        }
        Map<String, List<Layout.Box>> candidates = boxes.stream()
                .filter(box -> neighbours.getOrDefault(box.id(), List.of()).size() <= 1)
                .collect(Collectors.groupingBy(
                        box -> box.group() + "\n"
                                + neighbours.getOrDefault(box.id(), List.of("")).getFirst(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        Map<String, List<Layout.Box>> folds = new HashMap<>();
        candidates.forEach((key, members) -> {
            if (members.size() >= (key.endsWith("\n") ? MANY_ALONE : MANY_LEAVES)) {
                members.forEach(box -> folds.put(box.id(), members));
            }
        });
        return folds;
    }

    private void addTable(List<Layout.Box> members, ElkNode parent) {
        int width = members.stream().mapToInt(Layout.Box::width).max().orElseThrow() + BETWEEN_COLUMNS;
        int height = members.stream().mapToInt(Layout.Box::height).max().orElseThrow() + BETWEEN_ROWS;
        int columns = (int) Math.max(1, Math.round(Math.sqrt(members.size() * 0.9 * height / width)));
        int rows = (members.size() + columns - 1) / columns;
        ElkNode node = node(parent, columns * width - BETWEEN_COLUMNS, rows * height - BETWEEN_ROWS);
        tables.add(new Table(node, members, columns, width, height));
        members.forEach(box -> nodes.put(box.id(), node));
    }

    private Result result() {
        Map<String, Position> places = new HashMap<>();
        nodes.forEach((id, node) ->
                places.put(id, new Position((int) Math.round(left(node) + node.getWidth() / 2), (int)
                        Math.round(top(node) + node.getHeight() / 2))));
        for (Table table : tables) {
            for (int i = 0; i < table.members().size(); i++) {
                Layout.Box box = table.members().get(i);
                places.put(
                        box.id(),
                        new Position(
                                (int) left(table.node())
                                        + i % table.columns() * table.cellWidth()
                                        + (table.cellWidth() - BETWEEN_COLUMNS) / 2,
                                (int) top(table.node()) + i / table.columns() * table.cellHeight() + box.height() / 2));
            }
        }
        return new Result(places, (int) Math.ceil(root.getWidth()), (int) Math.ceil(root.getHeight()));
    }

    private static double left(ElkNode node) {
        return node == null || node.getParent() == null ? 0 : node.getX() + left(node.getParent());
    }

    private static double top(ElkNode node) {
        return node == null || node.getParent() == null ? 0 : node.getY() + top(node.getParent());
    }
}
