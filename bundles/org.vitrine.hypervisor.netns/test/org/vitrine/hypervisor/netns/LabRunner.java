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
        labs.all();
        for (int i = 1; i < arguments.length; i += 2) {
            String what = arguments[i];
            System.out.println(what + " begins");
            long start = System.nanoTime();
            if (what.equals("up")) {
                String file = arguments[i + 1];
                labs.up(file, Files.readString(Path.of(file)), step -> System.out.println("  " + step));
            } else {
                labs.down(arguments[i + 1], step -> System.out.println("  " + step));
            }
            System.out.println(what + " took " + (System.nanoTime() - start) / 1_000_000 + " ms");
        }
        labs.deactivate();
    }
}
