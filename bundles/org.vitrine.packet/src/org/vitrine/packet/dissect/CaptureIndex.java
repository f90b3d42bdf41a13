/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Where the packets of a file are: 24 bytes for each, outside the heap, in pieces that never move. One thread adds; any thread reads what
 * was {@link #publish published}.
 *
 * <pre>
 *   0        position in the file, upper 48 bits; interface, lower 16 bits
 *   8        time, nanoseconds since the epoch
 *  16        bytes captured, upper 32 bits; bytes on the wire, lower 32 bits
 * </pre>
 */
final class CaptureIndex implements AutoCloseable {
    static final int ENTRY_LENGTH = 24;

    private static final int PIECE_BITS = 16;
    private static final int PIECE_MASK = (1 << PIECE_BITS) - 1;
    private static final int INTERFACE_BITS = 16;
    private static final int INTERFACE_MASK = (1 << INTERFACE_BITS) - 1;
    private static final int TIME_OFFSET = 8;
    private static final int LENGTHS_OFFSET = 16;

    private final Arena arena = Arena.ofShared();
    private volatile MemorySegment[] pieces = new MemorySegment[16];
    private int added;
    private volatile int count;

    /** Adds the next packet. */
    void add(long position, long timestamp, int capturedLength, int length, int interfaceId) {
        int piece = added >>> PIECE_BITS;
        if ((added & PIECE_MASK) == 0) {
            addPiece(piece);
        }
        MemorySegment memory = pieces[piece];
        long at = offset(added);
        memory.set(ValueLayout.JAVA_LONG, at, position << INTERFACE_BITS | interfaceId);
        memory.set(ValueLayout.JAVA_LONG, at + TIME_OFFSET, timestamp);
        memory.set(ValueLayout.JAVA_LONG, at + LENGTHS_OFFSET, (long) capturedLength << 32 | length & 0xffff_ffffL);
        added++;
    }

    private void addPiece(int piece) {
        if (added < 0) {
            throw new IllegalStateException("a capture can have " + Integer.MAX_VALUE + " packets at most");
        }
        if (piece == pieces.length) {
            pieces = Arrays.copyOf(pieces, 2 * piece);
        }
        pieces[piece] = arena.allocate((long) ENTRY_LENGTH << PIECE_BITS, 8);
    }

    /** Lets others see what was added. */
    void publish() {
        count = added;
    }

    int count() {
        return count;
    }

    private static long offset(int packet) {
        return (long) (packet & PIECE_MASK) * ENTRY_LENGTH;
    }

    private long field(int packet, int at) {
        return pieces[packet >>> PIECE_BITS].get(ValueLayout.JAVA_LONG, offset(packet) + at);
    }

    long position(int packet) {
        return field(packet, 0) >>> INTERFACE_BITS;
    }

    int interfaceId(int packet) {
        return (int) field(packet, 0) & INTERFACE_MASK;
    }

    long timestamp(int packet) {
        return field(packet, TIME_OFFSET);
    }

    int capturedLength(int packet) {
        return (int) (field(packet, LENGTHS_OFFSET) >>> 32);
    }

    int length(int packet) {
        return (int) field(packet, LENGTHS_OFFSET);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
