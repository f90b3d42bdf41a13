/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Packets that wait to be sent, in their order, in memory that is taken once. What does not fit is dropped and counted. Not thread-safe.
 */
public final class PacketQueue implements AutoCloseable {
    /** Takes packets where they lie in the queue; what it was given is gone when it returns. */
    @FunctionalInterface
    public interface Sink<E extends Exception> {
        void accept(MemorySegment memory, long offset, int length) throws E;
    }

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final int slotLength;
    private final int[] lengths;
    private int head;
    private int size;
    private long dropped;

    /**
     * @param packets most packets that wait
     * @param longest bytes of the longest packet that is taken
     */
    public PacketQueue(int packets, int longest) {
        slotLength = longest;
        lengths = new int[packets];
        memory = arena.allocate((long) packets * longest, 8);
    }

    /**
     * Adds a copy of a packet.
     *
     * @return false when it was dropped, because the queue is full or the packet too long
     */
    public boolean add(MemorySegment from, long offset, int length) {
        if (size == lengths.length || length > slotLength) {
            dropped++;
            return false;
        }
        int slot = (head + size) % lengths.length;
        MemorySegment.copy(from, offset, memory, (long) slot * slotLength, length);
        lengths[slot] = length;
        size++;
        return true;
    }

    /**
     * Gives the packets to a sink, the oldest first.
     *
     * @param limit most packets to give
     * @return packets given
     * @throws E when the sink does, which has lost the packet then
     */
    public <E extends Exception> int drain(Sink<E> sink, int limit) throws E {
        int given = 0;
        while (size > 0 && given < limit) {
            int slot = head;
            head = (head + 1) % lengths.length;
            size--;
            given++;
            sink.accept(memory, (long) slot * slotLength, lengths[slot]);
        }
        return given;
    }

    /** Packets that wait. */
    public int size() {
        return size;
    }

    /** Packets that were not taken since the queue was made. */
    public long dropped() {
        return dropped;
    }

    @Override
    public void close() {
        arena.close();
    }
}
