/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Where the runtime keeps what must outlive it. */
final class StateFolder {
    private StateFolder() {}

    /**
     * @param properties the framework's: {@code vitrine.state} names the folder
     */
    static Path of(UnaryOperator<String> properties) {
        String named = properties.apply("vitrine.state");
        if (named != null) {
            return Path.of(named);
        }
        if (System.getProperty("user.name").equals("root")) {
            return Path.of("/var/lib/vitrine");
        }
        String xdg = System.getenv("XDG_STATE_HOME");
        Path base = xdg != null ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".local", "state");
        return base.resolve("vitrine");
    }
}
