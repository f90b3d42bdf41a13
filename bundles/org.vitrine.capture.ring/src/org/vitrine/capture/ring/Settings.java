/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ring;

import java.lang.foreign.MemorySegment;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.common.VitrineException;
import org.vitrine.linux.RingSocket;
import org.vitrine.linux.RingSocket.FanOut;

/**
 * How rings are laid out.
 *
 * @param ringBytes 0 for what the reader asks for
 * @param blockBytes wanted in a ring that is large enough
 * @param retireMillis 0 for what the reader asks for
 * @param fanOut among several readers of an interface
 */
record Settings(int ringBytes, int blockBytes, int retireMillis, FanOut fanOut) {
    private static final int PAGE = 4_096;
    /** Fewer would leave the kernel without a block while one is read and one is old but not full. */
    private static final int FEWEST_BLOCKS = 8;
    /** The kernel's header, the link address, what aligns them, and the VLAN tag. */
    private static final int OVERHEAD = 128;
    /** Large sends come in one piece of up to 64 KiB, before the kernel cuts them into frames. */
    private static final int LARGEST_FRAME = 1 << 16;

    /**
     * A ring in which the kernel gathers frames, or for a reader that wants each at once, one of slots: blocks could make it wait no
     * less than a millisecond, and only by a timer that runs all the time.
     */
    Ring ring(RingSocket socket, CaptureOptions options) throws VitrineException {
        int bytes = ringBytes > 0 ? ringBytes : options.bufferBytes();
        int frame = powerOfTwo(Math.min(options.snapLength(), LARGEST_FRAME) + OVERHEAD);
        int block =
                Math.max(Math.min(powerOfTwo(blockBytes), powerOfTwo(bytes / FEWEST_BLOCKS)), Math.max(frame, PAGE));
        int blocks = Math.max(bytes / block, 2);
        int retire = options.delayMillis() == 0 ? 0 : retireMillis > 0 ? retireMillis : options.delayMillis();
        int version = retire == 0 ? RingSocket.TPACKET_V2 : RingSocket.TPACKET_V3;
        MemorySegment memory = socket.ring(version, block, blocks, frame, retire, VlanTag.LENGTH);
        return retire == 0 ? new SlotRing(memory, frame, options, false) : new BlockRing(memory, block, options);
    }

    /** Slots for frames with their offloads, each a block of its own. */
    static Ring forwardingRing(RingSocket socket, int bytes) throws VitrineException {
        int slot = LARGEST_FRAME + PAGE;
        int slots = Math.max(bytes / slot, FEWEST_BLOCKS);
        MemorySegment memory = socket.ring(RingSocket.TPACKET_V2, slot, slots, slot, 0, VlanTag.LENGTH);
        return new SlotRing(memory, slot, new CaptureOptions(LARGEST_FRAME, "", bytes, 0), true);
    }

    private static int powerOfTwo(int atLeast) {
        return Integer.highestOneBit(Math.max(atLeast - 1, 1)) << 1;
    }
}
