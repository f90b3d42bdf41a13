/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import java.util.Optional;
import java.util.Set;
import org.vitrine.common.IpPrefix;

/**
 * Which packets are meant; what is empty matches all.
 *
 * @param remote the far end's address: the destination of what the guest sends, the source of what it gets
 * @param protocol IP protocol number, 0 to 255; of IPv6 the one behind the extension headers
 * @param remotePorts at the far end; the later fragments of a datagram have no ports and do not match
 * @param guestPorts at the guest's end
 */
public record Match(
        Optional<IpPrefix> remote,
        Optional<Integer> protocol,
        Optional<PortRange> remotePorts,
        Optional<PortRange> guestPorts) {
    public static final int ICMP = 1;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int ICMPV6 = 58;
    public static final int SCTP = 132;

    /** Every packet, also what is not IP. */
    public static final Match ALL = new Match(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final Set<Integer> WITH_PORTS = Set.of(TCP, UDP, SCTP);

    public Match {
        protocol.ifPresent(number -> {
            if (number < 0 || number > 255) {
                throw new IllegalArgumentException("an IP protocol is 0 to 255, got " + number);
            }
        });
        if ((remotePorts.isPresent() || guestPorts.isPresent())
                && !protocol.map(WITH_PORTS::contains).orElse(false)) {
            throw new IllegalArgumentException("ports need the protocol tcp, udp or sctp");
        }
        remote = remote.map(prefix -> new IpPrefix(prefix.first(), prefix.length()));
    }
}
