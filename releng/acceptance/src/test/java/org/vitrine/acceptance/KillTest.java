/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The runtime is killed at random moments; what was declared comes back, and what it made can be removed. */
class KillTest {
    private static final int KILLS = 50;
    private static final String HOST = "vt-crash-h";
    private static final String FILTERED = "10.78.0.99";
    private static final long RESTORED_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String LAB = """
            lab: crash
            hosts: {h: }
            networks:
              lan: {host: h, subnets: [10.78.1.0/24]}
            machines:
              one:
                role: guest
                host: h
                nics: {eth0: {network: lan, addresses: [10.78.1.1/24]}}
                run: [sleep 1000, sh -c 'while :; do sleep 0.01; done']
              two:
                role: guest
                host: h
                nics: {eth0: {network: lan, addresses: [10.78.1.2/24]}}
                run: [ping -q 10.78.1.1]
            """;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final LongSummaryStatistics sinceStart = new LongSummaryStatistics();
    private final LongSummaryStatistics sinceReady = new LongSummaryStatistics();
    private Vitrine vitrine;

    @Test
    void shouldPutEverythingRightAfterAKill() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        try (Vitrine opened = new Vitrine()) {
            vitrine = opened;
            Files.writeString(vitrine.folder().resolve("crash.yaml"), LAB);
            vitrine.run("runtime", "--background").mustSucceed();
            try {
                killAgainAndAgain();
            } finally {
                vitrine.run("lab", "down");
            }
        }
        System.out.printf(
                "%d kills; filters were back in the kernel %.0f ms (at most %d) after the start of the runtime was asked for,"
                        + " %.0f ms (at most %d) after it was ready%n",
                KILLS, sinceStart.getAverage(), sinceStart.getMax(), sinceReady.getAverage(), sinceReady.getMax());
    }

    private void killAgainAndAgain() throws Exception {
        long up = millisOf("lab", "up", "crash.yaml");
        long filter = millisOf("filter", "one", "10.78.0.1");
        long down = millisOf("lab", "down", "crash");
        for (int kill = 0; kill < KILLS; kill++) {
            String what = "kill " + kill + " of seed " + seed;
            switch (kill % 4) {
                case 0 -> {
                    killDuring(up, "lab", "up", "crash.yaml");
                    vitrine.run("runtime", "--background").mustSucceed();
                    downLeavesNothing(what);
                    vitrine.run("lab", "up", "crash.yaml").mustSucceed();
                    vitrine.run("filter", "one", FILTERED).mustSucceed();
                }
                case 1, 2 -> {
                    killDuring(filter, "filter", "one", "10.78.0." + kill);
                    startRestoresTheFilter(what);
                }
                default -> {
                    killDuring(down, "lab", "down", "crash");
                    vitrine.run("runtime", "--background").mustSucceed();
                    downLeavesNothing(what);
                }
            }
        }
    }

    private long millisOf(String... command) throws Exception {
        long begin = System.nanoTime();
        vitrine.run(command).mustSucceed();
        return millisSince(begin);
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private void killDuring(long takes, String... command) throws Exception {
        Process process = vitrine.start(command);
        process.waitFor(random.nextLong(takes + 1), TimeUnit.MILLISECONDS);
        vitrine.kill();
        process.waitFor();
        vitrine.kill(); // a lab command that comes late starts a runtime of its own
    }

    /** Also from the kernel the rules have gone, as after a restart of the machine. */
    private void startRestoresTheFilter(String what) throws Exception {
        Shell.runIn(HOST, "nft", "flush", "ruleset");
        long begin = System.nanoTime();
        vitrine.run("runtime", "--background").mustSucceed();
        long ready = System.nanoTime();
        while (!Shell.runIn(HOST, "nft", "list", "ruleset").contains(FILTERED)) {
            assertTrue(System.nanoTime() - ready < RESTORED_WITHIN_NANOS, what + ": the filter is not back");
        }
        sinceStart.accept(millisSince(begin));
        sinceReady.accept(millisSince(ready));
    }

    private void downLeavesNothing(String what) throws Exception {
        vitrine.run("lab", "down").mustSucceed();
        assertEquals(Set.of(), vitrine.traces("crash"), what);
    }
}
