/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Supplier;

/** Calls code of others so that one who fails is named, and hurts nobody else. */
final class Guard {
    private static final System.Logger LOG = System.getLogger(Guard.class.getName());

    private Guard() {}

    /**
     * @param who for the log
     */
    static void call(String who, Runnable code) {
        call(who, () -> {
            code.run();
            return true;
        });
    }

    /** What the code gives; empty when it fails. */
    static <T> Optional<T> call(String who, Supplier<T> code) {
        try {
            return Optional.ofNullable(code.get());
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.ERROR, who + " failed", e);
            return Optional.empty();
        }
    }
}
