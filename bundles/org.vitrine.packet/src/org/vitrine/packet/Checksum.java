/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071): the complement of the one's complement sum of 16-bit words.
 *
 * <p>Sums of parts can be added as plain {@code long}s in any order, as long as every part but the last has an even length;
 * {@link #finish} makes the checksum of them.
 */
public final class Checksum {
    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    /** From this length on the loop that the compiler turns into vector instructions is the faster one. */
    private static final int VECTOR_LENGTH = 128;

    private Checksum() {}

    /** The checksum of some bytes, 0 to 0xffff. */
    public static int of(MemorySegment memory, long offset, int length) {
        return finish(sum(memory, offset, length));
    }

    /** Whether bytes that hold their own checksum are as they were sent: their sum is then all ones. */
    public static boolean isGood(MemorySegment memory, long offset, int length) {
        return fold(sum(memory, offset, length)) == 0xffff;
    }

    /** The sum of some bytes as 16-bit words in network order, folded to 16 bits. An odd last byte counts as if a zero followed. */
    public static int sum(MemorySegment memory, long offset, int length) {
        // The sum does not mind the byte order (RFC 1071, section 2B): add as the machine reads, swap once at the end.
        long sum = 0;
        int i = 0;
        if (length >= VECTOR_LENGTH) {
            int words = length >>> 2;
            for (int word = 0; word < words; word++) {
                sum += memory.get(JAVA_INT_UNALIGNED, offset + 4L * word) & 0xffff_ffffL;
            }
            i = words << 2;
        } else {
            for (; i + 8 <= length; i += 8) {
                long eight = memory.get(JAVA_LONG_UNALIGNED, offset + i);
                sum += (eight >>> 32) + (eight & 0xffff_ffffL);
            }
            if (i + 4 <= length) {
                sum += memory.get(JAVA_INT_UNALIGNED, offset + i) & 0xffff_ffffL;
                i += 4;
            }
        }
        if (i + 2 <= length) {
            sum += memory.get(JAVA_SHORT_UNALIGNED, offset + i) & 0xffff;
            i += 2;
        }
        if (i < length) {
            int last = memory.get(JAVA_BYTE, offset + i) & 0xff;
            sum += SWAP ? last : last << 8;
        }
        int folded = fold(sum);
        return SWAP ? Short.toUnsignedInt(Short.reverseBytes((short) folded)) : folded;
    }

    /** The checksum that goes on the wire for a sum of parts. */
    public static int finish(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /** A sum of parts as 16 bits. */
    public static int fold(long sum) {
        long folded = (sum >>> 32) + (sum & 0xffff_ffffL);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        return (int) ((folded >>> 16) + (folded & 0xffff));
    }

    /**
     * The checksum after a 16-bit word changed (RFC 1624, equation 3).
     *
     * @param checksum as it was
     */
    public static int update16(int checksum, int before, int after) {
        return finish((~checksum & 0xffffL) + (~before & 0xffffL) + (after & 0xffffL));
    }

    /** The checksum after 32 aligned bits changed, such as an IPv4 address. */
    public static int update32(int checksum, int before, int after) {
        return finish((~checksum & 0xffffL) + (~before & 0xffff_ffffL) + (after & 0xffff_ffffL));
    }

    /** The checksum after 64 aligned bits changed, such as half an IPv6 address. */
    public static int update64(int checksum, long before, long after) {
        return finish((~checksum & 0xffffL) + halves(~before) + halves(after));
    }

    /** The sum of the pseudo header of IPv4 (RFC 768, RFC 9293). */
    public static long pseudoHeader(int source, int destination, int protocol, int length) {
        return (source & 0xffff_ffffL) + (destination & 0xffff_ffffL) + protocol + length;
    }

    /** The sum of the pseudo header of IPv6 (RFC 8200, section 8.1). */
    public static long pseudoHeader(
            long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int protocol, int length) {
        return halves(sourceHigh)
                + halves(sourceLow)
                + halves(destinationHigh)
                + halves(destinationLow)
                + protocol
                + length;
    }

    static long halves(long value) {
        return (value >>> 32) + (value & 0xffff_ffffL);
    }
}
