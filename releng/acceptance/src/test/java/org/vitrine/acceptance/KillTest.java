/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The runtime is killed at random moments; what it declared comes back, and what it made can be removed. */
class KillTest {
    private static final int ROUNDS = 50;
    private static final String FILTERED = "10.78.0.99";

    @Test
    void shouldPutEverythingRightAfterAKill() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        TreeSet<String> before = Shell.traces();
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            try (Vitrine vitrine = new Vitrine()) {
                vitrine.run("runtime", "--background").mustSucceed();
                boolean declared = switch (round % 3) {
                    case 0 -> killDuringUp(vitrine, random);
                    case 1 -> killDuringFilter(vitrine, random);
                    default -> killDuringDown(vitrine, random);
                };
                vitrine.run("runtime", "--background").mustSucceed();
                if (declared) {
                    String filters = vitrine.run("filters").mustSucceed().output();
                    assertTrue(
                            filters.contains("APPLIED") && filters.contains(FILTERED),
                            "round " + round + ": " + filters);
                }
                vitrine.run("lab", "down").mustSucceed();
                vitrine.run("runtime", "--stop").mustSucceed();
                assertEquals(before, Shell.traces(), "round " + round + " leaves nothing");
            }
        }
    }

    private static boolean killDuringUp(Vitrine vitrine, Random random) throws Exception {
        Process up = vitrine.start("lab", "up", "small");
        killAfter(vitrine, random.nextInt(900));
        up.waitFor();
        return false;
    }

    private static boolean killDuringFilter(Vitrine vitrine, Random random) throws Exception {
        vitrine.run("lab", "up", "small").mustSucceed();
        vitrine.run("filter", "one", FILTERED).mustSucceed();
        Process filter = vitrine.start("filter", "one", "10.78.0.98");
        killAfter(vitrine, random.nextInt(500));
        filter.waitFor();
        return true;
    }

    private static boolean killDuringDown(Vitrine vitrine, Random random) throws Exception {
        vitrine.run("lab", "up", "small").mustSucceed();
        Process down = vitrine.start("lab", "down");
        killAfter(vitrine, random.nextInt(500));
        down.waitFor();
        return false;
    }

    /** Not SIGTERM: nothing of ours runs any more when this returns. */
    private static void killAfter(Vitrine vitrine, int millis) throws IOException, InterruptedException {
        ProcessHandle runtime = vitrine.runtime();
        Thread.sleep(millis);
        runtime.destroyForcibly();
        runtime.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        assertFalse(runtime.isAlive());
    }
}
