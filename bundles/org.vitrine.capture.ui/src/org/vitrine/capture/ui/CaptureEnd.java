/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ui;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jface.dialogs.MessageDialog;
import org.vitrine.capture.RecordingProgress;
import org.vitrine.common.Quantity;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.ui.Workbench;

/** Says what was captured, and opens it in Wireshark where that is installed. */
final class CaptureEnd {
    private static final String SHOW = "Show packets";

    private CaptureEnd() {}

    static void show(Workbench workbench, Capture.Result result) {
        Optional<Path> wireshark = wireshark(System.getenv("PATH"));
        String[] buttons = wireshark.isPresent()
                ? new String[] {SHOW, "Open in Wireshark", "Close"}
                : new String[] {SHOW, "Close"};
        MessageDialog dialog =
                new MessageDialog(
                        workbench.shell(),
                        "Capture " + result.what(),
                        null,
                        words(result),
                        MessageDialog.INFORMATION,
                        buttons.length - 1,
                        buttons) {
                    @Override
                    protected void buttonPressed(int button) {
                        super.buttonPressed(button);
                        if (buttons[button].equals(SHOW)) {
                            workbench.open(result.file());
                        } else if (button < buttons.length - 1) {
                            workbench.run(
                                    "Open " + result.file() + " in Wireshark",
                                    _ -> start(wireshark.get(), result.file()),
                                    _ -> {});
                        }
                    }
                };
        // a capture may end at any time: nobody shall be kept from what he does
        dialog.setBlockOnOpen(false);
        dialog.open();
    }

    static String words(Capture.Result result) {
        RecordingProgress progress = result.progress();
        String packets = progress.packets() == 1 ? "1 packet (" : progress.packets() + " packets (";
        String several = result.files() == 1 ? "" : result.files() + " files, the first was\n";
        return packets + Quantity.bytes(progress.bytes()) + (progress.packets() == 1 ? ") is in\n" : ") are in\n")
                + several
                + result.file() + "\n\n"
                + (progress.dropped() == 0 ? "None was dropped. " : progress.dropped() + " were dropped. ")
                + (progress.gaps() == 0 ? "" : progress.missed() + " passed while the capture backend was replaced. ")
                + "It ended because " + (result.reason().equals("cancelled") ? "you cancelled it" : result.reason())
                + ".";
    }

    /**
     * @param path folders where programs are, as in the environment; may be null
     */
    static Optional<Path> wireshark(String path) {
        return Arrays.stream(path == null ? new String[0] : path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "wireshark"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean start(Path program, Path file) throws VitrineException {
        try {
            new ProcessBuilder(program.toString(), file.toString())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.FAILED, program + " cannot be started: " + e.getMessage(), "Open " + file + " by hand.", e);
        }
    }
}
