/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.PortRange;

class MatchesTest {
    @ParameterizedTest
    @CsvSource({"0,0", "0,65535", "1,65535", "80,80", "9,10", "1000,1999", "65535,65535", "32767,32769"})
    void shouldCutRangesOfPortsIntoMasksThatCoverThemAndNothingElse(int first, int last) {
        List<String> masks = Matches.ports(new PortRange(first, last), "tp_dst");
        assertTrue(masks.size() <= 30);
        for (int port = 0; port <= 65_535; port++) {
            int wanted = port;
            long covering = masks.stream().filter(mask -> covers(mask, wanted)).count();
            assertEquals(port >= first && port <= last ? 1 : 0, covering, port + " by " + masks);
        }
    }

    private static boolean covers(String text, int port) {
        String[] parts = text.substring(",tp_dst=".length()).split("/0x");
        int mask = parts.length == 1 ? 0xffff : Integer.parseInt(parts[1], 16);
        return (port & mask) == Integer.parseInt(parts[0]);
    }

    @Test
    void shouldMatchBothFamiliesUnlessTheRemoteSaysWhich() {
        assertEquals(List.of(""), Matches.of(Match.ALL, true));
        assertEquals(
                List.of("ip,nw_proto=6,nw_frag=not_later,tp_dst=80", "ipv6,nw_proto=6,nw_frag=not_later,tp_dst=80"),
                Matches.of(
                        new Match(
                                Optional.empty(),
                                Optional.of(Match.TCP),
                                Optional.of(new PortRange(80, 80)),
                                Optional.empty()),
                        true));
    }
}
