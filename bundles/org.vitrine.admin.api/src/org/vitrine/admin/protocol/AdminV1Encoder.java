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

/** Writes messages of {@link AdminV1}; each method gives the bytes written. Memory that is too short is an IndexOutOfBoundsException. */
public final class AdminV1Encoder {
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private AdminV1Encoder() {}

    public static int statusRequest(MemorySegment memory, long offset) {
        memory.set(JAVA_BYTE, offset + AdminV1.OPCODE_OFFSET, (byte) AdminV1.REQ_STATUS_ALL);
        return AdminV1.STATUS_REQUEST_LENGTH;
    }

    /**
     * Any message that carries one address.
     *
     * @param opcode such as {@link AdminV1#REQ_FILTER_IP}
     * @param address IPv4
     */
    public static int address(MemorySegment memory, long offset, int opcode, int address) {
        memory.set(JAVA_BYTE, offset + AdminV1.OPCODE_OFFSET, (byte) opcode);
        memory.set(INT, offset + AdminV1.ADDRESS_OFFSET, address);
        return AdminV1.ADDRESS_MESSAGE_LENGTH;
    }

    /**
     * The head of an answer with the status; {@link #host} writes the rest.
     *
     * @param hosts 0 to 255
     */
    public static int status(MemorySegment memory, long offset, int hosts) {
        memory.set(JAVA_BYTE, offset + AdminV1.OPCODE_OFFSET, (byte) AdminV1.RSP_STATUS_ALL);
        memory.set(JAVA_BYTE, offset + AdminV1.COUNT_OFFSET, (byte) hosts);
        return AdminV1.statusLength(hosts);
    }

    /**
     * One host of an answer with the status.
     *
     * @param offset of the message
     * @param index from 0
     * @param address IPv4
     * @param tx KiB/s, see {@link AdminV1#rate}
     * @param rx KiB/s
     */
    public static void host(MemorySegment memory, long offset, int index, int address, int tx, int rx) {
        long at = offset + AdminV1.HOSTS_OFFSET + (long) index * AdminV1.HOST_LENGTH;
        memory.set(INT, at + AdminV1.HOST_ADDRESS_OFFSET, address);
        memory.set(SHORT, at + AdminV1.HOST_TX_OFFSET, (short) tx);
        memory.set(SHORT, at + AdminV1.HOST_RX_OFFSET, (short) rx);
    }
}
