/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    private final Random random = new Random(1);

    @Test
    void shouldSumTheExampleOfRfc1071() {
        MemorySegment bytes = MemorySegment.ofArray(
                new byte[] {0, 1, (byte) 0xf2, 3, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7});
        assertEquals(0xddf2, Checksum.sum(bytes, 0, 8));
        assertEquals(0x220d, Checksum.of(bytes, 0, 8));
    }

    @Test
    void shouldEqualTheNaiveSumForAllLengthsAndAlignments() {
        byte[] bytes = new byte[400];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(bytes.length);
            for (int round = 0; round < 20; round++) {
                random.nextBytes(bytes);
                if (round % 4 == 0) {
                    java.util.Arrays.fill(bytes, (byte) (round == 0 ? 0 : -1)); // all carries, no carries
                }
                memory.copyFrom(MemorySegment.ofArray(bytes));
                for (int offset = 0; offset < 9; offset++) {
                    for (int length = 0; length <= 300; length++) {
                        int expected = Frames.naive(ByteBuffer.wrap(bytes), offset, offset + length, 0);
                        assertEquals(expected, Checksum.of(memory, offset, length));
                    }
                }
            }
        }
    }

    @Test
    void shouldNotOverflowOnTheLargestPacket() {
        byte[] bytes = new byte[1 << 18];
        java.util.Arrays.fill(bytes, (byte) -1);
        assertEquals(0, Checksum.of(MemorySegment.ofArray(bytes), 0, bytes.length));
    }

    @Test
    void shouldUpdateToWhatTheFullSumGives() {
        byte[] bytes = new byte[64];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        for (int round = 0; round < 100_000; round++) {
            random.nextBytes(bytes);
            if (round % 3 == 0) {
                java.util.Arrays.fill(bytes, 0, 62, (byte) 0); // the corner that RFC 1624 is about
            }
            bytes[63] = 1; // with nothing but zeros, both 0 and 0xffff are right
            int before = Checksum.of(memory, 0, bytes.length);
            int at = 2 * random.nextInt(20);
            int updated = switch (round % 3) {
                case 0 -> {
                    int old = buffer.getShort(at);
                    buffer.putShort(at, (short) random.nextInt());
                    yield Checksum.update16(before, old, buffer.getShort(at));
                }
                case 1 -> {
                    int old = buffer.getInt(at);
                    buffer.putInt(at, random.nextInt());
                    yield Checksum.update32(before, old, buffer.getInt(at));
                }
                default -> {
                    long old = buffer.getLong(at);
                    buffer.putLong(at, random.nextLong());
                    yield Checksum.update64(before, old, buffer.getLong(at));
                }
            };
            assertEquals(Checksum.of(memory, 0, bytes.length), updated);
        }
    }

    @Test
    void shouldFindBytesThatHoldTheirChecksumGood() {
        byte[] bytes = new byte[20];
        random.nextBytes(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).putShort(10, (short) 0);
        MemorySegment memory = MemorySegment.ofArray(bytes);
        buffer.putShort(10, (short) Checksum.of(memory, 0, 20));
        assertTrue(Checksum.isGood(memory, 0, 20));
        bytes[3] ^= 4;
        assertEquals(false, Checksum.isGood(memory, 0, 20));
    }
}
