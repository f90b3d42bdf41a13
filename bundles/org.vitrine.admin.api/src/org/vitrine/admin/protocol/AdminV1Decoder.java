/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.protocol;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.vitrine.admin.RefusalReason;

/**
 * Reads messages of {@link AdminV1}. First ask whether a message is good ({@link #refusalOf}, {@link #isAnswer}), then for its parts.
 */
public final class AdminV1Decoder {
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private AdminV1Decoder() {}

    /**
     * What is wrong with a datagram as a request.
     *
     * @return null when it is a good one; else EMPTY, BAD_OPCODE, TOO_SHORT or TOO_LONG
     */
    public static RefusalReason refusalOf(MemorySegment memory, long offset, int length) {
        if (length == 0) {
            return RefusalReason.EMPTY;
        }
        int wanted = switch (opcode(memory, offset)) {
            case AdminV1.REQ_STATUS_ALL -> AdminV1.STATUS_REQUEST_LENGTH;
            case AdminV1.REQ_FILTER_IP, AdminV1.REQ_UNFILTER_IP -> AdminV1.ADDRESS_MESSAGE_LENGTH;
            default -> 0;
        };
        if (wanted == 0) {
            return RefusalReason.BAD_OPCODE;
        }
        if (length == wanted) {
            return null;
        }
        return length < wanted ? RefusalReason.TOO_SHORT : RefusalReason.TOO_LONG;
    }

    /**
     * Whether a datagram is a well-formed answer.
     *
     * @param opcode the answer that is wanted, such as {@link AdminV1#RSP_STATUS_ALL}
     */
    public static boolean isAnswer(MemorySegment memory, long offset, int length, int opcode) {
        if (length < AdminV1.HOSTS_OFFSET || opcode(memory, offset) != opcode) {
            return false;
        }
        return length
                == (opcode == AdminV1.RSP_STATUS_ALL
                        ? AdminV1.statusLength(hostCount(memory, offset))
                        : AdminV1.ADDRESS_MESSAGE_LENGTH);
    }

    public static int opcode(MemorySegment memory, long offset) {
        return memory.get(JAVA_BYTE, offset + AdminV1.OPCODE_OFFSET) & 0xff;
    }

    /** The IPv4 address of a message that carries one. */
    public static int address(MemorySegment memory, long offset) {
        return memory.get(INT, offset + AdminV1.ADDRESS_OFFSET);
    }

    /** Hosts in an answer with the status. */
    public static int hostCount(MemorySegment memory, long offset) {
        return memory.get(JAVA_BYTE, offset + AdminV1.COUNT_OFFSET) & 0xff;
    }

    /** The IPv4 address of a host. */
    public static int hostAddress(MemorySegment memory, long offset, int index) {
        return memory.get(INT, host(offset, index) + AdminV1.HOST_ADDRESS_OFFSET);
    }

    /** What the guest sends to a host, KiB/s. */
    public static int hostTx(MemorySegment memory, long offset, int index) {
        return memory.get(SHORT, host(offset, index) + AdminV1.HOST_TX_OFFSET) & 0xffff;
    }

    /** What the guest receives from a host, KiB/s. */
    public static int hostRx(MemorySegment memory, long offset, int index) {
        return memory.get(SHORT, host(offset, index) + AdminV1.HOST_RX_OFFSET) & 0xffff;
    }

    private static long host(long offset, int index) {
        return offset + AdminV1.HOSTS_OFFSET + (long) index * AdminV1.HOST_LENGTH;
    }
}
