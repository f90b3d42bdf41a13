/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Reads a capture file from its beginning to its end: {@link #next}, then the accessors, which show the packet in the reader's own
 * memory until the next call. A file that is cut off or broken gives the packets before the break; then {@link #damage} says what is
 * wrong and where. Not thread-safe.
 */
public final class PcapReader implements AutoCloseable {
    // Large reads are faster than a mapped file, whose pages the kernel hands out one fault at a time.
    private static final int READ_LENGTH = 1 << 20;
    private static final int CAPACITY = READ_LENGTH + PcapFormat.MAX_CAPTURED_LENGTH + PcapFormat.PACKET_HEADER_LENGTH;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(CAPACITY, 8);
    private final ByteBuffer buffer = memory.asByteBuffer();
    private final ReadableByteChannel channel;
    private final String name;
    private final PcapFormat format;
    private final ValueLayout.OfInt int32;
    private final int nanosPerUnit;
    /** Where the first byte of the memory stands in the file. */
    private long memoryAt;

    private int position;
    private int filled;
    private boolean channelEnded;
    private boolean ended;
    private String damage;

    private long packets;
    private long offset;
    private int capturedLength;
    private int length;
    private long timestamp;

    /**
     * Reads the header.
     *
     * @param channel blocking; closed by {@link #close}, and when this fails
     * @param name of the file, for messages
     * @throws PcapFormatException when it is no capture file that can be read; the message says what it is
     */
    public PcapReader(ReadableByteChannel channel, String name) throws IOException {
        this.channel = channel;
        this.name = name;
        try {
            boolean there = has(PcapFormat.FILE_HEADER_LENGTH);
            format = PcapFormat.read(name, memory, there ? PcapFormat.FILE_HEADER_LENGTH : filled);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        position = PcapFormat.FILE_HEADER_LENGTH;
        int32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(format.order());
        nanosPerUnit = format.nanoseconds() ? 1 : 1_000;
    }

    /** Opens a file, and otherwise as the constructor. */
    public static PcapReader open(Path file) throws IOException {
        return new PcapReader(FileChannel.open(file, StandardOpenOption.READ), file.toString());
    }

    public PcapFormat format() {
        return format;
    }

    /**
     * Goes to the next packet.
     *
     * @return whether there is one; once false, it stays false
     * @throws IOException when the medium fails
     */
    public boolean next() throws IOException {
        if (ended) {
            return false;
        }
        if (!has(PcapFormat.PACKET_HEADER_LENGTH)) {
            return end(filled == position ? null : "it ends within the header of a packet");
        }
        int captured = field(PcapFormat.CAPTURED_LENGTH_OFFSET);
        if (captured < 0 || captured > PcapFormat.MAX_CAPTURED_LENGTH) {
            return end("a packet claims to have " + Integer.toUnsignedString(captured) + " bytes");
        }
        if (!has(PcapFormat.PACKET_HEADER_LENGTH + captured)) {
            return end("it ends within a packet of " + captured + " bytes");
        }
        long seconds = Integer.toUnsignedLong(field(PcapFormat.SECONDS_OFFSET));
        long fraction = Integer.toUnsignedLong(field(PcapFormat.FRACTION_OFFSET));
        timestamp = seconds * NANOS_PER_SECOND + fraction * nanosPerUnit;
        length = Math.max(field(PcapFormat.ORIGINAL_LENGTH_OFFSET), captured);
        capturedLength = captured;
        offset = position + PcapFormat.PACKET_HEADER_LENGTH;
        position += PcapFormat.PACKET_HEADER_LENGTH + captured;
        packets++;
        return true;
    }

    /** Whether {@link #next} would show another packet without moving this one and those before it in memory. */
    public boolean isNextInMemory() {
        int there = filled - position;
        return !ended
                && there >= PcapFormat.PACKET_HEADER_LENGTH
                && Integer.compareUnsigned(
                                field(PcapFormat.CAPTURED_LENGTH_OFFSET), there - PcapFormat.PACKET_HEADER_LENGTH)
                        <= 0;
    }

    private int field(int at) {
        return memory.get(int32, position + at);
    }

    private boolean end(String reason) {
        ended = true;
        capturedLength = 0;
        length = 0;
        if (reason != null) {
            damage =
                    name + " is damaged after packet " + packets + ", at byte " + (memoryAt + position) + ": " + reason;
        }
        return false;
    }

    /** Makes so many bytes from the position on be in memory, which moves what is there; false when the file ends before. */
    private boolean has(int wanted) throws IOException {
        if (filled - position >= wanted) {
            return true;
        }
        if (channelEnded) {
            return false;
        }
        MemorySegment.copy(memory, position, memory, 0, filled - position);
        memoryAt += position;
        filled -= position;
        position = 0;
        buffer.limit(CAPACITY).position(filled);
        while (buffer.position() < wanted && !channelEnded) {
            channelEnded = channel.read(buffer) < 0;
        }
        filled = buffer.position();
        return filled >= wanted;
    }

    /** What is wrong with the file and where, once {@link #next} was false; empty when it ends as it should. */
    public Optional<String> damage() {
        return Optional.ofNullable(damage);
    }

    /** Packets so far. */
    public long packets() {
        return packets;
    }

    /** Where packets lie; always the same. */
    public MemorySegment memory() {
        return memory;
    }

    /** Where the packet begins in {@link #memory()}. */
    public long offset() {
        return offset;
    }

    /** Bytes of the packet that are in the file. */
    public int capturedLength() {
        return capturedLength;
    }

    /** Bytes that the packet had on the wire. */
    public int length() {
        return length;
    }

    /** When the packet passed, nanoseconds since the epoch. */
    public long timestamp() {
        return timestamp;
    }

    @Override
    public void close() throws IOException {
        if (arena.scope().isAlive()) {
            arena.close();
            channel.close();
        }
    }
}
