/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of docs/plugin-guide.md are built from the p2 repository alone, and added to what runs. */
class PluginTest {
    @Test
    @Timeout(300)
    void shouldBuildInstallAndRemoveAPlugIn() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        try (Vitrine vitrine = new Vitrine()) {
            Path jar = build("plugin", vitrine.folder());
            vitrine.run("runtime", "--background").mustSucceed();
            assertEquals(2, vitrine.run("lookups").exitCode(), "there is no such command yet");
            assertTrue(vitrine.run("bundles", "--install", jar.toString())
                    .mustSucceed()
                    .output()
                    .contains("org.example.vitrine.lookups"));
            vitrine.run("lab", "up", "small").mustSucceed();
            vitrine.run("exec", "one", "--", "busybox", "nslookup", "example.org", "10.78.100.10");
            awaitLookups(vitrine);
            vitrine.run("lab", "down").mustSucceed();
            assertTrue(vitrine.run("bundles").mustSucceed().output().contains("org.example.vitrine.lookups"));
            vitrine.run("bundles", "--install", jar.toString()).mustSucceed(); // again is an update
            vitrine.run("runtime", "--stop").mustSucceed();
            vitrine.run("runtime", "--background").mustSucceed();
            vitrine.run("lookups").mustSucceed();
            vitrine.run("bundles", "--uninstall", "org.example.vitrine.lookups").mustSucceed();
            assertEquals(2, vitrine.run("lookups").exitCode());
            assertEquals(
                    6,
                    vitrine.run("bundles", "--uninstall", "org.vitrine.traffic").exitCode());
            Files.writeString(vitrine.folder().resolve("no.jar"), "no jar");
            assertEquals(3, vitrine.run("bundles", "--install", "no.jar").exitCode());
        }
    }

    @Test
    @Timeout(300)
    void shouldAddAViewAndAnExtensionToAWindow() throws Exception {
        assumeTrue(System.getenv("DISPLAY") != null, "needs a display: DISPLAY is not set");
        try (Vitrine vitrine = new Vitrine()) {
            Path jar = build("view", vitrine.folder());
            Process window = vitrine.start("workbench");
            Vitrine.awaitWindow(window, "Vitrine");
            vitrine.run("bundles", "--install", jar.toString()).mustSucceed();
            String added = vitrine.run("bundles")
                    .mustSucceed()
                    .output()
                    .lines()
                    .filter(line -> line.startsWith("org.example.vitrine.addresses"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(added.contains("ACTIVE    PartContent SelectionAction"), added); // the action by an extension
            window.destroy();
            assertTrue(window.waitFor(60, TimeUnit.SECONDS), "the window ends when it is asked to");
        }
    }

    private static void awaitLookups(Vitrine vitrine) throws Exception {
        Pattern counted = Pattern.compile("small/one:eth0  [1-9]");
        String printed;
        do {
            printed = vitrine.run("lookups").mustSucceed().output();
        } while (!counted.matcher(printed).find());
    }

    /** A copy, so that nothing of the source tree around it can help. */
    private static Path build(String example, Path folder) throws Exception {
        Path source = Vitrine.CHECKOUT.resolve("examples").resolve(example);
        Path copy = folder.resolve(example);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file :
                    files.filter(f -> !f.startsWith(source.resolve("target"))).toList()) {
                Files.copy(file, copy.resolve(source.relativize(file).toString()));
            }
        }
        Path log = folder.resolve("maven.log");
        int exitCode = new ProcessBuilder(
                        System.getProperty("vitrine.maven"),
                        "-B",
                        "-ntp",
                        "-Dvitrine.repository=file:" + Vitrine.CHECKOUT.resolve("releng/products/target/repository"),
                        "package")
                .directory(copy.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .onExit()
                .orTimeout(300, TimeUnit.SECONDS)
                .join()
                .exitValue();
        assertEquals(0, exitCode, () -> read(log));
        try (Stream<Path> jars = Files.list(copy.resolve("target"))) {
            return jars.filter(jar -> jar.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
