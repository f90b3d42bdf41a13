/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * A header seen where it lies in memory. Reusable and not thread-safe; reading is bounded by the bytes that the frame has.
 *
 * <p>Subclasses have a method {@code wrap} that says whether their header is there; only then may fields be read, and only as long as
 * the memory stays what it was.
 */
public abstract class Flyweight {
    private static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

    private MemorySegment memory = MemorySegment.NULL;
    private long offset;
    private int available;

    /** The memory that the header lies in. */
    public final MemorySegment memory() {
        return memory;
    }

    /** Where the header begins in {@link #memory()}. */
    public final long offset() {
        return offset;
    }

    /** Bytes that are there from the header's beginning on; 0 when there is no header. */
    public final int available() {
        return available;
    }

    /**
     * Lays this over memory.
     *
     * @return true, for the subclass's {@code wrap} to return
     */
    protected final boolean attach(MemorySegment newMemory, long newOffset, int newAvailable) {
        if (memory != newMemory) {
            memory = newMemory; // frames lie in one memory as a rule, and a reference is dear to write
        }
        offset = newOffset;
        available = newAvailable;
        return true;
    }

    /**
     * Lets go of the memory, so that reading a field fails instead of showing an older packet's.
     *
     * @return false, for the subclass's {@code wrap} to return
     */
    protected final boolean detach() {
        memory = MemorySegment.NULL;
        offset = 0;
        available = 0;
        return false;
    }

    protected final int u8(int at) {
        return memory.get(U8, position(at, 1)) & 0xff;
    }

    protected final int u16(int at) {
        return memory.get(U16, position(at, 2)) & 0xffff;
    }

    protected final int i32(int at) {
        return memory.get(I32, position(at, 4));
    }

    protected final long u32(int at) {
        return Integer.toUnsignedLong(i32(at));
    }

    protected final long u48(int at) {
        return (long) u16(at) << 32 | u32(at + 2);
    }

    protected final long i64(int at) {
        return memory.get(I64, position(at, 8));
    }

    protected final void put8(int at, int value) {
        memory.set(U8, position(at, 1), (byte) value);
    }

    protected final void put16(int at, int value) {
        memory.set(U16, position(at, 2), (short) value);
    }

    protected final void put32(int at, int value) {
        memory.set(I32, position(at, 4), value);
    }

    protected final void put48(int at, long value) {
        put16(at, (int) (value >>> 32));
        put32(at + 2, (int) value);
    }

    protected final void put64(int at, long value) {
        memory.set(I64, position(at, 8), value);
    }

    /** Changes 16 bits at an even or odd place and the checksum that covers them (RFC 1624). */
    final void change16(int at, int value, int checksumAt) {
        int before = u16(at);
        put16(at, value);
        put16(
                checksumAt,
                (at & 1) == 0
                        ? Checksum.update16(u16(checksumAt), before, value)
                        : Checksum.update16(u16(checksumAt), swapped(before), swapped(value)));
    }

    /** Changes 32 bits at an even or odd place and the checksum that covers them (RFC 1624). */
    final void change32(int at, int value, int checksumAt) {
        int before = i32(at);
        put32(at, value);
        put16(
                checksumAt,
                (at & 1) == 0
                        ? Checksum.update32(u16(checksumAt), before, value)
                        : Checksum.update32(
                                u16(checksumAt), Integer.rotateLeft(before, 8), Integer.rotateLeft(value, 8)));
    }

    private static int swapped(int value) {
        return Short.reverseBytes((short) value);
    }

    private long position(int at, int size) {
        return offset + Objects.checkFromIndexSize(at, size, available);
    }
}
