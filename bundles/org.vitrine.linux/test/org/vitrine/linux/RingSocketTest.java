/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** On the loopback interface, which every machine has. */
class RingSocketTest {
    private static final int SLOT = 256;
    private static final int SLOTS = 32;
    private static final int USER = 1;

    @BeforeEach
    void needRoot() {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to open packet sockets");
    }

    private static MemorySegment program(Arena arena, int bytes) {
        MemorySegment program = arena.allocate(RingSocket.INSTRUCTION_LENGTH, 8);
        program.set(ValueLayout.JAVA_SHORT, 0, (short) 6); // return so many bytes
        program.set(ValueLayout.JAVA_INT, 4, bytes);
        return program;
    }

    @Test
    void shouldShareARingWithTheKernel() throws Exception {
        try (RingSocket socket = RingSocket.open("", "lo");
                Arena arena = Arena.ofConfined()) {
            assertEquals("lo", socket.named());
            assertEquals("lo", socket.currentName());
            assertTrue(socket.isUp());
            socket.filter(program(arena, 100));
            MemorySegment ring = socket.ring(RingSocket.TPACKET_V2, SLOT * SLOTS, 1, SLOT, 0, 4);
            assertEquals(SLOT * SLOTS, ring.byteSize());
            assertEquals(0, ring.get(ValueLayout.JAVA_INT, 0));
            socket.bind();
            try (RingSocket other = RingSocket.open("", "lo")) {
                other.bind();
                MemorySegment frame = arena.allocate(200);
                frame.set(ValueLayout.JAVA_SHORT_UNALIGNED, 12, (short) 0xb588); // local experiments
                assertEquals(0, other.send(frame));
            }
            assertTrue(socket.packets() > 0);
            assertEquals(0, socket.drops());
            assertEquals(USER, ring.get(ValueLayout.JAVA_INT, 0) & USER);
            socket.check();
        }
    }

    @Test
    void shouldRefuseAProgramThatIsNone() throws Exception {
        try (RingSocket socket = RingSocket.open("", "lo");
                Arena arena = Arena.ofConfined()) {
            MemorySegment endless = arena.allocate(RingSocket.INSTRUCTION_LENGTH, 8); // does not return
            var e = assertThrows(VitrineException.class, () -> socket.filter(endless));
            assertEquals(Reason.INVALID, e.reason());
        }
    }

    @Test
    void shouldSayWhatTheKernelRefuses() throws Exception {
        try (RingSocket socket = RingSocket.open("", "lo")) {
            var e = assertThrows(VitrineException.class, () -> socket.ring(RingSocket.TPACKET_V3, 5_000, 1, 500, 1, 0));
            assertEquals(Reason.FAILED, e.reason());
            assertTrue(e.getMessage().contains("1 blocks of 5000 bytes"), e::getMessage);
        }
    }

    @Test
    void shouldSayThatAnInterfaceIsNotThere() {
        var e = assertThrows(VitrineException.class, () -> RingSocket.open("", "nobody"));
        assertEquals(Reason.NOT_FOUND, e.reason());
        assertEquals(Optional.empty(), RingSocket.obstacle(RingSocket.TPACKET_V3));
        assertTrue(RingSocket.obstacle(77).isPresent());
    }

    @Test
    void shouldSendNothingOnceItIsClosed() throws Exception {
        RingSocket socket = RingSocket.open("", "lo");
        socket.close();
        socket.close();
        assertTrue(socket.send(MemorySegment.NULL) < 0);
    }
}
