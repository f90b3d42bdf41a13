/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficSnapshot;
import org.vitrine.traffic.TrafficTotals;
import org.vitrine.ui.Selected;
import org.vitrine.ui.chart.Sample;

class HistoryTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final NicId WEB = new NicId(new MachineId("web"), "eth0");
    private static final NicId DB = new NicId(new MachineId("db"), "eth0");

    private final History<Selected> history = new History<>(100);

    private static NicTraffic nic(NicId id, double tx, double rx, HostTraffic... hosts) {
        TrafficRates rates = new TrafficRates(tx, 0, rx, 0);
        return new NicTraffic(id, rates, TrafficTotals.ZERO, hosts.length, 0, 0, List.of(hosts));
    }

    private static HostTraffic host(String address, double tx, double rx) {
        return new HostTraffic(
                IpAddress.parse(address), new TrafficRates(tx, 0, rx, 0), TrafficTotals.ZERO, 0, 0, false, 0);
    }

    private static TrafficSnapshot snapshot(long time, NicTraffic... nics) {
        return new TrafficSnapshot(time, Duration.ofSeconds(3), List.of(nics));
    }

    private static void add(History<Selected> history, TrafficSnapshot snapshot, Duration period) {
        for (NicTraffic nic : snapshot.nics()) {
            history.add(new Selected.OfNic(nic.nic()), snapshot.time(), nic.rates(), period);
            nic.hosts()
                    .forEach(host -> history.add(
                            new Selected.OfRemote(nic.nic(), host.address()), snapshot.time(), host.rates(), period));
        }
    }

    private static List<Double> values(List<Sample> samples) {
        return samples.stream().map(Sample::bytesPerSecond).toList();
    }

    @Test
    void shouldKeepBothDirectionsOfVnicsAndRemoteHosts() {
        add(history, snapshot(SECOND, nic(WEB, 10, 20, host("10.0.0.7", 1, 2))), PERIOD);
        add(history, snapshot(2 * SECOND, nic(WEB, 11, 21, host("10.0.0.7", 3, 4))), PERIOD);
        assertEquals(
                List.of(10.0, 11.0), values(history.of(new Selected.OfNic(WEB)).tx()));
        Selected remote = new Selected.OfRemote(WEB, IpAddress.parse("10.0.0.7"));
        assertEquals(List.of(2.0, 4.0), values(history.of(remote).rx()));
        assertEquals(List.of(3.0, 7.0), values(history.of(remote).sum()));
    }

    @Test
    void shouldKnowNothingOfWhatNobodyTold() {
        assertEquals(List.of(), history.of(new Selected.OfNic(WEB)).tx());
    }

    @Test
    void shouldHaveAGapWhereNothingWasTold() {
        add(history, snapshot(SECOND, nic(WEB, 1, 1)), PERIOD);
        add(history, snapshot(2 * SECOND, nic(WEB, 2, 2)), PERIOD);
        add(history, snapshot(9 * SECOND, nic(WEB, 3, 3)), PERIOD);
        assertEquals(
                List.of(1.0, 2.0, Double.NaN, 3.0),
                values(history.of(new Selected.OfNic(WEB)).tx()));
    }

    @Test
    void shouldTakeOneSampleForEachSlot() {
        Stream.of(1000, 1100, 1200, 1499, 1500)
                .forEach(millis ->
                        add(history, snapshot(millis * 1_000_000L, nic(WEB, millis, 0)), Duration.ofMillis(100)));
        assertEquals(
                List.of(1000.0, 1500.0),
                values(history.of(new Selected.OfNic(WEB)).tx()));
    }

    @Test
    void shouldSumWhatIsKnown() {
        add(history, snapshot(SECOND, nic(WEB, 1, 10)), PERIOD);
        add(history, snapshot(2 * SECOND, nic(WEB, 2, 20), nic(DB, 5, 50)), PERIOD);
        History.Rates sum = history.sum(List.of(new Selected.OfNic(WEB), new Selected.OfNic(DB)));
        assertEquals(List.of(1.0, 7.0), values(sum.tx()));
        assertEquals(List.of(10.0, 70.0), values(sum.rx()));
    }

    @Test
    void shouldKeepAQuarterOfAnHourAndNoMore() {
        int slots = 5_000;
        for (int i = 0; i < slots; i++) {
            add(history, snapshot(i * SECOND / 2, nic(WEB, i, 0)), Duration.ofMillis(500));
        }
        List<Sample> samples = history.of(new Selected.OfNic(WEB)).tx();
        assertEquals(1_801, samples.size());
        assertEquals(slots - 1, samples.getLast().bytesPerSecond());
        assertEquals(
                History.SPAN.toNanos(),
                samples.getLast().time() - samples.getFirst().time());
        assertTrue(samples.stream().noneMatch(sample -> Double.isNaN(sample.bytesPerSecond())));
    }

    @Test
    void shouldForgetWhoWasNotHeardOfForLongest() {
        History<Selected> small = new History<>(3);
        for (int i = 0; i < 10; i++) {
            add(small, snapshot((i + 1) * SECOND, nic(WEB, 1, 1, host("10.0.0." + i, 1, 1))), PERIOD);
        }
        assertEquals(3, small.size());
        assertEquals(10, small.of(new Selected.OfNic(WEB)).tx().size());
        assertEquals(
                List.of(),
                small.of(new Selected.OfRemote(WEB, IpAddress.parse("10.0.0.0")))
                        .tx());
    }
}
