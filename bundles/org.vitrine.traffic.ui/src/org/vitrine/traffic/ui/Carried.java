/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrine.traffic.NicProtocols;
import org.vitrine.traffic.PortTraffic;
import org.vitrine.traffic.Protocol;
import org.vitrine.traffic.ProtocolSnapshot;
import org.vitrine.traffic.ProtocolTraffic;
import org.vitrine.traffic.ServiceNames;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficTotals;

/**
 * Something that traffic consists of, in all vNICs that were asked for together.
 *
 * @param share of the rates of its kind, 0 to 1
 */
record Carried(Key key, TrafficRates rates, TrafficTotals totals, double share) {
    /** What traffic is told apart by. */
    enum Kind {
        ETHERNET,
        IP,
        PORT
    }

    /**
     * What it is.
     *
     * @param number of the protocol, see {@link Protocol}
     * @param port of the serving end; 0 for what is not a port
     */
    record Key(Kind kind, int number, int port) {
        /** Such as {@code ARP}, {@code TCP}, {@code TCP 80 http}. */
        String displayName() {
            Protocol protocol =
                    new Protocol(kind == Kind.ETHERNET ? Protocol.Layer.ETHERNET : Protocol.Layer.IP, number);
            return kind == Kind.PORT
                    ? protocol.displayName() + " " + ServiceNames.withPort(port)
                    : protocol.displayName();
        }
    }

    /** The sums of all vNICs, in the order in which they are met first. */
    static List<Carried> of(ProtocolSnapshot snapshot) {
        Map<Key, Sum> sums = new LinkedHashMap<>();
        for (NicProtocols nic : snapshot.nics()) {
            for (ProtocolTraffic each : nic.protocols()) {
                Kind kind = each.protocol().layer() == Protocol.Layer.ETHERNET ? Kind.ETHERNET : Kind.IP;
                sums.merge(new Key(kind, each.protocol().number(), 0), new Sum(each.rates(), each.totals()), Sum::plus);
            }
            for (PortTraffic each : nic.ports()) {
                sums.merge(
                        new Key(Kind.PORT, each.protocol(), each.port()),
                        new Sum(each.rates(), each.totals()),
                        Sum::plus);
            }
        }
        double[] rates = new double[Kind.values().length];
        sums.forEach((key, sum) -> rates[key.kind().ordinal()] += sum.rates().bytesPerSecond());
        List<Carried> all = new ArrayList<>();
        sums.forEach((key, sum) -> {
            double whole = rates[key.kind().ordinal()];
            all.add(new Carried(
                    key, sum.rates(), sum.totals(), whole == 0 ? 0 : sum.rates().bytesPerSecond() / whole));
        });
        return all;
    }

    long totalBytes() {
        return totals.txBytes() + totals.rxBytes();
    }

    private record Sum(TrafficRates rates, TrafficTotals totals) {
        Sum plus(Sum other) {
            TrafficRates r = other.rates();
            TrafficTotals t = other.totals();
            return new Sum(
                    new TrafficRates(
                            rates.txBytesPerSecond() + r.txBytesPerSecond(),
                            rates.txPacketsPerSecond() + r.txPacketsPerSecond(),
                            rates.rxBytesPerSecond() + r.rxBytesPerSecond(),
                            rates.rxPacketsPerSecond() + r.rxPacketsPerSecond()),
                    new TrafficTotals(
                            totals.txBytes() + t.txBytes(),
                            totals.txPackets() + t.txPackets(),
                            totals.rxBytes() + t.rxBytes(),
                            totals.rxPackets() + t.rxPackets()));
        }
    }
}
