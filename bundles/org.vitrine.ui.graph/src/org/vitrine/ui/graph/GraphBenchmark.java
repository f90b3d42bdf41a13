/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.vitrine.common.Subscription;
import org.vitrine.ui.Icons;
import org.vitrine.ui.Palette;

/**
 * Measures how long a person waits for a picture of a large graph: from the input to the end of painting, in a real window. Prints
 * one JSON object. Run with the jars of the workbench: {@code java -cp 'plugins/*' org.vitrine.ui.graph.GraphBenchmark [MACHINES
 * [LINKS]]}.
 */
final class GraphBenchmark {
    private static final int STEPS = 60;

    private final Display display = new Display();
    private final Shell shell = new Shell(display);
    private final Map<String, List<Double>> waits = new LinkedHashMap<>();
    private final GraphViewer viewer;
    private long painted;

    public static void main(String[] arguments) throws IOException {
        int machines = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        int links = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5000;
        new GraphBenchmark().run(machines, links);
    }

    private GraphBenchmark() throws IOException {
        shell.setLayout(new FillLayout());
        shell.setText("Graph benchmark");
        shell.setSize(1500, 900);
        viewer = new GraphViewer(shell, display.getSystemFont(), new OneIcon(display), new Colours());
        viewer.control().addListener(SWT.Paint, _ -> painted = System.nanoTime());
        shell.open();
    }

    private void run(int machines, int links) {
        Graph graph = graph(machines, links, 0);
        long begin = System.nanoTime();
        viewer.show(graph);
        double shown = (System.nanoTime() - begin) / 1e6;
        pumpUntil(() -> viewer.positions().size() == graph.nodes().size());
        double laidOut = (System.nanoTime() - begin) / 1e6;
        rest();
        measureAll("fit", _ -> viewer.fit());
        measureAll("near", _ -> viewer.zoom(1));
        measure("change_all_labels", i -> viewer.show(graph(machines, links, i + 1)));
        measure("change_10_labels", i -> viewer.show(changed(graph, i)));
        String steps = waits.entrySet().stream()
                .map(entry -> line(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(",\n"));
        System.out.printf(
                Locale.ROOT,
                "{\"machines\": %d, \"links\": %d, \"show_ms\": %.1f, \"layout_ms\": %.1f, \"steps\": {%n%s%n}}%n",
                machines,
                graph.edges().size(),
                shown,
                laidOut,
                steps);
        shell.dispose();
        display.dispose();
    }

    private void measureAll(String where, IntConsumer begin) {
        begin.accept(0);
        rest();
        Control control = viewer.control();
        Point size = control.getSize();
        measure("pan_" + where, i -> wheel(i % 20 < 10 ? -3 : 3, i % 2 == 0 ? SWT.SHIFT : 0));
        measure("drag_pan_" + where, i -> {
            mouse(SWT.MouseDown, 2, 400, 400);
            mouse(SWT.MouseMove, 2, i % 2 == 0 ? 460 : 340, i % 2 == 0 ? 430 : 370);
            mouse(SWT.MouseUp, 2, 400, 400);
        });
        begin.accept(0);
        rest();
        measure("zoom_" + where, i -> wheel(i % 12 < 6 ? 3 : -3, SWT.MOD1));
        begin.accept(0);
        rest();
        Random random = new Random(1);
        List<Point> nodes = viewer.positions().keySet().stream()
                .map(id -> viewer.inWindow(id).orElseThrow())
                .filter(at -> at.x > 0 && at.y > 0 && at.x < size.x && at.y < size.y)
                .toList();
        measure("select_" + where, _ -> {
            Point at = nodes.isEmpty() ? new Point(10, 10) : nodes.get(random.nextInt(nodes.size()));
            mouse(SWT.MouseDown, 1, at.x, at.y);
            mouse(SWT.MouseUp, 1, at.x, at.y);
        });
        measure(
                "select_all_" + where,
                i -> viewer.pick(i % 2 == 0 ? viewer.positions().keySet() : Set.of()));
        measure("rubber_band_" + where, i -> {
            mouse(SWT.MouseDown, 1, 3, 3);
            mouse(SWT.MouseMove, 1, 100 + 20 * (i % 30), 100 + 10 * (i % 30));
            mouse(SWT.MouseMove, 1, 110 + 20 * (i % 30), 110 + 10 * (i % 30));
            mouse(SWT.MouseUp, 1, 110, 110);
        });
        viewer.pick(Set.of());
        if (!nodes.isEmpty()) {
            Point at = nodes.getFirst();
            mouse(SWT.MouseDown, 1, at.x, at.y);
            measure(
                    "drag_node_" + where,
                    i -> mouse(SWT.MouseMove, 1, at.x + 10 + 5 * (i % 9), at.y + 10 + 3 * (i % 7)));
            mouse(SWT.MouseUp, 1, at.x, at.y);
        }
    }

    private void measure(String name, IntConsumer step) {
        rest();
        for (int i = 0; i < STEPS; i++) {
            long begin = System.nanoTime();
            painted = 0;
            step.accept(i);
            viewer.control().redraw();
            pumpUntil(() -> painted != 0);
            display.getCursorLocation(); // answered by the display when it has drawn
            waits.computeIfAbsent(name, _ -> new ArrayList<>()).add((System.nanoTime() - begin) / 1e6);
        }
    }

    private static String line(String name, List<Double> millis) {
        double[] sorted = millis.stream().mapToDouble(each -> each).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "  \"%s\": {\"min_ms\": %.1f, \"median_ms\": %.1f, \"p95_ms\": %.1f, \"max_ms\": %.1f}",
                name,
                sorted[0],
                sorted[sorted.length / 2],
                sorted[sorted.length * 95 / 100],
                sorted[sorted.length - 1]);
    }

    private void wheel(int count, int modifiers) {
        Event event = new Event();
        event.count = count;
        event.stateMask = modifiers;
        event.x = 700;
        event.y = 400;
        viewer.control().notifyListeners(SWT.MouseVerticalWheel, event);
    }

    private void mouse(int type, int button, int x, int y) {
        Event event = new Event();
        event.button = button;
        event.x = x;
        event.y = y;
        viewer.control().notifyListeners(type, event);
    }

    private void pumpUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (!display.readAndDispatch()) {
                display.sleep();
            }
        }
    }

    /** Lets everything that is due happen. */
    private void rest() {
        boolean[] over = {false};
        display.timerExec(300, () -> over[0] = true);
        pumpUntil(() -> over[0]);
    }

    /** Machines in 20 hosts, each linked to some of the networks of its own host and of others. */
    private static Graph graph(int machines, int links, int round) {
        Random random = new Random(7);
        List<Group> groups = new ArrayList<>(List.of(new Group("lab", "", "lab", "server")));
        List<Node> nodes = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        int hosts = 20;
        int networks = Math.max(hosts, machines / 12);
        for (int i = 0; i < hosts; i++) {
            groups.add(new Group("host" + i, "lab", "host " + i, "server"));
        }
        for (int i = 0; i < networks; i++) {
            nodes.add(node("net" + i, "host" + i % hosts, Node.Shape.PILL, Palette.Role.NETWORK));
        }
        for (int i = 0; i < machines; i++) {
            nodes.add(node("machine" + i, "host" + i % hosts, Node.Shape.CARD, Palette.Role.GUEST));
        }
        for (int i = 0; i < links; i++) {
            int host = i % machines % hosts;
            int network = random.nextInt(8) == 0
                    ? random.nextInt(networks)
                    : (host + hosts * random.nextInt(networks / hosts)) % networks;
            edges.add(new Edge(
                    "link" + i,
                    "machine" + i % machines,
                    "net" + network,
                    Edge.Kind.LINK,
                    List.of(
                            new Span("↑ " + (100 + (i + round) % 900) + " kbit/s", Palette.Role.TX),
                            new Span("↓ " + (100 + (i * 7 + round) % 900) + " kbit/s", Palette.Role.RX)),
                    0.35,
                    Palette.Role.NETWORK,
                    1 + i % 4,
                    false,
                    false,
                    ""));
        }
        return new Graph(groups, nodes, edges);
    }

    private static Node node(String id, String group, Node.Shape shape, Palette.Role color) {
        return new Node(id, group, shape, id, "10.0.0.1", "server", color, Optional.empty(), false, id);
    }

    private static Graph changed(Graph graph, int round) {
        List<Edge> edges = new ArrayList<>(graph.edges());
        for (int i = 0; i < 10; i++) {
            Edge edge = edges.get(i);
            edges.set(
                    i,
                    new Edge(
                            edge.id(),
                            edge.from(),
                            edge.to(),
                            edge.kind(),
                            List.of(new Span("↑ " + (100 + round) + " kbit/s", Palette.Role.TX)),
                            edge.labelAt(),
                            edge.color(),
                            edge.width(),
                            edge.dashed(),
                            edge.crossed(),
                            edge.toolTip()));
        }
        return new Graph(graph.groups(), graph.nodes(), edges);
    }

    /** The same picture for every name, drawn from SVG as the workbench's are. */
    private static final class OneIcon implements Icons {
        private final Display display;
        private final Path file = Files.createTempFile("icon", ".svg");
        private final Map<Palette.Role, Image> images = new EnumMap<>(Palette.Role.class);

        OneIcon(Display display) throws IOException {
            this.display = display;
            Files.writeString(file, """
                    <svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24" fill="none" \
                    stroke="#2563eb" stroke-width="1.75"><rect x="3" y="4" width="18" height="8" rx="3"/>\
                    <rect x="3" y="12" width="18" height="8" rx="3"/></svg>
                    """);
            file.toFile().deleteOnExit();
        }

        @Override
        public Image image(String name) {
            return image(name, Palette.Role.TEXT);
        }

        @Override
        public Image image(String name, Palette.Role color) {
            return images.computeIfAbsent(color, _ -> descriptor(name).createImage(display));
        }

        @Override
        public ImageDescriptor descriptor(String name) {
            return descriptor(name, Palette.Role.TEXT);
        }

        @Override
        public ImageDescriptor descriptor(String name, Palette.Role color) {
            return ImageDescriptor.createFromFile(null, file.toString());
        }
    }

    private static final class Colours implements Palette {
        @Override
        public Color color(Role role) {
            return switch (role) {
                case BACKGROUND -> new Color(255, 255, 255);
                case SURFACE -> new Color(244, 246, 248);
                case TEXT -> new Color(31, 41, 51);
                case LINE -> new Color(203, 210, 217);
                default -> series(role.ordinal());
            };
        }

        @Override
        public Color series(int index) {
            return new Color(index * 53 % 160, 90, 200 - index * 31 % 160);
        }

        @Override
        public boolean isDark() {
            return false;
        }

        @Override
        public Subscription subscribe(Runnable listener) {
            return () -> {};
        }
    }
}
