/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Frames that are sent by one system call, from where they lie (sendmmsg(2)). For one thread.
 *
 * <pre>
 *  struct mmsghdr      offset       struct iovec      offset
 *    void *msg_name         0         void *iov_base       0
 *    u32 msg_namelen        8         u64 iov_len          8
 *    iovec *msg_iov        16
 *    u64 msg_iovlen        24
 *    void *msg_control     32
 *    u64 msg_controllen    40
 *    int msg_flags         48
 *    u32 msg_len           56
 * </pre>
 */
public final class SendQueue implements AutoCloseable {
    /** Most frames that it can hold. */
    public static final int CAPACITY = 64;

    private static final int MESSAGE = 64;
    private static final int MESSAGE_VECTORS = 16;
    private static final int MESSAGE_VECTOR_COUNT = 24;
    private static final int VECTOR = 16;
    private static final int VECTORS_PER_MESSAGE = 2;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment messages = arena.allocate((long) MESSAGE * CAPACITY, 8);
    private final MemorySegment vectors = arena.allocate((long) VECTOR * VECTORS_PER_MESSAGE * CAPACITY, 8);
    private final MemorySegment noOffloads = arena.allocate(RingSocket.OFFLOAD_HEADER, 8);
    private int size;

    public SendQueue() {
        for (int i = 0; i < CAPACITY; i++) {
            long at = (long) i * VECTORS_PER_MESSAGE * VECTOR;
            messages.set(JAVA_LONG, (long) i * MESSAGE + MESSAGE_VECTORS, vectors.address() + at);
            messages.set(JAVA_LONG, (long) i * MESSAGE + MESSAGE_VECTOR_COUNT, VECTORS_PER_MESSAGE);
        }
    }

    public boolean isFull() {
        return size == CAPACITY;
    }

    public int size() {
        return size;
    }

    /**
     * Adds a frame that lies behind its offload header, as one from the ring of a socket that {@linkplain RingSocket#forwards
     * forwards}.
     *
     * @param frame address of its first byte; must stay as it is until the queue was sent
     */
    public void addWithOffloads(long frame, int length) {
        add(frame - RingSocket.OFFLOAD_HEADER, frame, length);
    }

    /**
     * Adds a frame as it goes onto the wire: no longer than the interface's MTU allows, with its checksums.
     *
     * @param frame address of its first byte; must stay as it is until the queue was sent
     */
    public void add(long frame, int length) {
        add(noOffloads.address(), frame, length);
    }

    private void add(long header, long frame, int length) {
        if (isFull()) {
            throw new IllegalStateException("the queue is full: send it");
        }
        long at = (long) size * VECTORS_PER_MESSAGE * VECTOR;
        vectors.set(JAVA_LONG, at, header);
        vectors.set(JAVA_LONG, at + 8, RingSocket.OFFLOAD_HEADER);
        vectors.set(JAVA_LONG, at + VECTOR, frame);
        vectors.set(JAVA_LONG, at + VECTOR + 8, length);
        size++;
    }

    /** A frame that the kernel refuses is left out; the others go on. */
    int send(MemorySegment state, int socket) {
        int taken = 0;
        int next = 0;
        while (next < size) {
            MemorySegment rest = next == 0 ? messages : messages.asSlice((long) next * MESSAGE);
            int sent = Libc.sendMany(state, socket, rest, size - next);
            if (sent > 0) {
                taken += sent;
                next += sent;
            } else if (sent != -Libc.EINTR) {
                next++;
            }
        }
        size = 0;
        return taken;
    }

    @Override
    public void close() {
        arena.close();
    }
}
