/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.vitrine.linux.RingSocket;

/**
 * An outer VLAN tag. Linux takes it out of a frame when it comes in and keeps it beside it; before each frame in the ring there is room
 * to put it back: the two addresses move forward.
 */
final class VlanTag {
    static final int LENGTH = 4;

    private static final ValueLayout.OfShort BIG_ENDIAN = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int TP_STATUS_VLAN_VALID = 1 << 4;
    private static final int TP_STATUS_VLAN_TPID_VALID = 1 << 6;
    private static final short CUSTOMER_TAG = (short) 0x8100;
    private static final int TYPE_OFFSET = 12;

    private static final int NEEDS_CHECKSUM = 1;
    private static final int SEGMENTS = 1;
    private static final int HEADERS = 2;
    private static final int CHECKSUM_START = 6;

    private VlanTag() {}

    /** Whether a frame with this {@code tp_status} has its tag beside it. */
    static boolean isApart(int status) {
        return (status & TP_STATUS_VLAN_VALID) != 0;
    }

    /**
     * Puts the tag back; the frame then begins {@link #LENGTH} bytes earlier.
     *
     * @param frame where its first byte is
     * @param control {@code tp_vlan_tci}
     * @param type {@code tp_vlan_tpid}, if the status says that it is there
     */
    static void restore(MemorySegment memory, long frame, int status, int control, short type) {
        long start = frame - LENGTH;
        memory.set(JAVA_LONG_UNALIGNED, start, memory.get(JAVA_LONG_UNALIGNED, frame));
        memory.set(JAVA_INT_UNALIGNED, start + 8, memory.get(JAVA_INT_UNALIGNED, frame + 8));
        memory.set(BIG_ENDIAN, start + TYPE_OFFSET, (status & TP_STATUS_VLAN_TPID_VALID) != 0 ? type : CUSTOMER_TAG);
        memory.set(BIG_ENDIAN, start + TYPE_OFFSET + 2, (short) control);
    }

    /**
     * Makes room for the tag between a frame and the offload header before it, and tells the header that the frame becomes longer.
     *
     * <pre>
     *  struct virtio_net_hdr    offset
     *    u8 flags                    0    1: the checksum is not computed yet
     *    u8 gso_type                 1    0: the frame is not to be cut
     *    u16 hdr_len                 2
     *    u16 gso_size                4
     *    u16 csum_start              6
     *    u16 csum_offset             8
     * </pre>
     *
     * @param frame where its first byte is
     */
    static void moveOffloads(MemorySegment memory, long frame) {
        long from = frame - RingSocket.OFFLOAD_HEADER;
        long to = from - LENGTH;
        memory.set(JAVA_LONG_UNALIGNED, to, memory.get(JAVA_LONG_UNALIGNED, from));
        memory.set(JAVA_SHORT_UNALIGNED, to + 8, memory.get(JAVA_SHORT_UNALIGNED, from + 8));
        if ((memory.get(ValueLayout.JAVA_BYTE, to) & NEEDS_CHECKSUM) != 0) {
            grow(memory, to + CHECKSUM_START);
        }
        if (memory.get(ValueLayout.JAVA_BYTE, to + SEGMENTS) != 0) {
            grow(memory, to + HEADERS);
        }
    }

    private static void grow(MemorySegment memory, long field) {
        memory.set(JAVA_SHORT_UNALIGNED, field, (short) (memory.get(JAVA_SHORT_UNALIGNED, field) + LENGTH));
    }
}
