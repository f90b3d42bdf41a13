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
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Finds places for the nodes of a graph that have none. What has its place keeps it: blocks of nodes that are new altogether are laid
 * out and put beside the others, single new nodes go near what they are linked to. Any thread; touches no figure.
 */
final class Layout {
    private static final int BETWEEN_BLOCKS = 56;
    /** Free room around a node that is put near others. */
    private static final int MARGIN = 14;

    /** Blocks of more boxes become tables. */
    private static final int MANY_BOXES = 250;

    /** The block of linked boxes in no group; no group has this name, because of its blank. */
    private static final String LOOSE = "no group";

    /** A node as the layout sees it. */
    record Box(String id, String group, int width, int height) {}

    /**
     * An edge as the layout sees it.
     *
     * @param holds whether it holds its nodes together; else it only says what to be near to
     */
    record Link(String from, String to, boolean holds) {}

    /**
     * What to do.
     *
     * @param groups outer ones first
     * @param kept places that stay
     */
    record Request(List<Group> groups, List<Box> boxes, List<Link> links, Map<String, Position> kept) {}

    private final Request request;
    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final Map<String, List<String>> neighbours = new HashMap<>();
    private final Map<String, Position> places = new HashMap<>();
    private final SpatialIndex<Box> taken = new SpatialIndex<>();

    private Layout(Request request) {
        this.request = request;
        request.boxes().forEach(box -> boxes.put(box.id(), box));
        for (Link link : request.links()) {
            if (boxes.containsKey(link.from()) && boxes.containsKey(link.to())) {
                neighbours.computeIfAbsent(link.from(), _ -> new ArrayList<>()).add(link.to());
                neighbours.computeIfAbsent(link.to(), _ -> new ArrayList<>()).add(link.from());
            }
        }
    }

    /** Places for the boxes that are not kept; ends early, with whatever it has, when its thread is interrupted. */
    static Map<String, Position> places(Request request) {
        return new Layout(request).places();
    }

    private Map<String, Position> places() {
        request.kept().forEach((id, place) -> {
            if (boxes.containsKey(id)) {
                put(boxes.get(id), place);
            }
        });
        Map<String, List<Box>> blocks = boxes.values().stream()
                .collect(Collectors.groupingBy(this::block, LinkedHashMap::new, Collectors.toList()));
        List<Block> fresh = new ArrayList<>();
        blocks.forEach((name, members) -> {
            if (!name.isEmpty() && members.stream().noneMatch(box -> places.containsKey(box.id()))) {
                fresh.add(new Block(layout(name, members)));
            }
        });
        pack(fresh);
        boxes.values().stream()
                .filter(box -> !places.containsKey(box.id()))
                .toList()
                .forEach(this::putNear);
        places.keySet().removeAll(request.kept().keySet());
        return places;
    }

    private Layered.Result layout(String block, List<Box> members) {
        return members.size() > MANY_BOXES
                ? Tabled.layout(block.equals(LOOSE) ? "" : block, request.groups(), members, request.links())
                : Layered.layout(request.groups(), members, request.links());
    }

    /** The outermost group that a box is in, or that of something that it is linked to; empty for a box of no block. */
    private String block(Box box) {
        if (!box.group().isEmpty()) {
            return outermost(box.group());
        }
        return request.links().stream()
                .filter(Link::holds)
                .map(link ->
                        link.from().equals(box.id()) ? link.to() : link.to().equals(box.id()) ? link.from() : null)
                .filter(Objects::nonNull)
                .map(boxes::get)
                .filter(Objects::nonNull)
                .findFirst()
                .map(other -> other.group().isEmpty() ? LOOSE : outermost(other.group()))
                .orElse("");
    }

    private String outermost(String group) {
        return request.groups().stream()
                .filter(each -> each.id().equals(group) && !each.parent().isEmpty())
                .findFirst()
                .map(each -> outermost(each.parent()))
                .orElse(group);
    }

    /** A block of boxes with its places, from 0, 0 on. */
    private record Block(Map<String, Position> places, int width, int height) {
        Block(Layered.Result result) {
            this(result.places(), result.width(), result.height());
        }
    }

    /** Puts blocks on shelves below what is there, about as wide as a screen is to its height. */
    private void pack(List<Block> blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        Bounds present = Bounds.of(places, boxes);
        double area = blocks.stream()
                .mapToDouble(block -> (block.width() + BETWEEN_BLOCKS) * (double) (block.height() + BETWEEN_BLOCKS))
                .sum();
        double widest = blocks.stream().mapToInt(Block::width).max().orElseThrow();
        double shelf = Math.max(widest, Math.sqrt(area * 1.7));
        int left = present.isEmpty() ? 0 : present.left();
        int x = left;
        int y = present.isEmpty() ? 0 : present.bottom() + 2 * BETWEEN_BLOCKS;
        int deepest = 0;
        for (Block block : blocks) {
            if (x > left && x - left + block.width() > shelf) {
                x = left;
                y += deepest + BETWEEN_BLOCKS;
                deepest = 0;
            }
            for (Map.Entry<String, Position> entry : block.places().entrySet()) {
                put(boxes.get(entry.getKey()), entry.getValue().plus(x, y));
            }
            x += block.width() + BETWEEN_BLOCKS;
            deepest = Math.max(deepest, block.height());
        }
    }

    private void put(Box box, Position place) {
        places.put(box.id(), place);
        taken.add(box, place.x() - box.width() / 2, place.y() - box.height() / 2, box.width(), box.height());
    }

    /** Puts a box where there is room near its neighbours: in its group on top of or below them, outside of all groups at the right. */
    private void putNear(Box box) {
        List<Position> near = neighbours.getOrDefault(box.id(), List.of()).stream()
                .map(places::get)
                .filter(Objects::nonNull)
                .toList();
        if (near.isEmpty() && !box.group().isEmpty()) {
            near = boxes.values().stream()
                    .filter(other -> other.group().equals(box.group()))
                    .map(other -> places.get(other.id()))
                    .filter(Objects::nonNull)
                    .toList();
        }
        Bounds all = Bounds.of(places, boxes);
        int x = near.isEmpty() ? all.left() + box.width() / 2 : (int) average(near, Position::x);
        int y = near.isEmpty() ? (all.isEmpty() ? 0 : all.bottom() + BETWEEN_BLOCKS) : (int) average(near, Position::y);
        if (!near.isEmpty() && box.group().isEmpty()) {
            x = beside(near, all) + BETWEEN_BLOCKS + box.width() / 2;
        }
        put(box, free(box, x, y));
    }

    /** Where the boxes of the groups end at the right. */
    private int beside(List<Position> near, Bounds all) {
        return boxes.values().stream()
                .filter(box -> !box.group().isEmpty() && places.containsKey(box.id()))
                .mapToInt(box -> places.get(box.id()).x() + box.width() / 2)
                .max()
                .orElse(near.isEmpty() ? all.right() : (int) average(near, Position::x) + BETWEEN_BLOCKS);
    }

    private static double average(List<Position> positions, java.util.function.ToIntFunction<Position> of) {
        return positions.stream().mapToInt(of).average().orElse(0);
    }

    /** The nearest free place in the same column, then in the columns beside it. */
    private Position free(Box box, int x, int y) {
        int rowStep = box.height() + MARGIN;
        int columnStep = box.width() + 2 * MARGIN;
        for (int ring = 0; ring < 200; ring++) {
            for (int column = 0; column <= ring / 8; column++) {
                for (int side : new int[] {1, -1}) {
                    Position place = new Position(x + column * columnStep, y + side * ring * rowStep);
                    if (isFree(box, place)) {
                        return place;
                    }
                }
            }
        }
        return new Position(x, y);
    }

    private boolean isFree(Box box, Position place) {
        int left = place.x() - box.width() / 2 - MARGIN;
        int top = place.y() - box.height() / 2 - MARGIN;
        int width = box.width() + 2 * MARGIN;
        int height = box.height() + 2 * MARGIN;
        boolean[] free = {true};
        taken.each(left, top, width, height, other -> {
            Position at = places.get(other.id());
            free[0] &= Math.abs(at.x() - place.x()) * 2 >= other.width() + width
                    || Math.abs(at.y() - place.y()) * 2 >= other.height() + height;
        });
        return free[0];
    }

    /** The area of boxes that have places. */
    private record Bounds(int left, int top, int right, int bottom) {
        static Bounds of(Map<String, Position> places, Map<String, Box> boxes) {
            int left = Integer.MAX_VALUE;
            int top = Integer.MAX_VALUE;
            int right = Integer.MIN_VALUE;
            int bottom = Integer.MIN_VALUE;
            for (Map.Entry<String, Position> entry : places.entrySet()) {
                Box box = boxes.get(entry.getKey());
                Position place = entry.getValue();
                left = Math.min(left, place.x() - box.width() / 2);
                top = Math.min(top, place.y() - box.height() / 2);
                right = Math.max(right, place.x() + box.width() / 2);
                bottom = Math.max(bottom, place.y() + box.height() / 2);
            }
            return places.isEmpty() ? new Bounds(0, 0, -1, -1) : new Bounds(left, top, right, bottom);
        }

        boolean isEmpty() {
            return right < left;
        }
    }
}
