/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a capture file of any format from its beginning to its end: {@link #next}, then the accessors, which show the packet in the
 * reader's own memory until the next call. A file that is cut off or broken gives the packets that are good; then {@link #damage} says
 * what is wrong and where. Not thread-safe.
 */
public sealed interface CaptureReader extends AutoCloseable permits PcapReader, PcapngReader {
    /**
     * Opens a file of classic pcap or pcapng, compressed with gzip or not.
     *
     * @throws PcapFormatException when it is neither; the message says what it is
     */
    static CaptureReader open(Path file) throws IOException {
        return open(Window.open(file), file.toString());
    }

    /**
     * Reads what comes out of a channel, classic pcap or pcapng, such as a file that somebody still writes.
     *
     * @param channel blocking; closed by {@link #close}, and when this fails
     * @param name of the file, for messages
     * @throws PcapFormatException when it is neither; the message says what it is
     */
    static CaptureReader open(ReadableByteChannel channel, String name) throws IOException {
        return open(new Window(channel, PcapFormat.MAX_CAPTURED_LENGTH), name);
    }

    private static CaptureReader open(Window window, String name) throws IOException {
        boolean isPcapng;
        try {
            isPcapng = PcapngReader.isPcapng(window);
        } catch (IOException | RuntimeException e) {
            window.close();
            throw e;
        }
        return isPcapng ? new PcapngReader(window, name) : new PcapReader(window, name);
    }

    /**
     * Goes to the next packet.
     *
     * @return whether there is one; once false, it stays false
     * @throws IOException when the medium fails
     */
    boolean next() throws IOException;

    /** Whether {@link #next} would show another packet without moving this one and those before it in memory. */
    boolean isNextInMemory();

    /** What is wrong with the file and where, once {@link #next} was false; empty when all of it is as it should be. */
    Optional<String> damage();

    /** Packets so far. */
    long packets();

    /** Where the packet lies. */
    MemorySegment memory();

    /** Where the packet begins in {@link #memory()}. */
    long offset();

    /** Where the packet begins in the file; in what it holds, when it is compressed. */
    long position();

    /** Bytes of the packet that are in the file. */
    int capturedLength();

    /** Bytes that the packet had on the wire. */
    int length();

    /** When the packet passed, nanoseconds since the epoch; 0 when the file does not say. */
    long timestamp();

    /** What the packet begins with (tcpdump.org "Link-layer header types"). */
    int linkType();

    @Override
    void close() throws IOException;
}
