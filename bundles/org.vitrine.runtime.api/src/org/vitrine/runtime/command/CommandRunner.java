/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.command;

import java.util.List;

/** Finds and runs commands. For whatever lets somebody type them: the local socket, the console. Any thread. */
public interface CommandRunner {
    /**
     * Runs a command line to its end. Errors are printed to the context; nothing is thrown. Cancelled by interrupting the thread.
     *
     * @param arguments the command's name and what follows
     * @return {@link ExitCode}
     */
    int run(List<String> arguments, CommandContext context);
}
