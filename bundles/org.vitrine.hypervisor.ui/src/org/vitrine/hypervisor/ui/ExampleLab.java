/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A lab file that is shipped.
 *
 * @param name such as {@code small}
 * @param title what it says of itself; may be empty
 */
record ExampleLab(Path file, String name, String title) {
    private static final Pattern TITLE = Pattern.compile("(?m)^title:\\s*(\\S.*?)\\s*$");

    /** All in a folder, by name; none when it cannot be read. */
    static List<ExampleLab> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".yaml"))
                    .sorted()
                    .map(ExampleLab::of)
                    .toList();
        } catch (IOException _) {
            return List.of(); // a product may come without examples
        }
    }

    private static ExampleLab of(Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.yaml$", "");
        try {
            Matcher title = TITLE.matcher(Files.readString(file));
            return new ExampleLab(file, name, title.find() ? title.group(1) : "");
        } catch (IOException _) {
            return new ExampleLab(file, name, ""); // whoever brings it up hears why
        }
    }
}
