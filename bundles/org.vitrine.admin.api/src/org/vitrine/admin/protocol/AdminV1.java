/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.protocol;

/**
 * The numbers of version 1. A message is the payload of one UDP datagram; the server listens at {@link #PORT} of the guest's own
 * address. Requests:
 *
 * <pre>
 *  REQ_STATUS_ALL          REQ_FILTER_IP, REQ_UNFILTER_IP
 *
 *   0                       0       1       2       3       4
 *  +-------+               +-------+-------+-------+-------+-------+
 *  | 0x10  |               | 0x11, | IPv4 address to filter,       |
 *  +-------+               | 0x12  | or to filter no more          |
 *                          +-------+-------------------------------+
 * </pre>
 *
 * Their answers:
 *
 * <pre>
 *  RSP_STATUS_ALL
 *
 *   0       1       2       3       4       5       6       7       8       9
 *  +-------+-------+-------+-------+-------+-------+-------+-------+-------+-------+
 *  | 0x51  | Count | IPv4 address of a remote host | Tx, KiB/s     | Rx, KiB/s     | Count times
 *  +-------+-------+-------------------------------+---------------+---------------+
 *
 *  RSP_FILTER_IP, RSP_UNFILTER_IP
 *
 *   0       1       2       3       4
 *  +-------+-------+-------+-------+-------+
 *  | 0x52, | IPv4 address that is now      |
 *  | 0x53  | filtered, or no more          |
 *  +-------+-------------------------------+
 * </pre>
 *
 * Integers are big-endian. Tx is what the guest sends to the host, Rx what it receives; a rate that does not fit is
 * {@link #MAX_RATE}. A message has no number: who asks twice at a time asks from two ports.
 */
public final class AdminV1 {
    public static final int PORT = 555;

    public static final int REQ_STATUS_ALL = 0x10;
    public static final int REQ_FILTER_IP = 0x11;
    public static final int REQ_UNFILTER_IP = 0x12;
    public static final int RSP_STATUS_ALL = 0x51;
    public static final int RSP_FILTER_IP = 0x52;
    public static final int RSP_UNFILTER_IP = 0x53;

    /** The busiest hosts that our server puts into an answer; other servers may list as many as the count can say, 255. */
    public static final int MAX_HOSTS = 30;

    /** The highest rate that can be told, in KiB/s, for this and everything above. */
    public static final int MAX_RATE = 0xffff;

    static final int OPCODE_OFFSET = 0;
    static final int ADDRESS_OFFSET = 1;
    static final int COUNT_OFFSET = 1;
    static final int HOSTS_OFFSET = 2;
    static final int HOST_LENGTH = 8;
    static final int HOST_ADDRESS_OFFSET = 0;
    static final int HOST_TX_OFFSET = 4;
    static final int HOST_RX_OFFSET = 6;

    /** Bytes of a request for the status. */
    public static final int STATUS_REQUEST_LENGTH = 1;

    /** Bytes of the messages that carry one address. */
    public static final int ADDRESS_MESSAGE_LENGTH = 5;

    /** Bytes of the longest message. */
    public static final int MAX_LENGTH = HOSTS_OFFSET + 255 * HOST_LENGTH;

    private static final double KIBIBYTE = 1024;

    private AdminV1() {}

    /** The opcode of the answer to a request. */
    public static int answerTo(int request) {
        return switch (request) {
            case REQ_STATUS_ALL -> RSP_STATUS_ALL;
            case REQ_FILTER_IP -> RSP_FILTER_IP;
            case REQ_UNFILTER_IP -> RSP_UNFILTER_IP;
            default -> throw new IllegalArgumentException("0x" + Integer.toHexString(request) + " is no request");
        };
    }

    /** Bytes of an answer that lists so many hosts. */
    public static int statusLength(int hosts) {
        return HOSTS_OFFSET + hosts * HOST_LENGTH;
    }

    /** A rate as it is told: KiB/s to the nearest, at most {@link #MAX_RATE}. */
    public static int rate(double bytesPerSecond) {
        return Math.clamp(Math.round(bytesPerSecond / KIBIBYTE), 0, MAX_RATE);
    }
}
