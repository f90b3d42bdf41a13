/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lays a block of very many boxes out as tables, about as wide as high: in each group what links begin at, and to its right what they
 * lead to; groups stand on shelves. Layers of hundreds would be a column that nobody can read.
 */
final class Tabled {
    private static final double WIDTH_TO_HEIGHT = 1.6;
    private static final int BETWEEN_GROUPS = 30;
    private static final int BETWEEN_TABLES = 150;
    private static final int BETWEEN_COLUMNS = 28;
    private static final int BETWEEN_ROWS = 16;

    private final Map<String, List<Layout.Box>> members;
    private final Map<String, List<Group>> children;
    private final Set<String> ends = new HashSet<>();

    private Tabled(List<Group> groups, List<Layout.Box> boxes, List<Layout.Link> links) {
        members = boxes.stream().collect(Collectors.groupingBy(Layout.Box::group));
        children = groups.stream().collect(Collectors.groupingBy(Group::parent));
        links.stream().filter(Layout.Link::holds).forEach(link -> ends.add(link.to()));
    }

    /**
     * @param outermost the group that all boxes are in, at whatever depth; empty for boxes of no group
     */
    static Layered.Result layout(
            String outermost, List<Group> groups, List<Layout.Box> boxes, List<Layout.Link> links) {
        return new Tabled(groups, boxes, links).area(outermost);
    }

    private Layered.Result area(String group) {
        List<Layered.Result> areas = new ArrayList<>();
        Map<Boolean, List<Layout.Box>> own = members.getOrDefault(group, List.of()).stream()
                .collect(Collectors.partitioningBy(box -> ends.contains(box.id())));
        if (!own.get(false).isEmpty() || !own.get(true).isEmpty()) {
            areas.add(beside(table(own.get(false)), table(own.get(true))));
        }
        if (!group.isEmpty()) {
            children.getOrDefault(group, List.of()).stream()
                    .map(child -> area(child.id()))
                    .filter(area -> !area.places().isEmpty())
                    .forEach(areas::add);
        }
        return framed(shelves(areas));
    }

    private static Layered.Result table(List<Layout.Box> boxes) {
        if (boxes.isEmpty()) {
            return new Layered.Result(Map.of(), 0, 0);
        }
        int width = boxes.stream().mapToInt(Layout.Box::width).max().orElseThrow() + BETWEEN_COLUMNS;
        int height = boxes.stream().mapToInt(Layout.Box::height).max().orElseThrow() + BETWEEN_ROWS;
        int columns = (int) Math.max(1, Math.round(Math.sqrt(boxes.size() * (double) height / width)));
        Map<String, Position> places = new HashMap<>();
        for (int i = 0; i < boxes.size(); i++) {
            places.put(
                    boxes.get(i).id(),
                    new Position(
                            i % columns * width + (width - BETWEEN_COLUMNS) / 2,
                            i / columns * height + (height - BETWEEN_ROWS) / 2));
        }
        int rows = (boxes.size() + columns - 1) / columns;
        return new Layered.Result(places, columns * width - BETWEEN_COLUMNS, rows * height - BETWEEN_ROWS);
    }

    private static Layered.Result beside(Layered.Result left, Layered.Result right) {
        if (left.places().isEmpty() || right.places().isEmpty()) {
            return left.places().isEmpty() ? right : left;
        }
        Map<String, Position> places = new HashMap<>();
        int height = Math.max(left.height(), right.height());
        move(left, 0, (height - left.height()) / 2, places);
        move(right, left.width() + BETWEEN_TABLES, (height - right.height()) / 2, places);
        return new Layered.Result(places, left.width() + BETWEEN_TABLES + right.width(), height);
    }

    private static Layered.Result shelves(List<Layered.Result> areas) {
        double sum = areas.stream()
                .mapToDouble(area -> (area.width() + BETWEEN_GROUPS) * (double) (area.height() + BETWEEN_GROUPS))
                .sum();
        int shelf = (int) Math.max(
                areas.stream().mapToInt(Layered.Result::width).max().orElse(0), Math.sqrt(sum * WIDTH_TO_HEIGHT));
        Map<String, Position> places = new HashMap<>();
        int x = 0;
        int y = 0;
        int deepest = 0;
        int widest = 0;
        for (Layered.Result area : areas) {
            if (x > 0 && x + area.width() > shelf) {
                x = 0;
                y += deepest + BETWEEN_GROUPS;
                deepest = 0;
            }
            move(area, x, y, places);
            widest = Math.max(widest, x + area.width());
            x += area.width() + BETWEEN_GROUPS;
            deepest = Math.max(deepest, area.height());
        }
        return new Layered.Result(places, widest, y + deepest);
    }

    private static Layered.Result framed(Layered.Result inside) {
        Map<String, Position> places = new HashMap<>();
        int top = GroupFigure.HEAD + 6;
        move(inside, GroupFigure.PADDING, top, places);
        return new Layered.Result(
                places, inside.width() + 2 * GroupFigure.PADDING, inside.height() + top + GroupFigure.PADDING + 2);
    }

    private static void move(Layered.Result area, int dx, int dy, Map<String, Position> into) {
        area.places().forEach((id, place) -> into.put(id, place.plus(dx, dy)));
    }
}
