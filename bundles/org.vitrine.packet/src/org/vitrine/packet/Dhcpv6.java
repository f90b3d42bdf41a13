/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * A DHCP message of IPv6 (RFC 8415), of a client, a server or a relay.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------+-----------------------------------------------+
 *  | Message Type  |                  Transaction                  |
 *  +---------------+-----------------------------------------------+
 *
 *  of a relay:
 *  +---------------+---------------+-------------------------------+
 *  | Message Type  |   Hop Count   |  Link Address, 16 bytes, then
 *  +---------------+---------------+-------------------------------+
 *     Peer Address, 16 bytes       |
 *  +-------------------------------+
 *
 *  then options
 * </pre>
 */
public final class Dhcpv6 extends Flyweight {
    public static final int TYPE_OFFSET = 0;
    public static final int HOP_COUNT_OFFSET = 1;
    public static final int LINK_OFFSET = 2;
    public static final int PEER_OFFSET = 18;

    /** Bytes in front of the options of a client's or server's message. */
    public static final int LENGTH = 4;

    /** Bytes in front of the options of a relay's message. */
    public static final int RELAY_LENGTH = 34;

    public static final int SERVER_PORT = 547;
    public static final int CLIENT_PORT = 546;

    public static final int SOLICIT = 1;
    public static final int ADVERTISE = 2;
    public static final int REQUEST = 3;
    public static final int CONFIRM = 4;
    public static final int RENEW = 5;
    public static final int REBIND = 6;
    public static final int REPLY = 7;
    public static final int RELEASE = 8;
    public static final int DECLINE = 9;
    public static final int RECONFIGURE = 10;
    public static final int INFORMATION_REQUEST = 11;
    public static final int RELAY_FORWARD = 12;
    public static final int RELAY_REPLY = 13;

    public static final int OPTION_RELAYED_MESSAGE = 9;

    /**
     * Lays this over a datagram's payload.
     *
     * @return whether the message was captured up to its options
     */
    public boolean wrap(MemorySegment memory, long offset, int available) {
        if (available < LENGTH) {
            return detach();
        }
        attach(memory, offset, available);
        return headerLength() <= available || detach();
    }

    /** {@link #SOLICIT}, {@link #ADVERTISE} and so on. */
    public int messageType() {
        return u8(TYPE_OFFSET);
    }

    /** Whether the message carries another one, in {@link #OPTION_RELAYED_MESSAGE}. */
    public boolean isRelayed() {
        return messageType() == RELAY_FORWARD || messageType() == RELAY_REPLY;
    }

    /** What ties requests and replies together, 24 bits. Not of a relay's message. */
    public int transaction() {
        return i32(TYPE_OFFSET) & 0xff_ffff;
    }

    /** Relays before this one. Only if {@link #isRelayed}. */
    public int hopCount() {
        return u8(HOP_COUNT_OFFSET);
    }

    public int headerLength() {
        return isRelayed() ? RELAY_LENGTH : LENGTH;
    }

    /** Lays a cursor over the options. */
    public void options(Options cursor) {
        cursor.wrap(Options.Format.DHCPV6, memory(), offset() + headerLength(), available() - headerLength());
    }
}
