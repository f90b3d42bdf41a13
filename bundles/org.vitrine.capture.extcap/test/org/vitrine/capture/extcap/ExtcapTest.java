/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.extcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.capture.pcap4j.Pcap4jBackend;
import org.vitrine.capture.recorder.Recorder;
import org.vitrine.capture.testkit.Await;
import org.vitrine.capture.testkit.TestInventory;
import org.vitrine.capture.testkit.TestNetwork;
import org.vitrine.hypervisor.MachineRole;

/** Debian's tshark, the front door's program, and a real recorder. */
class ExtcapTest {
    private static final String MAC = "52:54:00:00:00:01";
    private static final int PINGS = 50;

    private final TestInventory inventory = new TestInventory();
    private final Recorder recorder = new Recorder();
    private TestNetwork network;
    private ExtcapServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void begin() throws Exception {
        for (String program : List.of("/usr/bin/tshark", "/usr/bin/socat")) {
            assumeTrue(Files.isExecutable(Path.of(program)), "needs " + program);
        }
        network = new TestNetwork("ext");
        network.addMachine("web", MAC);
        network.ip(network.host(), "addr add 10.5.0.1/24 dev web");
        network.ip(network.machine("web"), "addr add 10.5.0.2/24 dev eth0");
        recorder.addBackend(new Pcap4jBackend(), Map.of());
        recorder.setInventory(inventory);
        inventory.put(TestInventory.guest("web", MAC, network.host(), "web"));
        inventory.put(TestInventory.machine("off", MachineRole.GUEST, "52:54:00:00:00:02", Optional.empty()));
        server = new ExtcapServer(folder.resolve("runtime.sock"), inventory, recorder);
        assertEquals("", vitrine("extcap", "install").errors());
    }

    @AfterEach
    void end() throws Exception {
        if (server != null) {
            server.stop();
            vitrine("extcap", "remove");
            assertFalse(Files.exists(folder.resolve("config/wireshark/extcap/vitrine")));
        }
        recorder.deactivate();
        if (network != null) {
            network.close();
        }
    }

    private record Outcome(int exitCode, String output, String errors) {}

    private ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        builder.environment()
                .put("VITRINE_SOCKET", folder.resolve("runtime.sock").toString());
        builder.redirectError(folder.resolve("errors").toFile());
        return builder;
    }

    private Outcome run(String... command) throws Exception {
        return outcome(process(List.of(command)).start());
    }

    private Outcome outcome(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return new Outcome(process.exitValue(), output, Files.readString(folder.resolve("errors")));
    }

    private Outcome vitrine(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addFirst(Path.of("../../vitrine").toRealPath().toString());
        return run(command.toArray(String[]::new));
    }

    private void ping(int count) throws Exception {
        network.run(network.host(), "ping", "-q", "-c", "" + count, "-i", "0.002", "10.5.0.2");
    }

    @Test
    void shouldListWhatRunsByName() throws Exception {
        Outcome listed = run("tshark", "-D");
        assertTrue(listed.output().contains("web:eth0 (web eth0 in test)"), listed::toString);
        assertFalse(listed.output().contains("off:eth0"), listed::toString);
    }

    @Test
    void shouldCaptureEveryFrameThatTheFilterLetsThrough() throws Exception {
        Path file = folder.resolve("captured.pcapng");
        Process tshark = process(
                        List.of("tshark", "-i", "web:eth0", "-f", "icmp", "-w", file.toString(), "-c", "" + 2 * PINGS))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        awaitCapture();
        ping(PINGS);
        assertTrue(tshark.waitFor(20, TimeUnit.SECONDS));
        String types = run(
                        "tshark",
                        "-n",
                        "-r",
                        file.toString(),
                        "-T",
                        "fields",
                        "-e",
                        "frame.interface_name",
                        "-e",
                        "icmp.type")
                .output();
        assertEquals("web:eth0\t8\nweb:eth0\t0\n".repeat(PINGS), types);
        awaitNothingLeft();
    }

    /** From then on nothing is lost: the recorder's capture is open when the pipe has its beginning. */
    private void awaitCapture() throws Exception {
        Await.until(
                () -> recorderThreads() > 0
                        && Files.readString(folder.resolve("errors")).contains("Capturing on"),
                () -> "nothing is captured: " + errors());
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static long recorderThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("recorder "))
                .count();
    }

    private void awaitNothingLeft() throws Exception {
        Await.until(() -> recorderThreads() == 0, () -> "a recording goes on");
        Await.until(
                () -> ProcessHandle.allProcesses()
                        .noneMatch(process -> process.info()
                                .commandLine()
                                .orElse("")
                                .contains(folder.resolve("runtime.sock").toString())),
                () -> "a process goes on");
    }

    @Test
    void shouldLeaveNothingBehindWhenItIsInterruptedInSilence() throws Exception {
        Process tshark = process(List.of(
                        "tshark",
                        "-i",
                        "web:eth0",
                        "-w",
                        folder.resolve("x.pcapng").toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        awaitCapture();
        run("kill", "-INT", "" + tshark.pid());
        assertTrue(tshark.waitFor(20, TimeUnit.SECONDS));
        awaitNothingLeft();
    }

    /** As Wireshark's dialog has it called, which tshark does not. */
    @Test
    void shouldKeepTheSnapLengthOfItsOptions() throws Exception {
        String fifo = folder.resolve("fifo").toString();
        run("mkfifo", fifo);
        String vitrine = Path.of("../../vitrine").toRealPath().toString();
        Process call = process(List.of(
                        vitrine,
                        "extcap",
                        "call",
                        "--capture",
                        "--extcap-interface",
                        "web:eth0",
                        "--fifo",
                        fifo,
                        "--snap",
                        "64",
                        "--filter",
                        "icmp"))
                .start();
        Process tshark = process(List.of("tshark", "-n", "-i", fifo, "-c", "2", "-T", "fields", "-e", "frame.cap_len"))
                .start();
        awaitCapture();
        ping(1);
        assertEquals("64\n64\n", outcome(tshark).output());
        assertTrue(call.waitFor(20, TimeUnit.SECONDS));
        awaitNothingLeft();
    }

    @Test
    void shouldSayWhatIsWrong() throws Exception {
        Outcome filter =
                vitrine("extcap", "call", "--extcap-interface", "web:eth0", "--extcap-capture-filter", "udp prot 53");
        assertTrue(filter.output().contains("udp prot 53"), filter::toString);
        filter = vitrine("extcap", "call", "--extcap-interface", "web:eth0", "--extcap-capture-filter", "udp port 53");
        assertEquals("", filter.output());
        Outcome nobody =
                vitrine("extcap", "call", "--capture", "--extcap-interface", "nobody:eth0", "--fifo", folder + "/fifo");
        assertEquals(1, nobody.exitCode());
        assertTrue(nobody.errors().contains("nobody:eth0"), nobody::toString);
        server.stop();
        Outcome none = vitrine("extcap", "call", "--extcap-interfaces");
        assertEquals(new Outcome(0, "", ""), none);
        server = new ExtcapServer(folder.resolve("runtime.sock"), inventory, recorder);
    }
}
