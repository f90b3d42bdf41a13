/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.Text;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.vitrine.common.MachineId;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.testkit.Await;
import org.vitrine.testkit.Services;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.Workbench;

/** Flows and protocols, with the machines of the demo. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlowsUITest {
    private static final String LAB = "flowui";
    private static final String OFFICE = "10.77.100.30";

    private Workbench workbench;

    @BeforeAll
    void bringUp() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        workbench = Window.workbench();
        String demo = Files.readString(Path.of(System.getProperty("vitrine.examples"), "labs", "demo.yaml"));
        Services.get(LabAdminService.class).up("flows test", demo.replace("lab: demo", "lab: " + LAB), _ -> {});
    }

    @AfterAll
    void takeDown() throws Exception {
        if (System.getProperty("user.name").equals("root")) {
            Services.get(LabAdminService.class).down(LAB, _ -> {});
            Window.theme(false);
            Window.run(() -> workbench.selection().set(Selection.NONE));
        }
    }

    @BeforeEach
    void deselect() throws Exception {
        Window.run(() -> workbench.selection().set(Selection.NONE));
    }

    private static MachineId machine(String name) throws Exception {
        return Services.get(InventoryService.class).inventory().machines().stream()
                .filter(machine -> machine.group().equals(LAB) && machine.name().equals(name))
                .map(Machine::id)
                .findFirst()
                .orElseThrow();
    }

    private static void openFlows() throws Exception {
        Window.open("flows");
        Await.until(
                "cam talks to the office",
                () -> rows("flows").stream().anyMatch(row -> row.startsWith("cam|") && row.contains(OFFICE)));
    }

    /** Nothing while a part says that there is none. */
    private static List<String> rows(String part) throws Exception {
        return Window.on(() -> Window.controls(part, Table.class).isEmpty()) ? List.of() : Press.rows(part);
    }

    @Test
    void shouldListFlowsWithTheirTcpState() throws Exception {
        openFlows();
        Await.until(
                "a request was answered",
                () -> rows("flows").stream()
                        .anyMatch(row -> row.contains("|http|") && row.matches(".*\\|(ESTABLISHED|CLOS.*)\\|.*")));
        Await.until(
                "rates are known",
                () -> rows("flows").stream().anyMatch(row -> row.startsWith("cam|") && row.contains("kbit/s")));
        Await.until("the line of totals", () -> Window.words("flows").contains("evicted"));
        Press.row("flows", OFFICE);
        Window.theme(false);
        Window.shoot("flows-light");
        Window.theme(true);
        Window.shoot("flows-dark");
        Window.theme(false);
    }

    @Test
    void shouldFollowTheSelectionAndDriveIt() throws Exception {
        openFlows();
        Window.run(() -> workbench.selection().set(Selection.of(new Selected.OfMachine(machine("web")))));
        Await.until(
                "only web is in sight",
                () -> !rows("flows").isEmpty() && rows("flows").stream().allMatch(row -> row.startsWith("web|")));
        Window.run(() -> workbench.selection().set(Selection.of(new Selected.OfMachine(machine("router")))));
        Await.until(
                "it says that routers have none", () -> Window.words("flows").contains("No flow now"));
        Window.shoot("flows-empty");
        Window.run(() -> workbench.selection().set(Selection.NONE));
        openFlows();
        Press.row("flows", OFFICE);
        Selected.OfFlow flow = Window.on(
                () -> workbench.selection().get().only(Selected.OfFlow.class).orElseThrow());
        assertEquals(OFFICE, flow.key().remote().toString());
        assertTrue(rows("flows").stream().anyMatch(row -> row.startsWith("web|")), "the others stay in sight");
        Window.open("traffic");
        Await.until(
                "its remote host is selected in Traffic",
                () -> Window.on(() -> Arrays.stream(Window.controls("traffic", Table.class)
                                .getFirst()
                                .getSelection())
                        .anyMatch(item -> item.getText(2).startsWith(OFFICE))));
        Await.until(
                "somebody talks to the CDN",
                () -> rows("traffic").stream().anyMatch(row -> row.contains("10.77.100.20")));
        Press.row("traffic", "10.77.100.20");
        Window.open("flows");
        Await.until(
                "only those with the remote host",
                () -> !rows("flows").isEmpty() && rows("flows").stream().allMatch(row -> row.contains("10.77.100.20")));
    }

    @Test
    void shouldAskInTheOrderOfTheColumn() throws Exception {
        openFlows();
        Window.run(() -> Window.send(column("Idle"), SWT.Selection));
        Await.until("those that spoke last are on top", () -> rows("flows").size() > 4);
        Window.run(() -> Window.send(column("Tx bytes"), SWT.Selection));
        Window.run(() -> Window.controls("flows", Text.class).getFirst().setText("udp -ntp"));
        Await.until(
                "only what has the words is listed",
                () -> !rows("flows").isEmpty() && rows("flows").stream().allMatch(row -> row.contains("|UDP|")));
        Window.run(() -> Window.controls("flows", Text.class).getFirst().setText("web -udp http"));
        Await.until(
                "the machine's name is a word, too",
                () -> !rows("flows").isEmpty()
                        && rows("flows").stream().allMatch(row -> row.startsWith("web|") && row.contains("|http|")));
        Window.run(() -> Window.controls("flows", Text.class).getFirst().setText("nothing-has-this"));
        Await.until("nothing is listed", () -> rows("flows").isEmpty());
        assertTrue(Window.words("flows").contains("0 of "), Window.words("flows"));
        Window.run(() -> Window.controls("flows", Text.class).getFirst().setText(""));
        openFlows();
    }

    private static TableColumn column(String title) {
        return Arrays.stream(Window.controls("flows", Table.class).getFirst().getColumns())
                .filter(column -> column.getText().equals(title))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldCaptureTheSelectedFlow() throws Exception {
        openFlows();
        Press.row("flows", OFFICE);
        Table table = Window.on(() -> Window.controls("flows", Table.class).getFirst());
        List<String> menu = Press.contextMenu(table);
        assertTrue(menu.contains("Filter " + OFFICE), menu.toString());
        Press.contextMenu(table, "Capture this flow…");
        Await.until("the dialog is open", () -> Window.on(() -> Window.dialog().isPresent()));
        Await.until(
                "the filter is that of the flow",
                () -> Window.on(() -> combos(Window.dialog().orElseThrow())
                        .anyMatch(
                                combo -> combo.getText().matches("host .* and host " + OFFICE + " and udp port .*"))));
        Window.shoot("flows-capture");
        Press.button("Cancel");
    }

    private static Stream<Combo> combos(Control control) {
        return switch (control) {
            case Combo combo -> Stream.of(combo);
            case Composite composite -> Arrays.stream(composite.getChildren()).flatMap(FlowsUITest::combos);
            default -> Stream.of();
        };
    }

    @Test
    void shouldShowWhatTrafficConsistsOf() throws Exception {
        Window.open("protocols");
        Await.until("web serves", () -> rows("protocols").stream().anyMatch(row -> row.startsWith("TCP 80 http|")));
        Await.until("with a share", () -> rows("protocols").stream().anyMatch(row -> row.contains(" %|")));
        Window.theme(false);
        Window.shoot("protocols-light");
        Window.theme(true);
        Window.shoot("protocols-dark");
        Window.theme(false);
        Press.tool("What Ethernet frames");
        Await.until(
                "frames by what they carry", () -> rows("protocols").stream().anyMatch(row -> row.startsWith("ARP|")));
        Window.shoot("protocols-ethernet");
        Press.tool("What IP packets");
        Await.until(
                "packets by what they carry",
                () -> rows("protocols").stream().anyMatch(row -> row.startsWith("ICMPv6|")));
        Press.row("protocols", "UDP");
        Window.shoot("protocols-row");
        Press.tool("TCP and UDP by the port");
        Window.run(() -> workbench.selection().set(Selection.of(new Selected.OfMachine(machine("db")))));
        Await.until(
                "only what db has",
                () -> rows("protocols").stream().anyMatch(row -> row.startsWith("TCP 8080 http-alt|"))
                        && rows("protocols").stream().noneMatch(row -> row.startsWith("TCP 80 ")));
    }
}
