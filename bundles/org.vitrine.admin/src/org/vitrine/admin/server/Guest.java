/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.util.Comparator;
import java.util.List;
import org.vitrine.common.NicId;

/**
 * A vNIC whose requests are answered.
 *
 * @param netns network namespace of the host in which its host side is
 * @param mac its Ethernet address
 * @param allowed from where it may be administered
 * @param status what is answered for it; used by the agent's thread only
 */
record Guest(NicId nic, String netns, long mac, SourceNetworks allowed, StatusReply status) {
    /** Guests by Ethernet address, found without allocating. */
    static final class Table {
        private final Guest[] guests;

        Table(List<Guest> all) {
            guests = all.stream().sorted(Comparator.comparingLong(Guest::mac)).toArray(Guest[]::new);
        }

        /** @return null when there is none */
        Guest find(long mac) {
            int low = 0;
            int high = guests.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                long there = guests[middle].mac;
                if (there == mac) {
                    return guests[middle];
                }
                if (there < mac) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return null;
        }
    }
}
