/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The window as a person starts it, on a runtime of another process and on its own. */
class WorkbenchTest {
    private static final long LIMIT_SECONDS = 90;

    @Test
    void shouldShowARuntimeOfAnotherProcessAndOutliveIt() throws Exception {
        assumeTrue(System.getenv("DISPLAY") != null, "needs a display: DISPLAY is not set");
        try (Vitrine vitrine = new Vitrine()) {
            vitrine.run("runtime", "--background").mustSucceed();
            Process window = vitrine.start("workbench");
            String title = vitrine.socket().toString();
            Vitrine.awaitWindow(window, title);
            vitrine.kill();
            vitrine.run("runtime", "--background").mustSucceed();
            assertTrue(window.isAlive(), "the window outlives the runtime");
            Vitrine.awaitWindow(window, title);
            window.destroy();
            assertTrue(window.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "the window ends when it is asked to");
            vitrine.run("lab", "list").mustSucceed(); // the runtime goes on without the window
        }
    }

    @Test
    void shouldBeTheRuntimeWhereNoneRuns() throws Exception {
        assumeTrue(System.getenv("DISPLAY") != null, "needs a display: DISPLAY is not set");
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        try (Vitrine vitrine = new Vitrine()) {
            Process window = vitrine.start("workbench");
            Vitrine.awaitWindow(window, "Vitrine");
            vitrine.run("lab", "up", "small").mustSucceed();
            vitrine.run("lab", "down").mustSucceed();
            assertTrue(window.isAlive(), "the window goes on");
        }
    }
}
