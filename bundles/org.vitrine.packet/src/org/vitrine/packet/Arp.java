/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;

/**
 * An ARP message for IPv4 on Ethernet (RFC 826).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+
 *  |       Hardware Type = 1       |    Protocol Type = 0x0800     |
 *  +---------------+---------------+-------------------------------+
 *  |   HLen = 6    |   PLen = 4    |           Operation           |
 *  +---------------+---------------+-------------------------------+
 *  |                    Sender Ethernet Address                    |
 *  +                               +-------------------------------+
 *  |                               |      Sender IPv4 Address      |
 *  +-------------------------------+-------------------------------+
 *  |                               |                               |
 *  +-------------------------------+                               +
 *  |                    Target Ethernet Address                    |
 *  +---------------------------------------------------------------+
 *  |                      Target IPv4 Address                      |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Arp extends Flyweight {
    public static final int HARDWARE_TYPE_OFFSET = 0;
    public static final int PROTOCOL_TYPE_OFFSET = 2;
    public static final int LENGTHS_OFFSET = 4;
    public static final int OPERATION_OFFSET = 6;
    public static final int SENDER_MAC_OFFSET = 8;
    public static final int SENDER_IP_OFFSET = 14;
    public static final int TARGET_MAC_OFFSET = 18;
    public static final int TARGET_IP_OFFSET = 24;
    public static final int LENGTH = 28;

    public static final int REQUEST = 1;
    public static final int REPLY = 2;

    static final int HARDWARE_ETHERNET = 1;
    static final int LENGTHS_ETHERNET_IPV4 = 0x0604;

    /**
     * Lays this over a message.
     *
     * @return whether it is one for IPv4 on Ethernet
     */
    public boolean wrap(MemorySegment memory, long offset, int available) {
        if (available < LENGTH) {
            return detach();
        }
        attach(memory, offset, available);
        boolean known = u16(HARDWARE_TYPE_OFFSET) == HARDWARE_ETHERNET
                && u16(PROTOCOL_TYPE_OFFSET) == Ethernet.TYPE_IPV4
                && u16(LENGTHS_OFFSET) == LENGTHS_ETHERNET_IPV4;
        return known || detach();
    }

    /** {@link #REQUEST}, {@link #REPLY} or another one. */
    public int operation() {
        return u16(OPERATION_OFFSET);
    }

    public Arp operation(int operation) {
        put16(OPERATION_OFFSET, operation);
        return this;
    }

    public long senderMac() {
        return u48(SENDER_MAC_OFFSET);
    }

    public Arp senderMac(long address) {
        put48(SENDER_MAC_OFFSET, address);
        return this;
    }

    public int senderAddress() {
        return i32(SENDER_IP_OFFSET);
    }

    public Arp senderAddress(int address) {
        put32(SENDER_IP_OFFSET, address);
        return this;
    }

    public long targetMac() {
        return u48(TARGET_MAC_OFFSET);
    }

    public Arp targetMac(long address) {
        put48(TARGET_MAC_OFFSET, address);
        return this;
    }

    public int targetAddress() {
        return i32(TARGET_IP_OFFSET);
    }

    public Arp targetAddress(int address) {
        put32(TARGET_IP_OFFSET, address);
        return this;
    }
}
