/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.vitrine.linux.NetworkNamespace;

/** A program that is measured. */
final class BenchProcess implements AutoCloseable {
    private final long startedAt;
    private final Process process;
    private final BufferedReader out;

    private BenchProcess(Process process, long startedAt) {
        this.process = process;
        this.startedAt = startedAt;
        out = new BufferedReader(new InputStreamReader(process.getInputStream()));
    }

    /**
     * Starts a program.
     *
     * @param netns empty for this process's own
     */
    static BenchProcess start(String netns, List<String> command) throws IOException {
        List<String> all = new ArrayList<>(NetworkNamespace.commandPrefix(netns));
        all.addAll(command);
        long now = System.nanoTime();
        return new BenchProcess(
                new ProcessBuilder(all)
                        .redirectErrorStream(true)
                        .redirectInput(Redirect.PIPE)
                        .start(),
                now);
    }

    /** Starts a main class of the tests in a JVM like the product's. */
    static BenchProcess java(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return start("", command);
    }

    /** Compiles a C program of the tests' folder; the bundle's is the present one. */
    static Path compiled(String source, Path folder) throws IOException, InterruptedException {
        Path program = folder.resolve(source.replace(".c", ""));
        try (BenchProcess cc = start("", List.of("cc", "-O2", "-o", program.toString(), FOLDER + source))) {
            String said = cc.rest();
            if (cc.process.waitFor() != 0) {
                throw new IOException("cc " + source + ": " + said);
            }
        }
        return program;
    }

    private static final String FOLDER = "test/org/vitrine/traffic/monitor/";

    /** Deletes a folder with everything in it. */
    static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path path : all.toList().reversed()) {
                Files.delete(path);
            }
        }
    }

    /** By {@link System#nanoTime()}. */
    long startedAt() {
        return startedAt;
    }

    /** The next line; null at the end. */
    String line() throws IOException {
        return out.readLine();
    }

    /** Everything that it still says, until it ends. */
    String rest() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = line(); line != null; line = line()) {
            all.append(line).append('\n');
        }
        return all.toString();
    }

    /** Processor time of all its threads so far, nanoseconds. */
    long cpuNanos() throws IOException {
        long sum = 0;
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path task : tasks) {
                try {
                    sum += Long.parseLong(
                            Files.readString(task.resolve("schedstat")).split(" ")[0]);
                } catch (NoSuchFileException _) {
                    // it has just ended
                }
            }
        }
        return sum;
    }

    /**
     * Asks one of our own programs for its figures by an empty line.
     *
     * @param mark in the line that answers; others are log records
     */
    String ask(String mark) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        for (String line = line(); line != null; line = line()) {
            if (line.contains(mark)) {
                return line;
            }
        }
        throw new IOException("a program ended that was asked for " + mark);
    }

    /** Closes its input, by which our own programs are told to end. */
    void end() throws IOException {
        process.getOutputStream().close();
    }

    /** As Ctrl-C does. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
