/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.vitrine.common.VitrineException;

/** The screen and the files of whoever typed a command, as the runtime sees them: it touches them with the caller's rights only. */
interface Console {
    void print(boolean error, String text) throws VitrineException;

    /**
     * Opens a file.
     *
     * @param path relative to the caller's folder; {@code -} is standard input or output
     * @param write replaces the file; else it is read
     * @return names it in the other calls
     */
    int open(String path, boolean write) throws VitrineException;

    /** The next bytes of a file, at most so many; none at its end. */
    byte[] read(int file, int limit) throws VitrineException;

    void write(int file, byte[] data) throws VitrineException;

    void close(int file) throws VitrineException;

    /** Gives a file another name, in place of what has that. */
    void rename(String from, String to) throws VitrineException;

    /** Removes a file if it is there. */
    void delete(String path) throws VitrineException;

    /** The command was cancelled and has come to its end. */
    void cancelled() throws VitrineException;

    /** Where a file is or would be. */
    Place place(String path) throws VitrineException;

    /**
     * The place of a file.
     *
     * @param path absolute
     * @param folder tells its folder from every other of the machine
     */
    record Place(String path, String folder) {
        /**
         * @throws IOException when its folder is not there
         */
        static Place of(Path file) throws IOException {
            Path absolute = file.toAbsolutePath();
            return new Place(
                    absolute.toString(),
                    Files.readAttributes(absolute.getParent(), BasicFileAttributes.class)
                            .fileKey()
                            .toString());
        }
    }
}
