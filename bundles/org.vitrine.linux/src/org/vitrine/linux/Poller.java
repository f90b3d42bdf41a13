/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Waits until any of many file descriptors is readable (epoll(7), level-triggered) or until it is woken.
 *
 * <p>One thread adds, removes, waits and closes; any thread may wake it. Waiting allocates nothing and costs the same for ten
 * descriptors and for ten thousand.
 */
public final class Poller implements AutoCloseable {
    /** Most descriptors that one {@link #await} tells. */
    public static final int CAPACITY = 64;

    /** The token by which {@link #token} tells that somebody called {@link #wake}; descriptors have tokens of 0 and more. */
    private static final long WAKE_TOKEN = -1;

    // struct epoll_event { uint32_t events; uint64_t data; } is packed on x86_64 only
    private static final boolean PACKED = System.getProperty("os.arch").matches("amd64|x86_64");
    private static final long DATA = PACKED ? 4 : 8;
    private static final long EVENT = DATA + 8;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = Libc.allocateState(arena);
    private final MemorySegment events = arena.allocate(EVENT * CAPACITY, 8);
    private final MemorySegment event = arena.allocate(EVENT, 8);
    private final MemorySegment drained = arena.allocate(JAVA_LONG);
    private final long[] tokens = new long[CAPACITY];
    private final int epoll;
    private final int wakeDescriptor;
    private final Object wakeLock = new Object();
    private boolean closed;

    /**
     * @throws IllegalStateException when the process has no file descriptors left
     */
    public Poller() {
        epoll = checked(Libc.epollCreate(Libc.EPOLL_CLOEXEC), "epoll");
        wakeDescriptor = checked(Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK), "eventfd");
        register(wakeDescriptor, WAKE_TOKEN);
    }

    /**
     * Begins to watch a descriptor.
     *
     * @param token 0 or more; says which descriptor became readable
     * @throws IllegalStateException when the kernel refuses, for example because it is watched already
     */
    public void add(int descriptor, int token) {
        if (token < 0) {
            throw new IllegalArgumentException("a token must not be negative, got " + token);
        }
        register(descriptor, token);
    }

    /** Ends watching a descriptor; must come before the descriptor is closed. */
    public void remove(int descriptor) {
        checked(Libc.epollControl(state, epoll, Libc.EPOLL_CTL_DEL, descriptor, event), "epoll_ctl");
    }

    /**
     * Waits.
     *
     * @param timeoutMillis at most so long; 0 only looks
     * @return how many descriptors are readable: ask {@link #token} for each. 0 after the time, a wake-up or a signal
     */
    public int await(int timeoutMillis) {
        int count = Libc.epollWait(state, epoll, events, CAPACITY, timeoutMillis);
        if (count == -Libc.EINTR) {
            return 0;
        }
        checked(count, "epoll_wait");
        int readable = 0;
        for (int i = 0; i < count; i++) {
            long token = events.get(JAVA_LONG_UNALIGNED, i * EVENT + DATA);
            if (token == WAKE_TOKEN) {
                Libc.read(state, wakeDescriptor, drained, Long.BYTES);
            } else {
                tokens[readable++] = token;
            }
        }
        return readable;
    }

    /** The token of the {@code i}-th readable descriptor of the last {@link #await}. */
    public int token(int i) {
        return (int) tokens[i];
    }

    /** Ends the present or the next {@link #await} at once. Any thread; harmless after closing. */
    public void wake() {
        synchronized (wakeLock) {
            if (!closed) {
                try (Arena confined = Arena.ofConfined()) {
                    MemorySegment one = confined.allocateFrom(JAVA_LONG, 1L);
                    Libc.write(Libc.allocateState(confined), wakeDescriptor, one, Long.BYTES);
                }
            }
        }
    }

    @Override
    public void close() {
        synchronized (wakeLock) {
            if (closed) {
                return;
            }
            closed = true;
            Libc.close(wakeDescriptor);
            Libc.close(epoll);
            arena.close();
        }
    }

    private void register(int descriptor, long token) {
        event.set(JAVA_INT, 0, Libc.EPOLLIN);
        event.set(JAVA_LONG_UNALIGNED, DATA, token);
        checked(Libc.epollControl(state, epoll, Libc.EPOLL_CTL_ADD, descriptor, event), "epoll_ctl");
    }

    /** A descriptor that is readable when one of these is (epoll(7)); to be closed like any other. Negative errno on failure. */
    static int anyOf(int one, int other) {
        int both = Libc.epollCreate(Libc.EPOLL_CLOEXEC);
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment callState = Libc.allocateState(confined);
            MemorySegment readable = confined.allocate(EVENT, 8);
            readable.set(JAVA_INT, 0, Libc.EPOLLIN);
            int result = both < 0 ? both : Libc.epollControl(callState, both, Libc.EPOLL_CTL_ADD, one, readable);
            result = result < 0 ? result : Libc.epollControl(callState, both, Libc.EPOLL_CTL_ADD, other, readable);
            if (result < 0 && both >= 0) {
                Libc.close(both);
            }
            return result < 0 ? result : both;
        }
    }

    private static int checked(int result, String what) {
        if (result < 0) {
            throw new IllegalStateException(what + " failed: errno " + -result);
        }
        return result;
    }
}
