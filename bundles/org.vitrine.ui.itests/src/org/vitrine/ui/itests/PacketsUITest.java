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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
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

/** The Packets part with files, as a person uses it. */
class PacketsUITest {
    private static final String PART = "packets";
    private static final int VISITS = 400;

    /** Two guests that ping each other, twenty times a second. */
    private static final String LAB = """
            lab: watchview
            hosts:
              alpha:
            networks:
              lan: {host: alpha, subnets: [10.79.2.0/24]}
            machines:
              one:
                role: guest
                host: alpha
                nics:
                  eth0: {network: lan, addresses: [10.79.2.1/24]}
                run:
                  - ping -q -i 0.05 10.79.2.2
              two:
                role: guest
                host: alpha
                nics:
                  eth0: {network: lan, addresses: [10.79.2.2/24]}
            """;

    @TempDir
    Path folder;

    private Path file;

    /** By another name each time, so that what is shown is not what an earlier test left. */
    @BeforeEach
    void open(TestInfo test) throws Exception {
        file = SampleCapture.write(
                folder.resolve(test.getTestMethod().orElseThrow().getName() + ".pcapng"), VISITS);
        Window.workbench();
        Window.run(() -> Window.workbench().open(file));
        shows("5\u2009200 packets of " + file.getFileName());
    }

    @AfterEach
    void forgetFilter() throws Exception {
        Window.theme(false);
        filter("");
        // so that nothing of it is opened again
        Files.delete(file);
    }

    private static void shows(String words) throws Exception {
        Await.until("it shows " + words, () -> Window.words(PART).contains(words));
    }

    private static Canvas table() throws Exception {
        return Window.on(() -> Window.controls(PART, Canvas.class).stream()
                .filter(canvas -> canvas.getClass() == Canvas.class && (canvas.getStyle() & SWT.H_SCROLL) != 0)
                .findFirst()
                .orElseThrow());
    }

    private static void press(int key, int mask) throws Exception {
        Canvas table = table();
        Window.run(() -> {
            Event event = new Event();
            event.keyCode = key;
            event.stateMask = mask;
            table.notifyListeners(SWT.KeyDown, event);
        });
    }

    /** Presses the mouse at a place of the table, and lets it go at another one. */
    private static void drag(Point from, Point to, int mask) throws Exception {
        Canvas table = table();
        Window.run(() -> {
            for (int type : new int[] {SWT.MouseDown, SWT.MouseMove, SWT.MouseUp}) {
                Event event = new Event();
                event.button = type == SWT.MouseMove ? 0 : 1;
                event.stateMask = type == SWT.MouseDown ? mask : mask | SWT.BUTTON1;
                event.x = type == SWT.MouseDown ? from.x : to.x;
                event.y = type == SWT.MouseDown ? from.y : to.y;
                table.notifyListeners(type, event);
            }
        });
    }

    /** Clicks a row, counted from the first one in sight. */
    private static void click(int row, int mask) throws Exception {
        Canvas table = table();
        int height = Window.on(() -> {
            GC gc = new GC(table);
            int text = gc.getFontMetrics().getHeight();
            gc.dispose();
            return text + 4;
        });
        Point place = new Point(30, height + 6 + row * height + height / 2);
        drag(place, place, mask);
    }

    private static void filter(String text) throws Exception {
        Window.run(() -> {
            Combo combo = Window.controls(PART, Combo.class).getFirst();
            combo.setText(text);
            combo.notifyListeners(SWT.DefaultSelection, new Event());
        });
    }

    private static List<String> layers() throws Exception {
        return Window.on(
                () -> Arrays.stream(Window.controls(PART, Tree.class).getFirst().getItems())
                        .map(TreeItem::getText)
                        .toList());
    }

    @Test
    void shouldFilterAsOneTypes() throws Exception {
        filter("dns");
        shows("400 of 5\u2009200 packets");
        filter("tcp.port == 80 and vm == web");
        shows("1\u2009400 of 5\u2009200 packets");
        filter("tpc");
        shows("There is no field tpc. Did you mean tcp?");
        Window.shoot("packets-filter-wrong");
        filter("ip.addr == 192.0.2.1");
        shows("0 of 5\u2009200 packets");
        filter("");
        shows("5\u2009200 packets of " + file.getFileName());
    }

    @Test
    void shouldTakeAPacketApart() throws Exception {
        press(SWT.HOME, 0);
        for (int i = 0; i < 6; i++) {
            press(SWT.ARROW_DOWN, 0);
        }
        Await.until("the request is taken apart", () -> layers().contains("Frame 7, 105 B"));
        assertTrue(layers().contains("TCP, 40000 → 80"), layers()::toString);
        Window.run(() -> {
            Tree tree = Window.controls(PART, Tree.class).getFirst();
            tree.setSelection(tree.getItem(3).getItem(1));
            tree.notifyListeners(SWT.Selection, new Event());
        });
        Window.command("org.eclipse.ui.window.maximizePart");
        Window.shoot("packets-light");
        Window.theme(true);
        Window.shoot("packets-dark");
        Window.theme(false);
        Window.command("org.eclipse.ui.window.maximizePart");
    }

    @Test
    void shouldSelectSeveral() throws Exception {
        press(SWT.HOME, 0);
        click(1, 0);
        click(3, SWT.MOD1);
        click(5, SWT.MOD1);
        shows("3 selected");
        Window.shoot("packets-several");
        click(3, SWT.MOD1);
        shows("2 selected");
        click(1, 0);
        click(8, SWT.SHIFT);
        shows("8 selected");
        press('a', SWT.MOD1);
        shows("5\u2009200 selected");
    }

    @Test
    void shouldDragAColumnToAnotherPlace() throws Exception {
        Point first = new Point(20, 8);
        Point length = new Point(660, 8);
        drag(length, first, 0);
        drag(first, first, 0);
        drag(first, first, 0);
        Await.until("the longest comes first, for the first column is that of the length now", () -> {
            press(SWT.HOME, 0);
            return !layers().isEmpty() && layers().getFirst().endsWith(", 106 B");
        });
        drag(first, first, 0);
        drag(first, new Point(length.x + 40, 8), 0);
    }

    @Test
    void shouldReadTheFileAgain() throws Exception {
        SampleCapture.write(file, 10);
        press(SWT.F5, 0);
        shows("130 packets of " + file.getFileName());
    }

    @Test
    void shouldFollowAConversation() throws Exception {
        press(SWT.HOME, 0);
        for (int i = 0; i < 6; i++) {
            press(SWT.ARROW_DOWN, 0);
        }
        Press.contextMenu(table(), "Follow conversation");
        Await.until(
                "what was said is there",
                () -> Window.on(() -> Window.controls(PART, StyledText.class).stream()
                        .anyMatch(text -> text.getText().contains("GET /index.html")
                                && text.getText().contains("Hello, world!"))));
        shows("7 of 5\u2009200 packets");
        Window.shoot("packets-conversation");
        filter("");
    }

    @Test
    void shouldDrawWhatPassed() throws Exception {
        TimeRange before = Window.on(() -> Window.workbench().timeRange().get());
        filter("udp");
        shows("1\u2009200 of 5\u2009200 packets");
        Window.run(() -> {
            CTabFolder tabs = Window.controls(PART, CTabFolder.class).getFirst();
            tabs.setSelection(2);
            tabs.notifyListeners(SWT.Selection, new Event());
        });
        Window.command("org.eclipse.ui.window.maximizePart");
        Window.shoot("packets-graph");
        assertEquals(before, Window.on(() -> Window.workbench().timeRange().get()), "live charts stay live");
        Window.command("org.eclipse.ui.window.maximizePart");
        Window.run(() -> Window.controls(PART, CTabFolder.class).getFirst().setSelection(0));
    }

    @Test
    void shouldKeepANoteInTheFile() throws Exception {
        press(SWT.HOME, 0);
        Press.contextMenu(table(), "Note…");
        Await.until("the dialog is open", () -> Window.on(() -> Window.dialog().isPresent()));
        Window.run(() -> text(Window.dialog().orElseThrow()).setText("who is asked"));
        Press.button("OK");
        filter("frame.comment contains \"asked\"");
        shows("1 of 5\u2009200 packets");
        Window.command("org.eclipse.ui.edit.undo");
        shows("0 of 5\u2009200 packets");
        filter("");
    }

    private static Text text(org.eclipse.swt.widgets.Composite in) {
        for (var child : in.getChildren()) {
            if (child instanceof Text found && (found.getStyle() & SWT.READ_ONLY) == 0) {
                return found;
            }
            if (child instanceof org.eclipse.swt.widgets.Composite composite) {
                Text found = text(composite);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    @Test
    void shouldGoToAPacket() throws Exception {
        Canvas table = table();
        Window.run(() -> table.getDisplay()
                .asyncExec(
                        () -> { // the dialog waits
                            Event event = new Event();
                            event.keyCode = 'g';
                            event.stateMask = SWT.MOD1;
                            table.notifyListeners(SWT.KeyDown, event);
                        }));
        Await.until("the dialog is open", () -> Window.on(() -> Window.dialog().isPresent()));
        Window.run(() -> text(Window.dialog().orElseThrow()).setText("5000"));
        Press.button("OK");
        Await.until(
                "the packet is taken apart",
                () -> layers().stream().anyMatch(layer -> layer.startsWith("Frame 5000, ")));
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() throws Exception {
        Path cut = folder.resolve("cut.pcapng");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
        Window.run(() -> Window.workbench().open(cut));
        shows("is damaged after packet");
        Path words = Files.writeString(folder.resolve("words.pcap"), "these are words and no packets");
        Window.run(() -> Window.workbench().open(words));
        shows("is no capture file");
        Window.shoot("packets-no-capture");
        assertEquals(0, layers().size());
    }

    @Test
    void shouldShowWhatPassesNow() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        Services.get(LabAdminService.class).up("watch test", LAB, _ -> {});
        try {
            Await.until("the machine is known", () -> machine("one").isPresent());
            MachineId one = machine("one").orElseThrow();
            Window.run(() -> Window.workbench().selection().set(Selection.of(new Selected.OfMachine(one))));
            Await.until(
                    "its packets can be watched",
                    () -> Press.contextMenu(table()).contains("Watch packets"));
            Press.contextMenu(table(), "Watch packets");
            shows("packets of one eth0");
            filter("icmp.type == 8");
            Await.until("pings come", () -> passed() >= 10);
            int before = passed();
            Await.until("more come, and no word of it flickers", () -> {
                assertFalse(Window.words(PART).contains("Filters, "), Window.words(PART));
                return passed() > before + 10;
            });
            Window.shoot("packets-live");
            Press.tool("Stop");
            shows("It ended");
        } finally {
            Window.run(() -> Window.workbench().open(file));
            Window.run(() -> Window.workbench().selection().set(Selection.NONE));
            Services.get(LabAdminService.class).down("watchview", _ -> {});
        }
    }

    @Test
    void shouldOpenWiresharkOnWhatPasses() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        Services.get(LabAdminService.class).up("watch test", LAB, _ -> {});
        try {
            Await.until("the machine is known", () -> machine("one").isPresent());
            MachineId one = machine("one").orElseThrow();
            Window.run(() -> Window.workbench().selection().set(Selection.of(new Selected.OfMachine(one))));
            Await.until("Wireshark is offered", () -> Press.contextMenu(table()).contains("Open in Wireshark"));
            Press.contextMenu(table(), "Open in Wireshark");
            if (Files.isExecutable(Path.of("/usr/bin/wireshark"))) {
                assumeTrue(Files.isExecutable(Path.of("/usr/bin/xwininfo")), "needs xwininfo to see other windows");
                Await.until("Wireshark runs", () -> wireshark().isPresent());
                ProcessHandle process = wireshark().orElseThrow();
                try {
                    Await.until("its window is there", PacketsUITest::hasWindowOfWireshark);
                    for (int i = 0; i < 10; i++) {
                        Window.settle(); // so that there is something on the picture
                    }
                    Window.shootScreen("packets-wireshark");
                } finally {
                    process.destroy();
                }
                Await.until("it has ended", () -> !process.isAlive());
            } else {
                Await.until(
                        "the dialog is open",
                        () -> Window.on(() -> Window.dialog().isPresent()));
                Window.shoot("packets-no-wireshark");
                Press.button("Close");
            }
        } finally {
            Window.run(() -> Window.workbench().selection().set(Selection.NONE));
            Services.get(LabAdminService.class).down("watchview", _ -> {});
        }
    }

    private static Optional<ProcessHandle> wireshark() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/wireshark"))
                .findFirst();
    }

    private static boolean hasWindowOfWireshark() throws Exception {
        Process search = new ProcessBuilder("xwininfo", "-root", "-tree").start();
        String windows = new String(search.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        search.waitFor();
        return windows.contains("\"Capturing from ");
    }

    private static Optional<MachineId> machine(String name) throws Exception {
        return Services.get(InventoryService.class).inventory().machines().stream()
                .filter(machine -> machine.name().equals(name))
                .map(Machine::id)
                .findFirst();
    }

    /** How many packets pass the filter, as the line above the table says. */
    private static int passed() throws Exception {
        return Window.words(PART)
                .lines()
                .filter(line -> line.contains(" of ") && line.contains("packets of"))
                .map(line -> line.replaceFirst(" of .*", "").replaceAll("[^0-9]", ""))
                .filter(digits -> !digits.isEmpty())
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(0);
    }
}
