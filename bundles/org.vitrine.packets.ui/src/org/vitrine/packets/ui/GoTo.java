/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.jface.dialogs.InputDialog;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.widgets.Shell;
import org.vitrine.packet.dissect.CaptureFile;
import org.vitrine.packet.dissect.Rows;

/** Finds the packet that a person names by its number or its time. */
final class GoTo {
    private GoTo() {}

    /**
     * Asks for a packet.
     *
     * @param rows those that are shown
     * @return its row; empty when a person wants none
     */
    static Optional<Integer> ask(Shell shell, CaptureFile file, Rows rows) {
        InputDialog dialog = new InputDialog(
                shell,
                "Go to packet",
                "Number of a packet, 1 to " + file.packets() + ", or seconds since the first one, such as 12.5 s",
                "",
                text -> row(text, file, rows).isPresent()
                        ? null
                        : text.isEmpty() ? "" : "There is no such packet among those that are shown.");
        return dialog.open() == Window.OK ? row(dialog.getValue(), file, rows) : Optional.empty();
    }

    /** The row of a number or a time. */
    private static Optional<Integer> row(String text, CaptureFile file, Rows rows) {
        String stripped = text.strip();
        try {
            if (stripped.endsWith("s")) {
                long time = file.timestamp(0)
                        + new BigDecimal(stripped.substring(0, stripped.length() - 1)
                                        .strip())
                                .movePointRight(9)
                                .longValue();
                return IntStream.range(0, rows.count())
                        .filter(row -> file.timestamp(rows.packet(row)) >= time)
                        .boxed()
                        .findFirst();
            }
            int packet = Integer.parseInt(stripped) - 1;
            int row = packet < 0 || packet >= file.packets() ? -1 : rows.row(packet);
            return row < 0 ? Optional.empty() : Optional.of(row);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
