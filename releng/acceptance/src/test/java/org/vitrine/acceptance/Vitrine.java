/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The {@code vitrine} command with a state folder and socket of its own, as a person types it. */
final class Vitrine implements AutoCloseable {
    private static final long LIMIT_SECONDS = 120;
    static final Path CHECKOUT =
            Path.of(System.getProperty("vitrine.checkout")).toAbsolutePath().normalize();

    private final Path folder;
    private final List<Process> started = new ArrayList<>();

    /** What a command did. */
    record Outcome(int exitCode, String output, String errors) {
        Outcome mustSucceed() {
            if (exitCode != 0) {
                throw new AssertionError("exit code " + exitCode + "\n" + output + errors);
            }
            return this;
        }
    }

    Vitrine() throws IOException {
        folder = Files.createTempDirectory("vitrine-acceptance");
    }

    Path socket() {
        return folder.resolve("runtime.sock");
    }

    Path state() {
        return folder.resolve("state");
    }

    /** A folder that goes with this. */
    Path folder() {
        return folder;
    }

    /** Waits until a workbench that was started shows a window with this name. */
    static void awaitWindow(Process workbench, String name) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        String pid = Long.toString(workbench.pid());
        while (new ProcessBuilder("xdotool", "search", "--all", "--onlyvisible", "--pid", pid, "--name", name)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                != 0) {
            assertTrue(workbench.isAlive(), "the window is open");
            assertTrue(System.nanoTime() < deadline, "there is a window called " + name);
        }
    }

    /** Kills the runtime that runs in the background; nothing of it runs any more when this returns. */
    void kill() throws IOException {
        if (Files.exists(pidFile())) {
            long pid = pid();
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            while (isRunning(pid)) {
                Thread.onSpinWait();
            }
        }
    }

    /** Whether it is there and no zombie, for which somebody else has to wait. */
    private static boolean isRunning(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1)
                    .contains(") Z ");
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * What is there of a lab in the kernel: namespaces, links and rules outside of them, processes that were started for this state
     * folder, but for the runtime itself.
     */
    Set<String> traces(String lab) throws Exception {
        Set<String> traces = new TreeSet<>();
        Shell.run("ip", "netns", "list")
                .lines()
                .filter(line -> line.startsWith("vt-" + lab + "-"))
                .forEach(traces::add);
        Shell.run("ip", "-o", "link")
                .lines()
                .filter(line -> line.contains(": vt-"))
                .forEach(traces::add);
        Shell.run("nft", "list", "tables")
                .lines()
                .filter(line -> line.endsWith(" vitrine"))
                .forEach(traces::add);
        long runtime = Files.exists(pidFile()) ? pid() : -1;
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != runtime && isOurs(process))
                .forEach(process -> traces.add("process " + process.pid() + " "
                        + process.info().commandLine().orElse("")));
        return traces;
    }

    private boolean isOurs(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1)
                    .contains("VITRINE_STATE=" + state() + "\0");
        } catch (IOException _) {
            return false; // it has ended
        }
    }

    private Path pidFile() {
        return state().resolve("runtime.pid");
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readString(pidFile()).strip());
    }

    Outcome run(String... arguments) throws Exception {
        return runBehind(List.of(), arguments);
    }

    /** Runs a command through another one, such as setpriv with its options. */
    Outcome runBehind(List<String> prefix, String... arguments) throws Exception {
        Process process = startBehind(prefix, arguments);
        CompletableFuture<String> output = read(process.getInputStream());
        CompletableFuture<String> errors = read(process.getErrorStream());
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("vitrine " + String.join(" ", arguments) + " did not end");
        }
        return new Outcome(process.exitValue(), output.join(), errors.join());
    }

    /** Starts a command and does not wait for it; it ends with this at the latest. */
    Process start(String... arguments) throws IOException {
        return startBehind(List.of(), arguments);
    }

    private Process startBehind(List<String> prefix, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(CHECKOUT.resolve("vitrine").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("VITRINE_STATE", state().toString());
        builder.environment().put("VITRINE_SOCKET", socket().toString());
        builder.environment().put("VITRINE_NO_BUILD", "1");
        Process process = builder.start();
        started.add(process);
        return process;
    }

    @Override
    public void close() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        if (Files.exists(pidFile()) && isRunning(pid())) {
            run("runtime", "--stop");
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(Vitrine::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }
}
