/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficTotals;

class WordsTest {
    private static final NicId NIC = new NicId(new MachineId("web"), "eth0");

    private static TrafficRow row(boolean filtered, long blocked, String name) {
        HostTraffic host = new HostTraffic(
                IpAddress.parse("10.0.0.7"), TrafficRates.ZERO, TrafficTotals.ZERO, 0, 0, filtered, blocked);
        return new TrafficRow(NIC, "web", host, name);
    }

    @Test
    void shouldSayHowARemoteHostStands() {
        assertEquals("", row(false, 0, "").state());
        assertEquals("filtered, 0 packets blocked", row(true, 0, "").state());
        assertEquals("filtered, 1 packet blocked", row(true, 1, "").state());
        assertEquals("12 packets blocked before", row(false, 12, "").state());
    }

    @Test
    void shouldNameTheRemoteHost() {
        assertEquals("10.0.0.7", row(false, 0, "").remote());
        assertEquals("10.0.0.7 (office)", row(false, 0, "office").remote());
    }

    @Test
    void shouldSumUpWithUnits() {
        TrafficRates rates = new TrafficRates(125_000, 0, 250_000, 0);
        NicTraffic nic = new NicTraffic(
                NIC,
                rates,
                TrafficTotals.ZERO,
                3,
                1,
                0,
                List.of(row(false, 0, "").host()));
        Totals totals = Totals.of(List.of(nic));
        assertEquals(
                "Tx 1.00 Mbit/s   Rx 2.00 Mbit/s   3 remote hosts, the busiest 1 shown   1 host evicted   0 frames missed",
                totals.words());
        assertFalse(totals.isIncomplete());
        assertTrue(new Totals(0, 0, 0, 0, 0, 1).isIncomplete());
    }

    @Test
    void shouldSayTheDateOfAnotherDay() {
        ZoneId utc = ZoneId.of("UTC");
        assertEquals("00:01:40", Moment.words(100_000_000_000L, LocalDate.of(1970, 1, 1), utc));
        assertEquals("1970-01-01 00:01:40", Moment.words(100_000_000_000L, LocalDate.of(1970, 1, 2), utc));
    }
}
