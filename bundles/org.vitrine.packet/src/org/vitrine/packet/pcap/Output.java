/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** Gathers what is written to a file, and hands it to the system in whole pieces. */
final class Output implements AutoCloseable {
    /** What is written while the processor still has it costs the system half as much. */
    private static final int PROCESSOR_CACHE = 128 << 10;

    private final Arena arena = Arena.ofShared();
    private final WritableByteChannel channel;
    private final String name;
    private final ByteBuffer buffer;
    private long flushedBytes;
    private long flushedPackets;
    private boolean isBroken;

    /** Packets that were gathered and that the system did not take. */
    long lostPackets;

    final MemorySegment memory;
    /** How far memory is filled with what was not flushed yet. */
    int filled;

    /** Bytes of the file, flushed or not. */
    long bytes;
    /** Packets of the file, flushed or not. */
    long packets;

    /**
     * @param channel blocking; closed by {@link #close}
     * @param name of the file, for messages
     */
    Output(WritableByteChannel channel, String name, int capacity) {
        this.channel = channel;
        this.name = name;
        memory = arena.allocate(capacity, 8);
        buffer = memory.asByteBuffer();
    }

    /** Makes room for a piece, which may be larger than the memory: then it is to be written {@link #through}. */
    boolean makeRoom(int piece) throws IOException {
        if (memory.byteSize() - filled < piece || filled >= PROCESSOR_CACHE) {
            flush();
        }
        return piece <= memory.byteSize();
    }

    /** Counts what was put into memory. */
    void added(int piece) {
        filled += piece;
        bytes += piece;
    }

    /** Writes a piece without gathering it. */
    void through(MemorySegment from, long offset, int length) throws IOException {
        flush();
        bytes += length;
        hand(from.asSlice(offset, length).asByteBuffer());
    }

    void flush() throws IOException {
        buffer.limit(filled).position(0);
        hand(buffer);
        filled = 0;
    }

    private void hand(ByteBuffer from) throws IOException {
        if (isBroken) {
            throw new IOException(name + " can no longer be written");
        }
        try {
            while (from.hasRemaining()) {
                channel.write(from);
            }
        } catch (IOException e) {
            isBroken = true;
            throw cutOff(e);
        }
        flushedBytes = bytes;
        flushedPackets = packets;
    }

    private IOException cutOff(IOException cause) {
        IOException failure = new IOException(
                name + " cannot be written: " + cause.getMessage() + ". It has the first " + flushedPackets + " of "
                        + packets + " packets",
                cause);
        lostPackets = packets - flushedPackets;
        bytes = flushedBytes;
        if (channel instanceof FileChannel file) {
            try {
                file.truncate(flushedBytes);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        return failure;
    }

    /** Changes what is in the file already, or does nothing where that cannot be. */
    void patch(long at, long value, java.nio.ByteOrder order) throws IOException {
        flush();
        if (channel instanceof FileChannel file) {
            file.write(
                    ByteBuffer.allocate(Long.BYTES).order(order).putLong(value).flip(), at);
        }
    }

    boolean isBroken() {
        return isBroken;
    }

    /** Flushes, and makes sure that a file has reached its disk if so wanted. */
    void close(boolean isForced) throws IOException {
        if (!arena.scope().isAlive()) {
            return;
        }
        try (channel) {
            if (!isBroken) {
                flush();
            }
            if (isForced && channel instanceof FileChannel file) {
                file.force(true);
            }
        } finally {
            arena.close();
        }
    }

    boolean isOpen() {
        return arena.scope().isAlive();
    }

    @Override
    public void close() throws IOException {
        close(false);
    }
}
