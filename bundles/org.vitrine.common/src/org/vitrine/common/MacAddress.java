/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

import java.util.HexFormat;

/**
 * An Ethernet address (EUI-48).
 *
 * @param bits the six bytes in the lower 48 bits, the first byte on the wire highest
 */
public record MacAddress(long bits) implements Comparable<MacAddress> {
    public MacAddress {
        if ((bits & 0xffff_0000_0000_0000L) != 0) {
            throw new IllegalArgumentException("a MAC address has 48 bits, got 0x" + Long.toHexString(bits));
        }
    }

    /**
     * Reads {@code 52:54:00:12:34:56}, with {@code :} or {@code -} between, in either case.
     *
     * @throws IllegalArgumentException when it is not a MAC address; the text says so
     */
    public static MacAddress parse(String text) {
        String[] parts = text.split("[:-]", -1);
        long bits = 0;
        boolean good = parts.length == 6;
        for (int i = 0; good && i < 6; i++) {
            good = parts[i].matches("[0-9a-fA-F]{2}");
            bits = good ? bits << 8 | Integer.parseInt(parts[i], 16) : bits;
        }
        if (!good) {
            throw new IllegalArgumentException("\"" + text + "\" is not a MAC address such as 52:54:00:12:34:56");
        }
        return new MacAddress(bits);
    }

    /** A group address (broadcast is one): the lowest bit of the first byte is set. */
    public boolean isMulticast() {
        return (bits & 0x0100_0000_0000L) != 0;
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(bits, other.bits);
    }

    @Override
    public String toString() {
        String hex = HexFormat.of().toHexDigits(bits, 12);
        StringBuilder text = new StringBuilder(17);
        for (int i = 0; i < 12; i += 2) {
            text.append(i == 0 ? "" : ":").append(hex, i, i + 2);
        }
        return text.toString();
    }
}
