/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * A DHCP message of IPv4 (RFC 2131), or one of BOOTP.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------+---------------+---------------+---------------+
 *  |   Operation   | Hardware Type | Hardware Len. |     Hops      |
 *  +---------------+---------------+---------------+---------------+
 *  |                          Transaction                          |
 *  +-------------------------------+-------------------------------+
 *  |            Seconds            |B|           Flags             |
 *  +-------------------------------+-------------------------------+
 *  |                    Client's Present Address                   |
 *  +---------------------------------------------------------------+
 *  |                    Client's Address to Be                     |
 *  +---------------------------------------------------------------+
 *  |                     Next Server's Address                     |
 *  +---------------------------------------------------------------+
 *  |                        Relay's Address                        |
 *  +---------------------------------------------------------------+
 *  |           Client's Hardware Address, 16 bytes                 |
 *  +---------------------------------------------------------------+
 *  |        Server's Name, 64 bytes; Boot File, 128 bytes          |
 *  +---------------------------------------------------------------+
 *  |              Magic Cookie; then Options ...                   |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Dhcp extends Flyweight {
    public static final int OPERATION_OFFSET = 0;
    public static final int HARDWARE_TYPE_OFFSET = 1;
    public static final int TRANSACTION_OFFSET = 4;
    public static final int FLAGS_OFFSET = 10;
    public static final int CLIENT_OFFSET = 12;
    public static final int YOUR_OFFSET = 16;
    public static final int SERVER_OFFSET = 20;
    public static final int RELAY_OFFSET = 24;
    public static final int MAC_OFFSET = 28;
    public static final int COOKIE_OFFSET = 236;
    public static final int OPTIONS_OFFSET = 240;

    public static final int SERVER_PORT = 67;
    public static final int CLIENT_PORT = 68;

    public static final int BOOT_REQUEST = 1;
    public static final int BOOT_REPLY = 2;

    /** The message is BOOTP's, or its type was not captured. */
    public static final int NO_TYPE = 0;

    public static final int DISCOVER = 1;
    public static final int OFFER = 2;
    public static final int REQUEST = 3;
    public static final int DECLINE = 4;
    public static final int ACK = 5;
    public static final int NAK = 6;
    public static final int RELEASE = 7;
    public static final int INFORM = 8;

    public static final int OPTION_REQUESTED_ADDRESS = 50;
    public static final int OPTION_LEASE_SECONDS = 51;
    public static final int OPTION_MESSAGE_TYPE = 53;
    public static final int OPTION_SERVER = 54;

    private static final int COOKIE = 0x63825363;

    private final Options options = new Options();

    /**
     * Lays this over a datagram's payload.
     *
     * @return whether it is a message and was captured up to its options
     */
    public boolean wrap(MemorySegment memory, long offset, int available) {
        if (available < OPTIONS_OFFSET) {
            return detach();
        }
        attach(memory, offset, available);
        return i32(COOKIE_OFFSET) == COOKIE || detach();
    }

    /** {@link #BOOT_REQUEST} or {@link #BOOT_REPLY}. */
    public int operation() {
        return u8(OPERATION_OFFSET);
    }

    /** What ties requests and replies together. */
    public int transaction() {
        return i32(TRANSACTION_OFFSET);
    }

    public boolean isBroadcastWanted() {
        return u16(FLAGS_OFFSET) >>> 15 == 1;
    }

    /** The address that the client has and uses, or 0. */
    public int clientAddress() {
        return i32(CLIENT_OFFSET);
    }

    /** The address that the server gives the client, or 0. */
    public int yourAddress() {
        return i32(YOUR_OFFSET);
    }

    /** The server to boot from, or 0. */
    public int serverAddress() {
        return i32(SERVER_OFFSET);
    }

    public int relayAddress() {
        return i32(RELAY_OFFSET);
    }

    public long clientMac() {
        return u48(MAC_OFFSET);
    }

    /** {@link #DISCOVER}, {@link #OFFER} and so on (RFC 2132, section 9.6), or {@link #NO_TYPE}. */
    public int messageType() {
        options(options);
        while (options.next()) {
            if (options.kind() == OPTION_MESSAGE_TYPE && options.dataLength() == 1) {
                return options.data8(0);
            }
        }
        return NO_TYPE;
    }

    /** Lays a cursor over the options. */
    public void options(Options cursor) {
        cursor.wrap(Options.Format.DHCP, memory(), offset() + OPTIONS_OFFSET, available() - OPTIONS_OFFSET);
    }
}
