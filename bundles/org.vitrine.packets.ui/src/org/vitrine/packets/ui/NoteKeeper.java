/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.widgets.Display;
import org.vitrine.common.VitrineException;
import org.vitrine.packet.dissect.CaptureFile;
import org.vitrine.packet.dissect.Notes;
import org.vitrine.packet.dissect.Progress;
import org.vitrine.ui.PartSite;

/** Writes notes about packets into their file. UI thread only. */
final class NoteKeeper {
    private final PartSite site;
    private final Display display;
    private final Noted noted;

    /** Hears that a file has another note, so that its packets lie elsewhere in it. */
    interface Noted {
        void at(Path file, int packet);
    }

    NoteKeeper(PartSite site, Display display, Noted noted) {
        this.site = site;
        this.display = display;
        this.noted = noted;
    }

    /** Why no note can be taken of what a session shows; empty when one can. */
    static String hindrance(Session session) {
        return session.source() instanceof LiveCapture
                ? "What is live is in no file yet. Export the packets as pcapng, and open that."
                : Notes.hindrance(session.file());
    }

    /** Asks for a note about a packet and keeps it. */
    void ask(CaptureFile file, int packet) {
        String before = file.notes().getOrDefault(packet, "");
        NoteDialog dialog = new NoteDialog(site.workbench().shell(), packet, before);
        if (dialog.open() != Window.OK || dialog.getValue().strip().equals(before)) {
            return;
        }
        String after = dialog.getValue().strip();
        Path path = file.path();
        site.workbench()
                .change(
                        "Note about packet " + (packet + 1),
                        () -> write(path, packet, after),
                        () -> write(path, packet, before));
    }

    /** Off the UI thread. */
    private void write(Path path, int packet, String text) throws VitrineException {
        FileWork.run(() -> {
            try (CaptureFile file = CaptureFile.open(path)) {
                file.index(Progress.NONE);
                Notes.write(file, Map.of(packet, text), Progress.NONE);
            }
        });
        if (!display.isDisposed()) {
            display.asyncExec(() -> noted.at(path, packet));
        }
    }
}
