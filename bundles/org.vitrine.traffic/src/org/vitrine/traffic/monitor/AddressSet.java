/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.vitrine.common.IpAddress;

/** Addresses, so that asking for one of 128 bits takes no object. Immutable. */
final class AddressSet {
    static final AddressSet EMPTY = new AddressSet(List.of());

    private final long[] highs;
    private final long[] lows;

    AddressSet(Collection<IpAddress> addresses) {
        IpAddress[] sorted = addresses.stream()
                .sorted(Comparator.comparingLong(IpAddress::high).thenComparingLong(IpAddress::low))
                .toArray(IpAddress[]::new);
        highs = Arrays.stream(sorted).mapToLong(IpAddress::high).toArray();
        lows = Arrays.stream(sorted).mapToLong(IpAddress::low).toArray();
    }

    boolean contains(long high, long low) {
        int from = 0;
        int to = highs.length;
        while (from < to) {
            int middle = from + to >>> 1;
            boolean isBefore = highs[middle] < high || highs[middle] == high && lows[middle] < low;
            from = isBefore ? middle + 1 : from;
            to = isBefore ? to : middle;
        }
        return from < highs.length && highs[from] == high && lows[from] == low;
    }
}
