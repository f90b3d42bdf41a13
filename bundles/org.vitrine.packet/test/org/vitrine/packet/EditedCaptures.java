/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapWriter;

/** Captures that are made of frames by putting them into tags and tunnels, and by breaking them. */
public final class EditedCaptures {
    /** What is done to a frame. */
    private interface Edit {
        /** The bytes of another frame, or null to leave this one out. */
        byte[] apply(byte[] frame, Packet packet);
    }

    private final Random random = new Random(41);
    private final MemorySegment memory = MemorySegment.ofArray(new byte[70_000]);
    private final PacketBuilder builder = new PacketBuilder(memory);
    private final Packet packet = new Packet();
    private final Path folder;
    private final Map<String, Path> files = new LinkedHashMap<>();

    private EditedCaptures(Path folder) {
        this.folder = folder;
    }

    /** Makes captures of frames of Ethernet II without tags. */
    public static Map<String, Path> make(Path folder, List<byte[]> frames) throws IOException {
        EditedCaptures captures = new EditedCaptures(folder);
        captures.make(frames);
        return captures.files;
    }

    private void make(List<byte[]> frames) throws IOException {
        edit("tagged", frames, (frame, p) -> built(link(p).tag(Ethernet.TYPE_VLAN, random.nextInt(1 << 16)), frame, p));
        edit(
                "tagged-twice",
                frames,
                (frame, p) -> built(
                        link(p).tag(Ethernet.TYPE_SERVICE_VLAN, random.nextInt(1 << 16))
                                .tag(Ethernet.TYPE_VLAN, random.nextInt(1 << 16)),
                        frame,
                        p));
        edit(
                "snap",
                frames,
                (frame, p) -> frame.length > 1_400
                        ? null
                        : rest(link(p).snap(0, p.ethernet().etherType()), frame, Ethernet.LENGTH, p));
        edit(
                "llc",
                frames,
                (frame, p) -> frame.length > 1_400
                        ? null
                        : rest(link(p).llc(0xe0, 0xe0, 0x0100 | 3), frame, Ethernet.LENGTH, p));
        edit(
                "vxlan",
                frames,
                (frame, _) -> finished(outer4().udp(50_000, Vxlan.PORT)
                        .vxlan(random.nextInt(1 << 24))
                        .payload(frame)));
        edit(
                "vxlan-on-ipv6",
                frames,
                (frame, _) -> finished(outer6().udp(50_000, Vxlan.PORT).vxlan(5).payload(frame)));
        edit("gre", frames, (frame, p) -> rest(outer4().gre(p.ethernet().etherType()), frame, Ethernet.LENGTH, p));
        edit(
                "gre-with-everything",
                frames,
                (frame, p) -> rest(
                        outer4().gre(
                                        p.ethernet().etherType(),
                                        Gre.CHECKSUM | Gre.KEY | Gre.SEQUENCE,
                                        random.nextInt(),
                                        random.nextInt()),
                        frame,
                        Ethernet.LENGTH,
                        p));
        edit(
                "gre-with-key",
                frames,
                (frame, p) -> rest(
                        outer6().gre(p.ethernet().etherType(), Gre.KEY, random.nextInt(), 0),
                        frame,
                        Ethernet.LENGTH,
                        p));
        edit(
                "gre-ethernet",
                frames,
                (frame, _) ->
                        finished(outer4().gre(Gre.TYPE_ETHERNET, Gre.KEY, 7, 0).payload(frame)));
        edit(
                "ip-in-ip",
                frames,
                (frame, p) -> p.isIp()
                        ? rest(
                                outer4().protocol(p.isIpv4() ? IpProtocol.IPV4 : IpProtocol.IPV6),
                                frame,
                                Ethernet.LENGTH,
                                p)
                        : null);
        edit(
                "ip-in-ipv6",
                frames,
                (frame, p) -> p.isIp()
                        ? rest(
                                outer6().protocol(p.isIpv4() ? IpProtocol.IPV4 : IpProtocol.IPV6),
                                frame,
                                Ethernet.LENGTH,
                                p)
                        : null);
        edit("extended", frames, (_, p) -> extended(p));
        edit("with-options", frames, (_, p) -> withOptions(p));
        edit("rewritten", frames, this::rewritten);
        edit("broken-checksums", frames, this::broken);
        edit("left-to-a-card", frames, this::offloaded);
        // which quote no more than they must (RFC 792)
        edit(
                "redirects",
                frames,
                (frame, p) -> p.isIpv4() && p.isUdp() && !p.isFragment()
                        ? finished(outer4().icmp(Icmp.REDIRECT, 1, random.nextInt())
                                .payload(
                                        MemorySegment.ofArray(frame),
                                        Ethernet.LENGTH,
                                        p.ipv4().headerLength() + Udp.LENGTH))
                        : null);
    }

    private void edit(String name, List<byte[]> frames, Edit edit) throws IOException {
        Path file = folder.resolve(name + ".pcap");
        try (PcapWriter writer = PcapWriter.create(file, PcapFormat.ethernet(262_144))) {
            for (byte[] frame : frames) {
                packet.wrap(MemorySegment.ofArray(frame), 0, frame.length);
                byte[] edited = edit.apply(frame, packet);
                if (edited != null) {
                    writer.write(MemorySegment.ofArray(edited), 0, edited.length, edited.length, writer.packets());
                }
            }
        }
        files.put(name, file);
    }

    private PacketBuilder link(Packet p) {
        return builder.ethernet(p.ethernet().destination(), p.ethernet().source());
    }

    private PacketBuilder outer4() {
        return builder.ethernet(0x5254_0000_0101L, 0x5254_0000_0102L).ipv4(0xc000_0201, 0xc000_0202);
    }

    private PacketBuilder outer6() {
        return builder.ethernet(0x5254_0000_0101L, 0x5254_0000_0102L)
                .ipv6(0x2001_0db8L << 32, 1, 0x2001_0db8L << 32, 2);
    }

    private byte[] built(PacketBuilder tags, byte[] frame, Packet p) {
        return rest(tags.etherType(p.ethernet().etherType()), frame, Ethernet.LENGTH, p);
    }

    /** The frame so far and the rest of another one, whose checksums stay what they were. */
    private byte[] rest(PacketBuilder so, byte[] frame, int from, Packet p) {
        int end = p.isIpv4() && p.ipv4().totalLength() > 0
                ? Math.min(frame.length, p.ethernet().headerLength() + p.ipv4().totalLength())
                : frame.length;
        return finished(so.payload(MemorySegment.ofArray(frame), from, end - from));
    }

    private byte[] finished(PacketBuilder so) {
        return memory.asSlice(0, so.finish()).toArray(ValueLayout.JAVA_BYTE);
    }

    /** The same packet of IPv6 behind extension headers. */
    private byte[] extended(Packet p) {
        if (!p.isIpv6() || p.ipv6().extensionCount() > 0) {
            return null;
        }
        Ipv6 ip = p.ipv6();
        link(p).ipv6(ip.sourceHigh(), ip.sourceLow(), ip.destinationHigh(), ip.destinationLow());
        if (random.nextBoolean()) {
            builder.extension(IpProtocol.HOP_BY_HOP, new byte[] {5, 2, 0, 0, 1, 0});
        }
        if (random.nextBoolean()) {
            builder.extension(IpProtocol.ROUTING, route(p.ipv6()));
        }
        if (random.nextBoolean()) {
            builder.extension(IpProtocol.DESTINATION_OPTIONS, new byte[] {1, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        }
        if (random.nextBoolean()) {
            builder.fragment(0, random.nextBoolean(), random.nextInt());
        }
        builder.protocol(ip.protocol());
        return finished(builder.payload(ip.memory(), ip.payloadOffset(), ip.payloadLength()));
    }

    /** A routing header that sends the packet on to where it is going anyway, or nearly so. */
    private byte[] route(Ipv6 ip) {
        int type = 2 * random.nextInt(3); // by source, mobile, segments
        byte[] route = new byte[22 + (type == 2 ? 0 : 16)];
        route[0] = (byte) type;
        route[1] = (byte) random.nextInt(2);
        route[2] = (byte) (type == 4 ? 1 : 0); // the last entry
        long low = ip.destinationLow() + random.nextInt(2);
        java.nio.ByteBuffer.wrap(route)
                .putLong(type == 0 ? 22 : 6, ip.destinationHigh())
                .putLong(type == 0 ? 30 : 14, low);
        return route;
    }

    /** The same segment of TCP with all options that are common, a packet of IPv4 with its own. */
    private byte[] withOptions(Packet p) {
        if (p.isFragment() || !p.isIpv4() || !p.isTcp()) {
            return null;
        }
        Tcp tcp = p.tcp();
        link(p).ipv4(p.ipv4().source(), p.ipv4().destination())
                .ipv4Options(
                        (byte) 148,
                        (byte) 4,
                        (byte) 0,
                        (byte) 0,
                        (byte) 1,
                        (byte) 7,
                        (byte) 7,
                        (byte) 4,
                        (byte) 0,
                        (byte) 0,
                        (byte) 0,
                        (byte) 0)
                .tcp(
                        tcp.sourcePort(),
                        tcp.destinationPort(),
                        tcp.sequence(),
                        tcp.acknowledgment(),
                        tcp.flags() | Tcp.URG,
                        tcp.window());
        switch (random.nextInt(4)) {
            case 0 ->
                builder.maximumSegmentSize(random.nextInt(1 << 16))
                        .windowScale(random.nextInt(15))
                        .sackPermitted();
            case 1 ->
                builder.timestamps(random.nextInt(), random.nextInt())
                        .sack(random.nextInt(), random.nextInt(), random.nextInt(), random.nextInt());
            case 2 -> builder.sack(random.ints(8).toArray());
            default -> builder.windowScale(3).timestamps(-1, 0).maximumSegmentSize(536);
        }
        return finished(builder.payload(tcp.memory(), tcp.payloadOffset(), Math.min(tcp.payloadLength(), 900)));
    }

    /** Other addresses, ports and numbers, with every checksum updated in place. */
    private byte[] rewritten(byte[] frame, Packet p) {
        byte[] copy = frame.clone();
        packet.wrap(MemorySegment.ofArray(copy), 0, copy.length);
        if (p.isIpv4()) {
            p.source(random.nextInt(0x0100_0000) | 0x0a00_0000).destination(random.nextInt(0x0100_0000) | 0x0a00_0000);
            p.ipv4()
                    .timeToLive(1 + random.nextInt(255))
                    .trafficClass(random.nextInt(256))
                    .identification(random.nextInt(1 << 16));
        } else if (p.isIpv6()) {
            p.source(0x2001_0db8_0000_0001L, random.nextLong()).destination(0x2001_0db8_0000_0002L, random.nextLong());
            p.ipv6().hopLimit(1 + random.nextInt(255)).flowLabel(random.nextInt(1 << 20));
        } else if (p.isArp()) {
            p.arp().senderAddress(random.nextInt()).targetMac(random.nextLong() >>> 16);
        }
        if (p.isTcp()) {
            p.tcp().sequence(random.nextInt()).acknowledgment(random.nextInt()).window(random.nextInt(1 << 16));
        }
        return copy;
    }

    private byte[] broken(byte[] frame, Packet p) {
        byte[] copy = frame.clone();
        packet.wrap(MemorySegment.ofArray(copy), 0, copy.length);
        if (!p.isIp() || p.transportChecksum() != ChecksumState.GOOD) {
            return null;
        }
        if (p.isIpv4() && random.nextBoolean()) {
            p.ipv4().put16(Ipv4.CHECKSUM_OFFSET, p.ipv4().checksum() ^ 1 + random.nextInt(0xfffe));
        }
        if (random.nextBoolean()) {
            Flyweight header = p.isUdp() ? p.udp() : p.isTcp() ? p.tcp() : p.icmp();
            int broken = random.nextInt(1 << 16);
            header.put16(p.checksumOffset(), p.isUdp() && p.isIpv6() && broken == 0 ? 1 : broken);
        }
        return copy;
    }

    private byte[] offloaded(byte[] frame, Packet p) {
        if (!p.isIpv4() || !p.isTcp() || p.isFragment()) {
            return null;
        }
        byte[] copy = frame.clone();
        packet.wrap(MemorySegment.ofArray(copy), 0, copy.length);
        Ipv4 ip = p.ipv4();
        long sum = Checksum.pseudoHeader(ip.source(), ip.destination(), ip.protocol(), ip.statedPayloadLength());
        p.tcp().put16(Tcp.CHECKSUM_OFFSET, Checksum.fold(sum));
        return copy;
    }
}
