/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

/** Arithmetic of TCP's sequence numbers and time stamps, which count modulo 2^32 (RFC 9293, section 3.4; RFC 7323, section 5.2). */
public final class Sequence {
    private Sequence() {}

    /** How far the first is beyond the second; negative when it is behind. Right when they are less than 2^31 apart. */
    public static int distance(int number, int other) {
        return number - other;
    }

    public static boolean isBefore(int number, int other) {
        return number - other < 0;
    }

    public static boolean isAfter(int number, int other) {
        return number - other > 0;
    }

    /** Whether a number lies among so many that begin at another one. */
    public static boolean isWithin(int number, int start, long length) {
        return Integer.toUnsignedLong(number - start) < length;
    }

    /** The later of two. */
    public static int later(int number, int other) {
        return isAfter(number, other) ? number : other;
    }
}
