/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.vitrine.packet.pcap.PcapFormat;

/**
 * Reads any packet of an indexed file. Has a channel of its own, so that an interrupt ends nobody else's reading, and never maps the file,
 * which may be cut short at any time. Not thread-safe.
 */
final class FrameReader implements AutoCloseable {
    private static final int AHEAD_IN_ORDER = 1 << 20;
    private static final int AHEAD_AT_RANDOM = 1 << 12;

    private final CaptureFile file;
    private final CaptureIndex index;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final ByteBuffer buffer;
    private final FileChannel channel;
    private final int ahead;
    private final Frame frame;
    /** What of the file is in memory. */
    private long from;

    private int filled;

    private FrameReader(CaptureFile file, int ahead) throws IOException {
        this.file = file;
        this.ahead = ahead;
        file.retain();
        index = file.index();
        try {
            channel = FileChannel.open(file.content(), StandardOpenOption.READ);
        } catch (IOException e) {
            file.release();
            throw e;
        }
        memory = arena.allocate(ahead + (long) PcapFormat.MAX_CAPTURED_LENGTH, 8);
        buffer = memory.asByteBuffer();
        frame = new Frame(file);
    }

    /** For packets one after the other. */
    static FrameReader inOrder(CaptureFile file) throws IOException {
        return new FrameReader(file, AHEAD_IN_ORDER);
    }

    /** For packets here and there. */
    static FrameReader atRandom(CaptureFile file) throws IOException {
        return new FrameReader(file, AHEAD_AT_RANDOM);
    }

    /**
     * Reads a packet and takes it apart.
     *
     * @param packet from 0, below the number of packets that are indexed
     * @return valid until the next call
     * @throws IOException when the file cannot be read or has become shorter
     */
    Frame read(int packet) throws IOException {
        int captured = index.capturedLength(packet);
        long position = index.position(packet);
        if (position < from || position + captured > from + filled) {
            fill(position, captured);
        }
        frame.number = packet + 1;
        frame.timestamp = index.timestamp(packet);
        frame.length = index.length(packet);
        frame.capturedLength = captured;
        frame.interfaceId = index.interfaceId(packet);
        frame.linkType = file.linkType(frame.interfaceId);
        frame.memory = memory;
        frame.offset = position - from;
        frame.wrap();
        return frame;
    }

    private void fill(long position, int captured) throws IOException {
        buffer.clear().limit(Math.max(ahead, captured));
        from = position;
        filled = 0;
        while (buffer.position() < captured) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException(file.path() + " has become shorter since it was opened");
            }
        }
        filled = buffer.position();
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            arena.close();
            file.release();
        }
    }
}
