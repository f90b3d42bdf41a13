/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    private static Vitrine vitrine;

    @BeforeAll
    static void startRuntime() throws Exception {
        vitrine = new Vitrine();
        vitrine.run("runtime", "--background").mustSucceed();
    }

    @AfterAll
    static void stopRuntime() throws Exception {
        vitrine.close();
    }

    /** The front door's own commands, and those that bundles of the runtime bring. */
    @Test
    void shouldListEveryCommandInItsHelp() throws Exception {
        String help = vitrine.run("help").mustSucceed().output();
        Set<String> commands = new TreeSet<>(Set.of("demo", "verify", "workbench", "runtime", "bench", "build"));
        Matcher listed = Pattern.compile("(?m)^  ([a-z]+)\\b")
                .matcher(vitrine.run("commands").mustSucceed().output());
        while (listed.find()) {
            commands.add(listed.group(1));
        }
        assertTrue(commands.containsAll(List.of("health", "filter", "lab", "capture")), commands.toString());
        for (String command : commands) {
            assertTrue(Pattern.compile("\\b" + command + "\\b").matcher(help).find(), "no " + command + " in the help");
            String usage = vitrine.run(command, "--help").mustSucceed().output();
            assertTrue(usage.toLowerCase(Locale.ROOT).startsWith("usage: vitrine " + command), usage);
        }
    }

    @Test
    void shouldBeAGoodShellScript() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/shellcheck")), "needs shellcheck");
        Shell.run(
                "shellcheck",
                "-x",
                "--source-path=SCRIPTDIR",
                Vitrine.CHECKOUT.resolve("vitrine").toString());
    }

    @Test
    void shouldSayWhatIsWrongWithACommandLine() throws Exception {
        var outcome = vitrine.run("bundles", "--stp", "x");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errors().contains("--stop"), outcome.errors());
        var lacking = vitrine.run("limit", "all"); // which the command finds out by itself
        assertEquals(2, lacking.exitCode());
        assertTrue(lacking.errors().startsWith("vitrine: give a rate"), lacking.errors());
    }

    @Test
    void shouldListTheFlowsOfAFileWithoutARuntime() throws Exception {
        Path file = Vitrine.CHECKOUT.resolve("examples/recordings/demo/web-eth0.pcap");
        try (Vitrine nobody = new Vitrine()) {
            var flows = JsonParser.parseString(nobody.run("flows", file.toString(), "--json")
                            .mustSucceed()
                            .output())
                    .getAsJsonObject();
            assertTrue(flows.get("knownFlows").getAsLong() > 10, flows.toString());
            assertEquals(4, nobody.run("flows", "/nowhere/at/all.pcap").exitCode());
            Path cut = Files.createTempFile("vitrine-cut", ".pcap");
            try {
                byte[] content = Files.readAllBytes(file);
                Files.write(cut, java.util.Arrays.copyOf(content, content.length / 2));
                var outcome = nobody.run("flows", cut.toString());
                assertEquals(3, outcome.exitCode());
                assertTrue(outcome.output().contains("CLIENT"), outcome.output());
                assertTrue(outcome.errors().contains("is damaged after packet"), outcome.errors());
            } finally {
                Files.delete(cut);
            }
        }
    }

    @Test
    void shouldSayThatNoRuntimeListens() throws Exception {
        try (Vitrine nobody = new Vitrine()) {
            var outcome = nobody.run("health");
            assertEquals(7, outcome.exitCode());
            assertTrue(outcome.errors().contains("vitrine runtime"), outcome.errors());
        }
    }

    /** Every command of the runtime is one of the OSGi console's too, and the console ends the runtime cleanly. */
    @Test
    void shouldRunItsCommandsInTheConsole() throws Exception {
        try (Vitrine own = new Vitrine()) {
            Process runtime = own.start("runtime", "--console");
            String logged = "";
            while (logged != null && !logged.contains("ready after")) {
                logged = runtime.errorReader().readLine();
            }
            try (Writer typed = runtime.outputWriter()) {
                typed.append("vitrine:lab list\nclose\ny\n");
            }
            String output = runtime.inputReader().readAllAsString();
            assertTrue(output.contains("No lab is up."), output);
            assertEquals(0, runtime.waitFor(), output);
        }
    }

    @Test
    void shouldRefuseASecondRuntimeOnTheSameState() throws Exception {
        assertEquals(5, vitrine.run("runtime", "--background").exitCode());
    }

    @Test
    void shouldNotListenForOthersThanItsUser() throws Exception {
        assertEquals(
                "rw-------",
                java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(vitrine.socket())));
    }

    @Test
    void shouldShowBundlesThatAllWork() throws Exception {
        TreeSet<String> problems = new TreeSet<>();
        for (JsonElement bundle : bundles()) {
            bundle.getAsJsonObject()
                    .getAsJsonArray("problems")
                    .forEach(p -> problems.add(bundle.getAsJsonObject().get("symbolicName") + ": " + p));
        }
        assertEquals(new TreeSet<String>(), problems);
    }

    @Test
    void shouldKeepItsCoreAlive() throws Exception {
        assertEquals(6, vitrine.run("bundles", "--stop", "org.vitrine.runtime").exitCode());
        assertEquals(4, vitrine.run("bundles", "--stop", "org.vitrine.nothing").exitCode());
    }

    private static JsonArray bundles() throws Exception {
        return JsonParser.parseString(
                        vitrine.run("bundles", "--json").mustSucceed().output())
                .getAsJsonArray();
    }
}
