/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.testkit.Await;
import org.vitrine.testkit.Services;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.Workbench;
import org.vitrine.ui.graph.Edge;
import org.vitrine.ui.graph.Graph;
import org.vitrine.ui.graph.GraphViewer;
import org.vitrine.ui.graph.Node;
import org.vitrine.ui.graph.Position;

/** The topology, with the network of the demo. */
class TopologyUITest {
    private static final String LAB = "drawn";

    @BeforeAll
    static void bringUp() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        Window.open("topology");
        String demo = Files.readString(Path.of(System.getProperty("vitrine.examples"), "labs", "demo.yaml"));
        Services.get(LabAdminService.class)
                .up("the demo", demo.replaceFirst("(?m)^lab: demo$", "lab: " + LAB), _ -> {});
        Await.until(
                "every machine has its place",
                () -> Window.on(() ->
                        viewer().map(each -> each.positions().size() >= 14).orElse(false)));
    }

    @AfterAll
    static void takeDown() throws Exception {
        if (System.getProperty("user.name").equals("root")) {
            Window.theme(false);
            Services.get(LabAdminService.class).down(LAB, _ -> {});
        }
    }

    @BeforeEach
    void showEverything() throws Exception {
        Window.run(() -> {
            viewer().orElseThrow().fit();
            Window.workbench().selection().set(Selection.NONE);
        });
    }

    private static Optional<GraphViewer> viewer() {
        return Window.controls("topology", Canvas.class).stream()
                .map(canvas -> (GraphViewer) canvas.getData(GraphViewer.class.getName()))
                .filter(each -> each != null)
                .findFirst();
    }

    private static MachineId machine(String name) throws Exception {
        return Services.get(InventoryService.class).inventory().machines().stream()
                .filter(machine -> machine.name().equals(name))
                .map(Machine::id)
                .findFirst()
                .orElseThrow();
    }

    private static String node(String machine) throws Exception {
        return "machine:" + machine(machine);
    }

    private static Point at(String machine) throws Exception {
        return viewer().orElseThrow().inWindow(node(machine)).orElseThrow();
    }

    private static void mouse(int type, int button, Point at, int modifiers) {
        Event event = new Event();
        event.button = button;
        event.x = at.x;
        event.y = at.y;
        event.stateMask = modifiers;
        viewer().orElseThrow().control().notifyListeners(type, event);
    }

    private static void click(Point at, int modifiers) {
        mouse(SWT.MouseDown, 1, at, modifiers);
        mouse(SWT.MouseUp, 1, at, modifiers);
    }

    private static void press(int key, int modifiers) {
        Event event = new Event();
        event.keyCode = key;
        event.stateMask = modifiers;
        viewer().orElseThrow().control().notifyListeners(SWT.KeyDown, event);
    }

    private static List<MachineId> selected() throws Exception {
        return Window.workbench().selection().get().machines();
    }

    @Test
    void shouldShowTheMachinesWithTheirRatesInBothThemes() throws Exception {
        Await.until(
                "vNICs have rates",
                () -> Window.on(() -> viewer().orElseThrow().shown().edges().stream()
                        .anyMatch(edge ->
                                edge.kind() == Edge.Kind.LINK && !edge.label().isEmpty())));
        Await.until(
                "there are conversations",
                () -> Window.on(() -> viewer().orElseThrow().shown().edges().stream()
                                .filter(edge -> edge.kind() == Edge.Kind.ARC)
                                .count()
                        >= 6));
        for (boolean dark : new boolean[] {false, true}) {
            Window.theme(dark);
            Window.shoot("topology-" + (dark ? "dark" : "light"));
        }
    }

    @Test
    void shouldSelectForAllPartsAndFollowThem() throws Exception {
        Window.run(() -> {
            click(at("web"), 0);
            assertEquals(List.of(machine("web")), selected());
            click(at("db"), SWT.MOD1);
            assertEquals(List.of(machine("web"), machine("db")), selected());
            press(SWT.ESC, 0);
            assertEquals(List.of(), selected());
            Window.workbench().selection().set(Selection.of(new Selected.OfMachine(machine("cam"))));
            assertEquals(Set.of(node("cam")), viewer().orElseThrow().selection());
            NicId nic = new NicId(machine("app"), "eth0");
            Window.workbench().selection().set(Selection.of(new Selected.OfNic(nic)));
            assertEquals(Set.of("nic:" + nic), viewer().orElseThrow().selection());
        });
    }

    @Test
    void shouldBeUsedByKeyboard() throws Exception {
        Window.run(() -> {
            press('a', SWT.MOD1);
            assertEquals(10, selected().size());
            click(at("web"), 0);
            press(SWT.ARROW_DOWN, 0);
            assertNotEquals(List.of(machine("web")), selected());
            press(SWT.ARROW_UP, 0);
            assertEquals(List.of(machine("web")), selected());
            double before = viewer().orElseThrow().zoom();
            press('+', SWT.MOD1);
            assertTrue(viewer().orElseThrow().zoom() > before);
            press('0', SWT.MOD1);
            assertEquals(1, viewer().orElseThrow().zoom());
        });
    }

    @Test
    void shouldZoomAtThePointerAndPan() throws Exception {
        Window.run(() -> {
            Point before = at("web");
            double zoom = viewer().orElseThrow().zoom();
            Event wheel = new Event();
            wheel.count = 3;
            wheel.stateMask = SWT.MOD1;
            wheel.x = before.x;
            wheel.y = before.y;
            viewer().orElseThrow().control().notifyListeners(SWT.MouseVerticalWheel, wheel);
            assertTrue(viewer().orElseThrow().zoom() > zoom);
            Point after = at("web");
            assertTrue(Math.abs(after.x - before.x) <= 2 && Math.abs(after.y - before.y) <= 2, before + " " + after);
            mouse(SWT.MouseDown, 2, new Point(10, 10), 0);
            mouse(SWT.MouseMove, 2, new Point(60, 40), 0);
            mouse(SWT.MouseUp, 2, new Point(60, 40), 0);
            assertEquals(new Point(after.x + 50, after.y + 30), at("web"));
        });
    }

    @Test
    void shouldSelectWithARubberBand() throws Exception {
        Window.run(() -> {
            Control control = viewer().orElseThrow().control();
            mouse(SWT.MouseDown, 1, new Point(2, 2), 0);
            mouse(SWT.MouseMove, 1, new Point(50, 50), 0);
            mouse(SWT.MouseMove, 1, control.getSize(), 0);
            mouse(SWT.MouseUp, 1, control.getSize(), 0);
            assertEquals(10, selected().size());
        });
    }

    @Test
    void shouldKeepAPlaceOverASwapAndTakeAMoveBack() throws Exception {
        Position before = Window.on(() -> viewer().orElseThrow().positions().get(node("admin")));
        Window.run(() -> {
            Point from = at("admin");
            mouse(SWT.MouseDown, 1, from, 0);
            mouse(SWT.MouseMove, 1, new Point(from.x + 10, from.y + 10), 0);
            mouse(SWT.MouseMove, 1, new Point(from.x + 30, from.y + 40), 0);
            mouse(SWT.MouseUp, 1, new Point(from.x + 30, from.y + 40), 0);
        });
        Position moved = Window.on(() -> viewer().orElseThrow().positions().get(node("admin")));
        assertTrue(moved.x() > before.x() && moved.y() > before.y(), before + " to " + moved);
        Window.settle();
        Window.command("org.eclipse.ui.edit.undo");
        Await.until(
                "the move is taken back",
                () -> before.equals(
                        Window.on(() -> viewer().orElseThrow().positions().get(node("admin")))));
        Window.command("org.eclipse.ui.edit.redo");
        Await.until(
                "it is moved again",
                () -> moved.equals(
                        Window.on(() -> viewer().orElseThrow().positions().get(node("admin")))));
        String admin = node("admin");
        Bundle bundle = bundle();
        bundle.stop();
        Await.until("the view is gone", () -> Window.on(() -> viewer().isEmpty()));
        bundle.start();
        Await.until(
                "it is back where it was",
                () -> Window.on(
                        () -> viewer().map(each -> moved.equals(each.positions().get(admin)))
                                .orElse(false)));
    }

    private static Bundle bundle() {
        for (Bundle bundle : Services.CONTEXT.getBundles()) {
            if (bundle.getSymbolicName().equals("org.vitrine.topology.ui")) {
                return bundle;
            }
        }
        throw new AssertionError("org.vitrine.topology.ui is not installed");
    }

    @Test
    void shouldCrossOutWhatIsFiltered() throws Exception {
        Filter filter = new Filter(new NicId(machine("web"), "eth0"), IpAddress.parse("198.51.100.7"));
        DataPlaneAdminService dataPlane = Services.get(DataPlaneAdminService.class);
        dataPlane.declare(List.of(filter));
        try {
            Await.until(
                    "it is crossed out",
                    () -> Window.on(() -> viewer().orElseThrow().shown().edges().stream()
                            .anyMatch(edge -> edge.crossed() && edge.color() == Palette.Role.FILTERED)));
            Await.until(
                    "the address has its place",
                    () -> Window.on(() -> viewer().orElseThrow()
                            .inWindow("remote:198.51.100.7")
                            .isPresent()));
            Window.run(() -> {
                click(viewer().orElseThrow().inWindow("remote:198.51.100.7").orElseThrow(), 0);
                assertEquals(
                        Selection.of(new Selected.OfRemote(filter.nic(), filter.remote())),
                        Window.workbench().selection().get());
            });
            Window.shoot("topology-filtered");
        } finally {
            dataPlane.withdraw(List.of(filter));
        }
    }

    @Test
    void shouldWriteADrawing() throws Exception {
        String svg = Window.on(() -> viewer().orElseThrow().toSvg());
        assertTrue(svg.startsWith("<svg") && svg.contains(">web</text>") && svg.endsWith("</svg>\n"));
        Files.writeString(
                Files.createDirectories(Path.of(System.getProperty("vitrine.screenshots", ".")))
                        .resolve("topology.svg"),
                svg);
        assertTrue(Window.on(() -> viewer().orElseThrow().toImage(2).width) > 1000);
    }

    @Test
    void shouldShowAThousandMachines() throws Exception {
        Workbench workbench = Window.workbench();
        Shell shell = Window.on(() -> {
            Shell made = new Shell(Display.getCurrent());
            made.setLayout(new FillLayout());
            made.setSize(1200, 800);
            return made;
        });
        try {
            GraphViewer large = Window.on(() -> {
                GraphViewer made = new GraphViewer(shell, shell.getFont(), workbench.icons(), workbench.palette());
                made.show(large());
                shell.open();
                return made;
            });
            Await.until(
                    "all have their places",
                    () -> Window.on(() -> large.positions().size() == 1100));
            Window.settle();
            Window.shoot("topology-large");
            Map<String, Position> before = Window.on(large::positions);
            Window.run(() -> {
                large.zoom(1);
                large.pan(100, 100);
                large.show(new Graph(List.of(), large().nodes(), large().edges().subList(0, 4000)));
            });
            Window.settle();
            assertEquals(before, Window.on(large::positions), "nothing is laid out again");
        } finally {
            Window.run(shell::close);
        }
    }

    private static Graph large() {
        List<Node> nodes = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            nodes.add(node("net" + i, Node.Shape.PILL, "topology-star-3", Palette.Role.NETWORK));
        }
        for (int i = 0; i < 1000; i++) {
            nodes.add(node("machine" + i, Node.Shape.CARD, "server", Palette.Role.GUEST));
            for (int j = 0; j < 5; j++) {
                edges.add(new Edge(
                        "link" + i + " " + j,
                        "machine" + i,
                        "net" + (i / 10 + j * j * 3) % 100,
                        Edge.Kind.LINK,
                        List.of(),
                        0.4,
                        Palette.Role.NETWORK,
                        1 + j,
                        false,
                        false,
                        ""));
            }
        }
        return new Graph(List.of(), nodes, edges);
    }

    private static Node node(String id, Node.Shape shape, String icon, Palette.Role color) {
        return new Node(id, "", shape, id, "", icon, color, Optional.empty(), false, "");
    }
}
