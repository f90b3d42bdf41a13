/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.recorder;

import java.io.IOException;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.packet.pcap.PcapngStatistics;
import org.vitrine.packet.pcap.PcapngWriter;

/** Frames as pcapng. The interfaces have been described to the writer in the order of the sources. */
final class PcapngFrames implements FrameWriter {
    /** An enhanced packet block without its data, with flags. */
    private static final int PACKET_OVERHEAD = 32 + 12;
    /** What is said of a vNIC at the end, with a comment. */
    private static final int STATISTICS_LENGTH = 512;

    private final PcapngWriter writer;
    private final int reserve;

    PcapngFrames(PcapngWriter writer, int sources) {
        this.writer = writer;
        reserve = sources * STATISTICS_LENGTH;
    }

    @Override
    public long bytesWith(int kept) {
        return writer.bytes() + PACKET_OVERHEAD + (kept + 3 & ~3) + reserve;
    }

    @Override
    public void write(int source, FrameBatch batch, int i, String comment) throws IOException {
        // seen from the host's end of the vNIC, as are the names of the interfaces
        int flags = switch (batch.direction(i)) {
            case FROM_GUEST -> PcapngWriter.INBOUND;
            case TO_GUEST -> PcapngWriter.OUTBOUND;
            case UNKNOWN -> 0;
        };
        writer.write(
                source,
                batch.memory(),
                batch.offset(i),
                batch.capturedLength(i),
                batch.length(i),
                batch.timestamp(i),
                flags,
                comment);
    }

    @Override
    public void count(int source, Source.Count count) {
        writer.statistics(new PcapngStatistics(
                source,
                count.start(),
                count.end(),
                count.received() + count.droppedByKernel(),
                PcapngStatistics.UNKNOWN,
                count.droppedByKernel(),
                count.words()));
    }

    @Override
    public void tellCounts() throws IOException {
        writer.writeStatistics();
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
        return writer.fileNumber();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
