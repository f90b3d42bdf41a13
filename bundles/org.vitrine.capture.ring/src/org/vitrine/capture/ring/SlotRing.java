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
 * A ring of slots with a frame each (TPACKET_V2 of {@code linux/if_packet.h}). The kernel hands over each slot at once, and gets it back
 * when the batch that it is in was looked at.
 *
 * <pre>
 *  struct tpacket2_hdr    offset
 *    u32 tp_status             0
 *    u32 tp_len                4
 *    u32 tp_snaplen            8
 *    u16 tp_mac               12
 *    u32 tp_sec               16
 *    u32 tp_nsec              20
 *    u16 tp_vlan_tci          24
 *    u16 tp_vlan_tpid         26
 *    struct sockaddr_ll       32
 * </pre>
 */
final class SlotRing implements Ring {
    private static final int STATUS = 0;
    private static final int LENGTH = 4;
    private static final int CAPTURED = 8;
    private static final int MAC = 12;
    private static final int SECONDS = 16;
    private static final int NANOSECONDS = 20;
    private static final int VLAN_CONTROL = 24;
    private static final int VLAN_TYPE = 26;
    private static final int PACKET_TYPE = 32 + PACKET_TYPE_OFFSET;

    private static final VarHandle INT = JAVA_INT.varHandle();

    private final MemorySegment memory;
    private final int slotBytes;
    private final int snapLength;
    private final boolean offloads;
    /** Not more than there are slots: those that were read are still ours, and would be read again. */
    private final int mostAtOnce;

    private final FrameBatch batch = new FrameBatch(BATCH);
    private long slot;

    /**
     * @param offloads whether an offload header stands before each frame, and has to go with it
     */
    SlotRing(MemorySegment memory, int slotBytes, CaptureOptions options, boolean offloads) {
        this.memory = memory;
        this.slotBytes = slotBytes;
        this.offloads = offloads;
        snapLength = options.snapLength();
        batch.weight(options.sampling());
        mostAtOnce = (int) Math.min(BATCH, memory.byteSize() / slotBytes);
    }

    @Override
    public int read(FrameSink sink, int limit) {
        int given = 0;
        while (given < limit) {
            long first = slot;
            batch.start(memory);
            fill(Math.min(mostAtOnce, limit - given));
            int count = batch.size();
            if (count == 0) {
                break;
            }
            try {
                sink.onFrames(batch);
            } finally {
                giveBack(first, count);
            }
            given += count;
        }
        return given;
    }

    private void fill(int most) {
        MemorySegment ring = memory;
        for (int i = 0; i < most; i++) {
            int status = (int) INT.getAcquire(ring, slot + STATUS);
            if ((status & TP_STATUS_USER) == 0) {
                return;
            }
            add(ring, slot, status);
            slot = next(slot);
        }
    }

    private void add(MemorySegment ring, long at, int status) {
        long frame = at + (ring.get(JAVA_SHORT, at + MAC) & 0xffff);
        int captured = ring.get(JAVA_INT, at + CAPTURED);
        int length = ring.get(JAVA_INT, at + LENGTH);
        if (VlanTag.isApart(status)) {
            if (offloads) {
                VlanTag.moveOffloads(ring, frame);
            }
            VlanTag.restore(
                    ring, frame, status, ring.get(JAVA_SHORT, at + VLAN_CONTROL), ring.get(JAVA_SHORT, at + VLAN_TYPE));
            frame -= VlanTag.LENGTH;
            captured = Math.min(captured + VlanTag.LENGTH, snapLength);
            length += VlanTag.LENGTH;
        }
        batch.add(
                frame,
                captured,
                length,
                (ring.get(JAVA_INT, at + SECONDS) & UNSIGNED_INT) * NANOS_PER_SECOND
                        + ring.get(JAVA_INT, at + NANOSECONDS),
                ring.get(JAVA_BYTE, at + PACKET_TYPE) == PACKET_OUTGOING ? Direction.TO_GUEST : Direction.FROM_GUEST);
    }

    private void giveBack(long first, int count) {
        long at = first;
        for (int i = 0; i < count; i++) {
            INT.setRelease(memory, at + STATUS, TP_STATUS_KERNEL);
            at = next(at);
        }
    }

    private long next(long at) {
        return at + slotBytes == memory.byteSize() ? 0 : at + slotBytes;
    }
}
