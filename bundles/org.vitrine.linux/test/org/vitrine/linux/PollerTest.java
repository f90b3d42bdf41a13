/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollerTest {
    private final Poller poller = new Poller();

    @AfterEach
    void close() {
        poller.close();
    }

    @Test
    void shouldReturnAtOnceWhenWokenBefore() {
        poller.wake();
        poller.wake();
        assertEquals(0, poller.await(60_000));
        assertEquals(0, poller.await(0));
    }

    @Test
    void shouldReturnWhenAnotherThreadWakesIt() {
        for (int i = 0; i < 1_000; i++) {
            Thread.ofVirtual().start(poller::wake);
            assertEquals(0, poller.await(60_000));
        }
    }

    @Test
    void shouldTellWhichDescriptorIsReadable() {
        try (Arena arena = Arena.ofConfined()) {
            int quiet = Libc.eventfd(0, 0);
            int loud = Libc.eventfd(0, 0);
            poller.add(quiet, 7);
            poller.add(loud, 8);
            assertEquals(0, poller.await(0));
            MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1L);
            Libc.write(Libc.allocateState(arena), loud, one, 8);
            assertEquals(1, poller.await(60_000));
            assertEquals(8, poller.token(0));
            poller.remove(loud);
            assertEquals(0, poller.await(0));
            poller.remove(quiet);
            Libc.close(quiet);
            Libc.close(loud);
        }
    }

    @Test
    void shouldIgnoreAWakeUpAfterItsEnd() {
        poller.close();
        poller.wake();
    }
}
