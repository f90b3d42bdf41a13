/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.packet.EditedCaptures;
import org.vitrine.packet.Frames;
import org.vitrine.packet.LiveCaptures;
import org.vitrine.packet.Packet;
import org.vitrine.packet.pcap.CaptureReader;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapWriter;

/** What filters pass, and what lines say a packet is, compared with an independent reader. */
class DissectTsharkTest {
    private static final int MADE_UP = 4_000;
    /** Frames of one capture. */
    private static final int MOST = 500;

    /** tshark counts for all of these in one run; what has a comma is compared by another test. */
    private static final List<String> FILTERS = List.of(
            "frame.len > 100",
            "frame.len <= 64",
            "frame.cap_len < 130",
            "frame.number == 7",
            "frame contains \"example\"",
            "frame contains 52:54",
            "eth",
            "eth.src == 52:54:00:00:00:0a",
            "eth.addr == 52:54:00:00:00:0b",
            "eth.dst != ff:ff:ff:ff:ff:ff",
            "eth.type == 0x0806",
            "eth.type == 0x8100",
            "vlan",
            "vlan.id == 100",
            "vlan.id > 2000",
            "ieee8021ad.id < 1000",
            "llc",
            "arp",
            "arp.opcode == 2",
            "arp.src.proto_ipv4 == 10.99.0.1",
            "ip",
            "ip.addr == 10.99.0.1",
            "ip.addr == 10.99.0.0/24",
            "ip.addr != 10.99.0.1",
            "ip.src == 10.0.0.0/8 and not ip.dst == 10.0.0.0/8",
            "ip.dst > 10.99.0.1",
            "ip.ttl < 64",
            "ip.proto == 17",
            "ip.flags.df == 1",
            "ip.flags.mf == 1",
            "ip.frag_offset > 0",
            "ip.hdr_len > 20",
            "ip.checksum.status == 0",
            "ip.dsfield.dscp != 0",
            "ipv6",
            "ipv6.addr == fd99::1",
            "ipv6.src == fe80::/10",
            "ipv6.dst != fd99::2",
            "ipv6.nxt == 58",
            "ipv6.hlim == 255",
            "tcp",
            "tcp.port == 80",
            "tcp.srcport == 443",
            "tcp.dstport != 80",
            "tcp.flags.syn == 1",
            "tcp.flags.syn == 1 and tcp.flags.ack == 0",
            "tcp.flags.reset == 1",
            "tcp.flags.fin",
            "tcp.flags == 0x10",
            "tcp.flags & 0x02",
            "tcp.len > 0",
            "tcp.window_size_value < 500",
            "tcp.options.mss_val == 1460",
            "tcp.payload contains \"GET\"",
            "udp",
            "udp.port == 53",
            "udp.length > 100",
            "udp.dstport == 4789 or udp.dstport == 67",
            "icmp",
            "icmp.type == 8",
            "icmp.type == 3 && icmp.code == 3",
            "icmp.seq == 1",
            "icmpv6",
            "icmpv6.type == 135",
            "icmpv6.nd.ns.target_address == fd99::2",
            "dns",
            "dns.flags.response == 1",
            "dns.flags.rcode == 3",
            "dns.qry.type == 28",
            "dns.qry.name == \"host.example.org\"",
            "dns.qry.name contains \"example\"",
            "dns.qry.name matches \"^www\"",
            "dns.a == 10.1.2.3",
            "dns.aaaa == fd00::/16",
            "dns.resp.type == 5",
            "dhcp",
            "dhcp.option.dhcp == 1",
            "dhcpv6",
            "dhcpv6.msgtype == 7",
            "vxlan",
            "vxlan.vni == 42",
            "gre",
            "gre.key",
            "gre.proto == 0x0800",
            "!(tcp or udp)",
            "not arp and (ip.addr == 10.99.0.2 or ipv6.addr == fd99::2) and !tcp");

    private static final List<String> SETS = List.of(
            "tcp.port in {80, 443, 5000..6000}", "ip.addr in {10.99.0.1, 10.98.0.2}", "udp.srcport in {53, 67, 68}");

    @TempDir
    Path folder;

    @Test
    void shouldPassWhatTsharkPasses() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "needs tshark to compare with");
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make namespaces to capture in");
        Path all = captures();
        Map<String, Long> theirs = counts(all);
        Map<String, String> differing = new LinkedHashMap<>();
        int unseen = 0;
        try (CaptureFile file = CaptureFile.open(all)) {
            assertTrue(file.index(Progress.NONE));
            for (var filter : theirs.entrySet()) {
                Rows rows = file.filter(DisplayFilter.parse(filter.getKey()), Progress.NONE);
                unseen += filter.getValue() == 0 ? 1 : 0;
                if (rows.count() != filter.getValue()) {
                    differing.put(filter.getKey(), difference(all, filter.getKey(), rows));
                }
            }
            for (String filter : SETS) {
                Rows rows = file.filter(DisplayFilter.parse(filter), Progress.NONE);
                assertEquals(numbers(all, filter), numbers(rows), filter);
            }
        }
        assertEquals(Map.of(), differing);
        assertTrue(unseen <= 8, unseen + " filters pass nothing");
        System.out.println(theirs.size() + SETS.size() + " filters pass what tshark passes, of " + all + " with "
                + Files.size(all) + " bytes");
    }

    @Test
    void shouldSayOfAPacketWhatTsharkSays() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "needs tshark to compare with");
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make namespaces to capture in");
        Map<String, Path> live = LiveCaptures.make(Files.createDirectory(folder.resolve("live")));
        live.keySet().removeIf(name -> name.endsWith("cut"));
        // tshark's names for what we call TCP or UDP are those of what they carry
        List<String> named = List.of("ARP", "DHCP", "DHCPv6", "DNS", "ICMP", "ICMPv6", "MDNS", "STP");
        List<String> differing = new ArrayList<>();
        for (Path capture : live.values()) {
            List<String> theirs = lines(tshark(
                    capture,
                    "-T",
                    "fields",
                    "-e",
                    "_ws.col.Protocol",
                    "-e",
                    "_ws.col.Source",
                    "-e",
                    "_ws.col.Destination"));
            try (CaptureFile file = CaptureFile.open(capture)) {
                file.index(Progress.NONE);
                assertEquals(theirs.size(), file.packets());
                try (PacketReader reader = new PacketReader(file)) {
                    for (int i = 0; i < theirs.size(); i++) {
                        PacketLine line = reader.line(i);
                        String ours = line.protocol().title() + "\t" + line.source() + "\t" + line.destination();
                        String[] their = theirs.get(i).split("\t", -1);
                        boolean isNamed = named.contains(their[0])
                                || named.contains(line.protocol().title());
                        boolean sameEnds = their[1].equals(line.source()) && their[2].equals(line.destination())
                                || named.indexOf("ARP") >= 0 && line.protocol() == Protocol.ARP
                                || line.protocol() == Protocol.SPANNING_TREE;
                        if (isNamed && !their[0].equals(line.protocol().title()) || !sameEnds) {
                            differing.add(capture.getFileName() + " " + (i + 1) + ": " + ours + " / " + theirs.get(i));
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), differing);
    }

    private Path captures() throws Exception {
        Map<String, Path> captures = LiveCaptures.make(Files.createDirectory(folder.resolve("live")));
        captures.keySet().removeIf(name -> name.endsWith("cut"));
        List<byte[]> frames = new ArrayList<>();
        for (Path capture : captures.values()) {
            frames.addAll(untagged(capture));
        }
        captures.putAll(EditedCaptures.make(Files.createDirectory(folder.resolve("edited")), frames));
        Path all = folder.resolve("all.pcap");
        try (PcapWriter writer = PcapWriter.create(all, PcapFormat.ethernet(262_144))) {
            for (Path capture : captures.values()) {
                try (CaptureReader reader = CaptureReader.open(capture)) {
                    while (reader.packets() < MOST && reader.next()) {
                        writer.write(
                                reader.memory(),
                                reader.offset(),
                                reader.capturedLength(),
                                reader.length(),
                                reader.timestamp());
                    }
                }
            }
            SplittableRandom random = new SplittableRandom(7);
            for (int i = 0; i < MADE_UP; i++) {
                byte[] frame = Frames.sound(random);
                writer.write(java.lang.foreign.MemorySegment.ofArray(frame), 0, frame.length, frame.length, i);
            }
        }
        return all;
    }

    private static List<byte[]> untagged(Path file) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        Packet packet = new Packet();
        try (CaptureReader reader = CaptureReader.open(file)) {
            while (frames.size() < 40 && reader.next()) {
                packet.wrap(reader.memory(), reader.offset(), reader.capturedLength());
                if (!packet.ethernet().isIeee8023() && packet.ethernet().tagCount() == 0) {
                    frames.add(reader.memory()
                            .asSlice(reader.offset(), reader.capturedLength())
                            .toArray(ValueLayout.JAVA_BYTE));
                }
            }
        }
        return frames;
    }

    // ---- the other reader

    private static String tshark(Path file, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("tshark", "-n", "--disable-protocol", "sflow", "-r", file.toString()));
        for (String preference : List.of(
                "ip.check_checksum:TRUE",
                "udp.check_checksum:TRUE",
                "tcp.check_checksum:TRUE",
                "tcp.analyze_sequence_numbers:FALSE",
                "ip.defragment:FALSE",
                "ipv6.defragment:FALSE",
                "tcp.desegment_tcp_streams:FALSE")) {
            command.addAll(List.of("-o", preference));
        }
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), String.join(" ", command));
        return output;
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    private static Map<String, Long> counts(Path file) throws Exception {
        String table = tshark(file, "-q", "-z", "io,stat,0," + String.join(",", FILTERS));
        List<String> row = table.lines().filter(line -> line.contains("<>")).toList();
        assertEquals(1, row.size(), table);
        String[] cells = row.getFirst().split("\\|");
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < FILTERS.size(); i++) {
            counts.put(FILTERS.get(i), Long.parseLong(cells[2 + 2 * i].strip()));
        }
        return counts;
    }

    private static TreeSet<Integer> numbers(Path file, String filter) throws Exception {
        TreeSet<Integer> numbers = new TreeSet<>();
        tshark(file, "-Y", filter, "-T", "fields", "-e", "frame.number")
                .lines()
                .forEach(line -> numbers.add(Integer.parseInt(line.strip())));
        return numbers;
    }

    private static TreeSet<Integer> numbers(Rows rows) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (int row = 0; row < rows.count(); row++) {
            numbers.add(rows.packet(row) + 1);
        }
        return numbers;
    }

    private static String difference(Path file, String filter, Rows rows) throws Exception {
        TreeSet<Integer> theirs = numbers(file, filter);
        TreeSet<Integer> ours = numbers(rows);
        TreeSet<Integer> onlyOurs = new TreeSet<>(ours);
        onlyOurs.removeAll(theirs);
        theirs.removeAll(ours);
        return "ours only " + onlyOurs.stream().limit(8).toList() + " of " + onlyOurs.size() + ", theirs only "
                + theirs.stream().limit(8).toList() + " of " + theirs.size();
    }
}
