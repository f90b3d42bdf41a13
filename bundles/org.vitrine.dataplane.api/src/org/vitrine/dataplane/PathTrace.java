/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import java.util.List;
import java.util.Optional;

/**
 * What became of the packets.
 *
 * @param lostAt place in {@code hops} where they died; -1 unless the outcome is LOST
 * @param onTheWayBack whether it was the answers that died there
 * @param reason one sentence: why they died, or how they ended
 * @param culprit what was declared here and stopped them, if that was it
 * @param hops from the sender to the destination, as far as the path is known
 * @param notes what could not be looked at, and what else was seen
 */
public record PathTrace(
        PathTraceRequest request,
        Outcome outcome,
        int lostAt,
        boolean onTheWayBack,
        String reason,
        Optional<Declaration> culprit,
        List<Hop> hops,
        List<String> notes) {
    public PathTrace {
        hops = List.copyOf(hops);
        notes = List.copyOf(notes);
        if (outcome == Outcome.LOST ? lostAt < 0 || lostAt >= hops.size() : lostAt != -1) {
            throw new IllegalArgumentException("only what is lost has a place in the path, got " + lostAt);
        }
    }

    /** How it ended. */
    public enum Outcome {
        /** Every packet reached its end; where answers are to be expected they came back. */
        ARRIVED,
        /** They arrived, and the destination said no: a closed port. */
        REFUSED,
        /** All or some died on the way, there or back. */
        LOST,
        /** There was nothing to follow, or not enough of the path can be seen. */
        UNKNOWN
    }

    /** What a hop is. */
    public enum Place {
        /** Inside a machine: its routes, neighbours, sockets, its own filters. */
        MACHINE,
        /** A vNIC, between guest and host, with the queue to the guest. */
        NIC,
        /** What a host's rules at a vNIC let pass. */
        RULES,
        /** A bridge, from port to port. */
        BRIDGE,
        /** The routes and filters of a host. */
        ROUTING,
        /** Where packets leave what is known here. */
        UPLINK
    }

    /**
     * One step of the path.
     *
     * @param name what it is called on its host or in the inventory
     * @param there packets that it passed on towards the destination; -1 when nobody counts there
     * @param back answers that it passed on towards the sender; -1 when nobody counts there
     * @param detail more for the reader, such as a state; may be empty
     */
    public record Hop(Place place, String name, long there, long back, String detail) {}
}
