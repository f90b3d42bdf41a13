/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/** The world of whoever called a command: its screen and its files, with its rights. */
public interface CommandContext {
    /** Standard output; flushed at every line when a person looks. */
    PrintWriter out();

    /** Standard error. */
    PrintWriter err();

    /** Whether a person looks at the output: colours and moving lines are welcome. */
    boolean interactive();

    /** Columns of the caller's screen; 80 when it has none. */
    int width();

    /**
     * Reads a file of the caller.
     *
     * @param path relative paths are relative to the caller's folder; {@code -} is its standard input
     */
    InputStream read(String path) throws IOException;

    /**
     * Writes a file of the caller, replacing what is there.
     *
     * @param path as for {@link #read}; {@code -} is its standard output
     */
    OutputStream write(String path) throws IOException;

    /** Gives a file of the caller another name, in place of what has that. */
    void rename(String from, String to) throws IOException;

    /** Removes a file of the caller if it is there. */
    void delete(String path) throws IOException;

    /**
     * Where this process finds a file of the caller itself, to write there what would be much to hand over. With its own rights, not
     * with the caller's: whoever uses that checks who the caller is.
     *
     * @return an absolute path; empty when the caller's folder is not to be found here, and for {@code -}
     */
    Optional<Path> shared(String path) throws IOException;
}
