/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapReader;
import org.vitrine.packet.pcap.PcapWriter;

/** Every field that we read and every verdict on a checksum, compared with an independent reader's. */
class TsharkComparisonTest {
    private static final int FRAMES = 4_000;

    /** tshark's name of a field, and how we say the same; the empty text where the frame has no such field. */
    private static final Map<String, Function<Packet, String>> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put("eth.dst", p -> mac(p.ethernet().destination()));
        FIELDS.put("eth.src", p -> mac(p.ethernet().source()));
        FIELDS.put("vlan.id", p -> vlans(p.ethernet()));
        FIELDS.put("arp.opcode", p -> p.isArp() ? "" + p.arp().operation() : "");
        FIELDS.put("arp.src.hw_mac", p -> p.isArp() ? mac(p.arp().senderMac()) : "");
        FIELDS.put("arp.src.proto_ipv4", p -> p.isArp() ? ipv4(p.arp().senderAddress()) : "");
        FIELDS.put("arp.dst.hw_mac", p -> p.isArp() ? mac(p.arp().targetMac()) : "");
        FIELDS.put("arp.dst.proto_ipv4", p -> p.isArp() ? ipv4(p.arp().targetAddress()) : "");
        ipv4("ip.hdr_len", Ipv4::headerLength);
        ipv4("ip.len", Ipv4::totalLength);
        ipv4("ip.ttl", Ipv4::timeToLive);
        ipv4("ip.proto", Ipv4::protocol);
        ipv4("ip.flags.df", ip -> ip.dontFragment() ? 1 : 0);
        ipv4("ip.flags.mf", ip -> ip.moreFragments() ? 1 : 0);
        ipv4("ip.frag_offset", ip -> ip.fragmentOffset() / 8); // tshark counts as the header does
        ipv4("ip.checksum.status", ip -> ip.isChecksumGood() ? 1 : 0);
        FIELDS.put("ip.src", p -> p.isIpv4() ? ipv4(p.ipv4().source()) : "");
        FIELDS.put("ip.dst", p -> p.isIpv4() ? ipv4(p.ipv4().destination()) : "");
        ipv6("ipv6.hlim", Ipv6::hopLimit);
        ipv6("ipv6.plen", ip -> ip.statedPayloadLength() + ip.headerLength() - Ipv6.LENGTH);
        ipv6("ipv6.nxt", Ipv6::nextHeader);
        FIELDS.put(
                "ipv6.src",
                p -> p.isIpv6() ? ipv6(p.ipv6().sourceHigh(), p.ipv6().sourceLow()) : "");
        FIELDS.put(
                "ipv6.dst",
                p -> p.isIpv6() ? ipv6(p.ipv6().destinationHigh(), p.ipv6().destinationLow()) : "");
        udp("udp.srcport", Udp::sourcePort);
        udp("udp.dstport", Udp::destinationPort);
        udp("udp.length", Udp::length);
        FIELDS.put("udp.checksum.status", p -> p.isUdp() ? verdict(p) : "");
        tcp("tcp.srcport", p -> Integer.toUnsignedLong(p.sourcePort()));
        tcp("tcp.dstport", p -> Integer.toUnsignedLong(p.destinationPort()));
        tcp("tcp.seq_raw", p -> Integer.toUnsignedLong(p.sequence()));
        tcp("tcp.ack_raw", p -> Integer.toUnsignedLong(p.acknowledgment()));
        tcp("tcp.hdr_len", p -> Integer.toUnsignedLong(p.headerLength()));
        tcp("tcp.window_size_value", p -> Integer.toUnsignedLong(p.window()));
        FIELDS.put("tcp.len", p -> p.isTcp() && !p.isFragment() ? "" + p.tcp().payloadLength() : "");
        FIELDS.put("tcp.checksum.status", p -> p.isTcp() ? verdict(p) : "");
        FIELDS.put("icmp.type", p -> p.isIcmp() && p.isIpv4() ? "" + p.icmp().type() : "");
        FIELDS.put("icmpv6.type", p -> p.isIcmp() && p.isIpv6() ? "" + p.icmp().type() : "");
        FIELDS.put("icmpv6.checksum.status", p -> p.isIcmp() && p.isIpv6() ? verdict(p) : "");
    }

    private static void ipv4(String name, Function<Ipv4, Integer> field) {
        FIELDS.put(name, p -> p.isIpv4() ? "" + field.apply(p.ipv4()) : "");
    }

    private static void ipv6(String name, Function<Ipv6, Integer> field) {
        FIELDS.put(name, p -> p.isIpv6() ? "" + field.apply(p.ipv6()) : "");
    }

    private static void udp(String name, Function<Udp, Integer> field) {
        FIELDS.put(name, p -> p.isUdp() ? "" + field.apply(p.udp()) : "");
    }

    private static void tcp(String name, Function<Tcp, Long> field) {
        FIELDS.put(name, p -> p.isTcp() ? "" + field.apply(p.tcp()) : "");
    }

    private static String verdict(Packet packet) {
        return switch (packet.transportChecksum()) {
            case GOOD -> "1";
            case BAD -> "0";
            case OFFLOADED -> "0"; // a reader without our knowledge of the kernel calls it bad
            case UNCHECKED -> "2";
            case ABSENT -> "3";
        };
    }

    private static String vlans(Ethernet ethernet) {
        // tshark calls the id of an 802.1ad tag ieee8021ad.id
        List<String> ids = new ArrayList<>();
        for (int tag = 0; tag < ethernet.tagCount(); tag++) {
            if (ethernet.tagType(tag) == Ethernet.TYPE_VLAN) {
                ids.add("" + ethernet.vlanId(tag));
            }
        }
        return String.join(",", ids);
    }

    private static String mac(long address) {
        String hex = String.format("%012x", address);
        return hex.replaceAll("(..)(?!$)", "$1:");
    }

    private static String ipv4(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    private static String ipv6(long high, long low) {
        try {
            byte[] bytes =
                    java.nio.ByteBuffer.allocate(16).putLong(high).putLong(low).array();
            return java.net.InetAddress.getByAddress(bytes).getHostAddress();
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldReadWhatTsharkReads(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "needs tshark to compare with");
        Path file = folder.resolve("generated.pcap");
        Random random = new Random(9);
        try (PcapWriter writer = PcapWriter.create(file, PcapFormat.ethernet(262_144))) {
            for (int i = 0; i < FRAMES; i++) {
                byte[] frame = Frames.sound(random);
                writer.write(MemorySegment.ofArray(frame), 0, frame.length, frame.length, i * 1_000_000L);
            }
        }
        List<String> theirs = tshark(file);
        assertEquals(FRAMES, theirs.size());
        Packet packet = new Packet();
        try (PcapReader reader = PcapReader.open(file)) {
            for (int i = 0; reader.next(); i++) {
                assertTrue(packet.wrap(reader.memory(), reader.offset(), reader.capturedLength()));
                String[] values = theirs.get(i).split("\t", -1);
                int column = 0;
                for (var field : FIELDS.entrySet()) {
                    String their = values[column++];
                    String our = field.getValue().apply(packet);
                    if (field.getKey().startsWith("ipv6.") && their.contains(":")) {
                        their = java.net.InetAddress.getByName(their).getHostAddress();
                    }
                    if (field.getKey().equals("udp.checksum.status") && their.equals("4")) {
                        their = "0"; // none on IPv6, which is not allowed
                    }
                    assertEquals(their, our, "frame " + (i + 1) + ", " + field.getKey());
                }
            }
        }
    }

    private static List<String> tshark(Path file) throws Exception {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString(), "-T", "fields"));
        for (String preference : List.of(
                "ip.check_checksum:TRUE",
                "udp.check_checksum:TRUE",
                "tcp.check_checksum:TRUE",
                "ip.defragment:FALSE",
                "ipv6.defragment:FALSE",
                "tcp.desegment_tcp_streams:FALSE")) {
            command.addAll(List.of("-o", preference));
        }
        FIELDS.keySet().forEach(name -> command.addAll(List.of("-e", name)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return output.lines().toList();
    }
}
