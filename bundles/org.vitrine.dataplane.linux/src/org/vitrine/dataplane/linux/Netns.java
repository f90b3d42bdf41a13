/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.Tool;

/** Looking into network namespaces and running tools there. The empty name is the runtime's own namespace. */
public final class Netns {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Netns() {}

    public static boolean exists(String netns) {
        return netns.isEmpty() || NetworkNamespace.exists(netns);
    }

    /** Runs a tool to its end, whatever its exit code. */
    public static Tool.Result run(String netns, String input, String... command) throws VitrineException {
        return Tool.run(inside(netns, command), input.getBytes(StandardCharsets.UTF_8), LIMIT);
    }

    /** Runs a tool that has to succeed and gives what it said. */
    public static String require(String netns, String input, String... command) throws VitrineException {
        return Tool.require(inside(netns, command), input, LIMIT);
    }

    private static List<String> inside(String netns, String... command) {
        List<String> line = new ArrayList<>(NetworkNamespace.commandPrefix(netns));
        line.addAll(List.of(command));
        return line;
    }

    /** The interfaces there; without a child process, because it is asked often. */
    public static Set<String> devices(String netns) throws VitrineException {
        List<String> lines =
                NetworkNamespace.call(netns, () -> Files.readAllLines(Path.of("/proc/thread-self/net/dev")));
        Set<String> devices = new HashSet<>();
        lines.stream()
                .skip(2)
                .forEach(
                        line -> devices.add(line.substring(0, line.indexOf(':')).strip()));
        return devices;
    }

    /**
     * What tells a namespace from an earlier or later one of the same name.
     *
     * @throws VitrineException NOT_FOUND when there is none
     */
    static Object identity(String netns) throws VitrineException {
        if (netns.isEmpty()) {
            return "own";
        }
        try {
            // the kernel uses inode numbers again at once, so the number alone tells nothing
            var attributes = Files.readAttributes(NetworkNamespace.path(netns), BasicFileAttributes.class);
            return List.of(attributes.fileKey(), attributes.lastModifiedTime());
        } catch (IOException e) {
            throw new VitrineException(Reason.NOT_FOUND, "there is no network namespace " + netns, "", e);
        }
    }
}
