/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import org.vitrine.packet.pcap.CaptureReader;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapReader;
import org.vitrine.packet.pcap.PcapWriter;
import org.vitrine.packet.pcap.PcapngInterface;
import org.vitrine.packet.pcap.PcapngOption;
import org.vitrine.packet.pcap.PcapngReader;
import org.vitrine.packet.pcap.PcapngWriter;

/** Writes some packets of a file into another one, in the order of the file; that is there when it is complete, and not before. */
public final class Export {
    private static final int STEP_MASK = 0xfff;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Kinds of files. */
    public enum Format {
        /** With everything that the file says of its packets and interfaces. */
        PCAPNG("pcapng"),
        /** For old programs; names, interfaces and notes get lost. */
        PCAP("pcap"),
        /** A line for each packet, as RFC 4180 has it. */
        CSV("csv");

        private final String extension;

        Format(String extension) {
            this.extension = extension;
        }

        /** What the name of a file ends with, without the dot. */
        public String extension() {
            return extension;
        }
    }

    private final CaptureFile file;
    private final int[] packets;
    private final Progress progress;

    private Export(CaptureFile file, Rows rows, Progress progress) {
        this.file = file;
        this.progress = progress;
        packets = rows.inOrder();
    }

    /**
     * Writes packets.
     *
     * @param to not the file itself
     * @param progress told packets
     * @throws IOException when it cannot be written; or, for classic pcap, when packets are of several kinds of links
     * @throws InterruptedException when the thread is interrupted; then there is no file
     */
    public static void write(CaptureFile file, Rows rows, Format format, Path to, Progress progress)
            throws IOException, InterruptedException {
        if (Files.exists(to) && Files.isSameFile(to, file.path())) {
            throw new IOException("a capture cannot be exported into itself");
        }
        Path copy = to.resolveSibling(to.getFileName() + ".export"); // the writer of pcapng puts .part behind that
        Export export = new Export(file, rows, progress);
        try {
            switch (format) {
                case PCAPNG -> export.pcapng(copy);
                case PCAP -> export.pcap(copy);
                case CSV -> export.csv(copy);
            }
            Files.move(copy, to, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private void step(int done) throws InterruptedException {
        if ((done & STEP_MASK) == 0) {
            progress.at(done, packets.length);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void pcapng(Path to) throws IOException, InterruptedException {
        if (file.isPcapng()) {
            copy(to);
            return;
        }
        try (PcapReader reader = PcapReader.open(file.content());
                PcapngWriter writer = PcapngWriter.create(
                        to, List.of(PcapngOption.text(PcapngOption.SECTION_APPLICATION, "Vitrine")))) {
            int nic = writer.add(
                    new PcapngInterface(reader.linkType(), reader.format().snapLength(), List.of()));
            for (int i = 0; i < packets.length && skipTo(reader, packets[i]); i++) {
                writer.write(
                        nic,
                        reader.memory(),
                        reader.offset(),
                        reader.capturedLength(),
                        reader.length(),
                        reader.timestamp());
                step(i);
            }
        }
    }

    private static boolean skipTo(CaptureReader reader, int packet) throws IOException {
        while (reader.packets() <= packet) {
            if (!reader.next()) {
                return false;
            }
        }
        return true;
    }

    /** Copies blocks as they are, packets that are not wanted left out. */
    private void copy(Path to) throws IOException, InterruptedException {
        try (PcapngReader reader = PcapngReader.open(file.content());
                PcapngWriter writer = PcapngWriter.copyTo(to)) {
            int next = 0;
            while (reader.nextBlock()) {
                if (!reader.isPacket()) {
                    writer.copy(reader);
                } else if (next < packets.length && reader.packets() - 1 == packets[next]) {
                    writer.copy(reader);
                    step(next++);
                }
            }
        }
    }

    private void pcap(Path to) throws IOException, InterruptedException {
        int linkType =
                packets.length == 0 ? PcapFormat.LINK_TYPE_ETHERNET : file.linkType(file.interfaceId(packets[0]));
        PcapFormat format = new PcapFormat(ByteOrder.nativeOrder(), true, PcapFormat.MAX_CAPTURED_LENGTH, linkType);
        try (CaptureReader reader = CaptureReader.open(file.content());
                PcapWriter writer = PcapWriter.create(to, format)) {
            for (int i = 0; i < packets.length && skipTo(reader, packets[i]); i++) {
                if (reader.linkType() != linkType) {
                    throw new IOException("classic pcap has one kind of link in a file, and these packets are of kind "
                            + linkType + " and " + reader.linkType());
                }
                writer.write(
                        reader.memory(), reader.offset(), reader.capturedLength(), reader.length(), reader.timestamp());
                step(i);
            }
        }
    }

    private void csv(Path to) throws IOException, InterruptedException {
        try (PacketReader reader = new PacketReader(file);
                BufferedWriter out = Files.newBufferedWriter(to)) {
            out.write("No.,Time,Source,Destination,Protocol,Length,Interface,Info,Note\r\n");
            for (int i = 0; i < packets.length; i++) {
                out.write(csv(reader.line(packets[i])));
                step(i);
            }
        }
    }

    private String csv(PacketLine line) {
        int packet = line.packet();
        return (packet + 1) + "," + instant(file.timestamp(packet)) + "," + line.source() + "," + line.destination()
                + "," + line.protocol().title() + "," + file.length(packet) + ","
                + quoted(file.interfaceName(file.interfaceId(packet))) + "," + quoted(line.info()) + ","
                + quoted(file.notes().getOrDefault(packet, "")) + "\r\n";
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    private static String quoted(String text) {
        return text.matches("(?s).*[\",\n\r].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
