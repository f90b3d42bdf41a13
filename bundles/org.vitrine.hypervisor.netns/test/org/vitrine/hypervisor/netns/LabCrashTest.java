/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.vitrine.admin.AdminPolicy;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.lab.LabStatus;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.yaml.YamlDocument;

/** A runtime that is killed in the middle of its work, and the next one that finds what it left. */
class LabCrashTest {
    private static final int ROUNDS = 21;
    private static final String NAME = LabFixture.uniqueName("c");

    @TempDir
    private Path state;

    @Test
    void shouldTakeOverOrRemoveWhateverAKilledRuntimeLeft() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        Path file = state.resolve("lab.yaml");
        Files.writeString(file, lab());
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int takenOver = 0;
        int[] times = timesOfUpAndDown(file);
        for (int round = 0; round < ROUNDS; round++) {
            String what = "round " + round + " of seed " + seed;
            LabProcess process = new LabProcess(state, "up", file.toString(), "down", NAME);
            switch (round % 3) {
                case 0 -> {
                    process.awaitLine("up begins");
                    Thread.sleep(random.nextInt(times[0] + 2));
                }
                case 1 -> {
                    process.awaitLine("down begins");
                    Thread.sleep(random.nextInt(times[1] + 2));
                }
                default -> process.awaitLine("up took");
            }
            process.kill();
            LabFixture fixture = new LabFixture(state);
            try {
                for (LabStatus lab : fixture.labs.all()) {
                    takenOver++;
                    assertEquals(LabStatus.State.UP, lab.state(), what);
                    fixture.await("the inventory", () -> fixture.machines().size() == 6);
                    for (Machine machine : fixture.machines()) {
                        assertEquals(MachineState.RUNNING, machine.state(), what);
                        assertEquals("", machine.message(), what);
                    }
                    assertTrue(fixture.pings("m1", "10.78.1.6"), what);
                }
            } finally {
                fixture.closeAndLeaveNothing();
            }
        }
        System.out.println(ROUNDS + " kills: " + takenOver + " labs were complete and taken over, the others removed");
    }

    private int[] timesOfUpAndDown(Path file) throws Exception {
        LabProcess process = new LabProcess(state, "up", file.toString(), "down", NAME);
        int up = Integer.parseInt(process.awaitLine("up took").split(" ")[2]);
        int down = Integer.parseInt(process.awaitLine("down took").split(" ")[2]);
        process.kill();
        return new int[] {up, down};
    }

    private static String lab() {
        StringBuilder text = new StringBuilder("lab: " + NAME + "\nhosts: {h: }\nnetworks:\n");
        text.append("  lan: {host: h, subnets: [10.78.1.0/24]}\nmachines:\n");
        for (int i = 1; i <= 6; i++) {
            text.append("  m%d: {role: guest, host: h, nics: {eth0: {network: lan, addresses: [10.78.1.%d/24]}},"
                            .formatted(i, i))
                    .append(" run: [sleep 1000, sh -c 'while :; do sleep 0.01; done']}\n");
        }
        return text.toString();
    }

    private static final class LabProcess {
        private final Process process;
        private final BufferedReader output;

        private LabProcess(Path state, String... arguments) throws Exception {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    classPath(),
                    LabRunner.class.getName(),
                    state.toString()));
            command.addAll(List.of(arguments));
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            output = process.inputReader();
        }

        /** Where the classes come from: a test runner need not have them on the class path of its JVM. */
        private static String classPath() throws Exception {
            List<Class<?>> some = List.of(
                    LabRunner.class,
                    Labs.class,
                    VitrineException.class,
                    NetworkNamespace.class,
                    YamlDocument.class,
                    Machine.class,
                    AdminPolicy.class,
                    HealthCheck.class,
                    BundleContext.class,
                    Class.forName("org.snakeyaml.engine.v2.api.LoadSettings"));
            return some.stream()
                    .map(type -> type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath())
                    .distinct()
                    .collect(Collectors.joining(File.pathSeparator));
        }

        private String awaitLine(String start) throws Exception {
            StringBuilder seen = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(start)) {
                    return line;
                }
                seen.append(line).append('\n');
            }
            throw new AssertionError("the process ended before it wrote \"" + start + "\":\n" + seen);
        }

        private void kill() throws Exception {
            process.destroyForcibly().waitFor();
            output.close();
        }
    }
}
