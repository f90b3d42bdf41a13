/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapWriter;

/** Frames as classic pcap, which has no room for anything else. */
final class PcapFrames implements FrameWriter {
    private static final int PACKET_HEADER = 16;

    private final PcapWriter writer;
    private final Path unfinished;
    private final Path file;

    private PcapFrames(PcapWriter writer, Path unfinished, Path file) {
        this.writer = writer;
        this.unfinished = unfinished;
        this.file = file;
    }

    /** Writes into the buffer. */
    static PcapFrames to(PieceBuffer buffer, String name, PcapFormat format) {
        return new PcapFrames(new PcapWriter(buffer, name, format), null, null);
    }

    static PcapFrames create(Path file, PcapFormat format) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        return new PcapFrames(PcapWriter.create(unfinished, format), unfinished, file);
    }

    @Override
    public long bytesWith(int kept) {
        return writer.bytes() + PACKET_HEADER + kept;
    }

    @Override
    public void write(int source, FrameBatch batch, int i, String comment) throws IOException {
        writer.write(batch.memory(), batch.offset(i), batch.capturedLength(i), batch.length(i), batch.timestamp(i));
    }

    @Override
    public void count(int source, Source.Count count) {
        // no room for it
    }

    @Override
    public void tellCounts() {
        // no room for it
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public long bytes() {
        return writer.bytes();
    }

    @Override
    public long packets() {
        return writer.packets();
    }

    @Override
    public int file() {
        return 1;
    }

    @Override
    public void close() throws IOException {
        try {
            writer.close();
        } finally {
            if (file != null) {
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }
}
