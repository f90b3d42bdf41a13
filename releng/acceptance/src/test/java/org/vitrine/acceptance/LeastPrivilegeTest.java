/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runtime as its systemd unit starts it: root's user, but few of root's rights. */
class LeastPrivilegeTest {
    private Vitrine vitrine;

    @BeforeEach
    void begin() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to take rights away");
        vitrine = new Vitrine();
    }

    @AfterEach
    void end() throws Exception {
        if (vitrine != null) {
            vitrine.close();
        }
    }

    private String unit() throws Exception {
        return vitrine.run("runtime", "--unit").mustSucceed().output();
    }

    /** What starts a program with the rights of the unit, without one of them. */
    private List<String> withRightsOfTheUnit(String without) throws Exception {
        String rights = unit().lines()
                .filter(line -> line.startsWith("CapabilityBoundingSet="))
                .flatMap(line ->
                        Arrays.stream(line.substring(line.indexOf('=') + 1).split(" ")))
                .filter(right -> !right.equals(without))
                .map(right -> "+" + right.substring("CAP_".length()).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
        return List.of("setpriv", "--bounding-set=-all," + rights, "--no-new-privs");
    }

    @Test
    void shouldPrintAUnitThatSystemdUnderstands() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "needs systemd-analyze to check the unit");
        Path file = vitrine.folder().resolve("vitrine.service");
        Files.writeString(file, unit());
        assertEquals("", Shell.run("systemd-analyze", "verify", file.toString()));
    }

    @Test
    void shouldRunALabWithTheRightsOfItsUnit() throws Exception {
        vitrine.runBehind(withRightsOfTheUnit(""), "runtime", "--background").mustSucceed();
        vitrine.run("lab", "up").mustSucceed();
        try {
            String health = vitrine.run("health").output();
            assertFalse(health.contains("CAP_") && health.contains("is missing"), health);
            vitrine.run("filter", "web", "10.77.100.20").mustSucceed();
            vitrine.run("limit", "web", "20Mbit/s").mustSucceed();
            String rules = vitrine.run("rules", "--json").mustSucceed().output();
            assertFalse(rules.contains("FAILED"), rules);
            Path capture = vitrine.folder().resolve("web.pcapng");
            vitrine.run("capture", "web", "--count", "5", "--duration", "60s", "--write", capture.toString())
                    .mustSucceed();
            assertTrue(Files.size(capture) > 500, "frames were captured");
            String audit = Files.readString(vitrine.state().resolve("audit.log"));
            assertTrue(audit.contains("root (socket)"), audit);
        } finally {
            vitrine.run("lab", "down").mustSucceed();
        }
        assertEquals(Set.of(), vitrine.traces("demo"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_SYS_ADMIN"})
    void shouldNameARightThatIsMissing(String right) throws Exception {
        vitrine.runBehind(withRightsOfTheUnit(right), "runtime", "--background").mustSucceed();
        String health = vitrine.run("health").output();
        assertTrue(health.lines().anyMatch(line -> line.contains(right) && !line.startsWith("ok")), health);
    }

    @Test
    void shouldListenOnNoNetworkAndSendStrangersAway() throws Exception {
        vitrine.run("runtime", "--background").mustSucceed();
        String pid = Files.readString(vitrine.state().resolve("runtime.pid")).strip();
        String sockets = Shell.run("ss", "--no-header", "-lntup");
        assertFalse(sockets.contains("pid=" + pid + ","), sockets);

        List<String> stranger = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        Files.setPosixFilePermissions(
                vitrine.folder(), java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Vitrine.Outcome refused = vitrine.runBehind(stranger, "machines");
        assertEquals(6, refused.exitCode(), refused.errors());
        assertTrue(refused.errors().contains("you may not use the runtime"), refused.errors());

        // even where somebody opened the socket to everybody
        Files.setPosixFilePermissions(
                vitrine.socket(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));
        assertTrue(vitrine.runBehind(stranger, "machines").exitCode() != 0);
        String audit = Files.readString(vitrine.state().resolve("audit.log"));
        assertTrue(audit.contains("the user nobody"), audit);
    }
}
