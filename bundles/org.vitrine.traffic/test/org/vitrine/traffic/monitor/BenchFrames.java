/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameBatch.Direction;
import org.vitrine.packet.PacketBuilder;

/** Frames of many flows in memory: half of them TCP with timestamps, as large as the generator's. */
final class BenchFrames {
    private static final int SLOT = 128;
    private static final int[] SIZES = {60, 60, 590, 60, 60, 590, 60, 1514, 590, 60, 60, 590};
    private static final int[] SERVICES = {53, 80, 123, 443, 445, 514, 853, 993};
    private static final int BATCH = 256;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final int count;
    private final int[] lengths;
    private final FrameBatch batch = new FrameBatch(BATCH);
    private long time = 1_700_000_000_000_000_000L;

    /**
     * @param count frames, a multiple of 256
     * @param flows among which they are drawn; as many as frames: each has one
     */
    BenchFrames(int count, int flows) {
        this.count = count;
        memory = arena.allocate((long) count * SLOT, 64);
        lengths = new int[count];
        Random random = new Random(41);
        for (int i = 0; i < count; i++) {
            int flow = flows == count ? i : random.nextInt(flows);
            int length = SIZES[i % SIZES.length];
            PacketBuilder builder = new PacketBuilder(memory.asSlice((long) i * SLOT, SLOT))
                    .ethernet(Bench.PEER_MAC, Bench.GUEST_MAC)
                    .ipv4(0x0a05_0002, 0x0a06_0000 + flow % 12_000);
            int source = 1_024 + flow % 50_000;
            int destination = SERVICES[flow % SERVICES.length];
            if (length == 60) {
                lengths[i] =
                        builder.udp(source, destination).payload(new byte[18]).finish();
            } else {
                byte[] segment = {
                    (byte) (source >> 8),
                    (byte) source,
                    (byte) (destination >> 8),
                    (byte) destination,
                    0,
                    (byte) i,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    (byte) 0x80,
                    0x10,
                    1,
                    1,
                    0,
                    0,
                    0,
                    0,
                    1,
                    1,
                    8,
                    10,
                    0,
                    0,
                    0,
                    (byte) i,
                    0,
                    0,
                    0,
                    0
                };
                builder.protocol(6).payload(segment).finish();
                memory.set(JAVA_BYTE, (long) i * SLOT + 16, (byte) (length - 14 >> 8));
                memory.set(JAVA_BYTE, (long) i * SLOT + 17, (byte) (length - 14));
                lengths[i] = length;
            }
        }
    }

    /** A batch that begins with this frame, a microsecond after another. */
    FrameBatch batch(int first) {
        batch.start(memory);
        for (int i = first; i < first + BATCH; i++) {
            time += 1_000;
            batch.add((long) i * SLOT, Math.min(lengths[i], SLOT), lengths[i], time, Direction.FROM_GUEST);
        }
        return batch;
    }

    int count() {
        return count;
    }

    static int batchSize() {
        return BATCH;
    }
}
