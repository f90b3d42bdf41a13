/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.dialogs.PreferencesUtil;
import org.junit.jupiter.api.Test;
import org.vitrine.common.MachineId;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.testkit.Await;
import org.vitrine.testkit.Services;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.Palette.Role;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.Workbench;

/** The frame around all parts. */
class ShellUITest {
    @Test
    void shouldOpenContentOfAnyBundleAndKeepItsStateWhileItIsAway() throws Exception {
        Workbench workbench = Window.workbench();
        List<String> found = new ArrayList<>();
        PartContent content = new Remembering(found);
        var properties = org.osgi.framework.FrameworkUtil.asDictionary(java.util.Map.of(PartContent.PART, "example"));
        var first = Services.CONTEXT.registerService(PartContent.class, content, properties);
        Window.open("example");
        Await.until("the content is open", () -> found.size() == 1);
        first.unregister();
        assertTrue(Window.words("example").contains("No bundle is installed"), Window.words("example"));
        var second = Services.CONTEXT.registerService(PartContent.class, content, properties);
        Await.until("the content is back", () -> found.size() == 2);
        assertEquals(List.of("new", "remembered"), found);
        second.unregister();
        Window.run(() -> {
            var page = PlatformUI.getWorkbench().getActiveWorkbenchWindow().getActivePage();
            page.hideView(page.findViewReference("org.vitrine.part.other", "example"));
        });
        Window.run(() -> workbench.show("topology"));
    }

    @Test
    void shouldTellEverybodyOfASelectionOnce() throws Exception {
        Workbench workbench = Window.workbench();
        Selection selection = Selection.of(new Selected.OfMachine(new MachineId("x")));
        List<Selection> told = new ArrayList<>();
        Subscription subscription = Window.on(() -> workbench.selection().subscribe(told::add));
        Window.run(() -> {
            workbench.selection().set(selection);
            workbench.selection().set(Selection.of(new Selected.OfMachine(new MachineId("x"))));
            workbench.selection().set(Selection.NONE);
            subscription.close();
            workbench.selection().set(selection);
            workbench.selection().set(Selection.NONE);
        });
        assertEquals(List.of(selection, Selection.NONE), told.subList(told.size() - 2, told.size()));
    }

    @Test
    void shouldTakeChangesBackAndMakeThemAgain() throws Exception {
        Workbench workbench = Window.workbench();
        List<String> done = java.util.Collections.synchronizedList(new ArrayList<>());
        Window.run(() -> workbench.change("Switch on", () -> done.add("on"), () -> done.add("off")));
        Await.until("it is made", () -> done.equals(List.of("on")));
        // what is done in the background can be undone when the window knows that it was done
        Await.until("it can be undone", () -> {
            Window.settle();
            return Window.on(() -> isEnabled("org.eclipse.ui.edit.undo"));
        });
        Window.command("org.eclipse.ui.edit.undo");
        Await.until("it is taken back", () -> done.equals(List.of("on", "off")));
        Await.until("it can be made again", () -> Window.on(() -> isEnabled("org.eclipse.ui.edit.redo")));
        Window.command("org.eclipse.ui.edit.redo");
        Await.until("it is made again", () -> done.equals(List.of("on", "off", "on")));
    }

    private static boolean isEnabled(String command) {
        return PlatformUI.getWorkbench()
                .getService(org.eclipse.ui.commands.ICommandService.class)
                .getCommand(command)
                .isEnabled();
    }

    @Test
    void shouldShowAnErrorWithItsAdvice() throws Exception {
        Workbench workbench = Window.workbench();
        Window.run(() -> workbench.run(
                "Try it",
                _ -> {
                    throw new VitrineException(Reason.DENIED, "It is locked.", "Ask for the key.");
                },
                _ -> {}));
        Await.until(
                "a dialog is open",
                () -> Window.on(() -> Window.dialog()
                        .filter(shell -> shell.getText().equals("Try it"))
                        .isPresent()));
        Window.shoot("error");
        Window.run(() -> Window.dialog().orElseThrow().close());
    }

    @Test
    void shouldKeepTheButtonsOfALongErrorOnTheScreen() throws Exception {
        Workbench workbench = Window.workbench();
        String message = IntStream.range(0, 400)
                .mapToObj(line -> "line " + line + " is wrong")
                .collect(Collectors.joining("\n"));
        Window.run(() -> workbench.run(
                "Read it",
                _ -> {
                    throw new VitrineException(Reason.INVALID, message);
                },
                _ -> {}));
        Await.until(
                "a dialog is open",
                () -> Window.on(() -> Window.dialog()
                        .filter(shell -> shell.getText().equals("Read it"))
                        .isPresent()));
        Window.shoot("error-long");
        Window.run(() -> {
            Shell dialog = Window.dialog().orElseThrow();
            assertTrue(
                    dialog.getDisplay().getBounds().height > dialog.getBounds().height,
                    () -> dialog.getBounds().toString());
        });
        Press.button("Copy");
        Window.settle();
        Window.run(() -> {
            Clipboard clipboard = new Clipboard(Display.getCurrent());
            String copied = (String) clipboard.getContents(TextTransfer.getInstance());
            clipboard.dispose();
            assertEquals("Read it: " + message, copied);
            Window.dialog().orElseThrow().close();
        });
    }

    @Test
    void shouldShowThePreferencesInBothThemes() throws Exception {
        Workbench workbench = Window.workbench();
        for (boolean dark : new boolean[] {false, true}) {
            Window.theme(dark);
            for (String page : List.of("window", "runtime")) {
                Display.getDefault()
                        .asyncExec(() -> PreferencesUtil.createPreferenceDialogOn(
                                        workbench.shell(), "org.vitrine.preferences." + page, null, null)
                                .open());
                Await.until(
                        "the dialog is open",
                        () -> Window.on(() -> Window.dialog().isPresent()));
                Window.shoot("preferences-" + page + (dark ? "-dark" : "-light"));
                Press.button("Cancel");
                Await.until(
                        "the dialog is closed",
                        () -> Window.on(() -> Window.dialog().isEmpty()));
            }
        }
        Window.theme(false);
    }

    @Test
    void shouldShowTheHelpPageOfThePartInFront() throws Exception {
        Window.open("help");
        Window.open("flows");
        Await.until("its content is open", () -> Window.isOpen("flows"));
        for (boolean dark : new boolean[] {false, true}) {
            Window.theme(dark);
            Window.shoot("help-" + (dark ? "dark" : "light"));
        }
        Window.theme(false);
        Window.run(() -> {
            var page = PlatformUI.getWorkbench().getActiveWorkbenchWindow().getActivePage();
            page.hideView(page.findViewReference("org.vitrine.part.help"));
        });
    }

    @Test
    void shouldPaintEachThemeInItsOwnColours() throws Exception {
        Workbench workbench = Window.workbench();
        Window.theme(false);
        Color light = Window.on(() -> workbench.palette().color(Role.BACKGROUND));
        Window.theme(true);
        Color dark = Window.on(() -> workbench.palette().color(Role.BACKGROUND));
        assertNotEquals(light, dark);
        assertTrue(luminance(dark) < 0.1 && luminance(light) > 0.8);
        for (boolean isDark : new boolean[] {true, false}) {
            Window.theme(isDark);
            for (Role role : Role.values()) {
                if (role != Role.BACKGROUND && role != Role.SURFACE && role != Role.LINE && role != Role.SELECTION) {
                    Color background = Window.on(() -> workbench.palette().color(Role.BACKGROUND));
                    Color color = Window.on(() -> workbench.palette().color(role));
                    assertTrue(
                            contrast(background, color) >= 4.5, role + " in the theme " + (isDark ? "dark" : "light"));
                }
            }
        }
    }

    /** WCAG 2.1, relative luminance and contrast ratio. */
    private static double contrast(Color one, Color other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.03928 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    /** Remembers that it was there. */
    private record Remembering(List<String> found) implements PartContent {
        @Override
        public String title() {
            return "Example";
        }

        @Override
        public String icon() {
            return "puzzle";
        }

        @Override
        public java.net.URL help() {
            return getClass().getResource("/none");
        }

        @Override
        public OpenPart open(PartSite site) {
            found.add(site.state().get("memory", "new"));
            return new OpenPart() {
                @Override
                public void focus() {
                    site.parent().setFocus();
                }

                @Override
                public void save(PartState state) {
                    state.put("memory", "remembered");
                }
            };
        }
    }
}
