/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

import java.nio.file.Path;

/** Where the runtime of this user listens unless somebody says otherwise. */
public final class SocketPath {
    private SocketPath() {}

    /**
     * @param configured the path that somebody set; may be null or empty
     */
    public static Path of(String configured) {
        if (configured != null && !configured.isEmpty()) {
            return Path.of(configured).toAbsolutePath();
        }
        if (System.getProperty("user.name").equals("root")) {
            return Path.of("/run/vitrine/runtime.sock");
        }
        String runtimeFolder = System.getenv("XDG_RUNTIME_DIR");
        return runtimeFolder == null || runtimeFolder.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "state", "vitrine", "runtime.sock")
                : Path.of(runtimeFolder, "vitrine", "runtime.sock");
    }
}
