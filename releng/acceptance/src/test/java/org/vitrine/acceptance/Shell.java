/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.acceptance;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of the system, as independent witnesses. */
final class Shell {
    private Shell() {}

    /** Standard output of a program that has to succeed. */
    static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " failed:\n" + output);
        }
        return output;
    }

    /** The same inside a network namespace. */
    static String runIn(String netns, String... command) throws Exception {
        return run(inside(netns, command));
    }

    /** Starts a program inside a network namespace. */
    static Process startIn(String netns, String... command) throws IOException {
        return new ProcessBuilder(inside(netns, command)).start();
    }

    private static String[] inside(String netns, String... command) {
        return Stream.concat(Stream.of("ip", "netns", "exec", netns), Stream.of(command))
                .toArray(String[]::new);
    }

    /** Whether a machine of ours reaches an address. */
    static boolean pings(String netns, String address) throws Exception {
        Process ping = startIn(netns, "ping", "-q", "-c", "3", "-i", "0.2", "-W", "1", address);
        ping.getInputStream().readAllBytes();
        return ping.waitFor() == 0;
    }
}
