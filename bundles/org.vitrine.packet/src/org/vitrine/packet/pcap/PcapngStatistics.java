/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

/**
 * What was captured at an interface and what was lost (draft-ietf-opsawg-pcapng, section 4.6).
 *
 * @param interfaceId the interface's place in the file
 * @param start when capturing began, nanoseconds since the epoch
 * @param end when this was counted, nanoseconds since the epoch
 * @param received packets that came, or {@link #UNKNOWN}
 * @param droppedByInterface packets lost for want of room before the operating system had them, or {@link #UNKNOWN}
 * @param droppedByOs packets lost for want of room after that, or {@link #UNKNOWN}
 * @param comment what else there is to say; may be empty
 */
public record PcapngStatistics(
        int interfaceId,
        long start,
        long end,
        long received,
        long droppedByInterface,
        long droppedByOs,
        String comment) {
    public static final long UNKNOWN = -1;

    static final int OPTION_START = 2;
    static final int OPTION_END = 3;
    static final int OPTION_RECEIVED = 4;
    static final int OPTION_DROPPED_BY_INTERFACE = 5;
    static final int OPTION_DROPPED_BY_OS = 7;

    /** Without a comment. */
    public PcapngStatistics(
            int interfaceId, long start, long end, long received, long droppedByInterface, long droppedByOs) {
        this(interfaceId, start, end, received, droppedByInterface, droppedByOs, "");
    }
}
