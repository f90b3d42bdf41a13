/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An IPv4 or IPv6 address as 128 bits, so that hot tables have one key for both.
 *
 * <p>IPv4 is kept in the mapped form {@code ::ffff:a.b.c.d} (RFC 4291, section 2.5.5.2), which never stands on a wire, so the two
 * families cannot be mistaken for each other. Ordered by family, then by value.
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight bytes, big-endian
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
    private static final long IPV4_PREFIX = 0x0000_ffff_0000_0000L;

    /** The IPv4 address with these 32 bits, the first byte of the address in the highest eight. */
    public static IpAddress ofIpv4(int bits) {
        return new IpAddress(0, IPV4_PREFIX | Integer.toUnsignedLong(bits));
    }

    /**
     * The address with these bytes in network order.
     *
     * @throws IllegalArgumentException unless there are 4 or 16
     */
    public static IpAddress of(byte[] bytes) {
        return switch (bytes.length) {
            case 4 -> ofIpv4(ByteBuffer.wrap(bytes).getInt());
            case 16 -> {
                ByteBuffer b = ByteBuffer.wrap(bytes);
                yield new IpAddress(b.getLong(), b.getLong());
            }
            default -> throw new IllegalArgumentException("an IP address has 4 or 16 bytes, got " + bytes.length);
        };
    }

    /**
     * Reads a literal such as {@code 10.0.0.1} or {@code 2001:db8::1}; never asks a name server.
     *
     * @throws IllegalArgumentException when it is not an address; the text says so
     */
    public static IpAddress parse(String text) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(text);
            // Inet4Address.ofLiteral also takes "10.1" and "167772161", which a person types by mistake only.
            boolean canonical = parsed instanceof Inet6Address || text.equals(parsed.getHostAddress());
            if (canonical && text.indexOf('%') < 0) {
                return of(parsed.getAddress());
            }
        } catch (IllegalArgumentException _) {
            // the same complaint as below, in our words
        }
        throw new IllegalArgumentException("\"" + text + "\" is not an IPv4 or IPv6 address");
    }

    public boolean isIpv4() {
        return high == 0 && (low & 0xffff_ffff_0000_0000L) == IPV4_PREFIX;
    }

    /**
     * The 32 bits of an IPv4 address.
     *
     * @throws IllegalStateException when it is IPv6
     */
    public int ipv4Bits() {
        if (!isIpv4()) {
            throw new IllegalStateException(this + " is not an IPv4 address");
        }
        return (int) low;
    }

    /** The address in network order: 4 bytes for IPv4, 16 for IPv6. */
    public byte[] toBytes() {
        return isIpv4()
                ? ByteBuffer.allocate(4).putInt((int) low).array()
                : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(toBytes());
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are always an address", e);
        }
    }

    @Override
    public int compareTo(IpAddress other) {
        if (isIpv4() != other.isIpv4()) {
            return isIpv4() ? -1 : 1;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Dotted quad, or the canonical text of RFC 5952: lower case, longest run of zero groups shortened. */
    @Override
    public String toString() {
        if (isIpv4()) {
            return (low >>> 24 & 0xff) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff);
        }
        int runStart = -1;
        int runLength = 1; // a single zero group is not shortened
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && group(i + length) == 0) {
                length++;
            }
            if (length > runLength) {
                runStart = i;
                runLength = length;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    private int group(int index) {
        long half = index < 4 ? high : low;
        return (int) (half >>> (48 - 16 * (index & 3)) & 0xffff);
    }
}
