/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", netns));
        all.addAll(List.of(command));
        return run(all.toArray(String[]::new));
    }

    /** Whether a machine of ours reaches an address. */
    static boolean pings(String netns, String address) throws Exception {
        Process ping = new ProcessBuilder(
                        "ip", "netns", "exec", netns, "ping", "-c", "3", "-i", "0.2", "-W", "1", address)
                .redirectErrorStream(true)
                .start();
        ping.getInputStream().readAllBytes();
        return ping.waitFor() == 0;
    }
}
