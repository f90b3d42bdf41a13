/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameBatch.Direction;
import org.vitrine.capture.spi.FrameSink;

/**
 * A ring of blocks, each packed with frames (TPACKET_V3 of {@code linux/if_packet.h}). The kernel hands over a block when it is full or
 * old enough, and gets it back when all its frames were read.
 *
 * <pre>
 *  struct tpacket_block_desc    offset       struct tpacket3_hdr          offset
 *    u32 version                     0         u32 tp_next_offset              0
 *    u32 offset_to_priv              4         u32 tp_sec                      4
 *    u32 block_status                8         u32 tp_nsec                     8
 *    u32 num_pkts                   12         u32 tp_snaplen                 12
 *    u32 offset_to_first_pkt        16         u32 tp_len                     16
 *                                              u32 tp_status                  20
 *                                              u16 tp_mac                     24
 *                                              u32 tp_vlan_tci                32
 *                                              u16 tp_vlan_tpid               36
 *                                              struct sockaddr_ll             48
 * </pre>
 */
final class BlockRing implements Ring {
    private static final int BLOCK_STATUS = 8;
    private static final int FRAMES = 12;
    private static final int FIRST_FRAME = 16;

    private static final int NEXT = 0;
    private static final int SECONDS = 4;
    private static final int NANOSECONDS = 8;
    private static final int CAPTURED = 12;
    private static final int LENGTH = 16;
    private static final int STATUS = 20;
    private static final int MAC = 24;
    private static final int VLAN_CONTROL = 32;
    private static final int VLAN_TYPE = 36;
    private static final int PACKET_TYPE = 48 + PACKET_TYPE_OFFSET;

    private static final VarHandle INT = JAVA_INT.varHandle();

    private final MemorySegment memory;
    private final int blockBytes;
    private final int snapLength;
    private final FrameBatch batch = new FrameBatch(BATCH);
    private long block;
    /** Frames of the present block that were not given yet, and where the next one is. */
    private int remaining;

    private long position;

    BlockRing(MemorySegment memory, int blockBytes, CaptureOptions options) {
        this.memory = memory;
        this.blockBytes = blockBytes;
        snapLength = options.snapLength();
        batch.weight(options.sampling());
    }

    @Override
    public int read(FrameSink sink, int limit) {
        int given = 0;
        while (given < limit && (remaining > 0 || enterBlock())) {
            int count = Math.min(Math.min(remaining, BATCH), limit - given);
            batch.start(memory);
            position = fill(position, count);
            remaining -= count;
            try {
                sink.onFrames(batch);
            } finally {
                if (remaining == 0) {
                    leaveBlock();
                }
            }
            given += count;
        }
        return given;
    }

    /** False when the kernel still has the next block. */
    private boolean enterBlock() {
        while (((int) INT.getAcquire(memory, block + BLOCK_STATUS) & TP_STATUS_USER) != 0) {
            remaining = memory.get(JAVA_INT, block + FRAMES);
            position = block + memory.get(JAVA_INT, block + FIRST_FRAME);
            if (remaining > 0) {
                return true;
            }
            leaveBlock();
        }
        return false;
    }

    private void leaveBlock() {
        INT.setRelease(memory, block + BLOCK_STATUS, TP_STATUS_KERNEL);
        block += blockBytes;
        if (block == memory.byteSize()) {
            block = 0;
        }
    }

    private long fill(long from, int count) {
        MemorySegment ring = memory;
        FrameBatch frames = batch;
        int most = snapLength;
        long at = from;
        for (int i = 0; i < count; i++) {
            long frame = at + (ring.get(JAVA_SHORT, at + MAC) & 0xffff);
            int captured = ring.get(JAVA_INT, at + CAPTURED);
            int length = ring.get(JAVA_INT, at + LENGTH);
            if (VlanTag.isApart(ring.get(JAVA_INT, at + STATUS))) {
                VlanTag.restore(
                        ring,
                        frame,
                        ring.get(JAVA_INT, at + STATUS),
                        ring.get(JAVA_INT, at + VLAN_CONTROL),
                        ring.get(JAVA_SHORT, at + VLAN_TYPE));
                frame -= VlanTag.LENGTH;
                captured = Math.min(captured + VlanTag.LENGTH, most);
                length += VlanTag.LENGTH;
            }
            frames.add(
                    frame,
                    captured,
                    length,
                    (ring.get(JAVA_INT, at + SECONDS) & UNSIGNED_INT) * NANOS_PER_SECOND
                            + ring.get(JAVA_INT, at + NANOSECONDS),
                    ring.get(JAVA_BYTE, at + PACKET_TYPE) == PACKET_OUTGOING
                            ? Direction.TO_GUEST
                            : Direction.FROM_GUEST);
            at += ring.get(JAVA_INT, at + NEXT);
        }
        return at;
    }
}
