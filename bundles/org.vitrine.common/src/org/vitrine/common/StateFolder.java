/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

import java.nio.file.Path;

/** Where a runtime keeps what must survive it: declarations, labs, the audit log. */
public final class StateFolder {
    private StateFolder() {}

    /**
     * The folder; it may not exist yet.
     *
     * @param configured the framework property {@code vitrine.state}; may be null or empty
     */
    public static Path of(String configured) {
        if (configured != null && !configured.isEmpty()) {
            return Path.of(configured).toAbsolutePath();
        }
        if (System.getProperty("user.name").equals("root")) {
            return Path.of("/var/lib/vitrine");
        }
        String stateHome = System.getenv("XDG_STATE_HOME");
        return stateHome == null || stateHome.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "state", "vitrine")
                : Path.of(stateHome, "vitrine");
    }
}
