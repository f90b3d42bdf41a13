/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * Finds and ends processes by where they are or by a mark in their environment. The mark finds those that are on their way into a
 * namespace, or in one whose name is gone.
 */
final class Processes {
    private static final Duration POLITE = Duration.ofMillis(1_000);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Processes() {}

    /** A mark is a variable of the environment, written {@code NAME=value}; its beginning is enough to be found by. */
    static boolean isMarked(ProcessHandle process, String markStart) {
        return mark(process, markStart).isPresent();
    }

    /** The whole text of the first variable that begins so. */
    static Optional<String> mark(ProcessHandle process, String markStart) {
        try {
            byte[] environment = Files.readAllBytes(proc(process, "environ"));
            return Stream.of(new String(environment, StandardCharsets.UTF_8).split("\0"))
                    .filter(variable -> variable.startsWith(markStart))
                    .findFirst();
        } catch (IOException _) {
            return Optional.empty(); // it has ended, or is not ours to look at
        }
    }

    /** Whether a process leads a session of its own, as every program that we start does and none of its children. */
    static boolean leadsSession(ProcessHandle process) {
        try {
            String stat = Files.readString(proc(process, "stat"), StandardCharsets.ISO_8859_1);
            // pid (name) state parent group session ...; the name may hold anything
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[3].equals(String.valueOf(process.pid()));
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Ends all processes in some namespaces or with a mark: asks them to, and kills those that do not.
     *
     * @param inodes numbers of namespaces
     * @throws VitrineException FAILED when some are still there after that
     */
    static void end(Set<Long> inodes, String markStart) throws VitrineException {
        long start = System.nanoTime();
        Set<Long> asked = new java.util.HashSet<>();
        for (long pause = 2; ; pause = Math.min(pause * 2, 50)) {
            List<ProcessHandle> left = find(inodes, markStart);
            if (left.isEmpty()) {
                return;
            }
            Duration passed = Duration.ofNanos(System.nanoTime() - start);
            if (passed.compareTo(LIMIT) > 0) {
                throw new VitrineException(
                        Reason.FAILED,
                        "these processes do not end: "
                                + left.stream()
                                        .map(process -> String.valueOf(process.pid()))
                                        .collect(Collectors.joining(", ")),
                        "They are probably waiting for a device; try again later.");
            }
            for (ProcessHandle process : left) {
                if (passed.compareTo(POLITE) > 0) {
                    process.destroyForcibly();
                } else if (asked.add(process.pid())) {
                    process.destroy();
                }
            }
            pause(pause);
        }
    }

    private static List<ProcessHandle> find(Set<Long> inodes, String markStart) {
        ProcessHandle self = ProcessHandle.current();
        return ProcessHandle.allProcesses()
                .filter(process -> !process.equals(self) && (isIn(process, inodes) || isMarked(process, markStart)))
                .toList();
    }

    private static boolean isIn(ProcessHandle process, Set<Long> inodes) {
        try {
            String link = Files.readSymbolicLink(proc(process, "ns/net")).toString(); // net:[4026531840]
            return inodes.contains(Long.parseLong(link.substring(link.indexOf('[') + 1, link.length() - 1)));
        } catch (IOException | NumberFormatException _) {
            return false; // it has ended, or is a zombie
        }
    }

    private static Path proc(ProcessHandle process, String file) {
        return Path.of("/proc", String.valueOf(process.pid()), file);
    }

    private static void pause(long millis) throws VitrineException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, "ending processes was cancelled");
        }
    }
}
