/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.vitrine.packet.Packet;

/** Shows packets of an indexed file in words: a line, a tree, or just its bytes. Not thread-safe; close it before its file. */
public final class PacketReader implements AutoCloseable {
    private final FrameReader reader;
    private final Summary summary = new Summary();
    private final Details details = new Details();

    /**
     * @throws IOException when the file cannot be opened any more
     */
    public PacketReader(CaptureFile file) throws IOException {
        reader = FrameReader.atRandom(file);
    }

    /**
     * A packet in a line.
     *
     * @param packet from 0, below {@link CaptureFile#packets}
     * @throws IOException when the file cannot be read or has become shorter
     */
    public PacketLine line(int packet) throws IOException {
        return summary.line(reader.read(packet));
    }

    /** The headers of a packet and their fields, the outermost first. */
    public List<Detail> details(int packet, ZoneId zone) throws IOException {
        return details.of(reader.read(packet), zone);
    }

    /** The captured bytes of a packet. */
    public byte[] bytes(int packet) throws IOException {
        Frame frame = reader.read(packet);
        return frame.memory.asSlice(frame.offset, frame.capturedLength).toArray(ValueLayout.JAVA_BYTE);
    }

    /** The conversation that a packet belongs to; empty when it has neither TCP nor UDP. */
    public Optional<Conversation> conversation(int packet) throws IOException {
        Packet innermost = reader.read(packet).innermost();
        return innermost.isTcp() || innermost.isUdp() ? Optional.of(Conversation.of(innermost)) : Optional.empty();
    }

    /** The frame itself, for those who need more than words. */
    Frame frame(int packet) throws IOException {
        return reader.read(packet);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
