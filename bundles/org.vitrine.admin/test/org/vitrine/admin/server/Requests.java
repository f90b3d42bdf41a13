/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MacAddress;
import org.vitrine.packet.Ethernet;
import org.vitrine.packet.Packet;
import org.vitrine.packet.PacketBuilder;

/** Frames with requests. */
final class Requests {
    static final MacAddress GUEST_MAC = MacAddress.parse("02:00:00:00:00:01");
    static final MacAddress CLIENT_MAC = MacAddress.parse("02:00:00:00:00:09");

    private Requests() {}

    /** A frame from a client to the guest, with as many VLAN tags as ids. */
    static byte[] frame(String source, String destination, int port, String payload, int... vlanIds) {
        MemorySegment memory = Arena.ofAuto().allocate(2048);
        PacketBuilder builder = new PacketBuilder(memory).ethernet(GUEST_MAC.bits(), CLIENT_MAC.bits());
        for (int id : vlanIds) {
            builder.tag(Ethernet.TYPE_VLAN, id);
        }
        IpAddress from = IpAddress.parse(source);
        IpAddress to = IpAddress.parse(destination);
        if (from.isIpv4()) {
            builder.ipv4(from.ipv4Bits(), to.ipv4Bits());
        } else {
            builder.ipv6(from.high(), from.low(), to.high(), to.low());
        }
        int length = builder.udp(4000, port)
                .payload(HexFormat.of().parseHex(payload))
                .finish();
        return memory.asSlice(0, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }

    static Packet packet(byte[] frame) {
        Packet packet = new Packet();
        packet.wrap(MemorySegment.ofArray(frame), 0, frame.length);
        return packet;
    }
}
