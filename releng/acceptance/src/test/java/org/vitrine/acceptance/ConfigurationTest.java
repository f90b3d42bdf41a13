/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private Vitrine vitrine;
    private Path file;

    @BeforeEach
    void create() throws Exception {
        vitrine = new Vitrine();
        file = vitrine.folder().resolve("runtime.yaml");
    }

    @AfterEach
    void close() throws Exception {
        vitrine.close();
    }

    @Test
    void shouldRefuseToStartOnABadFileAndSayWhy() throws Exception {
        Files.writeString(file, "traffic:\n  window: 3 parsecs\n  widow: 3 s\nnonsense: {}\n");
        var outcome = vitrine.run("runtime", "--background", "--config", "runtime.yaml");
        assertFalse(outcome.exitCode() == 0);
        for (String line : new String[] {":2:", ":3:", ":4:"}) {
            assertTrue(outcome.errors().contains("runtime.yaml" + line), outcome.errors());
        }
        assertTrue(outcome.errors().contains("window"), "suggests what was meant: " + outcome.errors());
    }

    @Test
    void shouldUseAChangedFileWithoutARestart() throws Exception {
        Files.writeString(file, "traffic:\n  window: 2 s\n");
        vitrine.run("runtime", "--background", "--config", "runtime.yaml").mustSucceed();
        assertEquals(Duration.ofSeconds(2), window());
        Files.writeString(file, "traffic:\n  window: 1500 ms\n");
        awaitWindow(Duration.ofMillis(1500));
        Files.writeString(file, "traffic:\n  window: 0 s\n");
        await(() -> vitrine.run("log", "--level", "error").output().contains("runtime.yaml:2:"));
        assertEquals(Duration.ofMillis(1500), window(), "a bad file changes nothing");
        Files.delete(file);
        awaitWindow(Duration.ofSeconds(3));
    }

    @Test
    void shouldShowAndCheckSettings() throws Exception {
        vitrine.run("runtime", "--background").mustSucceed();
        String shown = vitrine.run("config").mustSucceed().output();
        assertTrue(shown.contains("traffic:") && shown.contains("# window: 3000 ms"), shown);
        Files.writeString(file, shown);
        vitrine.run("config", "--check", "runtime.yaml").mustSucceed();
        Files.writeString(file, "admin:\n  allow: 7\n");
        assertEquals(3, vitrine.run("config", "--check", "runtime.yaml").exitCode());
    }

    private void awaitWindow(Duration wanted) throws Exception {
        await(() -> window().equals(wanted));
    }

    /** Asks again and again; each time takes as long as a command does. */
    private static void await(Callable<Boolean> condition) throws Exception {
        for (int i = 0; i < 100 && !condition.call(); i++) {
            assertTrue(i < 99, "it does not come");
        }
    }

    private Duration window() throws Exception {
        String status = vitrine.run("status", "--json").mustSucceed().output();
        return Duration.parse(
                JsonParser.parseString(status).getAsJsonObject().get("window").getAsString());
    }
}
