/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

/**
 * A message of IPv6's neighbor discovery (RFC 4861), laid over ICMP's header.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------+---------------+-------------------------------+
 *  |     Type      |     Code      |           Checksum            |
 *  +---------------+---------------+-------------------------------+
 *
 *  router solicitation: 4 bytes of 0, then options
 *
 *  router advertisement:
 *  +---------------+-+-+-+---+-+---+-------------------------------+
 *  |   Hop Limit   |M|O|H|Prf|P|   |    Router Lifetime, seconds   |
 *  +---------------+-+-+-+---+-+---+-------------------------------+
 *  |                Reachable Time, milliseconds                   |
 *  +---------------------------------------------------------------+
 *  |                  Retrans Timer, milliseconds                  |
 *  +---------------------------------------------------------------+
 *
 *  neighbor solicitation and advertisement, redirect:
 *  +-+-+-+---------------------------------------------------------+
 *  |R|S|O|                       Reserved                          |
 *  +-+-+-+---------------------------------------------------------+
 *  |                   Target Address, 16 bytes                    |
 *  +---------------------------------------------------------------+
 *  |        Destination Address, 16 bytes, of a redirect only      |
 *  +---------------------------------------------------------------+
 *
 *  then options
 * </pre>
 */
public final class NeighborDiscovery extends Flyweight {
    public static final int HOP_LIMIT_OFFSET = 4;
    public static final int FLAGS_OFFSET = 4;
    public static final int ROUTER_FLAGS_OFFSET = 5;
    public static final int ROUTER_LIFETIME_OFFSET = 6;
    public static final int REACHABLE_TIME_OFFSET = 8;
    public static final int RETRANS_TIMER_OFFSET = 12;
    public static final int TARGET_OFFSET = 8;
    public static final int DESTINATION_OFFSET = 24;

    /** Every honest message has come from the link itself with this hop limit (RFC 4861, section 3.1). */
    public static final int HOP_LIMIT = 255;

    public static final int OPTION_SOURCE_MAC = 1;
    public static final int OPTION_TARGET_MAC = 2;
    public static final int OPTION_PREFIX = 3;
    public static final int OPTION_REDIRECTED = 4;
    public static final int OPTION_MTU = 5;
    /** Recursive DNS servers (RFC 8106). */
    public static final int OPTION_DNS_SERVERS = 25;
    /** DNS search list (RFC 8106). */
    public static final int OPTION_DNS_SEARCH = 31;

    /** No option of the message has such an address. */
    public static final long NO_MAC = -1;

    private static final int MANAGED = 0x80;
    private static final int OTHER = 0x40;
    private static final int ROUTER = 0x80;
    private static final int SOLICITED = 0x40;
    private static final int OVERRIDE = 0x20;

    private final Options options = new Options();

    /**
     * Lays this over a message.
     *
     * @return whether it is one and was captured up to its options
     */
    public boolean wrap(Icmp message) {
        attach(message.memory(), message.offset(), message.available());
        return headerLength() > 0 && headerLength() <= available() || detach();
    }

    /** Such as {@link Icmp#V6_NEIGHBOR_SOLICITATION}. */
    public int type() {
        return u8(Icmp.TYPE_OFFSET);
    }

    /** Bytes in front of the options. */
    private int headerLength() {
        return switch (type()) {
            case Icmp.V6_ROUTER_SOLICITATION -> 8;
            case Icmp.V6_ROUTER_ADVERTISEMENT -> 16;
            case Icmp.V6_NEIGHBOR_SOLICITATION, Icmp.V6_NEIGHBOR_ADVERTISEMENT -> 24;
            case Icmp.V6_REDIRECT -> 40;
            default -> 0;
        };
    }

    private void require(boolean there, String what) {
        if (!there) {
            throw new IllegalStateException("ICMPv6 type " + type() + " has no " + what);
        }
    }

    // ---- router advertisement

    public boolean isRouterAdvertisement() {
        return type() == Icmp.V6_ROUTER_ADVERTISEMENT;
    }

    private NeighborDiscovery router() {
        require(isRouterAdvertisement(), "router's fields");
        return this;
    }

    /** Hop limit that hosts shall send with; 0 when the router does not say. */
    public int hopLimit() {
        return router().u8(HOP_LIMIT_OFFSET);
    }

    /** Whether addresses are to be had by DHCPv6. */
    public boolean isManaged() {
        return (router().u8(ROUTER_FLAGS_OFFSET) & MANAGED) != 0;
    }

    /** Whether other settings are to be had by DHCPv6. */
    public boolean hasOther() {
        return (router().u8(ROUTER_FLAGS_OFFSET) & OTHER) != 0;
    }

    /** Seconds for which the router can be the default one; 0 when it is none. */
    public int routerLifetime() {
        return router().u16(ROUTER_LIFETIME_OFFSET);
    }

    /** Milliseconds for which a neighbor counts as reachable; 0 when the router does not say. */
    public long reachableTime() {
        return router().u32(REACHABLE_TIME_OFFSET);
    }

    /** Milliseconds between solicitations; 0 when the router does not say. */
    public long retransTimer() {
        return router().u32(RETRANS_TIMER_OFFSET);
    }

    // ---- neighbor solicitation and advertisement, redirect

    /** Whether the message is about an address of a neighbor or router. */
    public boolean hasTarget() {
        return headerLength() >= 24;
    }

    private NeighborDiscovery target() {
        require(hasTarget(), "target");
        return this;
    }

    public long targetHigh() {
        return target().i64(TARGET_OFFSET);
    }

    public long targetLow() {
        return target().i64(TARGET_OFFSET + 8);
    }

    /** Whether the neighbor that advertises itself is a router. */
    public boolean isRouter() {
        return (target().u8(FLAGS_OFFSET) & ROUTER) != 0;
    }

    /** Whether the neighbor was asked. */
    public boolean isSolicited() {
        return (target().u8(FLAGS_OFFSET) & SOLICITED) != 0;
    }

    /** Whether what is known of the neighbor shall be replaced. */
    public boolean isOverride() {
        return (target().u8(FLAGS_OFFSET) & OVERRIDE) != 0;
    }

    // ---- options

    /** The sender's Ethernet address, or {@link #NO_MAC}. */
    public long sourceMac() {
        return mac(OPTION_SOURCE_MAC);
    }

    /** The target's Ethernet address, or {@link #NO_MAC}. */
    public long targetMac() {
        return mac(OPTION_TARGET_MAC);
    }

    private long mac(int kind) {
        options(options);
        while (options.next()) {
            if (options.kind() == kind && options.dataLength() == 6) {
                return options.data48(0);
            }
        }
        return NO_MAC;
    }

    /** Lays a cursor over the options. */
    public void options(Options cursor) {
        int header = headerLength();
        cursor.wrap(Options.Format.NEIGHBOR_DISCOVERY, memory(), offset() + header, available() - header);
    }
}
