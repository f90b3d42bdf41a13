/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.command;

import org.vitrine.common.VitrineException;

/**
 * A command. A whiteboard service of prototype scope whose class carries picocli's annotations: its {@code @Command} gives name and
 * help, its {@code @Option} and {@code @Parameters} fields are filled before {@link #run}; each call gets an instance of its own.
 *
 * <p>Commands run in the runtime; their input and output are those of whoever called, on the same machine or another.
 */
public interface Command {
    /**
     * Does the work.
     *
     * @return {@link ExitCode}
     * @throws VitrineException is printed with its advice and becomes the exit code of its reason; picocli's
     *     {@code ParameterException} becomes an error of usage
     */
    int run(CommandContext context) throws VitrineException;
}
