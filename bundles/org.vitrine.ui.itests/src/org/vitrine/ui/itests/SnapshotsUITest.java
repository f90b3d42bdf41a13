/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vitrine.hypervisor.HypervisorAdminService;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineSnapshot;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.MachineStatisticsService;
import org.vitrine.testkit.Await;
import org.vitrine.testkit.Services;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;

/** Snapshots and power of a machine, with the hypervisor that libvirt has for tests. */
class SnapshotsUITest {
    private static final String URI = "test:///default";

    @BeforeAll
    static void connect() throws Exception {
        assumeTrue(
                Stream.of("x86_64", "aarch64")
                        .anyMatch(arch -> Files.exists(Path.of("/usr/lib", arch + "-linux-gnu", "libvirt.so.0"))),
                "needs libvirt's library");
        Window.open("machines");
        Services.get(HypervisorAdminService.class).add(URI);
        Await.until(
                "there is a machine",
                () -> machines().anyMatch(each -> each.name().equals("test")));
        Window.open("snapshots");
    }

    @AfterAll
    static void disconnect() throws Exception {
        if (machines().anyMatch(each -> each.name().equals("test"))) {
            Window.theme(false);
            select(Selection.NONE);
            Services.get(HypervisorAdminService.class).remove(URI);
        }
    }

    private static Machine machine() throws Exception {
        return machines().filter(each -> each.name().equals("test")).findFirst().orElseThrow();
    }

    private static Stream<Machine> machines() throws Exception {
        return Services.get(InventoryService.class).inventory().machines().stream();
    }

    private static void select(Selection selection) throws Exception {
        Window.run(() -> Window.workbench().selection().set(selection));
    }

    private static List<String> kept() throws Exception {
        return Services.get(MachineStatisticsService.class).snapshots(machine().id()).stream()
                .map(MachineSnapshot::name)
                .toList();
    }

    private static void shoot(String name) throws Exception {
        for (boolean dark : new boolean[] {false, true}) {
            Window.theme(dark);
            Window.shoot(name + (dark ? "-dark" : "-light"));
        }
    }

    /** The text fields of the open dialog, in their order. */
    private static List<Text> fields() {
        return all(Window.dialog().orElseThrow())
                .filter(Text.class::isInstance)
                .map(Text.class::cast)
                .filter(text -> text.getMessage().length() > 0)
                .toList();
    }

    private static Stream<Control> all(Control control) {
        return control instanceof Composite composite
                ? Stream.concat(
                        Stream.of(control), Stream.of(composite.getChildren()).flatMap(SnapshotsUITest::all))
                : Stream.of(control);
    }

    private static boolean canPress(String label) throws Exception {
        return Window.on(() -> all(Window.dialog().orElseThrow())
                .anyMatch(each ->
                        each instanceof Button button && button.getText().equals(label) && button.isEnabled()));
    }

    private static void take(String name, String description) throws Exception {
        Press.tool("Take a snapshot");
        Await.until("a name is asked for", () -> Window.on(() -> Window.dialog().isPresent()));
        Window.run(() -> {
            fields().get(0).setText(name);
            fields().get(1).setText(description);
        });
    }

    @Test
    void shouldTakeASnapshotGoBackToItAndDeleteIt() throws Exception {
        select(Selection.NONE);
        Await.until("nothing is selected", () -> Window.words("snapshots").contains("No machine is selected"));
        select(Selection.of(new Selected.OfMachine(machine().id())));
        Await.until("there is none", () -> Window.words("snapshots").contains("test has no snapshots yet"));
        shoot("snapshots-empty");
        take("before", "as it was delivered");
        Window.shoot("snapshot-take");
        Press.button("Take");
        Await.until("it is taken", () -> Press.rows("snapshots").stream().anyMatch(row -> row.startsWith("before|")));
        assertEquals(List.of("before"), kept());

        take("before", "");
        assertFalse(canPress("Take"), "there is one of that name");
        Window.run(() -> fields().get(0).setText("after"));
        Press.button("Take");
        Await.until("it is taken, too", () -> Press.rows("snapshots").size() == 2);
        String after = Press.rows("snapshots").stream()
                .filter(row -> row.startsWith("after|"))
                .findFirst()
                .orElseThrow();
        assertTrue(after.contains("|disks and memory|") && after.contains("|before|"), after);
        shoot("snapshots");

        Press.row("snapshots", "as it was delivered");
        Press.tool("Go back to it");
        Press.button("Go Back");
        Await.until(
                "it goes on from there",
                () -> Services.get(MachineStatisticsService.class)
                        .snapshots(machine().id())
                        .stream()
                        .anyMatch(snapshot ->
                                snapshot.current() && snapshot.name().equals("before")));
        Press.row("snapshots", "after|");
        Press.tool("Delete");
        Press.button("Delete");
        Await.until("it is deleted", () -> kept().equals(List.of("before")));
        Await.until("it is not shown", () -> Press.rows("snapshots").size() == 1);
    }

    @Test
    void shouldSuspendAndResumeFromTheMenu() throws Exception {
        select(Selection.of(new Selected.OfMachine(machine().id())));
        Window.open("machines");
        Control tree = Window.on(() -> Window.controls("machines", Tree.class).getFirst());
        assertFalse(Press.contextMenu(tree).contains("Resume test"), "it runs");
        Press.contextMenu(tree, "Suspend test");
        Await.until("it is suspended", () -> state() == MachineState.PAUSED);
        Await.until("it can be resumed", () -> Press.contextMenu(tree).contains("Resume test"));
        Press.contextMenu(tree, "Resume test");
        Await.until("it runs again", () -> state() == MachineState.RUNNING);
    }

    private static MachineState state() throws Exception {
        return machine().state();
    }
}
