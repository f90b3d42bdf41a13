/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Headers that are built and looked at. */
class HeadersTest {
    private final MemorySegment memory = MemorySegment.ofArray(new byte[2_048]);
    private final PacketBuilder builder = new PacketBuilder(memory);
    private final Packet packet = new Packet();
    private final Options options = new Options();

    private void wrap(int length) {
        assertTrue(packet.wrap(memory, 0, length));
    }

    private List<Integer> kinds() {
        List<Integer> kinds = new ArrayList<>();
        while (options.next()) {
            kinds.add(options.kind());
        }
        return kinds;
    }

    @Test
    void shouldSeeLlcAndSnapInFramesOfIeee8023() {
        wrap(Math.max(
                60,
                builder.ethernet(1, 2).llc(0x42, 0x42, 3).payload(new byte[35]).finish()));
        assertTrue(packet.ethernet().isIeee8023());
        assertEquals(38, packet.ethernet().etherType());
        assertEquals(38, packet.ethernet().payloadLength());
        assertEquals(Llc.SAP_SPANNING_TREE, packet.llc().dsap());
        assertEquals(35, packet.llc().payloadLength());
        assertFalse(packet.llc().isSnap());

        wrap(builder.ethernet(1, 2)
                .tag(Ethernet.TYPE_VLAN, 7)
                .snap(0, 0)
                .ipv4(3, 4)
                .udp(5, 6)
                .finish());
        assertTrue(packet.llc().isSnap());
        assertEquals(Ethernet.TYPE_IPV4, packet.llc().protocol());
        assertEquals(6, packet.udp().destinationPort());

        wrap(builder.ethernet(1, 2).snap(0x00000c, 0x2000).payload(new byte[9]).finish());
        assertEquals(0x00000c, packet.llc().organization());
        assertFalse(packet.isIp());
    }

    @Test
    void shouldChangeTags() {
        wrap(builder.ethernet(1, 2)
                .tag(Ethernet.TYPE_SERVICE_VLAN, 0xb005)
                .tag(Ethernet.TYPE_VLAN, 6)
                .ipv4(1, 2)
                .finish());
        assertEquals(5, packet.ethernet().priority(0));
        assertTrue(packet.ethernet().isDropEligible(0));
        packet.ethernet().vlanId(0, 0xfff).tagControl(1, 9);
        assertEquals(0xbfff, packet.ethernet().tagControl(0));
        assertEquals(9, packet.ethernet().vlanId(1));
    }

    @Test
    void shouldShowTheOptionsOfIpv4() {
        byte[] route = {1, 7, 7, 4, 10, 0, 0, 1};
        wrap(builder.ethernet(1, 2).ipv4(3, 4).ipv4Options(route).udp(5, 6).finish());
        packet.ipv4().options(options);
        assertTrue(options.next() && options.isPadding());
        assertTrue(options.next());
        assertEquals(Ipv4.OPTION_RECORD_ROUTE, options.kind());
        assertEquals(5, options.dataLength());
        assertEquals(0x0a000001, options.data32(1));
        assertThrows(IndexOutOfBoundsException.class, () -> options.data32(2));
        assertFalse(options.next());
        assertTrue(options.isWhole());
    }

    @Test
    void shouldSayThatOptionsAreCutOff() {
        for (byte[] bad : new byte[][] {{1, 7, 7, 4, 10, 0, 0, 1}, {1, 1, 1, 7}, {7, 0, 1, 1}, {7, 1, 0, 0}}) {
            options.wrap(Options.Format.IP, MemorySegment.ofArray(bad), 0, bad.length == 8 ? 7 : 4);
            kinds();
            assertFalse(options.isWhole());
            assertFalse(options.next());
        }
    }

    @Test
    void shouldTellEndMarksFromPadding() {
        options.wrap(Options.Format.IP, MemorySegment.ofArray(new byte[] {1, 0, 9, 9}), 0, 4);
        assertEquals(List.of(1, 0), kinds());
        options.wrap(Options.Format.DHCP, MemorySegment.ofArray(new byte[] {0, 53, 1, 5, (byte) 255, 9}), 0, 6);
        assertEquals(List.of(0, 53, 255), kinds());
        assertTrue(options.isWhole());
    }

    @Test
    void shouldShowTheExtensionHeadersOfIpv6() {
        wrap(builder.ethernet(1, 2)
                .ipv6(1, 2, 3, 4)
                .extension(IpProtocol.HOP_BY_HOP, new byte[] {5, 2, 0, 0, 0, 0})
                .extension(IpProtocol.DESTINATION_OPTIONS, new byte[] {0, 1, 3, 0, 0, 0})
                .fragment(0, true, 0x1234_5678)
                .udp(5, 6)
                .payload(new byte[16])
                .finish());
        Ipv6 ip = packet.ipv6();
        assertEquals(3, ip.extensionCount());
        assertEquals(IpProtocol.HOP_BY_HOP, ip.extensionType(0));
        assertTrue(ip.options(0, options));
        assertEquals(List.of(5, 0, 0), kinds());
        assertTrue(ip.options(1, options));
        assertEquals(List.of(0, 1), kinds());
        assertFalse(ip.options(2, options));
        assertEquals(8, ip.extensionLength(2));
        assertEquals(0x1234_5678, ip.fragmentIdentification());
        assertTrue(ip.isFragment() && ip.moreFragments() && packet.isUdp());
        assertThrows(IndexOutOfBoundsException.class, () -> ip.extensionType(3));
    }

    @Test
    void shouldShowAndBuildTheOptionsOfTcp() {
        wrap(builder.ethernet(1, 2)
                .ipv4(3, 4)
                .tcp(5, 6, 7, 8, Tcp.SYN, 9)
                .maximumSegmentSize(1460)
                .windowScale(7)
                .sackPermitted()
                .timestamps(10, 11)
                .finish());
        Tcp tcp = packet.tcp();
        assertEquals(1460, tcp.maximumSegmentSize());
        assertEquals(7, tcp.windowScale());
        assertTrue(tcp.isSackPermitted());
        assertEquals(10, tcp.timestamp());
        assertEquals(11, tcp.timestampEcho());
        assertEquals(0, tcp.sackCount());
        assertEquals(0, tcp.payloadLength());

        wrap(builder.ethernet(1, 2)
                .ipv4(3, 4)
                .tcp(5, 6, 7, 8, Tcp.ACK, 9)
                .timestamps(1, 2)
                .sack(20, 30, 40, 50)
                .payload(new byte[3])
                .finish());
        assertEquals(2, tcp.sackCount());
        assertEquals(40, tcp.sackLeft(1));
        assertEquals(50, tcp.sackRight(1));
        assertEquals(-1, tcp.maximumSegmentSize());
        assertEquals(-1, tcp.windowScale());
        assertEquals(3, tcp.payloadLength());
        assertThrows(IndexOutOfBoundsException.class, () -> tcp.sackLeft(2));
        assertEquals(ChecksumState.GOOD, packet.transportChecksum());

        wrap(builder.ethernet(1, 2).ipv4(3, 4).tcp(5, 6, 7, 8, Tcp.ACK, 9).finish());
        assertFalse(tcp.hasTimestamps());
        assertThrows(IllegalStateException.class, tcp::timestamp);
    }

    @Test
    void shouldRefuseMoreOptionsThanTcpHasRoomFor() {
        builder.ethernet(1, 2).ipv4(3, 4).tcp(5, 6, 7, 8, Tcp.ACK, 9).sack(1, 2, 3, 4, 5, 6, 7, 8);
        assertThrows(IllegalStateException.class, () -> builder.timestamps(1, 2));
    }

    @Test
    void shouldQuoteThePacketThatAnErrorIsAbout() {
        int length = builder.ethernet(1, 2).ipv4(3, 4).udp(5, 6).finish();
        byte[] fault = memory.asSlice(14, length - 14).toArray(ValueLayout.JAVA_BYTE);
        wrap(builder.ethernet(2, 1)
                .ipv4(4, 3)
                .icmp(Icmp.UNREACHABLE, 4, 1_400)
                .payload(fault)
                .finish());
        assertEquals(1_400, packet.icmp().nextMtu());
        Packet quoted = new Packet();
        assertTrue(
                quoted.wrapIp(memory, packet.icmp().quoteOffset(), packet.icmp().quoteLength()));
        assertFalse(quoted.isEthernet());
        assertEquals(6, quoted.udp().destinationPort());
        assertEquals(ChecksumState.GOOD, quoted.transportChecksum());
    }

    @Test
    void shouldShowNeighborDiscovery() {
        byte[] solicitation = new byte[24];
        solicitation[15] = 9;
        solicitation[16] = NeighborDiscovery.OPTION_SOURCE_MAC;
        solicitation[17] = 1;
        solicitation[23] = 7;
        wrap(builder.ethernet(1, 2)
                .ipv6(1, 2, 3, 4)
                .icmp(135, 0, 0)
                .payload(solicitation)
                .finish());
        NeighborDiscovery discovery = new NeighborDiscovery();
        assertTrue(discovery.wrap(packet.icmp()));
        assertEquals(9, discovery.targetLow());
        assertEquals(7, discovery.sourceMac());
        assertEquals(NeighborDiscovery.NO_MAC, discovery.targetMac());
        assertThrows(IllegalStateException.class, discovery::hopLimit);

        byte[] advertisement = new byte[8];
        wrap(builder.ethernet(1, 2)
                .ipv6(1, 2, 3, 4)
                .icmp(134, 0, 64 << 24 | 0xc0 << 16 | 1_800)
                .payload(advertisement)
                .finish());
        assertTrue(discovery.wrap(packet.icmp()));
        assertEquals(64, discovery.hopLimit());
        assertTrue(discovery.isManaged() && discovery.hasOther());
        assertEquals(1_800, discovery.routerLifetime());
        assertThrows(IllegalStateException.class, discovery::targetLow);

        wrap(builder.ethernet(1, 2).ipv6(1, 2, 3, 4).icmp(128, 0, 0).finish());
        assertFalse(discovery.wrap(packet.icmp()));
    }

    @Test
    void shouldTakeApartWhatATunnelCarries() {
        int length =
                builder.ethernet(1, 2).ipv4(3, 4).tcp(5, 6, 7, 8, Tcp.ACK, 9).finish();
        byte[] frame = memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        byte[] ip = memory.asSlice(14, length - 14).toArray(ValueLayout.JAVA_BYTE);
        Packet inner = new Packet();

        wrap(builder.ethernet(8, 9)
                .ipv4(1, 2)
                .udp(50_000, Vxlan.PORT)
                .vxlan(0xabcdef)
                .payload(frame)
                .finish());
        assertEquals(0xabcdef, packet.vxlan().networkIdentifier());
        assertTrue(inner.wrapInner(packet));
        assertEquals(2, inner.ethernet().source());
        assertEquals(7, inner.tcp().sequence());

        int flags = Gre.CHECKSUM | Gre.KEY | Gre.SEQUENCE;
        wrap(builder.ethernet(8, 9)
                .ipv4(1, 2)
                .gre(Gre.TYPE_ETHERNET, flags, 77, 78)
                .payload(frame)
                .finish());
        assertEquals(77, packet.gre().key());
        assertEquals(78, packet.gre().sequence());
        assertEquals(ChecksumState.GOOD, packet.transportChecksum());
        assertTrue(inner.wrapInner(packet));
        assertEquals(7, inner.tcp().sequence());

        wrap(builder.ethernet(8, 9)
                .ipv6(1, 2, 3, 4)
                .gre(Ethernet.TYPE_IPV4)
                .payload(ip)
                .finish());
        assertEquals(ChecksumState.ABSENT, packet.transportChecksum());
        assertTrue(inner.wrapInner(packet));
        assertFalse(inner.isEthernet());
        assertEquals(7, inner.tcp().sequence());

        wrap(builder.ethernet(8, 9)
                .ipv6(1, 2, 3, 4)
                .protocol(IpProtocol.IPV4)
                .payload(ip)
                .finish());
        assertTrue(inner.wrapInner(packet));
        assertEquals(7, inner.tcp().sequence());
        assertFalse(packet.wrapInner(inner));
        assertThrows(IllegalStateException.class, packet::gre);
    }

    @Test
    void shouldBuildAndChangeArp() {
        wrap(builder.ethernet(-1L >>> 16, 2).arp(Arp.REQUEST, 2, 3, 0, 4).finish());
        assertEquals(4, packet.arp().targetAddress());
        packet.arp()
                .operation(Arp.REPLY)
                .senderMac(5)
                .senderAddress(6)
                .targetMac(7)
                .targetAddress(8);
        assertEquals(
                List.of(2, 5L, 6, 7L, 8),
                List.of(
                        packet.arp().operation(),
                        packet.arp().senderMac(),
                        packet.arp().senderAddress(),
                        packet.arp().targetMac(),
                        packet.arp().targetAddress()));
    }
}
