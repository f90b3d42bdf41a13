/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Values as they are written in filters; null for what is none. */
final class Literals {
    private static final int MAC_BYTES = 6;

    private Literals() {}

    private static long[] one(long value) {
        return new long[] {value, value};
    }

    static long[] number(String text) {
        try {
            return one(
                    text.startsWith("0x") || text.startsWith("0X")
                            ? Long.parseLong(text.substring(2), 16)
                            : Long.parseLong(text));
        } catch (NumberFormatException _) {
            return null;
        }
    }

    static long[] bool(String text) {
        return switch (text) {
            case "1", "true", "True", "TRUE" -> one(1);
            case "0", "false", "False", "FALSE" -> one(0);
            default -> null;
        };
    }

    /** An address, or a network in CIDR notation. */
    static long[] ipv4(String text) {
        int slash = text.indexOf('/');
        String[] parts = (slash < 0 ? text : text.substring(0, slash)).split("\\.", -1);
        int bits = prefix(text, slash, 32);
        if (parts.length != 4 || bits < 0) {
            return null;
        }
        long address = 0;
        for (String part : parts) {
            if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
                return null;
            }
            address = address << 8 | Integer.parseInt(part);
        }
        long host = (1L << 32 - bits) - 1;
        return new long[] {address & ~host, address | host};
    }

    /** Bits of a network; all where there is no slash; -1 when that makes no sense. */
    private static int prefix(String text, int slash, int most) {
        if (slash < 0) {
            return most;
        }
        String digits = text.substring(slash + 1);
        return digits.matches("[0-9]{1,3}") && Integer.parseInt(digits) <= most ? Integer.parseInt(digits) : -1;
    }

    static long[] mac(String text) {
        byte[] bytes = bytes(text);
        if (bytes == null || bytes.length != MAC_BYTES) {
            return null;
        }
        long address = 0;
        for (byte each : bytes) {
            address = address << 8 | each & 0xff;
        }
        return one(address);
    }

    /** Bytes such as {@code 47:45:54}. */
    static byte[] bytes(String text) {
        if (!text.matches("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2})*")) {
            return null;
        }
        return HexFormat.of().parseHex(text.replaceAll("[:-]", ""));
    }

    /** Addresses of IPv6 whose first bits are the same. */
    record Network(long high, long low, long highMask, long lowMask) {
        boolean has(long otherHigh, long otherLow) {
            return ((otherHigh ^ high) & highMask) == 0 && ((otherLow ^ low) & lowMask) == 0;
        }
    }

    static Network ipv6(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        int bits = prefix(text, slash, 128);
        if (bits < 0 || address.indexOf(':') < 0) {
            return null;
        }
        try {
            if (!(InetAddress.ofLiteral(address) instanceof Inet6Address parsed)) {
                return null;
            }
            ByteBuffer bytes = ByteBuffer.wrap(parsed.getAddress());
            return new Network(
                    bytes.getLong(),
                    bytes.getLong(),
                    bits == 0 ? 0 : -1L << Math.max(0, 64 - bits),
                    bits <= 64 ? 0 : -1L << 128 - bits);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** Bytes that are looked for. */
    static final class Needle {
        private final byte[] wanted;

        Needle(byte[] wanted) {
            this.wanted = wanted;
        }

        boolean isIn(MemorySegment memory, long offset, int length) {
            long last = offset + length - wanted.length;
            for (long at = offset; at <= last; at++) {
                int same = 0;
                while (same < wanted.length && memory.get(ValueLayout.JAVA_BYTE, at + same) == wanted[same]) {
                    same++;
                }
                if (same == wanted.length) {
                    return true;
                }
            }
            return false;
        }
    }
}
