/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;

/**
 * What a process has in hand: by kind, so that a difference says what was forgotten.
 *
 * @param services registered services by bundle
 * @param threads live platform threads by name without its numbers
 * @param descriptors open file descriptors by kind
 */
record Footprint(Map<String, Long> services, Map<String, Long> threads, Map<String, Long> descriptors) {
    static Footprint now() throws IOException, InvalidSyntaxException {
        return new Footprint(countServices(), countThreads(), countDescriptors());
    }

    private static Map<String, Long> countServices() throws InvalidSyntaxException {
        return Arrays.stream(Services.CONTEXT.getAllServiceReferences(null, null))
                .map(reference -> reference.getBundle())
                .filter(bundle -> bundle != null)
                .map(Bundle::getSymbolicName)
                .filter(name -> name.startsWith("org.vitrine."))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }

    private static Map<String, Long> countThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName().replaceAll("[0-9]+", "N"))
                .filter(
                        name -> !name.matches(
                                "(ForkJoinPool|Virtual|process reaper|Attach|surefire|JNA|VirtualThread|Read-Poller|Write-Poller|CM |Worker-).*"))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }

    private static Map<String, Long> countDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            List<String> kinds = open.map(Footprint::kind).toList();
            return kinds.stream()
                    .filter(kind -> !kind.equals("gone"))
                    .collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
        }
    }

    private static String kind(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            // jars come and go with class loaders, and the framework opens them when it likes
            return target.startsWith("/") ? "file" : target.replaceAll("[0-9\\[\\]]+", "");
        } catch (IOException _) {
            return "gone";
        }
    }

    /** What it has more than another, as text; empty when nothing. Files are not compared: see {@link #kind}. */
    String excessOver(Footprint other) {
        return (excess(services, other.services)
                        + excess(threads, other.threads)
                        + excess(descriptors, other.descriptors))
                .strip();
    }

    private static String excess(Map<String, Long> mine, Map<String, Long> others) {
        return mine.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("file"))
                .filter(entry -> entry.getValue() > others.getOrDefault(entry.getKey(), 0L))
                .map(entry -> entry.getKey() + " " + others.getOrDefault(entry.getKey(), 0L) + " -> " + entry.getValue()
                        + "; ")
                .collect(Collectors.joining());
    }
}
