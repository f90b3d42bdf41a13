/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.util.Optional;
import org.vitrine.common.IpAddress;

/**
 * A flow of a capture file, both directions together (RFC 5103): the client is who sent the first packet, or got the answer to one that is not in
 * the file.
 *
 * @param protocol IP's number of what is carried, such as 6 for TCP
 * @param clientPort 0 for what has no ports, and for fragments
 * @param serverPort as {@code clientPort}
 * @param totals tx is what the client sent
 * @param firstSeen nanoseconds since the epoch, to about a millisecond
 * @param lastSeen as {@code firstSeen}
 * @param tcp empty for what is not TCP; its round trip is from where the packets were captured to the server and back, where that is known
 */
public record CapturedFlow(
        int protocol,
        IpAddress client,
        int clientPort,
        IpAddress server,
        int serverPort,
        TrafficTotals totals,
        long firstSeen,
        long lastSeen,
        Optional<TcpTraffic> tcp) {}
