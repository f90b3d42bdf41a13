/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Puts the pieces of a recording into files, and goes on to the next where the recording does. A file has {@code .part} behind its
 * name until it is complete, and then replaces what was there. Used by one thread at a time.
 */
public final class RecordingFiles implements AutoCloseable {
    private static final String UNFINISHED = ".part";

    private final Folder folder;
    private final String file;
    private final RecordingRotation rotation;
    private final Deque<String> finished = new ArrayDeque<>();
    private OutputStream out;
    private String current;
    private boolean isEmpty;
    private int number = 1;

    /** Where files are. */
    public interface Folder {
        /** Makes a file, or empties the one that is there. */
        OutputStream create(String name) throws IOException;

        /** Gives a file another name, in place of what has that. */
        void rename(String from, String to) throws IOException;

        /** Removes a file if it is there. */
        void delete(String name) throws IOException;
    }

    /**
     * Makes the first file.
     *
     * @param file its name as the folder understands it
     */
    public RecordingFiles(Folder folder, String file, RecordingRotation rotation) throws IOException {
        this.folder = folder;
        this.file = file;
        this.rotation = rotation;
        begin();
    }

    /** The name of a recording's so-and-so-many-th file: {@code name_00001.pcapng} for {@code name.pcapng}. */
    public static String name(String file, int number) {
        int dot = file.lastIndexOf('.');
        int at = dot > file.lastIndexOf('/') + 1 ? dot : file.length();
        return String.format("%s_%05d%s", file.substring(0, at), number, file.substring(at));
    }

    private void begin() throws IOException {
        current = rotation.isNever() ? file : name(file, number);
        out = folder.create(current + UNFINISHED);
        isEmpty = true;
    }

    /** Writes a piece. */
    public void take(RecordingPiece piece) throws IOException {
        while (number < piece.file()) {
            finish();
            while (rotation.maxFiles() > 0 && finished.size() >= rotation.maxFiles()) {
                folder.delete(finished.remove());
            }
            number++;
            begin();
        }
        out.write(piece.data());
        isEmpty &= piece.data().length == 0;
    }

    private void finish() throws IOException {
        out.close();
        out = null;
        if (isEmpty) {
            folder.delete(current + UNFINISHED); // the recording never began
            return;
        }
        folder.rename(current + UNFINISHED, current);
        finished.add(current);
    }

    /** Gives the last file its name, unless nothing came: then what was there stays. */
    @Override
    public void close() throws IOException {
        if (out != null) {
            finish();
        }
    }
}
