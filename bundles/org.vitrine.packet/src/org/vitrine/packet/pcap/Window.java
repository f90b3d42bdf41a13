/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The part of a file that is in memory, read ahead in large pieces; compressed files are read as what they hold. */
final class Window implements AutoCloseable {
    // Large reads are faster than a mapped file, whose pages the kernel hands out one fault at a time.
    private static final int READ_LENGTH = 1 << 20;
    private static final int GZIP_BUFFER = 1 << 16;
    private static final int GZIP_MAGIC = 0x1f8b;

    private final Arena arena = Arena.ofShared();
    private final ReadableByteChannel channel;
    private ByteBuffer buffer;
    private boolean channelEnded;
    private String trouble;

    /** Where the file is in memory; another one after {@link #has} had to make room for more than it was made for. */
    MemorySegment memory;
    /** Where in memory the reader stands. */
    int position;
    /** How far memory is filled. */
    int filled;
    /** Where the first byte of the memory stands in the file. */
    private long memoryAt;

    /**
     * @param channel blocking; closed by {@link #close}
     * @param longest bytes that are wanted at once as a rule
     */
    Window(ReadableByteChannel channel, int longest) {
        this(channel, READ_LENGTH, longest);
    }

    Window(ReadableByteChannel channel, int readLength, int longest) {
        this.channel = channel;
        memory = arena.allocate(readLength + (long) longest, 8);
        buffer = memory.asByteBuffer();
    }

    static Window open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            ByteBuffer magic = ByteBuffer.allocate(2);
            channel.read(magic, 0);
            boolean isCompressed = !magic.hasRemaining() && (magic.getShort(0) & 0xffff) == GZIP_MAGIC;
            ReadableByteChannel content = isCompressed
                    ? Channels.newChannel(new GZIPInputStream(Channels.newInputStream(channel), GZIP_BUFFER))
                    : channel;
            return new Window(content, PcapFormat.MAX_CAPTURED_LENGTH);
        } catch (EOFException | ZipException _) {
            channel.close();
            throw new PcapFormatException(file + " is compressed, but cut off or damaged from the beginning on");
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Makes so many bytes from the position on be in memory, which moves what is there; false when the file ends before. */
    boolean has(int wanted) throws IOException {
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
        buffer.clear().position(filled);
        fill(wanted);
        filled = buffer.position();
        return filled >= wanted;
    }

    private void fill(int wanted) throws IOException {
        try {
            while (buffer.position() < wanted && !channelEnded) {
                if (!buffer.hasRemaining()) {
                    grow(); // only now: what a damaged file wants it may not have
                }
                channelEnded = channel.read(buffer) < 0;
            }
        } catch (EOFException | ZipException e) {
            channelEnded = true;
            trouble = "its compression is cut off or damaged: " + e.getMessage();
        }
    }

    private void grow() {
        MemorySegment larger = arena.allocate(2 * memory.byteSize(), 8);
        MemorySegment.copy(memory, 0, larger, 0, memory.byteSize());
        int at = buffer.position();
        memory = larger;
        buffer = larger.asByteBuffer().position(at);
    }

    /** Bytes from the position on that are in memory. */
    int available() {
        return filled - position;
    }

    /** Where the reader stands in the file; in what it holds, when it is compressed. */
    long at() {
        return memoryAt + position;
    }

    /** Where a place in memory stands in the file; in what it holds, when it is compressed. */
    long at(long offset) {
        return memoryAt + offset;
    }

    /** Why no more can be read, other than the end of the file; null when there is no such reason. */
    String trouble() {
        return trouble;
    }

    boolean isOpen() {
        return arena.scope().isAlive();
    }

    @Override
    public void close() throws IOException {
        if (isOpen()) {
            arena.close();
            channel.close();
        }
    }
}
