/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The numbers of version 2: at the same port as {@link AdminV1}, and known by its opcodes. A request has an even opcode, its answer
 * the odd one that follows. Every message has this frame:
 *
 * <pre>
 *   0       1       2       3       4       5       6       7
 *  +-------+-------+---------------+-------------------------------+
 *  | Opcode| Status| Body length   | Key id                        |
 *  +-------+-------+---------------+-------------------------------+
 *  | Timestamp, ns since the epoch                                 |  8
 *  +---------------------------------------------------------------+
 *  | Nonce                                                         | 16
 *  +---------------------------------------------------------------+
 *  | To: the IP address that the request is sent to                | 24
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  | Body ...                                                      | 40
 *  +---------------------------------------------------------------+
 *  | HMAC-SHA-256 of all that is before it, 32 bytes               |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * Integers are big-endian, addresses are IPv6, those of IPv4 mapped into it (RFC 4291 2.5.5.2); what is not named is 0. An answer
 * repeats key id, timestamp, nonce and To of its request, so that it answers nothing else. The status is 0 in requests and {@link
 * #OK} in answers that have a body. Bodies of requests:
 *
 * <pre>
 *  REQ_HOSTS 0x20, REQ_PROTOCOLS 0x22, REQ_PORTS 0x24, REQ_RULES 0x26      REQ_RESOURCES 0x2c: empty
 *  +---------------------------------------------------------------+
 *  | List: 0 for a new one, else as the first page said            |
 *  +-------------------------------+-------------------------------+
 *  | First: index of an entry      | 0                             |  8
 *  +-------------------------------+-------------------------------+
 *
 *  REQ_FILTER 0x28
 *  +-------+-------------------------------------------------------+
 *  | Action| 0                                                     |  Action: 1 set, 2 remove
 *  +-------+-------------------------------------------------------+
 *  | Remote address                                                |  8
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *
 *  REQ_LIMIT 0x2a
 *  +-------+-------+-------+---------------------------------------+
 *  | Action| Kind  | Direc.| 0                                     |  Kind: 2 bit/s, 3 packet/s
 *  +-------+-------+-------+---------------------------------------+  Direction: 0 both, 1 from the guest, 2 to it
 *  | Rate, bit/s or packet/s; 0 to remove                          |  8
 *  +---------------------------------------------------------------+
 *  | Burst, bytes or packets; 0 for the usual one                  | 16
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * Bodies of answers; those to REQ_FILTER and REQ_LIMIT are empty:
 *
 * <pre>
 *  RSP_HOSTS 0x21, RSP_PROTOCOLS 0x23, RSP_PORTS 0x25, RSP_RULES 0x27
 *  +---------------------------------------------------------------+
 *  | List: when it was made, ns since the epoch                    |
 *  +-------------------------------+-------------------------------+
 *  | Total: entries in the list    | First: index of the first here|  8
 *  +---------------+---------------+-------------------------------+
 *  | Count here    | 0             | Window of rates, ms           | 16
 *  +---------------+---------------+-------------------------------+
 *  | Entries ...                                                   | 24
 *
 *  Traffic, a part of the entries that follow; Tx is what the guest sends
 *  +---------------------------------------------------------------+
 *  | Tx, bytes/s                                                   |
 *  | Rx, bytes/s                                                   |  8
 *  | Tx, bytes in all                                              | 16
 *  | Tx, packets in all                                            | 24
 *  | Rx, bytes in all                                              | 32
 *  | Rx, packets in all                                            | 40
 *  +---------------------------------------------------------------+
 *
 *  Host, 72 bytes: Address (16), Traffic (48), Blocked packets (8)
 *
 *  Protocol, 56 bytes                    Port, 56 bytes
 *  +-------+-------+---------------+     +-------+-------+---------------+
 *  | Layer | 0     | Number        |     | IP    | 0     | Port          |
 *  +-------+-------+---------------+     +-------+-------+---------------+
 *  | 0                             |     | 0                             |
 *  +-------------------------------+     +-------------------------------+
 *  | Traffic (48)                  |     | Traffic (48)                  |
 *  Layer: 0 Ethernet, 1 IP               IP: number of the protocol
 *
 *  Rule, 40 bytes
 *  +-------+-------+-------+---------------------------------------+
 *  | Kind  | Direc.| State | 0                                     |  Kind: 1 filter, 2 bit/s, 3 packet/s
 *  +-------+-------+-------+---------------------------------------+  State: 0 pending, 1 applied, 2 waiting, 3 failed
 *  | Remote address of a filter, else 0 (16)                       |  8
 *  +---------------------------------------------------------------+
 *  | Rate of a limit, bit/s or packet/s                            | 24
 *  +---------------------------------------------------------------+
 *  | Burst of a limit, bytes or packets                            | 32
 *  +---------------------------------------------------------------+
 *
 *  RSP_RESOURCES 0x2d; a number that the hypervisor does not know is -1
 *  +---------------------------------------------------------------+
 *  | Time, ns since the epoch                                      |
 *  | CPU time since the start, ns                                  |  8
 *  | Memory now, bytes                                             | 16
 *  | Memory at most, bytes                                         | 24
 *  | Memory of the host that it takes, bytes                       | 32
 *  +-------------------------------+---------------+---------------+
 *  | vCPUs                         | Disks in all  | Disks here    | 40
 *  +-------------------------------+---------------+---------------+
 *  | Disks ...                                                     | 48
 *
 *  Disk, 64 bytes: Name, UTF-8, filled up with 0 (16); then read bytes, read requests, written bytes,
 *  write requests, capacity, and bytes taken on the host (8 each)
 * </pre>
 */
public final class AdminV2 {
    public static final int REQ_HOSTS = 0x20;
    public static final int REQ_PROTOCOLS = 0x22;
    public static final int REQ_PORTS = 0x24;
    public static final int REQ_RULES = 0x26;
    public static final int REQ_FILTER = 0x28;
    public static final int REQ_LIMIT = 0x2a;
    public static final int REQ_RESOURCES = 0x2c;

    /** Status of an answer: done. */
    public static final int OK = 0;

    /** Status: the list has been replaced by a newer one; ask for the first page again. */
    public static final int LIST_GONE = 1;

    /** Status: a value is out of its range. */
    public static final int INVALID = 2;

    /** Status: nobody can do or tell this here. */
    public static final int UNSUPPORTED = 3;

    /** Status: it was tried and failed; the runtime's log says why. */
    public static final int FAILED = 4;

    public static final int HEADER_LENGTH = 40;
    public static final int MAC_LENGTH = 32;

    /** Bytes of the longest message: an IPv6 packet of 1280 bytes, which no path may cut (RFC 8200 5). */
    public static final int MAX_LENGTH = 1232;

    /** Bytes of the longest request. */
    public static final int MAX_REQUEST_LENGTH = HEADER_LENGTH + 24 + MAC_LENGTH;

    /** Bytes of the longest body. */
    public static final int MAX_BODY_LENGTH = MAX_LENGTH - HEADER_LENGTH - MAC_LENGTH;

    static final int OPCODE_OFFSET = 0;
    static final int STATUS_OFFSET = 1;
    static final int BODY_LENGTH_OFFSET = 2;
    static final int KEY_OFFSET = 4;
    static final int TIMESTAMP_OFFSET = 8;
    static final int NONCE_OFFSET = 16;
    static final int TO_OFFSET = 24;

    private static final int FIRST_OPCODE = 0x20;
    private static final int LAST_OPCODE = 0x2f;
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private AdminV2() {}

    /** Whether a message with this opcode belongs to version 2. */
    public static boolean isOpcode(int opcode) {
        return opcode >= FIRST_OPCODE && opcode <= LAST_OPCODE;
    }

    /**
     * Bytes in the body of a request.
     *
     * @return -1 when it is the opcode of no request
     */
    public static int requestBodyLength(int opcode) {
        return switch (opcode) {
            case REQ_HOSTS, REQ_PROTOCOLS, REQ_PORTS, REQ_RULES -> 16;
            case REQ_FILTER, REQ_LIMIT -> 24;
            case REQ_RESOURCES -> 0;
            default -> -1;
        };
    }

    /** The opcode of the answer to a request. */
    public static int answerTo(int request) {
        return request + 1;
    }

    public static int opcode(byte[] message) {
        return message[OPCODE_OFFSET] & 0xff;
    }

    public static int status(byte[] message) {
        return message[STATUS_OFFSET] & 0xff;
    }

    public static int bodyLength(byte[] message) {
        return (short) SHORT.get(message, BODY_LENGTH_OFFSET) & 0xffff;
    }

    public static int keyId(byte[] message) {
        return (int) INT.get(message, KEY_OFFSET);
    }

    /** Nanoseconds since the epoch. */
    public static long timestamp(byte[] message) {
        return (long) LONG.get(message, TIMESTAMP_OFFSET);
    }

    public static long nonce(byte[] message) {
        return (long) LONG.get(message, NONCE_OFFSET);
    }

    /** The first half of the address that a request is sent to. */
    public static long toHigh(byte[] message) {
        return (long) LONG.get(message, TO_OFFSET);
    }

    /** The second half of the address that a request is sent to. */
    public static long toLow(byte[] message) {
        return (long) LONG.get(message, TO_OFFSET + Long.BYTES);
    }

    static void setHead(byte[] message, int opcode, int status, int bodyLength, int keyId) {
        message[OPCODE_OFFSET] = (byte) opcode;
        message[STATUS_OFFSET] = (byte) status;
        SHORT.set(message, BODY_LENGTH_OFFSET, (short) bodyLength);
        INT.set(message, KEY_OFFSET, keyId);
    }

    static void setRequest(byte[] message, long timestamp, long nonce, long toHigh, long toLow) {
        LONG.set(message, TIMESTAMP_OFFSET, timestamp);
        LONG.set(message, NONCE_OFFSET, nonce);
        LONG.set(message, TO_OFFSET, toHigh);
        LONG.set(message, TO_OFFSET + Long.BYTES, toLow);
    }

    static long longAt(byte[] message, int offset) {
        return (long) LONG.get(message, offset);
    }
}
