/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a file of classic pcap, compressed with gzip or not. */
public final class PcapReader implements CaptureReader {
    /** Constant, and bytes are swapped apart: a layout that differs between readers is looked up for each field. */
    private static final ValueLayout.OfInt INT32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Window window;
    private final String name;
    private final PcapFormat format;
    private final boolean swapped;
    private final int nanosPerUnit;
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
        this(new Window(channel, PcapFormat.MAX_CAPTURED_LENGTH + PcapFormat.PACKET_HEADER_LENGTH), name);
    }

    PcapReader(Window window, String name) throws IOException {
        this.window = window;
        this.name = name;
        try {
            boolean there = window.has(PcapFormat.FILE_HEADER_LENGTH);
            format = PcapFormat.read(name, window.memory, there ? PcapFormat.FILE_HEADER_LENGTH : window.available());
        } catch (IOException | RuntimeException e) {
            window.close();
            throw e;
        }
        window.position = PcapFormat.FILE_HEADER_LENGTH;
        swapped = format.order() != INT32.order();
        nanosPerUnit = format.nanoseconds() ? 1 : 1_000;
    }

    /** Opens a file, and otherwise as the constructor. */
    public static PcapReader open(Path file) throws IOException {
        return new PcapReader(Window.open(file), file.toString());
    }

    public PcapFormat format() {
        return format;
    }

    @Override
    public boolean next() throws IOException {
        if (ended) {
            return false;
        }
        if (!window.has(PcapFormat.PACKET_HEADER_LENGTH)) {
            return end(window.available() == 0 ? null : "it ends within the header of a packet");
        }
        int captured = field(PcapFormat.CAPTURED_LENGTH_OFFSET);
        if (captured < 0 || captured > PcapFormat.MAX_CAPTURED_LENGTH) {
            return end("a packet claims to have " + Integer.toUnsignedString(captured) + " bytes");
        }
        if (!window.has(PcapFormat.PACKET_HEADER_LENGTH + captured)) {
            return end("it ends within a packet of " + captured + " bytes");
        }
        long seconds = Integer.toUnsignedLong(field(PcapFormat.SECONDS_OFFSET));
        long fraction = Integer.toUnsignedLong(field(PcapFormat.FRACTION_OFFSET));
        timestamp = seconds * NANOS_PER_SECOND + fraction * nanosPerUnit;
        length = Math.max(field(PcapFormat.ORIGINAL_LENGTH_OFFSET), captured);
        capturedLength = captured;
        offset = window.position + PcapFormat.PACKET_HEADER_LENGTH;
        window.position += PcapFormat.PACKET_HEADER_LENGTH + captured;
        packets++;
        return true;
    }

    @Override
    public boolean isNextInMemory() {
        int there = window.available();
        return !ended
                && there >= PcapFormat.PACKET_HEADER_LENGTH
                && Integer.compareUnsigned(
                                field(PcapFormat.CAPTURED_LENGTH_OFFSET), there - PcapFormat.PACKET_HEADER_LENGTH)
                        <= 0;
    }

    private int field(int at) {
        int value = window.memory.get(INT32, window.position + at);
        return swapped ? Integer.reverseBytes(value) : value;
    }

    private boolean end(String reason) {
        ended = true;
        capturedLength = 0;
        length = 0;
        String why = window.trouble() == null ? reason : window.trouble();
        if (why != null) {
            damage = name + " is damaged after packet " + packets + ", at byte " + window.at() + ": " + why;
        }
        return false;
    }

    @Override
    public Optional<String> damage() {
        return Optional.ofNullable(damage);
    }

    @Override
    public long packets() {
        return packets;
    }

    /** Where packets lie; always the same. */
    @Override
    public MemorySegment memory() {
        return window.memory;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long position() {
        return window.at(offset());
    }

    @Override
    public int capturedLength() {
        return capturedLength;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    @Override
    public int linkType() {
        return format.linkType();
    }

    @Override
    public void close() throws IOException {
        window.close();
    }
}
