/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a capture file. Packets are gathered in memory; every {@link #flush} hands whole packets to the system, so that a process
 * that is killed leaves a file that is good up to its last flush. Not thread-safe.
 */
public final class PcapWriter implements AutoCloseable {
    private static final int CAPACITY = PcapFormat.MAX_CAPTURED_LENGTH + PcapFormat.PACKET_HEADER_LENGTH;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Output output;
    private final PcapFormat format;
    private final ValueLayout.OfInt int32;

    /**
     * Gathers the header of the file; nothing is written yet.
     *
     * @param channel blocking; closed by {@link #close}
     * @param name of the file, for messages
     */
    public PcapWriter(WritableByteChannel channel, String name, PcapFormat format) {
        this.format = format;
        output = new Output(channel, name, CAPACITY);
        int32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(format.order());
        format.write(output.memory);
        output.added(PcapFormat.FILE_HEADER_LENGTH);
    }

    /**
     * Creates a file, or empties one that is there.
     *
     * @throws IOException when that cannot be done
     */
    public static PcapWriter create(Path file, PcapFormat format) throws IOException {
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        return new PcapWriter(channel, file.toString(), format);
    }

    /**
     * Adds a packet, cut to the file's snap length.
     *
     * @param capturedLength bytes of it that are in memory
     * @param length bytes that it had on the wire
     * @param timestamp nanoseconds since the epoch, until 2106
     * @throws IOException when the system does not take what was gathered; see {@link #flush}
     */
    public void write(MemorySegment from, long offset, int capturedLength, int length, long timestamp)
            throws IOException {
        int kept = Math.min(capturedLength, format.snapLength());
        int needed = PcapFormat.PACKET_HEADER_LENGTH + kept;
        output.makeRoom(needed);
        MemorySegment memory = output.memory;
        int filled = output.filled;
        long fraction = timestamp % NANOS_PER_SECOND;
        memory.set(int32, filled + PcapFormat.SECONDS_OFFSET, (int) (timestamp / NANOS_PER_SECOND));
        memory.set(
                int32, filled + PcapFormat.FRACTION_OFFSET, (int) (format.nanoseconds() ? fraction : fraction / 1_000));
        memory.set(int32, filled + PcapFormat.CAPTURED_LENGTH_OFFSET, kept);
        memory.set(int32, filled + PcapFormat.ORIGINAL_LENGTH_OFFSET, length);
        MemorySegment.copy(from, offset, memory, filled + PcapFormat.PACKET_HEADER_LENGTH, kept);
        output.added(needed);
        output.packets++;
    }

    /**
     * Hands everything to the system.
     *
     * @throws IOException when the disk is full or fails. The file then ends with the last packet that was flushed before, and nothing
     *     more can be written
     */
    public void flush() throws IOException {
        output.flush();
    }

    /** Bytes of the file so far, flushed or not. */
    public long bytes() {
        return output.bytes;
    }

    /** Packets so far, flushed or not; without those that the system did not take. */
    public long packets() {
        return output.packets - output.lostPackets;
    }

    /** Flushes and ends the file. */
    @Override
    public void close() throws IOException {
        output.close();
    }
}
