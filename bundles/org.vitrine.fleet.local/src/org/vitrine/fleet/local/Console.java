/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

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
}
