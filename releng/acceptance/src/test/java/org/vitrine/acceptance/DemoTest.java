/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoTest {
    @Test
    void shouldTellItsStoryOnRealMachines() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        try (Vitrine vitrine = new Vitrine()) {
            String told = vitrine.run("demo", "--no-window", "--out", "out")
                    .mustSucceed()
                    .output();
            assertTrue(told.contains("the guest saw neither request nor reply"), told);
            check(vitrine.folder().resolve("out"), "live");
            assertEquals(Set.of(), vitrine.traces("demo"));
        }
    }

    @Test
    void shouldTellTheSameStoryFromTheRecording() throws Exception {
        try (Vitrine vitrine = new Vitrine()) {
            vitrine.run("demo", "--recorded", "--no-window", "--out", "out").mustSucceed();
            check(vitrine.folder().resolve("out"), "recorded");
        }
    }

    private static void check(Path out, String mode) throws Exception {
        JsonObject result = JsonParser.parseString(Files.readString(out.resolve("result.json")))
                .getAsJsonObject();
        assertEquals(mode, result.get("mode").getAsString());
        assertEquals(6, result.getAsJsonArray("checks").size());
        result.getAsJsonArray("checks")
                .forEach(check ->
                        assertTrue(check.getAsJsonObject().get("passed").getAsBoolean(), check.toString()));
        String report = Files.readString(out.resolve("report.html"));
        assertTrue(report.contains("<svg") && report.contains("</html>"));
        assertFalse(report.contains("src=") || report.contains("href="), "the report needs nothing from elsewhere");
        String pcap = out.resolve("demo.pcap").toString();
        assertTrue(Shell.run("tshark", "-r", pcap, "-c", "50", "-T", "fields", "-e", "ip.src")
                .contains("10.77."));
    }
}
