/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vitrine.packet.ConnectionModel.Direction;

/**
 * Frames with bytes changed and cut off: whatever is in them, no exception escapes. Every slice of memory ends with its frame, so that a
 * read beyond the captured bytes is one. {@code -Dvitrine.fuzz.packets} says how many.
 */
class PacketFuzzTest {
    private static final long FRAMES = Long.getLong("vitrine.fuzz.packets", 2_000_000);
    private static final int LONGEST = 1_000;
    private static final int MADE_UP = 400;
    private static final int HEADERS = 120;
    private static final int MAX_LAYERS = 3;
    /** Texts of names are made of one frame in so many, for they are what takes time. */
    private static final int TEXTS = 16;

    private final SplittableRandom random = new SplittableRandom(5);
    private final Packet[] packets = {new Packet(), new Packet(), new Packet()};
    private final PacketCheck check = new PacketCheck();
    private final Options options = new Options();
    private final NeighborDiscovery discovery = new NeighborDiscovery();
    private final Dns dns = new Dns();
    private final DnsRecord dnsRecord = new DnsRecord();
    private final Dhcp dhcp = new Dhcp();
    private final Dhcpv6 dhcpv6 = new Dhcpv6();
    private final ConnectionModel model = new ConnectionModel(IpProtocol.TCP);
    private final PacketBuilder builder = new PacketBuilder(MemorySegment.ofArray(new byte[200]));
    private final DnsBuilder answers = new DnsBuilder(MemorySegment.ofArray(new byte[1_500]));
    private MemorySegment memory;
    private boolean hasTexts;
    private long seen;

    @Test
    void shouldNeverFailOnMutatedFrames() {
        byte[][] seeds = seeds();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(LONGEST);
            MemorySegment[] slices = new MemorySegment[LONGEST + 1];
            for (int length = 0; length <= LONGEST; length++) {
                slices[length] = all.asSlice(LONGEST - length);
            }
            for (long i = 0; i < FRAMES; i++) {
                byte[] seed = seeds[random.nextInt(seeds.length)];
                int length = random.nextInt(4) == 0 ? random.nextInt(seed.length + 1) : seed.length;
                memory = slices[length];
                MemorySegment.copy(seed, 0, memory, ValueLayout.JAVA_BYTE, 0, length);
                mutate(length);
                hasTexts = i % TEXTS == 0;
                try {
                    look(length);
                } catch (RuntimeException | Error e) {
                    throw new AssertionError("frame " + i, e);
                }
            }
        }
        assertTrue(seen != 0);
        System.out.println(FRAMES + " mutated frames");
    }

    private void mutate(int length) {
        for (int mutations = length == 0 ? 0 : random.nextInt(5); mutations > 0; mutations--) {
            // headers are at the beginning
            int at = random.nextInt(Math.min(length, random.nextInt(4) > 0 ? HEADERS : LONGEST));
            int value = random.nextBoolean() ? random.nextInt() : random.nextInt(4) - 1;
            memory.set(ValueLayout.JAVA_BYTE, at, (byte) value);
        }
    }

    // ---- frames to begin with

    private byte[][] seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < MADE_UP; i++) {
            seeds.add(Frames.sound(random));
        }
        MemorySegment bytes = MemorySegment.ofArray(new byte[LONGEST]);
        PacketBuilder frame = new PacketBuilder(bytes);
        byte[] inner = seeds.getFirst();
        for (int round = 0; round < 10; round++) {
            seeds.add(bytes(
                    frame.ethernet(1, 2).snap(0, 0).ipv4(3, 4).udp(5, Dns.PORT).payload(dnsAnswer())));
            seeds.add(
                    bytes(frame.ethernet(1, 2).ipv6(1, 2, 3, 4).udp(Dns.PORT, 5).payload(dnsAnswer())));
            seeds.add(bytes(frame.ethernet(1, 2)
                    .ipv4(3, 4)
                    .udp(Dhcp.SERVER_PORT, Dhcp.CLIENT_PORT)
                    .payload(dhcpOffer())));
            seeds.add(bytes(frame.ethernet(1, 2)
                    .ipv6(1, 2, 3, 4)
                    .udp(Dhcpv6.CLIENT_PORT, Dhcpv6.SERVER_PORT)
                    .payload(new byte[] {1, 9, 8, 7, 0, 3, 0, 4, 1, 2, 3, 4, 0, 6, 0, 0})));
            seeds.add(bytes(frame.ethernet(1, 2)
                    .ipv6(1, 2, 3, 4)
                    .icmp(133 + round % 5, 0, 0)
                    .payload(discoveryBody())));
            seeds.add(bytes(
                    frame.ethernet(1, 2).ipv4(3, 4).udp(6, Vxlan.PORT).vxlan(7).payload(inner)));
            seeds.add(bytes(frame.ethernet(1, 2)
                    .ipv4(3, 4)
                    .gre(Gre.TYPE_ETHERNET, 0xb000, 1, 2)
                    .payload(inner)));
            seeds.add(bytes(frame.ethernet(1, 2)
                    .ipv6(1, 2, 3, 4)
                    .extension(IpProtocol.ROUTING, new byte[22])
                    .extension(IpProtocol.HOP_BY_HOP, new byte[] {5, 2, 0, 0, 1, 0})
                    .protocol(IpProtocol.IPV4)
                    .payload(MemorySegment.ofArray(inner), 14, inner.length - 14)));
            seeds.add(bytes(frame.ethernet(1, 2)
                    .ipv4(3, 4)
                    .icmp(3, 4, 1_400)
                    .payload(MemorySegment.ofArray(inner), 14, inner.length - 14)));
            seeds.add(bytes(frame.ethernet(1, 2)
                    .tag(0x88a8, 1)
                    .tag(0x8100, 2)
                    .ipv4(3, 4)
                    .ipv4Options((byte) 7, (byte) 3, (byte) 4, (byte) 1)
                    .tcp(5, 6, 7, 8, Tcp.SYN, 9)
                    .maximumSegmentSize(1)
                    .windowScale(2)
                    .sackPermitted()
                    .timestamps(3, 4)));
            seeds.add(bytes(frame.ethernet(1, 2)
                    .ipv4(3, 4)
                    .tcp(5, 6, 7, 8, Tcp.ACK, 9)
                    .timestamps(3, 4)
                    .sack(1, 2, 3, 4)));
        }
        Packet example = new Packet();
        byte[] last = seeds.getLast();
        example.wrap(MemorySegment.ofArray(last), 0, last.length);
        model.guest().at(2, 3, 5);
        model.peer().at(1, 4, 6);
        assertTrue(model.sync(example));
        return seeds.toArray(byte[][]::new);
    }

    private static byte[] bytes(PacketBuilder built) {
        int length = built.finish();
        return built.memory().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private byte[] dnsAnswer() {
        DnsBuilder query = new DnsBuilder(MemorySegment.ofArray(new byte[100]));
        dns.wrap(
                query.memory(), 0, query.query(1, "www.example.org", Dns.TYPE_A).length());
        answers.answer(dns, 0, 0)
                .name(Dns.TYPE_CNAME, 1, "a.b")
                .address(1, 2)
                .address(1, 2, 3)
                .text(1, "text");
        return answers.memory().asSlice(0, answers.length()).toArray(ValueLayout.JAVA_BYTE);
    }

    private static byte[] dhcpOffer() {
        ByteBuffer message = ByteBuffer.allocate(260);
        message.put((byte) 2).putInt(Dhcp.COOKIE_OFFSET, 0x63825363).position(Dhcp.OPTIONS_OFFSET);
        message.put(new byte[] {53, 1, 2, 0, 51, 4, 0, 0, 1, 0, (byte) 255});
        return message.array();
    }

    private static byte[] discoveryBody() {
        byte[] body = new byte[56];
        for (int at : new int[] {8, 16, 32, 40, 48}) {
            body[at] = (byte) (1 + at / 8 % 5);
            body[at + 1] = 1;
        }
        return body;
    }

    // ---- looking

    private void look(int length) {
        check.check(memory, 0, length, length + random.nextInt(2));
        for (int i = 0; i < check.count(); i++) {
            assertTrue(check.position(i) >= 0 && check.position(i) <= length, "a defect lies in its frame");
        }
        if (hasTexts) {
            seen += check.describe().length();
        }
        if (!packets[0].wrap(memory, 0, length)) {
            return;
        }
        for (int layer = 0; layer < MAX_LAYERS; layer++) {
            look(packets[layer]);
            if (layer + 1 < MAX_LAYERS
                    && !packets[layer + 1].wrapInner(packets[layer])
                    && !quotes(packets[layer], packets[layer + 1])) {
                break;
            }
        }
        change(packets[0]);
    }

    private static boolean quotes(Packet outer, Packet inner) {
        return outer.isIcmp()
                && inner.wrapIp(
                        outer.icmp().memory(),
                        outer.icmp().quoteOffset(),
                        outer.icmp().quoteLength());
    }

    private void look(Packet packet) {
        if (packet.isEthernet()) {
            look(packet.ethernet());
        }
        if (packet.isLlc()) {
            Llc llc = packet.llc();
            seen += llc.dsap() + llc.ssap() + llc.control() + (llc.isSnap() ? llc.organization() + llc.protocol() : 0);
            touch(llc.payloadOffset(), llc.payloadLength());
        }
        if (packet.isArp()) {
            Arp arp = packet.arp();
            seen += arp.operation() + arp.senderMac() + arp.senderAddress() + arp.targetMac() + arp.targetAddress();
        }
        if (packet.isIpv4()) {
            Ipv4 ip = packet.ipv4();
            seen += ip.totalLength() + ip.identification() + ip.timeToLive() + ip.source() + ip.destination();
            seen += ip.isChecksumGood() ? 1 : 0;
            ip.options(options);
            walk();
            touch(ip.payloadOffset(), ip.payloadLength());
        }
        if (packet.isIpv6()) {
            look(packet.ipv6());
        }
        if (packet.isUdp()) {
            look(packet.udp());
        }
        if (packet.isTcp()) {
            look(packet.tcp());
        }
        if (packet.isIcmp()) {
            look(packet.icmp());
        }
        if (packet.isGre()) {
            Gre gre = packet.gre();
            seen += gre.protocol() + (gre.hasKey() ? gre.key() : 0) + (gre.hasSequence() ? gre.sequence() : 0);
            touch(gre.payloadOffset(), gre.payloadLength());
        }
        if (packet.isVxlan()) {
            seen += packet.vxlan().networkIdentifier() + packet.vxlan().flags();
            touch(packet.vxlan().payloadOffset(), packet.vxlan().payloadLength());
        }
        seen += packet.transportChecksum().ordinal() + packet.sourcePort() + packet.destinationPort();
    }

    private void look(Ethernet ethernet) {
        seen += ethernet.source() + ethernet.destination() + ethernet.etherType();
        for (int tag = 0; tag < ethernet.tagCount(); tag++) {
            seen += ethernet.tagType(tag) + ethernet.vlanId(tag) + ethernet.priority(tag);
        }
        touch(ethernet.payloadOffset(), ethernet.payloadLength());
    }

    private void look(Ipv6 ip) {
        seen += ip.flowLabel()
                + ip.hopLimit()
                + ip.sourceHigh()
                + ip.destinationLow()
                + ip.protocol()
                + ip.fragmentIdentification();
        for (int i = 0; i < ip.extensionCount(); i++) {
            touch(ip.extensionOffset(i), ip.extensionLength(i));
            ip.options(i, options);
            walk();
        }
        touch(ip.payloadOffset(), ip.payloadLength());
    }

    private void look(Udp udp) {
        seen += udp.sourcePort() + udp.destinationPort() + udp.length();
        long at = udp.payloadOffset();
        int length = udp.payloadLength();
        touch(at, length);
        if (dns.wrap(udp.memory(), at, length)) {
            look(dns);
        }
        if (dhcp.wrap(udp.memory(), at, length)) {
            seen += dhcp.messageType() + dhcp.clientMac() + dhcp.yourAddress();
            dhcp.options(options);
            walk();
        }
        if (dhcpv6.wrap(udp.memory(), at, length)) {
            seen += dhcpv6.messageType() + dhcpv6.transaction() + (dhcpv6.isRelayed() ? dhcpv6.hopCount() : 0);
            dhcpv6.options(options);
            walk();
        }
    }

    private void look(Dns message) {
        dnsRecord.wrap(message);
        while (dnsRecord.next()) {
            seen += dnsRecord.type() + dnsRecord.recordClass() + dnsRecord.timeToLive();
            seen += dnsRecord.isNamed("www.example.org") ? 1 : 0;
            touch(dnsRecord.dataOffset(), dnsRecord.dataLength());
            if (hasTexts) {
                seen += dnsRecord.name().length()
                        + dnsRecord.dataName(0).length()
                        + dnsRecord.dataName(2).length()
                        + dnsRecord.dataText().length();
            }
        }
        if (hasTexts) {
            answers.answer(message, 0, 0);
        }
    }

    private void look(Tcp tcp) {
        seen += tcp.sourcePort()
                + tcp.sequence()
                + tcp.acknowledgment()
                + tcp.flags()
                + tcp.window()
                + tcp.urgentPointer();
        seen += tcp.maximumSegmentSize() + tcp.windowScale() + (tcp.isSackPermitted() ? 1 : 0);
        seen += tcp.hasTimestamps() ? tcp.timestamp() + tcp.timestampEcho() : 0;
        for (int block = 0; block < tcp.sackCount(); block++) {
            seen += tcp.sackLeft(block) + tcp.sackRight(block);
        }
        tcp.options(options);
        walk();
        touch(tcp.payloadOffset(), tcp.payloadLength());
    }

    private void look(Icmp icmp) {
        seen += icmp.type() + icmp.code() + icmp.checksum();
        if (discovery.wrap(icmp)) {
            seen += discovery.isRouterAdvertisement() ? discovery.hopLimit() + discovery.retransTimer() : 0;
            seen += discovery.hasTarget() ? discovery.targetHigh() + discovery.targetLow() : 0;
            seen += discovery.sourceMac() + discovery.targetMac();
            discovery.options(options);
            walk();
        }
    }

    private void walk() {
        while (options.next()) {
            seen += options.kind() + options.length() + (options.isPadding() ? 1 : 0);
            touch(options.dataOffset(), options.dataLength());
        }
        seen += options.isWhole() ? 1 : 0;
    }

    private void touch(long offset, int length) {
        if (length > 0) {
            seen += memory.get(ValueLayout.JAVA_BYTE, offset) + memory.get(ValueLayout.JAVA_BYTE, offset + length - 1);
        }
    }

    private void change(Packet packet) {
        if (packet.isTcp()) {
            model.sync(packet);
            model.create(builder, Direction.INBOUND).finish();
            packet.tcp().sequence(1).maximumSegmentSize(2);
        }
        if (packet.isIpv4()) {
            packet.source(1).destination(2);
        } else if (packet.isIpv6()) {
            packet.source(1, 2).destination(3, 4);
        }
        if (packet.isTcp() || packet.isUdp()) {
            packet.sourcePort(1).destinationPort(2);
        }
        packet.writeChecksums();
    }
}
