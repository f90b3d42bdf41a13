/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Network;
import org.vitrine.hypervisor.spi.HypervisorConnection;
import org.vitrine.hypervisor.spi.InventoryListener;
import org.vitrine.linux.Tool;

/** A runtime's labs with a state folder of their own, somebody who listens to them, and a look at the kernel from outside. */
final class LabFixture {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    final Labs labs;
    private final Path state;
    private final HypervisorConnection connection;
    private volatile List<Machine> machines = List.of();
    private volatile List<Network> networks = List.of();

    LabFixture(Path state) throws VitrineException {
        this.state = state;
        labs = new Labs(state);
        connection = labs.connect(URI.create("netns:///"), new InventoryListener() {
            @Override
            public void inventoryChanged(List<Machine> newMachines, List<Network> newNetworks) {
                networks = newNetworks;
                machines = newMachines;
            }

            @Override
            public void connectionLost(String reason) {
                throw new AssertionError(reason);
            }
        });
    }

    /** A name that no other test run on this machine has; at most 9 characters. */
    static String uniqueName(String suffix) {
        return "lab" + Long.toString(ProcessHandle.current().pid(), 36) + suffix;
    }

    void up(String description) throws VitrineException {
        List<Integer> steps = new ArrayList<>();
        labs.up("test", description, step -> {
            assertTrue(step.done() <= step.total(), step.toString());
            steps.add(step.done());
        });
        assertEquals(steps.stream().sorted().toList(), steps);
    }

    void down(String name) throws VitrineException {
        assertTrue(labs.down(name, _ -> assertTrue(true)));
    }

    List<Machine> machines() {
        return machines;
    }

    List<Network> networks() {
        return networks;
    }

    Machine machine(String name) {
        return machines.stream()
                .filter(machine -> machine.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no machine " + name + " in " + machines));
    }

    Machine awaitMachine(String name, Predicate<Machine> condition) throws Exception {
        await(
                name,
                () -> machines.stream().anyMatch(machine -> machine.name().equals(name) && condition.test(machine)));
        return machine(name);
    }

    void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, () -> what + " did not come true in 20 s; machines: " + machines);
            Thread.sleep(5);
        }
    }

    void start(String machine) throws VitrineException {
        connection.start(machine(machine).id());
    }

    void stop(String machine) throws VitrineException {
        connection.stop(machine(machine).id());
    }

    ExecResult exec(String machine, String... command) throws VitrineException {
        return connection.exec(machine(machine).id(), new ExecRequest(List.of(command), LIMIT));
    }

    ExecResult exec(String machine, Duration limit, String... command) throws VitrineException {
        return connection.exec(machine(machine).id(), new ExecRequest(List.of(command), limit));
    }

    boolean pings(String machine, String address) throws VitrineException {
        return exec(machine, "ping", "-n", "-c1", "-W2", address).exitCode() == 0;
    }

    /** Ends this runtime's side; the labs stay. */
    public void close() {
        connection.close();
        labs.deactivate();
    }

    /** Takes every lab down, ends, and looks from outside whether anything is left. */
    void closeAndLeaveNothing() throws Exception {
        for (var lab : labs.all()) {
            labs.down(lab.name(), _ -> assertTrue(true));
        }
        close();
        assertNothingLeft(state);
    }

    static void assertNothingLeft(Path state) throws Exception {
        String prefix = "vt-" + uniqueName("");
        assertEquals(List.of(), namespaces(prefix));
        assertEquals(List.of(".lock"), filesIn(state.resolve("labs")));
        // programs have their home in the state folder
        String home = "HOME=" + state;
        assertEquals(
                List.of(),
                ProcessHandle.allProcesses()
                        .filter(process -> Processes.isMarked(process, home))
                        .map(ProcessHandle::info)
                        .toList());
        for (String port : List.of("web-eth0", "router-eth0", "lan-a", "m1-eth0")) {
            assertEquals(
                    1,
                    Tool.run(List.of("ip", "link", "show", "dev", port), new byte[0], LIMIT)
                            .exitCode(),
                    port);
        }
    }

    /** Names of namespaces as {@code ip} tells them. */
    static List<String> namespaces(String prefix) throws VitrineException {
        return Tool.require(List.of("ip", "netns", "list"), "", LIMIT)
                .lines()
                .map(line -> line.split(" ")[0])
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
    }

    private static List<String> filesIn(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static String ip(String arguments) throws VitrineException {
        return Tool.require(List.of(("ip " + arguments).split(" ")), "", LIMIT);
    }
}
