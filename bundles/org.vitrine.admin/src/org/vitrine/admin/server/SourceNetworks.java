/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.util.Collection;
import java.util.List;
import org.vitrine.common.IpPrefix;

/** Networks from which requests are answered, in a form that is asked without allocating. */
final class SourceNetworks {
    private static final int IPV4_BITS_BEFORE = 96; // of the mapped form

    private final List<IpPrefix> prefixes;
    private final long[] high;
    private final long[] low;
    private final long[] highMask;
    private final long[] lowMask;

    SourceNetworks(Collection<IpPrefix> networks) {
        prefixes = List.copyOf(networks);
        int count = prefixes.size();
        high = new long[count];
        low = new long[count];
        highMask = new long[count];
        lowMask = new long[count];
        for (int i = 0; i < count; i++) {
            IpPrefix prefix = prefixes.get(i);
            int bits = prefix.length() + (prefix.address().isIpv4() ? IPV4_BITS_BEFORE : 0);
            highMask[i] = mask(Math.min(bits, Long.SIZE));
            lowMask[i] = mask(Math.max(bits - Long.SIZE, 0));
            high[i] = prefix.address().high() & highMask[i];
            low[i] = prefix.address().low() & lowMask[i];
        }
    }

    private static long mask(int bits) {
        return bits == 0 ? 0 : -1L << (Long.SIZE - bits);
    }

    List<IpPrefix> prefixes() {
        return prefixes;
    }

    /** Whether an address is in one of them; IPv4 in its mapped form. */
    boolean contains(long addressHigh, long addressLow) {
        boolean ipv4 = isIpv4(addressHigh, addressLow);
        for (int i = 0; i < high.length; i++) {
            if ((addressHigh & highMask[i]) == high[i]
                    && (addressLow & lowMask[i]) == low[i]
                    && ipv4 == prefixes.get(i).address().isIpv4()) {
                return true;
            }
        }
        return false;
    }

    static boolean isIpv4(long addressHigh, long addressLow) {
        return addressHigh == 0 && addressLow >>> Integer.SIZE == 0xffff;
    }
}
