/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

/**
 * A packet in one line: the innermost that tunnels carry.
 *
 * @param packet its place in the file, from 0
 * @param source an address of IP, else of Ethernet; empty when there is none
 * @param info what it says, such as {@code Echo request id=0x1f2e seq=1}
 * @param mark whether somebody should look at it
 */
public record PacketLine(int packet, String source, String destination, Protocol protocol, String info, Mark mark) {
    /** How a packet stands out. */
    public enum Mark {
        /** As it should be. */
        NONE,
        /** It says that something does not work: a reset, an error of ICMP or DNS. */
        WARNING,
        /** It is broken: a bad checksum, a header that is no header. */
        ERROR
    }
}
