/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.draw2d.Figure;
import org.eclipse.draw2d.UpdateManager;
import org.eclipse.draw2d.geometry.Rectangle;
import org.vitrine.ui.Palette;

/** The figures of a graph, found by id and by place, and painted in their order. */
final class Scene extends Figure {
    /** With more edges than that they are straight lines. */
    private static final int MANY_EDGES = 1000;
    /** With more selected nodes than that their edges are not emphasized. */
    private static final int MANY_SELECTED = 40;

    private final Style style;
    private final Map<String, GroupFigure> groups = new LinkedHashMap<>();
    private final Map<String, NodeFigure> nodes = new LinkedHashMap<>();
    private final Map<String, EdgeFigure> edges = new LinkedHashMap<>();
    private final Map<String, List<EdgeFigure>> incident = new HashMap<>();
    private final SpatialIndex<SceneFigure> index = new SpatialIndex<>();
    private final List<NodeFigure> nodesInSight = new ArrayList<>();
    private final List<EdgeFigure> edgesInSight = new ArrayList<>();
    /** What a person moves just now: edges before nodes. */
    private final List<SceneFigure> lifted = new ArrayList<>();

    private final Set<String> selected = new LinkedHashSet<>();
    private UpdateManager updates;
    private boolean simple;
    private Detail painted = Detail.NEAR;
    private String pointedAt = "";
    private Optional<Rectangle> band = Optional.empty();

    Scene(Style style) {
        this.style = style;
    }

    /** What tells where something is to be painted anew. */
    void updates(UpdateManager manager) {
        updates = manager;
    }

    @Override
    public UpdateManager getUpdateManager() {
        return updates;
    }

    void close() {
        edges.values().forEach(EdgeFigure::close);
    }

    // what is shown

    /** Takes another graph and touches only what differs; says whether there are nodes without a place. */
    boolean show(Graph graph) {
        Set<NodeFigure> resized = new HashSet<>();
        Set<EdgeFigure> strayed = new LinkedHashSet<>();
        showGroups(graph.groups());
        showNodes(graph.nodes(), resized);
        showEdges(graph.edges(), strayed);
        resized.forEach(this::indexNode);
        if (!resized.isEmpty()) {
            frame();
            resized.forEach(node -> strayed.addAll(edgesOf(node.id())));
        }
        boolean many = edges.size() > MANY_EDGES;
        if (many != simple) {
            simple = many;
            strayed.addAll(edges.values());
        }
        route(strayed);
        selected.removeIf(id -> !nodes.containsKey(id) && !edges.containsKey(id));
        return nodes.values().stream().anyMatch(node -> !node.isPlaced());
    }

    private void showGroups(List<Group> next) {
        Set<String> kept = new HashSet<>();
        for (Group group : next) {
            kept.add(group.id());
            GroupFigure figure = groups.get(group.id());
            if (figure == null) {
                figure = new GroupFigure(group, style);
                groups.put(group.id(), figure);
                add(figure);
            } else if (!figure.group().equals(group)) {
                figure.show(group, style);
            }
        }
        dropOthers(groups, kept, figure -> {
            index.remove(figure);
            remove(figure);
        });
    }

    private void showNodes(List<Node> next, Set<NodeFigure> resized) {
        Set<String> kept = new HashSet<>();
        boolean regrouped = false;
        for (Node node : next) {
            kept.add(node.id());
            NodeFigure figure = nodes.get(node.id());
            if (figure == null) {
                figure = new NodeFigure(node, style);
                nodes.put(node.id(), figure);
                add(figure);
            } else if (!figure.node().equals(node)) {
                regrouped |= !figure.node().group().equals(node.group());
                if (figure.show(node, style) && figure.isPlaced()) {
                    resized.add(figure);
                }
            }
        }
        int before = nodes.size();
        dropOthers(nodes, kept, figure -> {
            index.remove(figure);
            lifted.remove(figure);
            remove(figure);
        });
        if (regrouped || nodes.size() < before) {
            frame();
        }
    }

    private void showEdges(List<Edge> next, Set<EdgeFigure> strayed) {
        Set<String> kept = new HashSet<>();
        for (Edge edge : next) {
            NodeFigure from = nodes.get(edge.from());
            NodeFigure to = nodes.get(edge.to());
            if (from == null || to == null) {
                continue;
            }
            kept.add(edge.id());
            EdgeFigure figure = edges.get(edge.id());
            if (figure != null && (figure.from() != from || figure.to() != to)) {
                drop(figure);
                edges.remove(edge.id());
                figure = null;
            }
            if (figure == null) {
                figure = new EdgeFigure(edge, from, to, style);
                edges.put(edge.id(), figure);
                edgesOf(edge.from()).add(figure);
                edgesOf(edge.to()).add(figure);
                add(figure);
                strayed.add(figure);
            } else if (!figure.edge().equals(edge) && figure.show(edge, style, painted == Detail.NEAR)) {
                strayed.add(figure);
            }
        }
        dropOthers(edges, kept, this::drop);
    }

    private static <F> void dropOthers(Map<String, F> figures, Set<String> kept, java.util.function.Consumer<F> drop) {
        if (figures.size() > kept.size()) {
            figures.entrySet().removeIf(entry -> {
                boolean gone = !kept.contains(entry.getKey());
                if (gone) {
                    drop.accept(entry.getValue());
                }
                return gone;
            });
        }
    }

    private void drop(EdgeFigure figure) {
        index.remove(figure);
        lifted.remove(figure);
        figure.close();
        edgesOf(figure.edge().from()).remove(figure);
        edgesOf(figure.edge().to()).remove(figure);
        remove(figure);
    }

    private List<EdgeFigure> edgesOf(String node) {
        return incident.computeIfAbsent(node, _ -> new ArrayList<>(4));
    }

    // where things are

    Map<String, NodeFigure> nodes() {
        return nodes;
    }

    Map<String, EdgeFigure> edges() {
        return edges;
    }

    Collection<GroupFigure> groups() {
        return groups.values();
    }

    /** Puts nodes somewhere; their edges and frames follow. */
    void place(Map<String, Position> positions) {
        Set<EdgeFigure> strayed = new LinkedHashSet<>();
        positions.forEach((id, position) -> {
            NodeFigure figure = nodes.get(id);
            if (figure != null && !(figure.isPlaced() && figure.position().equals(position))) {
                figure.place(position);
                indexNode(figure);
                strayed.addAll(edgesOf(id));
            }
        });
        if (!strayed.isEmpty() || !positions.isEmpty()) {
            frame();
        }
        route(strayed);
    }

    /** Takes nodes with their edges out of the picture while they move. */
    void lift(Collection<String> ids) {
        putDown();
        Set<SceneFigure> figures = new LinkedHashSet<>();
        ids.forEach(id -> figures.addAll(edgesOf(id)));
        ids.stream().map(nodes::get).filter(Objects::nonNull).forEach(figures::add);
        lifted.addAll(figures);
        lifted.forEach(figure -> figure.lift(true));
    }

    /** Puts what was lifted back into the picture. */
    void putDown() {
        lifted.forEach(figure -> figure.lift(false));
        lifted.clear();
    }

    private void indexNode(NodeFigure figure) {
        index.remove(figure);
        figure.index(index);
    }

    /** Finds the ways of edges first, then the places of their labels: those keep clear of all the ways. */
    private void route(Collection<EdgeFigure> figures) {
        for (EdgeFigure figure : figures) {
            index.remove(figure);
            figure.route(lane(figure), simple);
            figure.index(index);
        }
        for (EdgeFigure figure : figures) {
            figure.placeLabel(simple, index);
        }
    }

    /** Which one of the edges of its kind between its nodes an edge is. */
    private int lane(EdgeFigure figure) {
        int lane = 0;
        for (EdgeFigure other : edgesOf(figure.edge().from())) {
            if (other == figure) {
                return lane;
            }
            boolean same = other.edge().kind() == figure.edge().kind()
                    && (other.to() == figure.to() || other.from() == figure.to());
            lane += same ? 1 : 0;
        }
        return lane;
    }

    /** Draws the frames around what they hold, inner ones first. */
    private void frame() {
        Map<String, Rectangle> areas = new HashMap<>();
        for (NodeFigure node : nodes.values()) {
            if (node.isPlaced() && !node.node().group().isEmpty()) {
                widen(areas, node.node().group(), node.getBounds());
            }
        }
        List<GroupFigure> innerFirst = new ArrayList<>(groups.values()).reversed();
        for (GroupFigure figure : innerFirst) {
            if (figure.surround(areas.getOrDefault(figure.id(), new Rectangle()))) {
                index.remove(figure);
                figure.index(index);
            }
            if (!figure.group().parent().isEmpty() && !figure.getBounds().isEmpty()) {
                widen(areas, figure.group().parent(), figure.getBounds());
            }
        }
    }

    private static void widen(Map<String, Rectangle> areas, String group, Rectangle by) {
        Rectangle known = areas.get(group);
        if (known == null) {
            areas.put(group, new Rectangle(by));
        } else {
            known.union(by);
        }
    }

    /** The area of everything that has a place; empty when nothing has. */
    Rectangle extent() {
        Rectangle all = new Rectangle();
        Stream.of(groups.values(), nodes.values(), edges.values())
                .flatMap(Collection::stream)
                .map(Figure::getBounds)
                .filter(bounds -> !bounds.isEmpty())
                .forEach(bounds -> {
                    if (all.isEmpty()) {
                        all.setBounds(bounds);
                    } else {
                        all.union(bounds);
                    }
                });
        return all;
    }

    /** What is under a point: nodes before edges, what is painted last first. */
    Optional<SceneFigure> at(double x, double y, double tolerance) {
        SceneFigure[] found = new SceneFigure[1];
        int reach = (int) Math.ceil(tolerance);
        index.each((int) x - reach, (int) y - reach, 2 * reach + 1, 2 * reach + 1, figure -> {
            boolean better = found[0] == null || found[0] instanceof EdgeFigure && figure instanceof NodeFigure;
            if (better && isPlaced(figure) && figure.hit(x, y, tolerance)) {
                found[0] = figure;
            }
        });
        return Optional.ofNullable(found[0]);
    }

    private static boolean isPlaced(SceneFigure figure) {
        return !(figure instanceof NodeFigure node) || node.isPlaced();
    }

    /** The nodes that are within an area, and the edges that pass it when there are no nodes. */
    List<String> within(Rectangle area) {
        List<String> within = nodes.values().stream()
                .filter(node -> node.isPlaced() && area.intersects(node.getBounds()))
                .map(NodeFigure::id)
                .toList();
        return !within.isEmpty()
                ? within
                : edges.values().stream()
                        .filter(edge -> edge.touches(area))
                        .map(EdgeFigure::id)
                        .toList();
    }

    // what is pointed at

    Set<String> selected() {
        return selected;
    }

    void select(Collection<String> ids) {
        selected.clear();
        selected.addAll(ids);
        selected.removeIf(id -> !nodes.containsKey(id) && !edges.containsKey(id));
    }

    String pointedAt() {
        return pointedAt;
    }

    void pointAt(String id) {
        pointedAt = id;
    }

    void band(Optional<Rectangle> area) {
        band = area;
    }

    // painting

    /** Paints what touches an area. */
    void paint(Ink ink, Rectangle area) {
        painted = ink.detail();
        ink.fill(Palette.Role.BACKGROUND);
        ink.graphics().setAlpha(255);
        ink.graphics().fillRectangle(area);
        for (GroupFigure group : groups.values()) {
            if (group.getBounds().intersects(area)) {
                group.paint(ink);
            }
        }
        nodesInSight.clear();
        edgesInSight.clear();
        index.each(area.x, area.y, area.width, area.height, this::see);
        for (int i = 0; i < edgesInSight.size(); i++) {
            edgesInSight.get(i).paint(ink);
        }
        for (int i = 0; i < nodesInSight.size(); i++) {
            nodesInSight.get(i).paint(ink);
        }
        if (ink.detail() == Detail.NEAR) {
            for (int i = 0; i < edgesInSight.size(); i++) {
                edgesInSight.get(i).paintLabel(ink);
            }
        }
    }

    private void see(SceneFigure figure) {
        switch (figure) {
            case NodeFigure node when node.isPlaced() && !node.isLifted() -> nodesInSight.add(node);
            case EdgeFigure edge when edge.isPlaced() && !edge.isLifted() -> edgesInSight.add(edge);
            default -> {}
        }
    }

    /** Paints what moves, what is selected, under the pointer and the rubber band, above everything else. */
    void paintOnTop(Ink ink) {
        paintLifted(ink);
        if (selected.size() <= MANY_SELECTED) {
            for (String id : selected) {
                for (EdgeFigure edge : incident.getOrDefault(id, List.of())) {
                    edge.paintEmphasized(ink, Palette.Role.SELECTION);
                }
            }
        }
        for (String id : selected) {
            EdgeFigure edge = edges.get(id);
            if (edge != null) {
                edge.paintEmphasized(ink, Palette.Role.SELECTION);
            }
        }
        ring(ink, pointedAt, Palette.Role.MUTED, 1);
        for (String id : selected) {
            ring(ink, id, Palette.Role.SELECTION, 2);
        }
        band.ifPresent(area -> {
            ink.fill(Palette.Role.SELECTION);
            ink.graphics().setAlpha(28);
            ink.graphics().fillRectangle(area);
            ink.graphics().setAlpha(255);
            ink.line(Palette.Role.SELECTION, 1);
            ink.graphics().drawRectangle(area);
        });
    }

    private void paintLifted(Ink ink) {
        for (SceneFigure figure : lifted) {
            figure.paint(ink);
        }
        if (ink.detail() == Detail.NEAR) {
            for (SceneFigure figure : lifted) {
                if (figure instanceof EdgeFigure edge) {
                    edge.paintLabel(ink);
                }
            }
        }
    }

    private void ring(Ink ink, String id, Palette.Role color, int width) {
        NodeFigure node = nodes.get(id);
        if (node == null || !node.isPlaced()) {
            return;
        }
        Rectangle box = node.getBounds();
        int gap = 2 * ink.hairline();
        int arc = (node.node().shape() == Node.Shape.CARD ? 12 : box.height) + 2 * gap;
        ink.graphics().setAlpha(255);
        ink.line(color, width * ink.hairline());
        ink.graphics()
                .drawRoundRectangle(
                        new Rectangle(box.x - gap, box.y - gap, box.width + 2 * gap - 1, box.height + 2 * gap - 1),
                        arc,
                        arc);
    }
}
