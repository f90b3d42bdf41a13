/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.commands.ICommandService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.common.MachineId;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.testkit.Await;
import org.vitrine.testkit.Services;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.TimeRange;
import org.vitrine.ui.Workbench;

/** Traffic, filters and captures, with the machines of the demo. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrafficUITest {
    private static final String LAB = "trafui";
    private static final String OFFICE = "10.77.100.30";

    private Workbench workbench;

    @BeforeAll
    void bringUp() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        workbench = Window.workbench();
        String demo = Files.readString(Path.of(System.getProperty("vitrine.examples"), "labs", "demo.yaml"));
        Services.get(LabAdminService.class).up("traffic test", demo.replace("lab: demo", "lab: " + LAB), _ -> {});
    }

    @AfterAll
    void takeDown() throws Exception {
        if (System.getProperty("user.name").equals("root")) {
            Services.get(LabAdminService.class).down(LAB, _ -> {});
            Window.theme(false);
        }
    }

    @BeforeEach
    void showTraffic() throws Exception {
        Window.run(() -> workbench.selection().set(Selection.NONE));
        Window.open("filters");
        Window.open("traffic");
        Await.until(
                "cam talks to the office", () -> row("traffic", "cam", OFFICE).isPresent());
    }

    @AfterEach
    void deselect() throws Exception {
        Window.run(() -> {
            workbench.selection().set(Selection.NONE);
            Window.controls("traffic", Text.class).getFirst().setText("");
        });
    }

    @Test
    void shouldListRemoteHostsWithTheirRates() throws Exception {
        Await.until("every guest talks", () -> rows("traffic").size() >= 8);
        Await.until(
                "cam sends its picture", () -> cell("cam", OFFICE, "Tx rate").endsWith("kbit/s"));
        assertTrue(cell("cam", OFFICE, "Remote address").contains("(office)"));
        assertTrue(cell("cam", OFFICE, "Tx packets").endsWith("pkt/s"));
        assertTrue(cell("cam", OFFICE, "Tx total").endsWith("B"));
        Await.until("the line of totals", () -> Window.words("traffic").contains("frames missed"));
        Window.run(() -> selectRow("traffic", "cam", OFFICE));
        Window.theme(false);
        Window.shoot("traffic-light");
        Window.theme(true);
        Window.shoot("traffic-dark");
        Window.theme(false);
    }

    @Test
    void shouldFollowTheSelection() throws Exception {
        Window.run(() -> workbench.selection().set(Selection.of(new Selected.OfMachine(machine("web")))));
        Await.until("only web is in sight", () -> {
            List<String> machines = rows("traffic").stream()
                    .map(cells -> cells.getFirst())
                    .distinct()
                    .toList();
            return machines.equals(List.of("web"));
        });
        Window.run(() -> workbench.selection().set(Selection.of(new Selected.OfMachine(machine("router")))));
        Await.until(
                "it says that routers are not watched",
                () -> Window.words("traffic").contains("no watched vNIC"));
        Window.shoot("traffic-empty");
        Window.run(() -> workbench.selection().set(Selection.NONE));
        Await.until("all are back", () -> row("traffic", "cam", OFFICE).isPresent());
        Window.run(() -> selectRow("traffic", "cam", OFFICE));
        assertEquals(
                OFFICE,
                Window.on(() -> workbench
                        .selection()
                        .get()
                        .only(Selected.OfRemote.class)
                        .orElseThrow()
                        .remote()
                        .toString()));
        assertTrue(row("traffic", "db", "fd77:100::30").isPresent(), "pointing at a row leaves the others in sight");
    }

    @Test
    void shouldFilterFromTheTableAndTakeItBack() throws Exception {
        Window.run(() -> selectRow("traffic", "cam", OFFICE));
        Window.run(() -> choose("traffic", "Filter " + OFFICE));
        Await.until("the kernel has it", () -> ruleset().contains(OFFICE));
        Await.until("the row says so", () -> cell("cam", OFFICE, "State").startsWith("filtered, "));
        Await.until("cam sends in vain", () -> !cell("cam", OFFICE, "State").contains(" 0 packets"));
        Window.shoot("traffic-filtered");

        Window.open("filters");
        Await.until(
                "it is listed as applied",
                () -> row("filters", "cam", OFFICE)
                        .filter(cells -> cells.contains("applied"))
                        .isPresent());
        Await.until(
                "what it stopped is counted",
                () -> row("filters", "cam", OFFICE)
                        .filter(cells -> cells.stream().anyMatch(cell -> cell.matches("[1-9][0-9]* pkt, .*B")))
                        .isPresent());
        for (boolean dark : new boolean[] {false, true}) {
            Window.theme(dark);
            Window.shoot("filters-" + (dark ? "dark" : "light"));
        }
        Window.theme(false);

        command("org.eclipse.ui.edit.undo");
        Await.until("the kernel forgot it", () -> !ruleset().contains(OFFICE));
        Await.until("nothing is filtered", () -> Window.words("filters").contains("Nothing is filtered"));
        Window.shoot("filters-empty");
        command("org.eclipse.ui.edit.redo");
        Await.until("the kernel has it again", () -> ruleset().contains(OFFICE));
        Await.until("it is listed again", () -> row("filters", "cam", OFFICE).isPresent());

        Window.run(() -> selectRow("filters", "cam", OFFICE));
        Window.run(() -> press("filters", SWT.DEL, 0));
        Await.until("Delete took it away", () -> !ruleset().contains(OFFICE));
        Window.open("traffic");
        Await.until("the row says so, too", () -> !cell("cam", OFFICE, "State").startsWith("filtered"));
    }

    @Test
    void shouldFilterTypedAddressesAtAMachine() throws Exception {
        Window.run(() -> workbench.selection().set(Selection.of(new Selected.OfMachine(machine("web")))));
        Await.until("web is in sight", () -> row("traffic", "web", "").isPresent());
        later(() -> choose("traffic", "Filter remote address…"));
        Shell dialog = dialog("Filter a Remote Address");
        Text address = Window.on(() -> within(dialog, Text.class).getFirst());
        Window.run(() -> address.setText("203.0.113"));
        assertFalse(Window.on(() -> button(dialog, "OK").isEnabled()));
        Window.run(() -> address.setText("203.0.113.9"));
        Window.run(() -> Window.send(button(dialog, "OK"), SWT.Selection));
        Await.until("the kernel has it", () -> ruleset().contains("203.0.113.9"));
        command("org.eclipse.ui.edit.undo");
        Await.until("the kernel forgot it", () -> !ruleset().contains("203.0.113.9"));
    }

    @Test
    void shouldSortFilterAndCopyRows() throws Exception {
        Await.until("every guest talks", () -> rows("traffic").size() >= 8);
        Window.run(() -> {
            TableColumn remote = column(table("traffic"), "Remote address");
            Window.send(remote, SWT.Selection);
        });
        List<String> first = Window.on(() -> rows("traffic").getFirst());
        assertTrue(first.get(2).startsWith("10.77.1."), "the lowest IPv4 address is on top: " + first);
        Window.run(() -> Window.controls("traffic", Text.class).getFirst().setText("office -cam"));
        List<List<String>> office = Window.on(() -> rows("traffic"));
        assertFalse(office.isEmpty());
        assertTrue(office.stream().allMatch(cells -> cells.get(2).contains("office")));
        assertTrue(office.stream().noneMatch(cells -> cells.getFirst().equals("cam")));
        String copied = Window.on(() -> {
            press("traffic", 'a', SWT.MOD1);
            press("traffic", 'c', SWT.MOD1);
            Clipboard clipboard = new Clipboard(Display.getCurrent());
            try {
                return (String) clipboard.getContents(TextTransfer.getInstance());
            } finally {
                clipboard.dispose();
            }
        });
        List<String> lines = copied.lines().toList();
        assertTrue(lines.getFirst().startsWith("Machine\tvNIC\tRemote address\tTx + Rx"), lines.getFirst());
        assertEquals(office.size() + 1, lines.size());
        Window.shoot("traffic-several");
        Window.run(() -> {
            TableColumn busiest = column(table("traffic"), "Tx + Rx");
            Window.send(busiest, SWT.Selection);
        });
    }

    @Test
    void shouldShareTheTimeRange() throws Exception {
        TimeRange before = Window.on(() -> workbench.timeRange().get());
        Window.run(() -> Window.send(item("30 s"), SWT.Selection));
        assertEquals(
                TimeRange.last(Duration.ofSeconds(30)),
                Window.on(() -> workbench.timeRange().get()));
        Window.run(() -> workbench.timeRange().set(TimeRange.last(Duration.ofMinutes(5))));
        assertTrue(Window.on(() -> item("5 min").getSelection()));
        assertFalse(Window.on(() -> item("30 s").getSelection()));
        Window.run(() -> workbench.timeRange().set(before));
    }

    @Test
    void shouldCaptureIntoAFileThatTsharkReads(@TempDir Path folder) throws Exception {
        Window.run(() -> selectRow("traffic", "cam", OFFICE));
        later(() -> choose("traffic", "Capture…"));
        Shell dialog = dialog("Capture");
        Await.until(
                "the filter is checked",
                () -> Window.on(() -> button(dialog, "Capture").isEnabled()));
        Path file = folder.resolve("cam.pcap");
        Window.run(() -> {
            List<Text> fields = within(dialog, Text.class).stream()
                    .filter(text -> (text.getStyle() & SWT.READ_ONLY) == 0)
                    .toList();
            fields.get(1).setText("20");
            fields.getLast().setText(file.toString());
        });
        Window.shoot("capture");
        Window.run(() -> Window.send(button(dialog, "Capture"), SWT.Selection));
        Await.until("the file is there", () -> Files.exists(file));
        Shell end = dialog("Capture cam eth0");
        Window.shoot("capture-end");
        Window.run(() -> Window.send(button(end, "Close"), SWT.Selection));
        List<String> packets = output("tshark", "-r", file.toString()).lines().toList();
        assertEquals(20, packets.size(), packets.toString());
        assertTrue(packets.stream().allMatch(packet -> packet.contains(OFFICE)), packets.toString());
    }

    @Test
    void shouldChangeRulesAsText() throws Exception {
        Window.run(() -> selectRow("traffic", "cam", OFFICE));
        Window.run(() -> choose("traffic", "Filter " + OFFICE));
        Await.until("the kernel has it", () -> ruleset().contains(OFFICE));
        Window.open("filters");
        Await.until("it is listed", () -> row("filters", "cam", OFFICE).isPresent());
        Press.tool("Rules as text");
        Shell dialog = dialog("Rules as Text");
        StyledText text = Window.on(() -> within(dialog, StyledText.class).getFirst());
        Window.run(() -> {
            assertFalse(button(dialog, "Apply").isEnabled(), "nothing would change");
            Window.send(button(dialog, "limit"), SWT.Selection);
            Window.send(button(dialog, "guard"), SWT.Selection);
            Window.send(button(dialog, "drop"), SWT.Selection);
            text.setText(text.getText().replace("probability=100%", "probability=12345%"));
            assertFalse(button(dialog, "Apply").isEnabled(), "something is wrong");
            text.setText(text.getText().replace("probability=12345%", "probability=0.5%"));
            assertTrue(button(dialog, "Apply").isEnabled());
        });
        Window.shoot("rules-text");
        Window.run(() -> Window.send(button(dialog, "Apply"), SWT.Selection));
        Await.until(
                "all kinds are listed",
                () -> rows("filters").size() == 4
                        && rows("filters").stream().allMatch(cells -> cells.contains("applied")));
        Window.shoot("rules");
        command("org.eclipse.ui.edit.undo");
        Await.until("the filter alone is left", () -> rows("filters").size() == 1);
        command("org.eclipse.ui.edit.undo");
        Await.until("the kernel forgot it", () -> !ruleset().contains(OFFICE));
        Window.open("traffic");
    }

    @Test
    void shouldShowWherePacketsDie() throws Exception {
        Window.run(() -> selectRow("traffic", "cam", OFFICE));
        Window.run(() -> choose("traffic", "Filter " + OFFICE));
        Await.until("the kernel has it", () -> ruleset().contains(OFFICE));
        later(() -> choose("traffic", "Where did it die…"));
        Shell dialog = dialog("Where Did It Die: from cam:eth0");
        Window.run(() -> Window.send(button(dialog, "Follow"), SWT.Selection));
        Await.until(
                "the path is there",
                () -> Window.on(() -> within(dialog, Table.class).getFirst().getItemCount() > 5));
        Window.shoot("trace-lost");
        List<String> ends = Window.on(
                () -> Arrays.stream(within(dialog, Table.class).getFirst().getItems())
                        .map(item -> item.getText(1) + "|" + item.getText(4))
                        .toList());
        assertTrue(
                ends.stream().anyMatch(row -> row.contains(", from the guest") && row.endsWith("|died here")),
                ends.toString());
        command("org.eclipse.ui.edit.undo");
        Await.until("the kernel forgot it", () -> !ruleset().contains(OFFICE));
        Window.run(() -> Window.send(button(dialog, "Follow"), SWT.Selection));
        Await.until(
                "it arrives",
                () -> Window.on(() -> within(dialog, Table.class).getFirst().getItemCount() > 10));
        Window.shoot("trace-arrived");
        Window.run(() -> Window.send(button(dialog, "Close"), SWT.Selection));
    }

    // ---- what is on the screen; on the UI thread where it says so

    private static MachineId machine(String name) throws Exception {
        return Services.get(InventoryService.class).inventory().machines().stream()
                .filter(machine -> machine.group().equals(LAB) && machine.name().equals(name))
                .map(Machine::id)
                .findFirst()
                .orElseThrow();
    }

    /** UI thread only. */
    private static Table table(String part) {
        return Window.controls(part, Table.class).getFirst();
    }

    private static TableColumn column(Table table, String title) {
        return Arrays.stream(table.getColumns())
                .filter(column -> column.getText().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private static List<List<String>> rows(String part) throws Exception {
        return Window.on(() -> {
            Table table = table(part);
            List<List<String>> rows = new ArrayList<>();
            for (int row = 0; row < table.getItemCount(); row++) {
                List<String> cells = new ArrayList<>();
                for (int column = 0; column < table.getColumnCount(); column++) {
                    cells.add(table.getItem(row).getText(column));
                }
                rows.add(cells);
            }
            return rows;
        });
    }

    private static Optional<List<String>> row(String part, String machine, String remote) throws Exception {
        return rows(part).stream()
                .filter(cells ->
                        cells.getFirst().equals(machine) && cells.get(2).startsWith(remote))
                .findFirst();
    }

    private static String cell(String machine, String remote, String title) throws Exception {
        int column = Window.on(() -> table("traffic").indexOf(column(table("traffic"), title)));
        return row("traffic", machine, remote).map(cells -> cells.get(column)).orElse("");
    }

    /** UI thread only. */
    private static void selectRow(String part, String machine, String remote) throws Exception {
        List<List<String>> rows = rows(part);
        Table table = table(part);
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).getFirst().equals(machine) && rows.get(i).get(2).startsWith(remote)) {
                table.setSelection(i);
                Window.send(table, SWT.Selection);
                return;
            }
        }
        throw new AssertionError(machine + " and " + remote + " are not in " + rows);
    }

    /** Chooses from the context menu. UI thread only. */
    private static void choose(String part, String label) {
        Menu menu = table(part).getMenu();
        Window.send(menu, SWT.Show);
        MenuItem item = Arrays.stream(menu.getItems())
                .filter(each -> each.getText().equals(label))
                .findFirst()
                .orElseThrow(() -> new AssertionError(label + " is not in "
                        + Arrays.stream(menu.getItems()).map(MenuItem::getText).toList()));
        Window.send(menu, SWT.Hide);
        Window.send(item, SWT.Selection);
    }

    /** UI thread only. */
    private static void press(String part, int key, int modifiers) {
        Event event = new Event();
        event.keyCode = key;
        event.stateMask = modifiers;
        table(part).notifyListeners(SWT.KeyDown, event);
    }

    /** UI thread only. */
    private static ToolItem item(String label) {
        return Window.controls("traffic", ToolBar.class).stream()
                .flatMap(bar -> Arrays.stream(bar.getItems()))
                .filter(item -> item.getText().strip().equals(label))
                .findFirst()
                .orElseThrow();
    }

    /** What opens a dialog returns when that is closed. */
    private static void later(Runnable code) {
        Display.getDefault().asyncExec(code);
    }

    private static Shell dialog(String title) throws Exception {
        Await.until(
                "the dialog " + title + " is open",
                () -> Window.on(() -> Window.dialog()
                        .filter(shell -> shell.getText().equals(title))
                        .isPresent()));
        return Window.on(() -> Window.dialog().orElseThrow());
    }

    /** UI thread only. */
    private static Button button(Shell dialog, String label) {
        return within(dialog, Button.class).stream()
                .filter(button -> button.getText().replace("&", "").equals(label))
                .findFirst()
                .orElseThrow();
    }

    /** UI thread only. */
    private static <C extends Control> List<C> within(Composite parent, Class<C> kind) {
        List<C> found = new ArrayList<>();
        for (Control child : parent.getChildren()) {
            if (kind.isInstance(child)) {
                found.add(kind.cast(child));
            }
            if (child instanceof Composite composite) {
                found.addAll(within(composite, kind));
            }
        }
        return found;
    }

    /** A command of the window, once it can be done: it knows of a change a moment after the kernel. */
    private static void command(String id) throws Exception {
        Await.until(id + " can be done", () -> {
            Window.settle();
            return Window.on(() -> PlatformUI.getWorkbench()
                    .getService(ICommandService.class)
                    .getCommand(id)
                    .isEnabled());
        });
        Window.command(id);
    }

    private static String ruleset() throws Exception {
        return output("ip", "netns", "exec", "vt-" + LAB + "-alpha", "nft", "-j", "list", "ruleset");
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), String.join(" ", command));
        return output;
    }
}
