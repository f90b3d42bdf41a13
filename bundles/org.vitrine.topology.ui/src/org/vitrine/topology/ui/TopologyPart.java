/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.topology.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jface.action.ControlContribution;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Text;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.traffic.TrafficQuery;
import org.vitrine.traffic.TrafficService;
import org.vitrine.traffic.TrafficSnapshot;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.Preferences;
import org.vitrine.ui.Selection;
import org.vitrine.ui.Workbench;
import org.vitrine.ui.graph.GraphViewer;
import org.vitrine.ui.graph.Position;
import org.vitrine.ui.widgets.EmptyState;
import org.vitrine.ui.widgets.ToolAction;

/** The open topology: keeps the newest facts and shows them. */
final class TopologyPart implements OpenPart {
    /** The busiest of each vNIC; more are in the table of its traffic. */
    private static final int MOST_REMOTES = 8;

    private static final double EXPORT_SCALE = 2;

    private final PartSite site;
    private final Workbench workbench;
    private final TrafficService trafficService;
    private final Composite area;
    private final StackLayout stack = new StackLayout();
    private final GraphViewer viewer;
    private final Control empty;
    private final ToolAction conversing;
    private final Set<String> remembered;
    private Text search;
    private Subscription trafficStream = () -> {};
    private Inventory inventory = Inventory.EMPTY;
    private Optional<TrafficSnapshot> traffic = Optional.empty();
    private List<DeclarationState> declarations = List.of();
    private Topology topology = Topology.EMPTY;

    TopologyPart(PartSite site, InventoryService inventoryService, TrafficService traffic, DataPlaneService dataPlane) {
        this.site = site;
        this.workbench = site.workbench();
        this.trafficService = traffic;
        area = new Composite(site.parent(), SWT.NONE);
        area.setLayout(stack);
        empty = new EmptyState(
                        area,
                        workbench.icons(),
                        "topology-star-3",
                        "No machines",
                        "Nothing is running that could be watched. Bring up a lab in Machines, or on the command line:"
                                + " vitrine lab up demo")
                .action("Open Machines", () -> workbench.show("machines"))
                .control();
        viewer = new GraphViewer(area, area.getFont(), workbench.icons(), workbench.palette());
        stack.topControl = empty;
        PartState state = site.state();
        Map<String, Position> places = Places.load(state);
        remembered = places.keySet();
        viewer.place(places);
        viewer.restoreView(state.get("view", ""));
        conversing = ToolAction.toggle(
                site,
                "Conversations",
                "messages",
                state.get("conversations", "true").equals("true"),
                _ -> refresh());
        fillToolBar(site.toolBar());
        site.contextMenu(viewer.control(), this::fillMenu);
        viewer.control().addListener(SWT.KeyDown, this::key);
        viewer.onSelection(ids -> workbench.selection().set(topology.selection(ids)));
        viewer.onMove(this::moved);
        workbench.selection().subscribe(this::follow);
        workbench.palette().subscribe(viewer::refresh);
        site.follow(inventoryService::subscribe, this::showInventory);
        site.follow(dataPlane::subscribe, this::showDeclarations);
        workbench.preferences().subscribe(this::subscribeTraffic);
    }

    private void subscribeTraffic(Preferences preferences) {
        trafficStream.close();
        TrafficQuery query = TrafficQuery.all(Math.min(MOST_REMOTES, preferences.remoteHosts()));
        trafficStream = site.follow(
                listener -> trafficService.subscribe(query, preferences.refreshPeriod(), listener), this::showTraffic);
    }

    private void showInventory(Inventory next) {
        inventory = next;
        Control top = next.machines().isEmpty() && next.networks().isEmpty() ? empty : viewer.control();
        if (stack.topControl != top) {
            stack.topControl = top;
            area.layout();
        }
        refresh();
    }

    private void showDeclarations(List<DeclarationState> next) {
        declarations = next;
        refresh();
    }

    private void showTraffic(TrafficSnapshot next) {
        traffic = Optional.of(next);
        refresh();
    }

    private void refresh() {
        topology = TopologyModel.of(inventory, traffic, declarations, conversing.isChecked());
        viewer.show(topology.graph());
        follow(workbench.selection().get());
    }

    /** Somebody selected, here or elsewhere. */
    private void follow(Selection selection) {
        Set<String> ids = topology.ids(selection);
        if (!ids.equals(viewer.selection()) && !selection.equals(topology.selection(viewer.selection()))) {
            viewer.select(ids);
            ids.stream().findFirst().ifPresent(viewer::reveal);
        }
    }

    private void moved(GraphViewer.Move move) {
        Display display = area.getDisplay();
        String label = move.to().size() == 1
                ? "Move " + name(move.to().keySet().iterator().next())
                : "Move " + move.to().size() + " nodes";
        workbench.change(label, () -> place(display, move.to()), () -> place(display, move.from()));
    }

    private String name(String id) {
        return topology.graph().nodes().stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .map(node -> node.label())
                .orElse("a node");
    }

    /** Any thread, and any time later: the part may be closed by then. */
    private void place(Display display, Map<String, Position> positions) {
        if (!display.isDisposed()) {
            display.asyncExec(() -> {
                if (!area.isDisposed()) {
                    viewer.place(positions);
                }
            });
        }
    }

    // tool bar, menu, keys

    private void fillToolBar(IToolBarManager bar) {
        bar.add(new ControlContribution("search") {
            @Override
            protected Control createControl(Composite parent) {
                return createSearch(parent);
            }

            @Override
            protected int computeWidth(Control control) {
                return 150;
            }
        });
        conversing.inToolBar();
        bar.add(new Separator());
        ToolAction.push(site, "Lay out again", "hierarchy-2", viewer::layout).inToolBar();
        ToolAction.push(site, "Show everything (Home)", "arrows-maximize", viewer::fit)
                .inToolBar();
        ToolAction.push(site, "Zoom in (Ctrl++)", "zoom-in", viewer::zoomIn).inToolBar();
        ToolAction.push(site, "Zoom out (Ctrl+-)", "zoom-out", viewer::zoomOut).inToolBar();
        ToolAction.push(site, "Export…", "file-export", this::export).inToolBar();
        bar.update(true);
    }

    private Control createSearch(Composite parent) {
        search = new Text(parent, SWT.SEARCH | SWT.ICON_CANCEL);
        search.setMessage("find (Ctrl+F)");
        search.addListener(SWT.Modify, _ -> find(false));
        search.addListener(SWT.DefaultSelection, _ -> find(true));
        search.addListener(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.ESC || event.keyCode == SWT.ARROW_DOWN) {
                viewer.control().setFocus();
            }
        });
        return search;
    }

    /** Selects what has the text, the first, or the one after what is selected. */
    private void find(boolean next) {
        String text = search.getText().strip().toLowerCase(Locale.ROOT);
        List<String> found = text.isEmpty() ? List.of() : topology.find(text);
        if (found.isEmpty()) {
            return;
        }
        int at = viewer.selection().stream().findFirst().map(found::indexOf).orElse(-1);
        String id = found.get(next ? (at + 1) % found.size() : Math.max(0, at));
        viewer.select(Set.of(id));
        viewer.reveal(id);
        workbench.selection().set(topology.selection(Set.of(id)));
    }

    private void fillMenu(IMenuManager menu) {
        menu.add(conversing);
        menu.add(ToolAction.push(site, "Show everything\tHome", "arrows-maximize", viewer::fit));
        menu.add(ToolAction.push(site, "Lay out again", "hierarchy-2", viewer::layout));
        menu.add(ToolAction.push(site, "Export…", "file-export", this::export));
        menu.add(new Separator());
    }

    private void key(Event event) {
        if ((event.stateMask & SWT.MODIFIER_MASK) == SWT.MOD1 && event.keyCode == 'f' && search != null) {
            search.setFocus();
            search.selectAll();
        }
    }

    private void export() {
        FileDialog dialog = new FileDialog(workbench.shell(), SWT.SAVE);
        dialog.setFilterNames(new String[] {"Drawing (SVG)", "Picture (PNG)"});
        dialog.setFilterExtensions(new String[] {"*.svg", "*.png"});
        dialog.setFileName("topology.svg");
        dialog.setOverwrite(true);
        String chosen = dialog.open();
        if (chosen == null) {
            return;
        }
        Path path = Path.of(chosen);
        if (chosen.toLowerCase(Locale.ROOT).endsWith(".png")) {
            ImageData picture = viewer.toImage(EXPORT_SCALE);
            write(path, file -> {
                ImageLoader loader = new ImageLoader();
                loader.data = new ImageData[] {picture};
                try (var stream = Files.newOutputStream(file)) {
                    loader.save(stream, SWT.IMAGE_PNG);
                }
            });
        } else {
            String drawing = viewer.toSvg();
            write(path, file -> Files.writeString(file, drawing));
        }
    }

    /** What puts content into a file. */
    private interface Writer {
        void write(Path file) throws IOException;
    }

    /** Writes a file, whole or not at all. */
    private void write(Path path, Writer writer) {
        workbench.run(
                "Export to " + path,
                _ -> {
                    try {
                        Path part = path.resolveSibling(path.getFileName() + ".part");
                        writer.write(part);
                        return Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
                    } catch (IOException e) {
                        throw new VitrineException(
                                Reason.FAILED,
                                path + " cannot be written: " + e.getMessage(),
                                "Choose another folder.",
                                e);
                    }
                },
                written -> workbench.say("The topology is in " + written));
    }

    // life

    @Override
    public void focus() {
        stack.topControl.setFocus();
    }

    @Override
    public void save(PartState state) {
        Set<String> lasting = new HashSet<>(remembered);
        lasting.addAll(viewer.movedByHand());
        Places.save(state, viewer.shown(), viewer.positions(), lasting);
        state.put("view", viewer.saveView());
        state.put("conversations", conversing.isChecked());
    }
}
