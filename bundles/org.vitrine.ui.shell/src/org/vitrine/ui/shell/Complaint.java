/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.util.List;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.widgets.Shell;
import org.vitrine.common.VitrineException;

/** Tells a person what went wrong and what to do about it; can be copied. */
final class Complaint {
    /** More would push the buttons of the dialog off the screen. */
    private static final int MAX_LINES = 12;

    private Complaint() {}

    /**
     * @param title what was tried
     */
    static void show(Shell parent, String title, VitrineException error) {
        String text = error.getMessage() + (error.advice().isEmpty() ? "" : "\n\n" + error.advice());
        MessageDialog dialog =
                new MessageDialog(parent, title, null, shown(text), MessageDialog.ERROR, 1, "Copy", "Close") {
                    @Override
                    protected void buttonPressed(int button) {
                        if (button == 0) {
                            Clipboard clipboard = new Clipboard(getShell().getDisplay());
                            clipboard.setContents(
                                    new Object[] {title + ": " + text}, new Transfer[] {TextTransfer.getInstance()});
                            clipboard.dispose();
                        } else {
                            super.buttonPressed(button);
                        }
                    }
                };
        dialog.setBlockOnOpen(false);
        dialog.open();
    }

    private static String shown(String text) {
        List<String> lines = text.lines().toList();
        return lines.size() <= MAX_LINES
                ? text
                : String.join("\n", lines.subList(0, MAX_LINES - 1)) + "\n\nand " + (lines.size() - MAX_LINES + 1)
                        + " more lines: Copy takes them all.";
    }
}
