/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.spi;

import java.lang.foreign.MemorySegment;

/**
 * Some frames of one vNIC, in the order in which they passed, where the backend has them: in a ring shared with the kernel, in
 * libpcap's buffer, in a mapped file. Columns instead of objects, so that a backend fills and a stage reads without allocating.
 *
 * <p>Belongs to the backend: everything in it, and the memory it points to, is valid only until the sink returns. Not thread-safe.
 */
public final class FrameBatch {
    private final long[] offsets;
    private final int[] capturedLengths;
    private final int[] lengths;
    private final long[] timestamps;
    private final Direction[] directions;
    private MemorySegment memory = MemorySegment.NULL;
    private int size;
    private int weight = 1;

    /** Which way a frame went, seen from the guest. */
    public enum Direction {
        /** The backend cannot tell: compare the source address with the vNIC's. */
        UNKNOWN,
        FROM_GUEST,
        TO_GUEST
    }

    /**
     * @param capacity most frames that it can hold
     */
    public FrameBatch(int capacity) {
        offsets = new long[capacity];
        capturedLengths = new int[capacity];
        lengths = new int[capacity];
        timestamps = new long[capacity];
        directions = new Direction[capacity];
    }

    /** Says how many frames of the wire each frame stands for, in all batches from now on. */
    public void weight(int frames) {
        weight = frames;
    }

    /** How many frames of the wire each frame stands for: one in so many was picked at random. 1 when all are here. */
    public int weight() {
        return weight;
    }

    /** Begins a new batch whose frames lie in this memory. */
    public void start(MemorySegment frameMemory) {
        memory = frameMemory;
        size = 0;
    }

    /**
     * Adds a frame.
     *
     * @param offset of its first byte in the memory
     * @param capturedLength bytes that are there
     * @param length bytes that it had on the wire
     * @param timestamp nanoseconds since the epoch, from the kernel
     */
    public void add(long offset, int capturedLength, int length, long timestamp, Direction direction) {
        int i = size;
        offsets[i] = offset;
        capturedLengths[i] = capturedLength;
        lengths[i] = length;
        timestamps[i] = timestamp;
        directions[i] = direction;
        size = i + 1;
    }

    public int size() {
        return size;
    }

    public boolean isFull() {
        return size == offsets.length;
    }

    /** Where the frames lie. */
    public MemorySegment memory() {
        return memory;
    }

    /** Where frame {@code i} begins in {@link #memory()}: the first byte of its Ethernet header. */
    public long offset(int i) {
        return offsets[i];
    }

    /** Bytes of frame {@code i} that are in memory. */
    public int capturedLength(int i) {
        return capturedLengths[i];
    }

    /** Bytes that frame {@code i} had on the wire. */
    public int length(int i) {
        return lengths[i];
    }

    /** When frame {@code i} passed, nanoseconds since the epoch. */
    public long timestamp(int i) {
        return timestamps[i];
    }

    public Direction direction(int i) {
        return directions[i];
    }
}
