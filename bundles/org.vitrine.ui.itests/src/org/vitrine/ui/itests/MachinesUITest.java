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
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vitrine.common.MachineId;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.testkit.Await;
import org.vitrine.testkit.Services;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;

/** The machines and their labs, with the network of the demo. */
class MachinesUITest {
    private static final String LAB = "viewed";

    @BeforeAll
    static void bringUp() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        Window.open("machines");
        shouldBringALabUpAndTakeItDown();
        String demo = Files.readString(Path.of(System.getProperty("vitrine.examples"), "labs", "demo.yaml"));
        Services.get(LabAdminService.class)
                .up("the demo", demo.replaceFirst("(?m)^lab: demo$", "lab: " + LAB), _ -> {});
        Await.until("the machines are shown", () -> names(0).size() == 10);
    }

    @AfterAll
    static void takeDown() throws Exception {
        if (System.getProperty("user.name").equals("root")) {
            Window.theme(false);
            Services.get(LabAdminService.class).down(LAB, _ -> {});
        }
    }

    /** Before anything else is there: from the empty view and back to it. */
    private static void shouldBringALabUpAndTakeItDown() throws Exception {
        Await.until("there is nothing", () -> Window.words("machines").contains("No machines yet"));
        shoot("machines-empty");
        Window.open("administration");
        Await.until(
                "nobody is administered", () -> Window.words("administration").contains("is off"));
        shoot("administration-off");
        Window.run(() -> {
            Link link = Window.controls("machines", Link.class).stream()
                    .filter(each -> each.getText().contains("small example"))
                    .findFirst()
                    .orElseThrow();
            link.notifyListeners(SWT.Selection, new Event());
        });
        Await.until("the small lab is up", () -> names(0).size() == 5);
        assertEquals("small", Window.on(() -> tree().getItem(0).getText()));
        select(List.of("small"));
        Press.contextMenu(Window.on(MachinesUITest::tree), "Take down small…");
        Window.settle();
        Window.shoot("take-down");
        Press.button("Take Down");
        Await.until("the small lab is down", () -> Window.words("machines").contains("No machines yet"));
    }

    private static void shoot(String name) throws Exception {
        for (boolean dark : new boolean[] {false, true}) {
            Window.theme(dark);
            Window.shoot(name + (dark ? "-dark" : "-light"));
        }
    }

    private static Tree tree() {
        return Window.controls("machines", Tree.class).getFirst();
    }

    /** What a column says of the machines; nothing while no tree is shown. */
    private static List<String> names(int column) throws Exception {
        return Window.on(() -> Window.controls("machines", Tree.class).stream()
                .filter(Control::isVisible)
                .flatMap(tree -> Arrays.stream(tree.getItems()))
                .flatMap(group -> Arrays.stream(group.getItems()))
                .map(item -> item.getText(column))
                .toList());
    }

    private static String state(String machine) throws Exception {
        return Window.on(() -> items().filter(item -> item.getText().equals(machine))
                .map(item -> item.getText(1))
                .findFirst()
                .orElse("absent"));
    }

    private static Stream<TreeItem> items() {
        return Arrays.stream(tree().getItems())
                .flatMap(group -> Stream.concat(Stream.of(group), Arrays.stream(group.getItems())));
    }

    /** As a person does. */
    private static void select(List<String> machines) throws Exception {
        Window.run(() -> {
            tree().setSelection(items().filter(item -> machines.contains(item.getText()))
                    .toArray(TreeItem[]::new));
            tree().notifyListeners(SWT.Selection, new Event());
        });
    }

    private static List<String> selected() throws Exception {
        return Window.on(() ->
                Arrays.stream(tree().getSelection()).map(TreeItem::getText).toList());
    }

    private static MachineId id(String name) throws Exception {
        return Services.get(InventoryService.class).inventory().machines().stream()
                .filter(machine -> machine.name().equals(name))
                .map(Machine::id)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldFollowTheMachinesAndKeepWhatIsSelectedAndOpen() throws Exception {
        select(List.of("web"));
        assertEquals(
                Selection.of(new Selected.OfMachine(id("web"))),
                Window.on(() -> Window.workbench().selection().get()));
        Window.run(() -> items().filter(item -> item.getText().equals("db")).forEach(item -> {
            item.setExpanded(true);
            Event event = new Event();
            event.item = item;
            tree().notifyListeners(SWT.Expand, event);
        }));
        Services.get(MachineAdminService.class).stop(id("db"));
        Await.until("db is shown off", () -> state("db").equals("stopped"));
        assertEquals(List.of("web"), selected());
        assertTrue(Window.on(() -> items().anyMatch(item -> item.getText().equals("db") && item.getExpanded())));
        assertTrue(Window.words("machines").contains("10 machines, 9 run"), Window.words("machines"));
        shoot("machines");
        Services.get(MachineAdminService.class).start(id("db"));
        Await.until("db is shown on", () -> state("db").equals("running"));
    }

    @Test
    void shouldStopAndStartSeveralFromTheContextMenu() throws Exception {
        Tree tree = Window.on(MachinesUITest::tree);
        select(List.of("app", "build"));
        Press.contextMenu(tree, "Stop 2 machines");
        Await.until(
                "they are off",
                () -> state("app").equals("stopped") && state("build").equals("stopped"));
        assertTrue(
                Press.contextMenu(tree).contains("[Stop 2 machines]"),
                Press.contextMenu(tree).toString());
        Press.contextMenu(tree, "Start 2 machines");
        Await.until(
                "they are on",
                () -> state("app").equals("running") && state("build").equals("running"));
        assertEquals(List.of("app", "build"), selected());
    }

    @Test
    void shouldSelectWhatIsSelectedElsewhere() throws Exception {
        Machine cam = Services.get(InventoryService.class)
                .inventory()
                .machine(id("cam"))
                .orElseThrow();
        Selection vnic = Selection.of(new Selected.OfNic(cam.nics().getFirst().id()));
        Window.run(() -> Window.workbench().selection().set(vnic));
        assertEquals(List.of("eth0"), selected());
        assertEquals(
                "cam", Window.on(() -> tree().getSelection()[0].getParentItem().getText()));
        assertEquals(vnic, Window.on(() -> Window.workbench().selection().get()), "and leaves it as it is");
    }

    @Test
    void shouldFilterByWords() throws Exception {
        Text words = Window.on(() -> Window.controls("machines", Text.class).getFirst());
        Window.run(() -> words.setText("10.77.2. -router"));
        assertEquals(List.of("app", "build"), names(0));
        assertTrue(Window.words("machines").contains("2 of 10 shown"), Window.words("machines"));
        Window.run(() -> words.setText(""));
        assertEquals(10, names(0).size());
    }

    @Test
    void shouldRunACommandInAMachine() throws Exception {
        select(List.of("web"));
        Press.contextMenu(Window.on(MachinesUITest::tree), "Run a command in web…");
        Await.until("the window is open", () -> Window.on(() -> Window.dialog().isPresent()));
        Window.run(() -> find(Window.dialog().orElseThrow(), Text.class).setText("echo hello; echo no >&2; exit 3"));
        Press.button("Run");
        Await.until(
                "it has run",
                () -> Window.on(() -> find(Window.dialog().orElseThrow(), StyledText.class)
                        .getText()
                        .equals("hello\nno\n")));
        Window.settle();
        Window.shoot("run-a-command");
        Press.button("Close");
        Await.until(
                "the window is closed", () -> Window.on(() -> Window.dialog().isEmpty()));
    }

    private static <C extends Control> C find(Composite parent, Class<C> kind) {
        for (Control child : parent.getChildren()) {
            C found = kind.isInstance(child)
                    ? kind.cast(child)
                    : child instanceof Composite composite ? find(composite, kind) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Test
    void shouldShowWhereGuestsAreAdministered() throws Exception {
        Window.open("administration");
        Await.until("the guests are listed", () -> Press.rows("administration").size() == 5);
        assertTrue(
                Press.rows("administration").stream()
                        .anyMatch(row -> row.startsWith("web|eth0|10.77.1.10, fd77:1::10")),
                Press.rows("administration").toString());
        shoot("administration");
    }
}
