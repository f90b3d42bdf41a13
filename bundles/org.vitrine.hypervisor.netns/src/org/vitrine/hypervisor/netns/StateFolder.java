/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the labs keep what has to survive: a folder for each lab, and a lock, since of two runtimes with one folder each would take the
 * other's half-made labs for something that a crash left behind.
 */
final class StateFolder implements AutoCloseable {
    private final Path folder;
    private FileChannel lock;

    /**
     * @param state the folder for all state of the runtime
     */
    StateFolder(Path state) {
        folder = state.resolve("labs");
    }

    /** The folder for all state of the runtime: as configured, or where programs of this user keep theirs. */
    static Path stateOfRuntime(String configured) {
        if (configured != null) {
            return Path.of(configured);
        }
        if (System.getProperty("user.name").equals("root")) {
            return Path.of("/var/lib/vitrine");
        }
        String state = System.getenv("XDG_STATE_HOME");
        return state == null
                ? Path.of(System.getProperty("user.home"), ".local/state/vitrine")
                : Path.of(state, "vitrine");
    }

    Path of(String lab) {
        return folder.resolve(lab);
    }

    /** The folders of all labs that something was written about. */
    List<Path> labs() throws IOException {
        List<Path> labs = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Names.LAB.matcher(entry.getFileName().toString()).matches()) {
                    labs.add(entry);
                }
            }
        }
        return labs;
    }

    /**
     * Makes this process the only user of the folder, until it ends in whatever way.
     *
     * @return whether it is
     */
    boolean lock() throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                lock = channel;
                return true;
            }
        } catch (OverlappingFileLockException _) {
            // somebody in this process has it
        }
        channel.close();
        return false;
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
