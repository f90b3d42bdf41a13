/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.io.IOException;
import java.nio.file.Path;
import org.vitrine.packet.dissect.CaptureFile;

/** Where packets come from. */
sealed interface Source permits Source.Saved, LiveCapture {
    /** What it is called, in a few words. */
    String title();

    /** Opens it; may take a while. */
    CaptureFile open() throws IOException;

    /** Whether more packets come. */
    boolean isLive();

    /** Has no more packets come; those that are there stay. UI thread. */
    void stop();

    /** Lets go of it. UI thread. */
    void close();

    /** A file that somebody has. */
    record Saved(Path file) implements Source {
        @Override
        public String title() {
            return file.getFileName().toString();
        }

        @Override
        public CaptureFile open() throws IOException {
            return CaptureFile.open(file);
        }

        @Override
        public boolean isLive() {
            return false;
        }

        @Override
        public void stop() {
            // nothing comes
        }

        @Override
        public void close() {
            // the file is somebody else's
        }
    }
}
