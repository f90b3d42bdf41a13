/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.FileDialog;
import org.vitrine.packet.dissect.CaptureFile;
import org.vitrine.packet.dissect.Export;
import org.vitrine.packet.dissect.PacketLine;
import org.vitrine.packet.dissect.PacketReader;
import org.vitrine.packet.dissect.Progress;
import org.vitrine.packet.dissect.Rows;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.Workbench;

/** Takes packets elsewhere: to the clipboard, into files, into Wireshark. UI thread only. */
final class PacketExport {
    private static final int MOST_COPIED = 10_000;

    private final PartSite site;
    private final Display display;
    private final Background copying;

    PacketExport(PartSite site, Display display) {
        this.site = site;
        this.display = display;
        copying = new Background(display, "packet copy");
    }

    /**
     * Puts a text on the clipboard.
     *
     * @param said what a person is told
     */
    void copy(String text, String said) {
        if (text.isEmpty()) {
            return;
        }
        Clipboard clipboard = new Clipboard(display);
        clipboard.setContents(new Object[] {text}, new Transfer[] {TextTransfer.getInstance()});
        clipboard.dispose();
        site.workbench().say(said);
    }

    /** Puts a line for each packet on the clipboard. */
    void copyLines(CaptureFile file, Rows selected) {
        if (selected.count() > MOST_COPIED) {
            site.workbench().say("At most " + MOST_COPIED + " packets are copied; export them instead");
            return;
        }
        copying.run(
                () -> lines(file, selected),
                text -> copy(
                        text,
                        selected.count() == 1 ? "The packet is copied" : selected.count() + " packets are copied"),
                words -> site.workbench().say(words));
    }

    private static String lines(CaptureFile file, Rows selected) throws IOException {
        StringBuilder text = new StringBuilder();
        try (PacketReader reader = new PacketReader(file)) {
            for (int row = 0; row < selected.count(); row++) {
                PacketLine line = reader.line(selected.packet(row));
                text.append(line.packet() + 1)
                        .append('\t')
                        .append(TimeStyle.UTC.words(file.timestamp(line.packet()), 0, ZoneId.systemDefault()))
                        .append('\t')
                        .append(line.source())
                        .append('\t')
                        .append(line.destination())
                        .append('\t')
                        .append(line.protocol().title())
                        .append('\t')
                        .append(file.length(line.packet()))
                        .append('\t')
                        .append(line.info())
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** Asks for a file and writes packets into it. */
    void save(CaptureFile file, Rows rows) {
        Export.Format[] formats = Export.Format.values();
        FileDialog dialog = new FileDialog(site.workbench().shell(), SWT.SAVE);
        dialog.setFilterNames(new String[] {
            "pcapng: all that is known of the packets", "pcap: for older programs", "CSV: a line for each packet"
        });
        dialog.setFilterExtensions(
                Arrays.stream(formats).map(format -> "*." + format.extension()).toArray(String[]::new));
        dialog.setFileName("packets.pcapng");
        dialog.setOverwrite(true);
        String path = dialog.open();
        if (path == null) {
            return;
        }
        Export.Format format = Arrays.stream(formats)
                .filter(each -> path.endsWith("." + each.extension()))
                .findFirst()
                .orElse(formats[Math.max(0, dialog.getFilterIndex())]);
        site.workbench()
                .run(
                        "Export packets to " + path,
                        progress -> {
                            FileWork.run(() -> Export.write(file, rows, format, Path.of(path), steps(progress)));
                            return path;
                        },
                        written -> site.workbench().say(rows.count() + " packets are in " + written));
    }

    private static Progress steps(Workbench.Progress progress) {
        return (done, total) -> progress.at((int) done, (int) total, "packets");
    }

    /** Opens what a session shows in Wireshark, as a file. */
    void openInWireshark(Session session) {
        Path file = session.source() instanceof LiveCapture live
                ? live.file()
                : session.file().path();
        Wireshark.program("wireshark")
                .ifPresent(program -> site.workbench()
                        .run(
                                "Open " + file + " in Wireshark",
                                _ -> {
                                    FileWork.run(() -> Wireshark.open(program, file));
                                    return file;
                                },
                                _ -> {}));
    }

    /** Ends what goes on in the background. */
    void close() {
        copying.close();
    }
}
