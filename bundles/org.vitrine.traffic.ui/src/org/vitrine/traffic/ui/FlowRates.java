/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vitrine.traffic.FlowPage;
import org.vitrine.traffic.FlowTraffic;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficTotals;
import org.vitrine.ui.Selected;

/** The rates of flows between one page and the next: no table of flows has room for windows. One thread. */
final class FlowRates {
    private Map<Selected.OfFlow, FlowTraffic> before = Map.of();
    private Map<Selected.OfFlow, TrafficRates> rates = Map.of();
    private long time;

    /** Takes the next page. */
    void next(FlowPage page) {
        if (page.time() <= time) {
            return; // no time has passed
        }
        double seconds = (page.time() - time) / 1e9;
        Map<Selected.OfFlow, FlowTraffic> now = new HashMap<>();
        Map<Selected.OfFlow, TrafficRates> next = new HashMap<>();
        for (FlowTraffic flow : page.flows()) {
            Selected.OfFlow key = FlowRow.key(flow);
            now.put(key, flow);
            FlowTraffic earlier = before.get(key);
            if (time > 0 && flow.firstSeen() > time) {
                next.put(key, rates(TrafficTotals.ZERO, flow.totals(), seconds));
            } else if (earlier != null && isSame(earlier, flow)) {
                next.put(key, rates(earlier.totals(), flow.totals(), seconds));
            }
        }
        before = now;
        rates = next;
        time = page.time();
    }

    /** A port may have been taken again: then the totals began anew. */
    private static boolean isSame(FlowTraffic earlier, FlowTraffic later) {
        return later.totals().txPackets() >= earlier.totals().txPackets()
                && later.totals().rxPackets() >= earlier.totals().rxPackets();
    }

    private static TrafficRates rates(TrafficTotals from, TrafficTotals to, double seconds) {
        return new TrafficRates(
                (to.txBytes() - from.txBytes()) / seconds,
                (to.txPackets() - from.txPackets()) / seconds,
                (to.rxBytes() - from.rxBytes()) / seconds,
                (to.rxPackets() - from.rxPackets()) / seconds);
    }

    /** Empty while a flow was seen only once. */
    Optional<TrafficRates> of(FlowTraffic flow) {
        return Optional.ofNullable(rates.get(FlowRow.key(flow)));
    }
}
