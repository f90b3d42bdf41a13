/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ring;

import org.vitrine.capture.spi.FrameSink;

/** Memory that the kernel fills with frames. One thread reads it. */
interface Ring {
    /** Most frames of a batch. */
    int BATCH = 256;

    // sll_pkttype of the link address that the kernel puts before a frame, linux/if_packet.h
    int PACKET_TYPE_OFFSET = 10;
    int PACKET_OUTGOING = 4;
    int TP_STATUS_KERNEL = 0;
    int TP_STATUS_USER = 1;

    long NANOS_PER_SECOND = 1_000_000_000;
    long UNSIGNED_INT = 0xffff_ffffL;

    /**
     * Gives frames to the sink and their memory back to the kernel.
     *
     * @param limit most frames
     * @return frames given; 0 when none are there
     */
    int read(FrameSink sink, int limit);
}
