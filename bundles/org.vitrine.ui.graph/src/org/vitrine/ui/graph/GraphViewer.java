/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.vitrine.ui.Icons;
import org.vitrine.ui.Palette;

/**
 * Shows a {@link Graph} and lets a person look around in it: pan, zoom, select, move. UI thread only.
 *
 * <p>Shown anew as often as one likes: figures are recognized by their ids, places stay. Nodes without a place get one off the UI
 * thread and appear as soon as it is found.
 */
public final class GraphViewer {
    private static final double STEP = 1.2;
    private static final int MARGIN = 28;

    private final Canvas canvas;
    private final Style style;
    private final Scene scene;
    private final Picture picture;
    private final LayoutWorker worker;
    private final List<Consumer<Set<String>>> selectionListeners = new ArrayList<>();
    private final List<Consumer<String>> openListeners = new ArrayList<>();
    private final List<Consumer<Move>> moveListeners = new ArrayList<>();
    private Graph shown = Graph.EMPTY;
    /** Places for nodes that are not there yet. */
    private Map<String, Position> reserved = new HashMap<>();

    private final Set<String> movedByHand = new LinkedHashSet<>();
    private boolean fitting = true;
    private boolean fitted;
    private boolean layingOut;

    /**
     * Nodes that a person put somewhere else.
     *
     * @param from where they were
     * @param to where they are
     */
    public record Move(Map<String, Position> from, Map<String, Position> to) {
        public Move {
            from = Map.copyOf(from);
            to = Map.copyOf(to);
        }
    }

    /**
     * @param font of labels; a bold and a smaller one are derived
     */
    public GraphViewer(Composite parent, Font font, Icons icons, Palette palette) {
        canvas = new Canvas(parent, SWT.DOUBLE_BUFFERED | SWT.NO_BACKGROUND);
        style = new Style(canvas.getDisplay(), font, icons, palette);
        scene = new Scene(style);
        picture = new Picture(canvas, scene, style);
        scene.updates(picture);
        worker = new LayoutWorker(canvas);
        canvas.setData(GraphViewer.class.getName(), this);
        canvas.setBackground(style.color(Palette.Role.BACKGROUND));
        canvas.addListener(SWT.Paint, event -> picture.expose(event.gc));
        canvas.addListener(SWT.Resize, _ -> resized());
        canvas.addListener(SWT.Dispose, _ -> close());
        Hand.install(this, canvas, scene, picture);
        Keys.install(this, canvas, scene);
    }

    /** The control; its data {@code org.vitrine.ui.graph.GraphViewer} is this viewer. */
    public Control control() {
        return canvas;
    }

    private void close() {
        worker.close();
        picture.close();
        scene.close();
        style.close();
    }

    /** To be called after a change of the theme. */
    public void refresh() {
        style.refresh();
        canvas.setBackground(style.color(Palette.Role.BACKGROUND));
        picture.forget();
    }

    // what is shown

    /** Shows a graph in place of the one before. */
    public void show(Graph graph) {
        if (graph.equals(shown)) {
            return;
        }
        Set<String> selectedBefore = Set.copyOf(scene.selected());
        shown = graph;
        boolean homeless = scene.show(graph);
        if (!reserved.isEmpty()) {
            scene.place(reserved);
            reserved.keySet().removeAll(scene.nodes().keySet());
            homeless = hasHomeless();
            keepFitting();
        }
        if (homeless) {
            layoutRest();
        }
        if (!selectedBefore.equals(scene.selected())) {
            canvas.redraw();
        }
    }

    public Graph shown() {
        return shown;
    }

    private void layoutRest() {
        if (layingOut) {
            return;
        }
        layingOut = true;
        worker.submit(request(true), this::arrive);
    }

    private void arrive(Map<String, Position> places) {
        layingOut = false;
        scene.place(places);
        if (!places.isEmpty() && hasHomeless()) {
            layoutRest(); // what came meanwhile
        }
        keepFitting();
    }

    private boolean hasHomeless() {
        return scene.nodes().values().stream().anyMatch(node -> !node.isPlaced());
    }

    /** Until a person chooses what to see, everything is seen: also what came later, and in a window of another size. */
    private void keepFitting() {
        if (fitting && (!fitted || !isAllInSight())) {
            showAll();
        }
    }

    private boolean isAllInSight() {
        Rectangle all = scene.extent();
        View view = picture.view();
        Point size = canvas.getSize();
        return view.toWindowX(all.x) >= 0
                && view.toWindowY(all.y) >= 0
                && view.toWindowX(all.right()) <= size.x
                && view.toWindowY(all.bottom()) <= size.y;
    }

    private void resized() {
        picture.forget();
        if (fitting) {
            showAll();
        }
    }

    private Layout.Request request(boolean keeping) {
        Map<String, Position> kept = new HashMap<>();
        List<Layout.Box> boxes = new ArrayList<>();
        for (NodeFigure node : scene.nodes().values()) {
            Rectangle bounds = node.getBounds();
            boxes.add(new Layout.Box(node.id(), node.node().group(), bounds.width, bounds.height));
            if (keeping && node.isPlaced()) {
                kept.put(node.id(), node.position());
            }
        }
        List<Layout.Link> links = scene.edges().values().stream()
                .map(edge -> new Layout.Link(
                        edge.edge().from(), edge.edge().to(), edge.edge().kind() == Edge.Kind.LINK))
                .toList();
        return new Layout.Request(shown.groups(), boxes, links, kept);
    }

    /** Lays everything out anew, and tells it as a move. */
    public void layout() {
        worker.submit(request(false), places -> {
            Map<String, Position> before = positions();
            arrive(places);
            movedByHand.clear();
            fit();
            tellMove(before, positions());
        });
    }

    // places

    /** Where all nodes are that have a place. */
    public Map<String, Position> positions() {
        Map<String, Position> positions = new LinkedHashMap<>();
        scene.nodes().values().stream()
                .filter(NodeFigure::isPlaced)
                .forEach(node -> positions.put(node.id(), node.position()));
        return positions;
    }

    /** The nodes that a person put where they are. */
    public Set<String> movedByHand() {
        return Set.copyOf(movedByHand);
    }

    /** Puts nodes somewhere, also ones that are to come; tells nobody. */
    public void place(Map<String, Position> positions) {
        scene.place(positions);
        positions.forEach((id, position) -> {
            if (!scene.nodes().containsKey(id)) {
                reserved.put(id, position);
            }
        });
    }

    /** A person moved something: already where it is. */
    void moved(Map<String, Position> before) {
        Map<String, Position> after = new HashMap<>();
        before.keySet().forEach(id -> after.put(id, scene.nodes().get(id).position()));
        if (!after.equals(before)) {
            movedByHand.addAll(before.keySet());
            tellMove(before, after);
        }
    }

    private void tellMove(Map<String, Position> before, Map<String, Position> after) {
        Map<String, Position> known = new HashMap<>(before);
        known.keySet().retainAll(after.keySet());
        Move move = new Move(known, after);
        moveListeners.forEach(listener -> listener.accept(move));
    }

    /** Calls the listener after a person moved something, or had it laid out anew. */
    public void onMove(Consumer<Move> listener) {
        moveListeners.add(listener);
    }

    // selection

    /** Selects nodes and edges, without telling the listeners. */
    public void select(Collection<String> ids) {
        scene.select(ids);
        canvas.redraw();
    }

    /** What is selected, in the order in which it was. */
    public Set<String> selection() {
        return new LinkedHashSet<>(scene.selected());
    }

    /** Calls the listener whenever a person selects. */
    public void onSelection(Consumer<Set<String>> listener) {
        selectionListeners.add(listener);
    }

    /** A person selects. */
    void pick(Collection<String> ids) {
        Set<String> before = selection();
        select(ids);
        Set<String> after = selection();
        if (!after.equals(before)) {
            selectionListeners.forEach(listener -> listener.accept(after));
        }
    }

    /** Calls the listener with what a person opens: by a double click, or Enter. */
    public void onOpen(Consumer<String> listener) {
        openListeners.add(listener);
    }

    void open(String id) {
        openListeners.forEach(listener -> listener.accept(id));
    }

    // view

    public void zoomIn() {
        zoom(picture.view().scale() * STEP);
    }

    public void zoomOut() {
        zoom(picture.view().scale() / STEP);
    }

    public double zoom() {
        return picture.view().scale();
    }

    /**
     * @param scale 1 for 100 %; the middle stays
     */
    public void zoom(double scale) {
        Point size = canvas.getSize();
        zoom(scale, size.x / 2.0, size.y / 2.0);
    }

    void zoom(double scale, double x, double y) {
        fitting = false;
        picture.view(picture.view().zoomed(scale, x, y));
    }

    /** Moves what is seen by so many points of the window. */
    public void pan(int dx, int dy) {
        fitting = false;
        picture.view(picture.view().moved(dx, dy));
    }

    /** Shows everything, and goes on so until a person looks elsewhere. */
    public void fit() {
        fitting = true;
        showAll();
    }

    private void showAll() {
        Rectangle all = scene.extent();
        Point size = canvas.getSize();
        if (!all.isEmpty() && size.x > 1 && size.y > 1) {
            fitted = true;
            all.expand(MARGIN, MARGIN);
            picture.view(View.of(all.x, all.y, all.width, all.height, size.x, size.y));
        }
    }

    /** Brings a node or an edge into sight, if it is not. */
    public void reveal(String id) {
        NodeFigure node = scene.nodes().get(id);
        SceneFigure figure = node != null ? node : scene.edges().get(id);
        if (figure == null || figure.getBounds().isEmpty()) {
            return;
        }
        Rectangle box = figure.getBounds();
        View view = picture.view();
        double x = view.toWindowX(box.x + box.width / 2.0);
        double y = view.toWindowY(box.y + box.height / 2.0);
        Point size = canvas.getSize();
        if (x < MARGIN || y < MARGIN || x > size.x - MARGIN || y > size.y - MARGIN) {
            pan((int) (size.x / 2 - x), (int) (size.y / 2 - y));
        }
    }

    /** The view that a person chose as text, to be put back by {@link #restoreView}; empty while everything is shown. */
    public String saveView() {
        View view = picture.view();
        return fitting ? "" : view.x() + " " + view.y() + " " + view.scale();
    }

    /** Shows what was seen when the text was saved; anything else is ignored. */
    public void restoreView(String saved) {
        String[] parts = saved.split(" ");
        try {
            if (parts.length == 3) {
                picture.view(
                        new View(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Double.parseDouble(parts[2])));
                fitting = false;
            }
        } catch (NumberFormatException _) {
            // not a view: everything will be shown
        }
    }

    /** Where a node is in the window, for tests and for what points at it; empty when it has no place. */
    public Optional<Point> inWindow(String id) {
        return Optional.ofNullable(scene.nodes().get(id))
                .filter(NodeFigure::isPlaced)
                .map(node -> {
                    Position at = node.position();
                    View view = picture.view();
                    return new Point((int) view.toWindowX(at.x()), (int) view.toWindowY(at.y()));
                });
    }

    // export

    /** Everything as a picture. */
    public ImageData toImage(double scale) {
        Rectangle all = scene.extent().expand(MARGIN, MARGIN);
        // as large as a picture can sensibly be
        double fitted = Math.min(scale, 8000.0 / Math.max(1, Math.max(all.width, all.height)));
        int width = Math.max(1, (int) Math.round(all.width * fitted));
        int height = Math.max(1, (int) Math.round(all.height * fitted));
        Image image = new Image(canvas.getDisplay(), width, height);
        GC gc = new GC(image);
        View view = View.exactly(all.x, all.y, fitted);
        CrispGraphics graphics = new CrispGraphics(gc, view);
        graphics.setAntialias(SWT.ON);
        scene.paint(new Ink(graphics, style, Detail.NEAR, 1), all);
        graphics.dispose();
        gc.dispose();
        ImageData data = image.getImageData();
        image.dispose();
        return data;
    }

    /** Everything as SVG. */
    public String toSvg() {
        Rectangle all = scene.extent().expand(MARGIN, MARGIN);
        SvgGraphics graphics = new SvgGraphics(all, canvas.getFont());
        scene.paint(new Ink(graphics, style, Detail.NEAR, 1), all);
        return graphics.document();
    }
}
