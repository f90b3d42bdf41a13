/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.netns.Lab.Content;
import org.vitrine.hypervisor.netns.Lab.Member;
import org.vitrine.linux.NetworkNamespace;

/**
 * The programs of the machines of one lab and the files that they find in their working folder.
 *
 * <p>A program leads a session of its own, so that it outlives the runtime and the terminal that it was started from, and has a mark in
 * its environment by which a later runtime knows it again.
 */
final class Programs {
    /** More than this of a log is thrown away: programs of a lab run for weeks. */
    private static final long MAX_LOG = 8 << 20;

    private static final String MARK = "VITRINE_PROGRAM=";
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /**
     * A program that was started.
     *
     * @param process null when an earlier runtime started it
     * @param handle of one that an earlier runtime started; null when that has ended
     */
    record Running(String key, String line, Process process, ProcessHandle handle) {
        boolean isAlive() {
            return process != null ? process.isAlive() : handle != null && handle.isAlive();
        }

        /** Its exit status; empty while it runs and when nobody knows. */
        OptionalInt status() {
            return process == null || process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
        }
    }

    private final Path folder;
    private final String id;

    /**
     * @param folder of the lab
     * @param id of the lab
     */
    Programs(Path folder, String id) {
        this.folder = folder;
        this.id = id;
    }

    /** The mark of all programs of the lab. */
    String mark() {
        return MARK + id + "/";
    }

    /** The mark of all programs of a machine. */
    String mark(Member machine) {
        return mark() + machine.name() + "/";
    }

    /** Writes the files of a machine and starts its programs in its namespace. */
    List<Running> start(Member machine) throws VitrineException {
        List<Running> started = new ArrayList<>();
        try {
            Path home = provide(machine);
            Files.createDirectories(folder.resolve("logs"));
            for (int i = 0; i < machine.programs().size(); i++) {
                started.add(start(machine, i, home));
            }
            return started;
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.FAILED,
                    "the programs of " + machine.name() + " cannot be started: " + e.getMessage(),
                    "",
                    e);
        }
    }

    private Running start(Member machine, int number, Path home) throws IOException {
        Lab.Program program = machine.programs().get(number);
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(NetworkNamespace.commandPrefix(machine.netns()));
        command.add("--");
        command.addAll(program.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        log(machine.name(), number).toFile()));
        String key = key(machine, number);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", PATH, "LC_ALL", "C.UTF-8", "HOME", home.toString(), "VITRINE_MACHINE", machine.name()));
        builder.environment().put("VITRINE_PROGRAM", id + "/" + key);
        Process process = builder.start();
        return new Running(key, program.line(), process, null);
    }

    private Path provide(Member machine) throws IOException {
        Path home = folder.resolve("files").resolve(machine.name());
        Files.createDirectories(home);
        for (Map.Entry<String, Content> file : machine.files().entrySet()) {
            Path target = home.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Content content = file.getValue();
            Files.writeString(target, content.size() == 0 ? content.text() : filling(content.size()));
        }
        return home;
    }

    /** Finds the programs that an earlier runtime started: those of all machines that still run. */
    Map<String, ProcessHandle> findRunning() {
        Map<String, ProcessHandle> found = new HashMap<>();
        ProcessHandle.allProcesses()
                .forEach(process -> Processes.mark(process, mark()).ifPresent(mark -> {
                    if (Processes.leadsSession(process)) {
                        found.put(mark.substring(mark().length()), process);
                    }
                }));
        return found;
    }

    /** The programs of a machine as an earlier runtime left them. */
    static List<Running> adopt(Member machine, Map<String, ProcessHandle> running) {
        List<Running> adopted = new ArrayList<>();
        for (int i = 0; i < machine.programs().size(); i++) {
            String key = key(machine, i);
            adopted.add(new Running(key, machine.programs().get(i).line(), null, running.get(key)));
        }
        return adopted;
    }

    /** Where the output of a program goes. */
    Path log(String key) {
        return folder.resolve("logs").resolve(key.replace('/', '-') + ".log");
    }

    private Path log(String machine, int number) {
        return log(machine + "/" + number);
    }

    /** Empties the logs that have grown too long; their programs go on appending. */
    void trimLogs() throws IOException {
        Path logs = folder.resolve("logs");
        if (!Files.isDirectory(logs)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(logs)) {
            for (Path file : files) {
                if (Files.size(file) > MAX_LOG) {
                    FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                            .close();
                }
            }
        }
    }

    private static String key(Member machine, int number) {
        return machine.name() + "/" + number;
    }

    private static String filling(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i % 64 == 63 ? '\n' : 'a' + i % 26);
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
