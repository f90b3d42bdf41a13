/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

/**
 * A range of addresses with a common beginning, as in {@code 10.77.0.0/16}.
 *
 * @param address any address of the range; its host bits may be set, so that the same value says "this address in this subnet"
 * @param length bits that are common, 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record IpPrefix(IpAddress address, int length) {
    public IpPrefix {
        int limit = address.isIpv4() ? 32 : 128;
        if (length < 0 || length > limit) {
            throw new IllegalArgumentException(
                    "prefix length of " + address + " must be 0 to " + limit + ", got " + length);
        }
    }

    /**
     * Reads {@code address/length}; an address alone is a prefix of its full length.
     *
     * @throws IllegalArgumentException when it is neither; the text says what is wrong
     */
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            IpAddress single = IpAddress.parse(text);
            return new IpPrefix(single, single.isIpv4() ? 32 : 128);
        }
        IpAddress address = IpAddress.parse(text.substring(0, slash));
        try {
            return new IpPrefix(address, Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" has no number behind the slash", e);
        }
    }

    public boolean contains(IpAddress other) {
        return address.isIpv4() == other.isIpv4()
                && ((address.high() ^ other.high()) & highMask()) == 0
                && ((address.low() ^ other.low()) & lowMask()) == 0;
    }

    /** The lowest address of the range: the one that names a subnet. */
    public IpAddress first() {
        return new IpAddress(address.high() & highMask(), address.low() & lowMask());
    }

    /** The highest address of the range: of an IPv4 subnet the broadcast address. */
    public IpAddress last() {
        return new IpAddress(address.high() | ~highMask(), address.low() | ~lowMask());
    }

    private long highMask() {
        return mask(Math.min(bits(), 64));
    }

    private long lowMask() {
        return mask(Math.max(bits() - 64, 0));
    }

    private int bits() {
        return address.isIpv4() ? length + 96 : length;
    }

    private static long mask(int bits) {
        return bits == 0 ? 0 : -1L << (64 - bits);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
