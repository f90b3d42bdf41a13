/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every slice ends with its frame, so that a read beyond the captured bytes is an exception. */
class PacketFuzzTest {
    private static final int FRAMES = 3_000_000;
    private static final int LONGEST = 1_000;

    private final Packet packet = new Packet();
    private long seen;

    @Test
    void shouldNeverFailOnMutatedFrames() {
        SplittableRandom random = new SplittableRandom(5);
        byte[][] seeds = new byte[500][];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = Frames.sound(random);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(LONGEST);
            MemorySegment[] slices = new MemorySegment[LONGEST + 1];
            for (int length = 0; length <= LONGEST; length++) {
                slices[length] = memory.asSlice(LONGEST - length);
            }
            for (int i = 0; i < FRAMES; i++) {
                byte[] seed = seeds[random.nextInt(seeds.length)];
                int length = random.nextInt(4) == 0 ? random.nextInt(seed.length + 1) : seed.length;
                MemorySegment frame = slices[length];
                MemorySegment.copy(seed, 0, frame, ValueLayout.JAVA_BYTE, 0, length);
                for (int mutations = length == 0 ? 0 : random.nextInt(5); mutations > 0; mutations--) {
                    // headers are at the beginning
                    int at = random.nextInt(Math.min(length, random.nextBoolean() ? 80 : LONGEST));
                    frame.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
                }
                look(frame, length);
            }
        }
        assertTrue(seen != 0);
    }

    private void look(MemorySegment frame, int length) {
        if (!packet.wrap(frame, 0, length)) {
            return;
        }
        Ethernet ethernet = packet.ethernet();
        seen += ethernet.source() + ethernet.destination() + ethernet.etherType();
        for (int tag = 0; tag < ethernet.tagCount(); tag++) {
            seen += ethernet.tagType(tag) + ethernet.vlanId(tag);
        }
        if (packet.isArp()) {
            Arp arp = packet.arp();
            seen += arp.operation() + arp.senderMac() + arp.senderAddress() + arp.targetMac() + arp.targetAddress();
        }
        if (packet.isIpv4()) {
            Ipv4 ip = packet.ipv4();
            seen += ip.totalLength() + ip.identification() + ip.timeToLive() + ip.source() + ip.destination();
            seen += ip.isChecksumGood() ? 1 : 0;
            touch(frame, ip.payloadOffset(), ip.payloadLength());
        }
        if (packet.isIpv6()) {
            Ipv6 ip = packet.ipv6();
            seen += ip.flowLabel() + ip.hopLimit() + ip.sourceHigh() + ip.destinationLow() + ip.protocol();
            touch(frame, ip.payloadOffset(), ip.payloadLength());
        }
        if (packet.isUdp()) {
            Udp udp = packet.udp();
            seen += udp.sourcePort() + udp.destinationPort() + udp.length();
            touch(frame, udp.payloadOffset(), udp.payloadLength());
        }
        if (packet.isTcp()) {
            Tcp tcp = packet.tcp();
            seen += tcp.sourcePort() + tcp.sequence() + tcp.acknowledgment() + tcp.flags() + tcp.window();
            touch(frame, tcp.payloadOffset(), tcp.payloadLength());
        }
        if (packet.isIcmp()) {
            seen += packet.icmp().type() + packet.icmp().code();
        }
        seen += packet.transportChecksum().ordinal();
        packet.writeChecksums();
    }

    private void touch(MemorySegment frame, long offset, int length) {
        if (length > 0) {
            seen += frame.get(ValueLayout.JAVA_BYTE, offset) + frame.get(ValueLayout.JAVA_BYTE, offset + length - 1);
        }
    }
}
