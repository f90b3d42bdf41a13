/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Text;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.vitrine.runtime.health.HealthService;
import org.vitrine.testkit.Await;
import org.vitrine.testkit.Services;

/** What the runtime tells of itself: bundles, health, log. */
class RuntimeViewsUITest {
    private static final String SWAPPED = "org.vitrine.admin.ui";

    @AfterAll
    static void backToLight() throws Exception {
        Window.theme(false);
    }

    private static void shoot(String name) throws Exception {
        for (boolean dark : new boolean[] {false, true}) {
            Window.theme(dark);
            Window.shoot(name + (dark ? "-dark" : "-light"));
        }
    }

    @Test
    void shouldStopAndStartABundleWhoseViewGoesAndComesBack() throws Exception {
        Window.open("administration");
        Await.until("the view is there", () -> Window.isOpen("administration"));
        Window.run(
                () -> Window.controls("administration", Text.class).getFirst().setText("remembered"));
        Window.open("bundles");
        Await.until("bundles are listed", () -> Press.rows("bundles").stream().anyMatch(row -> row.contains(SWAPPED)));
        Press.row("bundles", SWAPPED);
        Press.tool("Stop");
        Await.until("the view is gone", () -> !Window.isOpen("administration"));
        Window.open("administration");
        Await.until(
                "its frame says why",
                () -> Window.words("administration").contains("The bundle " + SWAPPED + " is not running."));
        Window.open("bundles");
        Await.until("its state is shown", () -> state(SWAPPED).equals("stopped"));
        Press.row("bundles", SWAPPED);
        Press.tool("Start");
        Await.until("its state is shown", () -> state(SWAPPED).equals("active"));
        Window.open("administration");
        Await.until("the view is back", () -> Window.isOpen("administration"));
        assertEquals(
                "remembered",
                Window.on(() ->
                        Window.controls("administration", Text.class).getFirst().getText()));
        Window.run(
                () -> Window.controls("administration", Text.class).getFirst().setText(""));
    }

    private static String state(String symbolicName) throws Exception {
        return Press.rows("bundles").stream()
                .filter(row -> row.contains("|" + symbolicName + "|"))
                .map(row -> row.split("\\|")[1])
                .findFirst()
                .orElse("absent");
    }

    @Test
    void shouldTellWhyABundleIsNotStopped() throws Exception {
        Window.open("bundles");
        Await.until("bundles are listed", () -> !Press.rows("bundles").isEmpty());
        Press.row("bundles", "|org.vitrine.runtime|");
        shoot("bundles");
        Press.tool("Stop");
        Await.until(
                "the refusal is shown",
                () -> Window.on(() -> Window.dialog()
                        .filter(shell -> shell.getText().equals("Stop org.vitrine.runtime"))
                        .isPresent()));
        Window.settle();
        Window.shoot("refused");
        Press.button("Close");
        assertEquals("active", state("org.vitrine.runtime"));
    }

    @Test
    void shouldListWhatTheHealthCommandLists() throws Exception {
        Window.open("health");
        List<String> wanted = Services.get(HealthService.class).items().stream()
                .map(item -> item.area() + "|" + item.name())
                .toList();
        Await.until("it is checked", () -> Press.rows("health").size() == wanted.size());
        assertEquals(
                wanted,
                Press.rows("health").stream()
                        .map(row -> row.split("\\|"))
                        .map(cells -> cells[0] + "|" + cells[1])
                        .toList());
        assertTrue(Window.words("health").contains("checked at "), Window.words("health"));
        shoot("health");
    }

    @Test
    void shouldShowANewEntryOfTheLogWithItsStackTrace() throws Exception {
        Window.open("log");
        System.Logger logger = System.getLogger("org.vitrine.itests.Example");
        for (int i = 0; i < 30; i++) {
            logger.log(System.Logger.Level.INFO, "entry " + i);
        }
        logger.log(System.Logger.Level.WARNING, "twice");
        logger.log(System.Logger.Level.WARNING, "twice");
        logger.log(System.Logger.Level.ERROR, "something broke", new IllegalStateException("on purpose"));
        Await.until(
                "it is shown",
                () -> Press.rows("log").stream().anyMatch(row -> row.contains("error|itests.Example|something broke")));
        assertTrue(
                Press.rows("log").stream().anyMatch(row -> row.endsWith("warning|itests.Example|twice|once")),
                Press.rows("log").toString());
        Press.row("log", "something broke");
        String details = Window.on(
                () -> Window.controls("log", StyledText.class).getFirst().getText());
        assertTrue(details.contains("java.lang.IllegalStateException: on purpose"), details);
        shoot("log");
    }

    @Test
    void shouldHoldTheLogStill() throws Exception {
        Window.open("log");
        System.Logger logger = System.getLogger("org.vitrine.itests.Example");
        logger.log(System.Logger.Level.INFO, "before the pause");
        Await.until("it is shown", () -> shown("before the pause"));
        Press.tool("Pause");
        Await.until("it is held", () -> Window.words("log").contains("Paused"));
        logger.log(System.Logger.Level.INFO, "during the pause");
        Await.until("it is counted", () -> Window.words("log").contains("Paused, 1 newer entry"));
        assertTrue(!shown("during the pause"));
        Window.shoot("log-paused");
        Press.tool("Pause");
        Await.until("it goes on", () -> shown("during the pause"));
    }

    private static boolean shown(String message) throws Exception {
        return Press.rows("log").stream().anyMatch(row -> row.contains(message));
    }
}
