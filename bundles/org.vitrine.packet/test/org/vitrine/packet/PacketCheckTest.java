/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketCheckTest {
    private final byte[] bytes = new byte[400];
    private final MemorySegment memory = MemorySegment.ofArray(bytes);
    private final PacketBuilder builder = new PacketBuilder(memory);
    private final Packet packet = new Packet();
    private final PacketCheck check = new PacketCheck();

    private void finds(int length, String expected) {
        check.check(memory, 0, length, length);
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < check.count(); i++) {
            found.append(i == 0 ? "" : " ").append(check.defect(i)).append('@').append(check.position(i));
        }
        assertEquals(expected, found.toString());
    }

    private int udp4() {
        return builder.ethernet(2, 4)
                .ipv4(0x0a000001, 0x0a000002)
                .udp(5, 6)
                .payload(new byte[8])
                .finish();
    }

    private int udp6() {
        return builder.ethernet(2, 4)
                .ipv6(1, 2, 3, 4)
                .udp(5, 6)
                .payload(new byte[8])
                .finish();
    }

    private int tcp(int flags) {
        return builder.ethernet(2, 4).ipv4(1, 2).tcp(5, 6, 7, 8, flags, 9).finish();
    }

    private void set(int at, int value) {
        bytes[at] = (byte) value;
    }

    /** Puts good checksums over what was changed. */
    private int mended(int length) {
        packet.wrap(memory, 0, length);
        packet.writeChecksums();
        return length;
    }

    @Test
    void shouldFindNothingWrongWithSoundFrames() {
        Random random = new Random(31);
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = Frames.sound(random);
            MemorySegment segment = MemorySegment.ofArray(frame);
            packet.wrap(segment, 0, frame.length);
            packet.writeChecksums();
            check.check(segment, 0, frame.length, frame.length);
            for (int d = 0; d < check.count(); d++) {
                assertTrue(isFragmentMadeUp(check.defect(d)), check::describe);
            }
        }
    }

    /** Fragments that were made up have any length and no checksum. */
    private boolean isFragmentMadeUp(Defect defect) {
        return packet.isFragment() && (defect == Defect.FRAGMENT_UNEVEN || defect == Defect.UDP_NO_CHECKSUM);
    }

    @Test
    void shouldSayWhatIsWrongWithTheLinkAndWhere() {
        finds(0, "ETHERNET_SHORT@0");
        finds(13, "ETHERNET_SHORT@0");
        int length = builder.ethernet(2, 0x0100_0000_0000L)
                .tag(Ethernet.TYPE_VLAN, 1)
                .ipv4(1, 2)
                .finish();
        finds(length, "ETHERNET_SOURCE@6");
        finds(15, "ETHERNET_SOURCE@6 VLAN_SHORT@12");
        length = builder.ethernet(2, 4).llc(1, 2, 3).payload(new byte[4]).finish();
        finds(length, "");
        finds(length - 1, "ETHERNET_LENGTH@12");
        set(13, 2);
        finds(length, "LLC_SHORT@14");
        set(12, 0x05);
        set(13, 0xff);
        finds(length, "ETHERNET_TYPE@12");
        length = builder.ethernet(2, 4).snap(0, 0).arp(1, 2, 3, 4, 5).finish();
        finds(length, "");
        finds(length - 1, "ETHERNET_LENGTH@12 ARP_SHORT@22");
    }

    @Test
    void shouldSayWhatIsWrongWithIpv4AndWhere() {
        int length = udp4();
        finds(14, "IPV4_SHORT@14");
        finds(33, "IPV4_SHORT@14");
        finds(length - 1, "IP_LENGTH@16");
        set(14, 0x55);
        finds(length, "IP_VERSION@14");
        set(14, 0x44);
        finds(length, "IPV4_HEADER_LENGTH@14");
        length = udp4();
        set(22, 0);
        finds(length, "IPV4_CHECKSUM@24 IP_HOPS@22");
        length = udp4();
        set(20, 0xc0);
        set(26, 0xe0);
        finds(mended(length), "IPV4_RESERVED@20 IP_SOURCE@26");
        length = udp4();
        set(20, 0x3f);
        set(21, 0xff);
        finds(mended(length), "FRAGMENT_TOO_FAR@20");
        length = builder.ethernet(2, 4)
                .ipv4(1, 2)
                .ipv4Options((byte) 7, (byte) 9, (byte) 4, (byte) 0)
                .udp(1, 2)
                .finish();
        finds(length, "IPV4_OPTIONS@34");
        length = udp4();
        set(17, 19);
        finds(mended(length), "IP_LENGTH@16 TRANSPORT_SHORT@34");
    }

    @Test
    void shouldSayWhatIsWrongWithIpv6AndWhere() {
        int length = udp6();
        finds(length, "");
        finds(53, "IPV6_SHORT@14");
        finds(length - 1, "IP_LENGTH@18");
        set(14, 0x50);
        finds(length, "IP_VERSION@14");
        length = udp6();
        set(21, 0);
        finds(length, "IP_HOPS@21");
        length = udp6();
        set(60, 0);
        set(61, 0);
        finds(length, "UDP_NO_CHECKSUM@60");
        byte[] padding = {1, 4, 0, 0, 0, 0};
        length = builder.ethernet(2, 4)
                .ipv6(1, 2, 3, 4)
                .extension(IpProtocol.DESTINATION_OPTIONS, padding)
                .extension(IpProtocol.HOP_BY_HOP, padding)
                .udp(5, 6)
                .finish();
        finds(length, "IPV6_HOP_BY_HOP@62");
        set(57, 9);
        finds(length, "IPV6_OPTIONS@56 IPV6_HOP_BY_HOP@62");
        set(55, 90);
        finds(length, "IPV6_EXTENSION@54");
    }

    @Test
    void shouldSayWhatIsWrongWithTheTransportAndWhere() {
        int length = udp4();
        set(48, 1);
        finds(length, "TRANSPORT_CHECKSUM@40");
        set(39, 30);
        finds(length, "UDP_LENGTH@38");
        length = udp4();
        set(36, 0);
        set(37, 0);
        finds(mended(length), "PORT_ZERO@36");
        finds(tcp(Tcp.ACK), "");
        finds(tcp(Tcp.SYN | Tcp.FIN), "TCP_FLAGS@47");
        finds(tcp(0), "TCP_FLAGS@47");
        length = tcp(Tcp.ACK);
        set(46, 0x40);
        finds(length, "TCP_HEADER_LENGTH@46");
        set(46, 0x60);
        finds(length, "TCP_HEADER_LENGTH@46");
        length = builder.ethernet(2, 4)
                .ipv4(1, 2)
                .tcp(1, 2, 3, 4, Tcp.ACK, 5)
                .tcpOptions((byte) 2, (byte) 3, (byte) 0, (byte) 1, (byte) 8, (byte) 10, (byte) 0, (byte) 0)
                .finish();
        finds(length, "TCP_OPTION_LENGTH@54 TCP_OPTIONS@58");
        length = builder.ethernet(2, 4)
                .ipv4(1, 2)
                .protocol(IpProtocol.ICMPV6)
                .payload(new byte[8])
                .finish();
        finds(length, "ICMP_VERSION@34");
    }

    @Test
    void shouldSayWhatIsWrongWithNeighborDiscoveryAndWhere() {
        byte[] target = new byte[24];
        int length = builder.ethernet(2, 4)
                .ipv6(1, 2, 3, 4)
                .icmp(135, 0, 0)
                .payload(target)
                .finish();
        set(21, 255);
        finds(length, "DISCOVERY_OPTIONS@78");
        set(79, 1);
        finds(mended(length), "");
        set(21, 254);
        finds(length, "DISCOVERY_HOP_LIMIT@21");
        length = builder.ethernet(2, 4)
                .ipv6(1, 2, 3, 4)
                .icmp(135, 0, 0)
                .payload(new byte[15])
                .finish();
        set(21, 255);
        finds(length, "DISCOVERY_SHORT@54");
    }

    @Test
    void shouldSayItInWords() {
        int length = udp4();
        set(22, 0);
        check.check(memory, 0, length, length);
        assertEquals("byte 24: the checksum of the IPv4 header is wrong; byte 22: no hops are left", check.describe());
        udp4();
        check.check(memory, 0, length, length);
        assertEquals("", check.describe());
    }

    @Test
    void shouldNotBlameAFrameForWhatWasNotCaptured() {
        Random random = new Random(32);
        for (int i = 0; i < 2_000; i++) {
            byte[] frame = Frames.sound(random);
            MemorySegment segment = MemorySegment.ofArray(frame);
            packet.wrap(segment, 0, frame.length);
            packet.writeChecksums();
            for (int captured = 0; captured < frame.length; captured += 3) {
                MemorySegment part =
                        MemorySegment.ofArray(segment.asSlice(0, captured).toArray(ValueLayout.JAVA_BYTE));
                check.check(part, 0, captured, frame.length);
                for (int d = 0; d < check.count(); d++) {
                    assertTrue(isFragmentMadeUp(check.defect(d)), check::describe);
                }
            }
        }
    }

    @Test
    void shouldAllocateNothing() {
        Random random = new Random(33);
        MemorySegment[] frames = new MemorySegment[500];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = MemorySegment.ofArray(Frames.sound(random));
        }
        Allocation.assertNone(() -> {
            for (MemorySegment frame : frames) {
                check.check(frame, 0, (int) frame.byteSize(), (int) frame.byteSize());
            }
        });
    }
}
