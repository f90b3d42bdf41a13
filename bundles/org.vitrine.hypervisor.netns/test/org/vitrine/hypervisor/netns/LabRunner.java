/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.nio.file.Files;
import java.nio.file.Path;

/** A process that brings labs up and down, to be killed in the middle of it: {@code STATE (up FILE | down NAME)...}. */
final class LabRunner {
    private LabRunner() {}

    public static void main(String[] arguments) throws Exception {
        Labs labs = new Labs(Path.of(arguments[0]));
        System.out.println("open " + labs.all());
        for (int i = 1; i < arguments.length; i += 2) {
            long start = System.nanoTime();
            String what = arguments[i + 1];
            if (arguments[i].equals("up")) {
                labs.up(what, Files.readString(Path.of(what)), System.out::println);
            } else {
                labs.down(what, System.out::println);
            }
            System.out.printf("%s %s in %d ms%n", arguments[i], what, (System.nanoTime() - start) / 1_000_000);
        }
        labs.deactivate();
    }
}
