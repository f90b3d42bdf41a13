/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import java.time.Duration;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;

/**
 * Which packets to follow.
 *
 * @param from where they leave a machine; the machine's own routes may choose another vNIC of it
 * @param to IPv4 or IPv6
 * @param protocol {@link Match#ICMP} (for IPv6 too: echo requests), {@link Match#TCP} or {@link Match#UDP}
 * @param port destination port, 1 to 65535; 0 for echo requests
 * @param limit how long to wait for answers or, where nothing can be sent, for packets; 100 ms to 60 s
 */
public record PathTraceRequest(NicId from, IpAddress to, int protocol, int port, Duration limit) {
    public static final Duration USUAL_LIMIT = Duration.ofSeconds(3);
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    public PathTraceRequest {
        boolean ports = protocol == Match.TCP || protocol == Match.UDP;
        if (!ports && protocol != Match.ICMP) {
            throw new IllegalArgumentException(
                    "packets of icmp, tcp and udp can be followed, not of protocol " + protocol);
        }
        if (ports ? port < 1 || port > 65_535 : port != 0) {
            throw new IllegalArgumentException(
                    ports ? "tcp and udp need a port of 1 to 65535, got " + port : "icmp has no ports, got " + port);
        }
        if (limit.compareTo(SHORTEST) < 0 || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the limit is 0.1 to 60 s, got " + limit.toMillis() / 1000.0 + " s");
        }
    }

    /** Echo requests. */
    public static PathTraceRequest echo(NicId from, IpAddress to) {
        return new PathTraceRequest(from, to, Match.ICMP, 0, USUAL_LIMIT);
    }
}
