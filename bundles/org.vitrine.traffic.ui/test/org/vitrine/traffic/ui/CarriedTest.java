/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.traffic.NicProtocols;
import org.vitrine.traffic.PortTraffic;
import org.vitrine.traffic.Protocol;
import org.vitrine.traffic.Protocol.Layer;
import org.vitrine.traffic.ProtocolSnapshot;
import org.vitrine.traffic.ProtocolTraffic;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficTotals;
import org.vitrine.traffic.ui.Carried.Key;
import org.vitrine.traffic.ui.Carried.Kind;

class CarriedTest {
    private static ProtocolTraffic protocol(Layer layer, int number, double tx) {
        return new ProtocolTraffic(
                new Protocol(layer, number), new TrafficRates(tx, 1, 0, 0), new TrafficTotals((long) tx, 1, 0, 0));
    }

    private static NicProtocols nic(String machine, double http) {
        return new NicProtocols(
                new NicId(new MachineId(machine), "eth0"),
                List.of(protocol(Layer.ETHERNET, 0x0800, http), protocol(Layer.IP, 6, http)),
                1,
                0,
                List.of(new PortTraffic(
                        6, 80, new TrafficRates(http, 2, 1, 1), new TrafficTotals((long) http, 2, 1, 1))));
    }

    private static List<Carried> of(NicProtocols... nics) {
        return Carried.of(new ProtocolSnapshot(1, Duration.ofSeconds(3), List.of(nics)));
    }

    @Test
    void shouldSumOverVnics() {
        List<Carried> all = of(nic("web", 10), nic("app", 30));
        assertEquals(3, all.size());
        Carried port = all.getLast();
        assertEquals(new Key(Kind.PORT, 6, 80), port.key());
        assertEquals(new TrafficRates(40, 4, 2, 2), port.rates());
        assertEquals(new TrafficTotals(40, 4, 2, 2), port.totals());
        assertEquals(42, port.totalBytes());
    }

    @Test
    void shouldShareAmongTheSameKind() {
        NicProtocols two = new NicProtocols(
                new NicId(new MachineId("web"), "eth0"),
                List.of(
                        protocol(Layer.ETHERNET, 0x0800, 75),
                        protocol(Layer.ETHERNET, 0x0806, 25),
                        protocol(Layer.IP, 17, 0)),
                0,
                0,
                List.of());
        assertEquals(
                List.of(0.75, 0.25, 0.0),
                of(two).stream().map(Carried::share).toList(),
                "nothing of nothing is nothing");
    }

    @Test
    void shouldNameWhatItIs() {
        assertEquals("ARP", new Key(Kind.ETHERNET, 0x0806, 0).displayName());
        assertEquals("TCP 80 http", new Key(Kind.PORT, 6, 80).displayName());
        assertEquals("UDP 5301", new Key(Kind.PORT, 17, 5301).displayName());
    }
}
