/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.vitrine.common.StateFolder;

/** Keeps a second runtime out of the state folder. The kernel lets go of it when the process ends, however it ends. */
final class StateLock implements AutoCloseable {
    private final FileChannel file;

    /**
     * @throws IOException when the folder cannot be written, or belongs to a runtime that lives
     */
    StateLock(String configured) throws IOException {
        Path folder = StateFolder.of(configured);
        Files.createDirectories(folder);
        Path lockFile = folder.resolve("runtime.lock");
        file = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock();
        if (lock == null) {
            file.close();
            throw new IOException("another runtime uses the state folder " + folder);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the state folder's lock would not close", e);
        }
    }
}
