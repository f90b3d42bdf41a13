/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.Limit;
import org.vitrine.dataplane.linux.Shapers.Shape;
import org.vitrine.dataplane.linux.VethPairs.Route;
import org.vitrine.dataplane.spi.DropCounts;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;
import org.vitrine.hypervisor.HostInterface;

/**
 * The limits of one network namespace: at each vNIC and for each direction the lowest that is wanted.
 *
 * @param fromGuest by the host's interface
 * @param toGuest by the host's interface
 */
record Limits(Map<HostInterface, Limit> fromGuest, Map<HostInterface, Limit> toGuest) {
    static Limits of(List<WantedDeclaration> declarations) {
        Map<HostInterface, Limit> fromGuest = new HashMap<>();
        Map<HostInterface, Limit> toGuest = new HashMap<>();
        for (WantedDeclaration wanted : declarations) {
            if (wanted.declaration() instanceof Limit limit) {
                if (limit.direction().fromGuest()) {
                    fromGuest.merge(wanted.at(), limit, Limits::lower);
                }
                if (limit.direction().toGuest()) {
                    toGuest.merge(wanted.at(), limit, Limits::lower);
                }
            }
        }
        return new Limits(fromGuest, toGuest);
    }

    private static Limit lower(Limit one, Limit other) {
        return one.bitsPerSecond() <= other.bitsPerSecond() ? one : other;
    }

    /** How frames come back from the queues, by the owner of the pair. */
    Map<String, Route> routes() {
        Map<String, Route> routes = new HashMap<>();
        fromGuest
                .keySet()
                .forEach(at -> routes.put(VethPairs.queueOwner(at.index()), new Route(null, at.name(), at.index())));
        return routes;
    }

    /** The queues of what guests send, by interface. */
    Map<String, Shape> queues() {
        Map<String, Shape> queues = new HashMap<>();
        fromGuest.forEach((at, limit) -> queues.put(queue(at), shape(limit, 0)));
        return queues;
    }

    /** All queues, by interface: what guests get queues at the host's interface itself. */
    Map<String, Shape> all() {
        Map<String, Shape> all = queues();
        toGuest.forEach((at, limit) -> all.put(at.name(), shape(limit, at.index())));
        return all;
    }

    /**
     * What a limit stopped there.
     *
     * @param drops packets, by interface
     */
    DropCounts counts(Limit limit, HostInterface at, Map<String, Long> drops) {
        return new DropCounts(
                limit.equals(fromGuest.get(at)) ? count(drops.get(queue(at))) : DropCount.NONE,
                limit.equals(toGuest.get(at)) ? count(drops.get(at.name())) : DropCount.NONE);
    }

    private static DropCount count(Long packets) {
        return packets == null ? DropCount.NONE : new DropCount(packets, 0);
    }

    private static String queue(HostInterface at) {
        return RuleNames.queueOf(at.index());
    }

    private static Shape shape(Limit limit, int index) {
        return new Shape(limit.bitsPerSecond(), limit.burstBytes(), index);
    }
}
