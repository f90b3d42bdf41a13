/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.vitrine.packet.pcap.PcapngReader;
import org.vitrine.packet.pcap.PcapngWriter;

/** Writes into a capture file what people note about its packets: the comments that Wireshark shows. */
public final class Notes {
    private static final int STEP_MASK = 0xfff;

    private Notes() {}

    /**
     * Why a file cannot have notes, as a sentence; empty when it can.
     */
    public static String hindrance(CaptureFile file) {
        if (!file.isPcapng()) {
            return "Only pcapng files have room for notes. Export the packets as pcapng, and open that.";
        }
        if (!file.content().equals(file.path())) {
            return "The file is compressed. Export the packets as pcapng, and open that.";
        }
        if (file.damage().isPresent() || !file.isIndexed()) {
            return "The file is not whole. Export the packets as pcapng, and open that.";
        }
        return Files.isWritable(file.path()) ? "" : "You may not write into the file.";
    }

    /**
     * Writes the file anew with other notes, everything else byte by byte as it was; the old file is there until the new one is complete.
     * Packets then lie elsewhere: the file must be opened again.
     *
     * @param notes by the places of packets from 0; empty ones are taken away
     * @param progress told packets
     * @throws IOException when that cannot be done; then the file is what it was
     * @throws InterruptedException when the thread is interrupted; then the file is what it was
     */
    public static void write(CaptureFile file, Map<Integer, String> notes, Progress progress)
            throws IOException, InterruptedException {
        String hindrance = hindrance(file);
        if (!hindrance.isEmpty()) {
            throw new IOException(hindrance);
        }
        Path copy = file.path().resolveSibling(file.path().getFileName() + ".noted");
        try (PcapngReader reader = PcapngReader.open(file.path())) {
            try (PcapngWriter writer = PcapngWriter.copyTo(copy)) {
                while (reader.nextBlock()) {
                    String note = reader.isPacket() ? notes.get((int) reader.packets() - 1) : null;
                    if (note == null) {
                        writer.copy(reader);
                    } else {
                        writer.copy(reader, note.isEmpty() ? List.of() : List.of(note));
                    }
                    if ((reader.packets() & STEP_MASK) == 0) {
                        progress.at(reader.packets(), file.packets());
                        if (Thread.interrupted()) {
                            throw new InterruptedException();
                        }
                    }
                }
            }
            Files.move(copy, file.path(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
