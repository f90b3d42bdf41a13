/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.time.Duration;
import java.util.Optional;

/**
 * What is known of a TCP connection beside its bytes. A count that is full stays at its limit.
 *
 * @param handshakeRoundTrip from the first segment to the third, which is the way to both ends and back; empty when the
 *     handshake was not seen
 * @param roundTrip from the guest's vNIC to the remote end and back, smoothed (RFC 6298), by the timestamps that the remote end sends back (RFC 7323);
 *     empty where there are none
 * @param retransmissions segments in both directions that were seen before, up to 1 048 575
 * @param outOfOrder segments that came after a later one without having been sent again, up to 65 535: late by less than the handshake's
 *     round trip, or 3 ms where that is not known
 * @param zeroWindows segments by which an end said that it can take no more for now, up to 65 535
 */
public record TcpTraffic(
        TcpState state,
        Optional<Duration> handshakeRoundTrip,
        Optional<Duration> roundTrip,
        long retransmissions,
        long outOfOrder,
        long zeroWindows) {}
