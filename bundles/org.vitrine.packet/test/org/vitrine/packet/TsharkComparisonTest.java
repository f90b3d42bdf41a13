/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapReader;
import org.vitrine.packet.pcap.PcapWriter;

/**
 * Every field that we read and every verdict on a checksum, compared with an independent reader's. {@code -Dvitrine.captures=FOLDER} adds
 * captures of Ethernet frames in files of classic pcap.
 */
class TsharkComparisonTest {
    private static final int MADE_UP = 4_000;
    /** Frames that are read of a capture at most. */
    private static final int MOST = 500;

    private static final int LEAST_CAPTURES = 30;
    /** What is further behind may be there in part only. */
    private static final String FIELDS_OF_CUT_FRAMES = "(eth|vlan|llc|arp|ip|ipv6|udp|tcp)\\..*";

    @TempDir
    Path folder;

    private final TsharkFields fields = new TsharkFields();
    /** Fields of which tshark saw a value. */
    private final Set<String> seen = new TreeSet<>();

    @Test
    void shouldReadWhatTsharkReadsInMadeUpFrames() throws Exception {
        requireTshark();
        Path file = folder.resolve("generated.pcap");
        Random random = new Random(9);
        try (PcapWriter writer = PcapWriter.create(file, PcapFormat.ethernet(262_144))) {
            for (int i = 0; i < MADE_UP; i++) {
                byte[] frame = Frames.sound(random);
                writer.write(MemorySegment.ofArray(frame), 0, frame.length, frame.length, i * 1_000_000L);
            }
        }
        compare(Map.of("made up", file), MADE_UP);
    }

    @Test
    void shouldReadWhatTsharkReadsInCapturesOfRealProgramsAndEditsOfThem() throws Exception {
        requireTshark();
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make namespaces to capture in");
        Map<String, Path> captures = LiveCaptures.make(Files.createDirectory(folder.resolve("live")));
        List<byte[]> frames = new ArrayList<>();
        for (var capture : captures.entrySet()) {
            if (!capture.getKey().endsWith("cut")) {
                frames.addAll(untagged(capture.getValue()));
            }
        }
        captures.putAll(EditedCaptures.make(Files.createDirectory(folder.resolve("edited")), frames));
        assertTrue(captures.size() >= LEAST_CAPTURES, captures.keySet()::toString);
        compare(captures, MOST);
        Set<String> unseen = new TreeSet<>();
        fields.names().forEach(unseen::add);
        unseen.removeAll(seen);
        assertEquals(Set.of(), unseen, "fields that no capture has");
    }

    @Test
    void shouldReadWhatTsharkReadsInOtherCaptures() throws Exception {
        requireTshark();
        String others = System.getProperty("vitrine.captures", "");
        assumeTrue(!others.isEmpty(), "needs -Dvitrine.captures=FOLDER");
        Map<String, Path> captures = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(Path.of(others))) {
            files.sorted().forEach(file -> captures.put(file.getFileName().toString(), file));
        }
        compare(captures, MOST);
    }

    private static void requireTshark() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "needs tshark to compare with");
    }

    /** The first frames of a capture that are Ethernet II without tags. */
    private static List<byte[]> untagged(Path file) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        Packet packet = new Packet();
        try (PcapReader reader = PcapReader.open(file)) {
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

    /** Compares all captures in one run of tshark, which takes longer to start than to read. */
    private void compare(Map<String, Path> captures, int most) throws Exception {
        Path all = folder.resolve("all.pcap");
        List<String> places = new ArrayList<>();
        try (PcapWriter writer = PcapWriter.create(all, PcapFormat.ethernet(262_144))) {
            for (var capture : captures.entrySet()) {
                int frame = 0;
                try (PcapReader reader = PcapReader.open(capture.getValue())) {
                    while (frame < most && reader.next()) {
                        writer.write(
                                reader.memory(),
                                reader.offset(),
                                reader.capturedLength(),
                                reader.length(),
                                reader.timestamp());
                        places.add(capture.getKey() + ", frame " + ++frame);
                    }
                }
                assertTrue(frame > 0, capture.getKey() + " has no frames");
            }
        }
        List<String> theirs = tshark(all);
        assertEquals(places.size(), theirs.size());
        List<String> names = new ArrayList<>();
        fields.names().forEach(names::add);
        Packet packet = new Packet();
        List<String> differences = new ArrayList<>();
        try (PcapReader reader = PcapReader.open(all)) {
            for (int i = 0; reader.next(); i++) {
                assertTrue(packet.wrap(reader.memory(), reader.offset(), reader.capturedLength()));
                List<String> ours = fields.values(packet);
                String[] values = theirs.get(i).split("\t", -1);
                for (int column = 0; column < values.length; column++) {
                    if (reader.capturedLength() < reader.length()
                            && !names.get(column).matches(FIELDS_OF_CUT_FRAMES)) {
                        continue;
                    }
                    String their = plain(names.get(column), values[column]);
                    if (!their.isEmpty()) {
                        seen.add(names.get(column));
                    }
                    if (!their.equals(ours.get(column))) {
                        differences.add(places.get(i) + ", " + names.get(column) + ": tshark " + their + ", we "
                                + ours.get(column));
                    }
                }
            }
        }
        assertEquals(
                "",
                String.join("\n", differences.subList(0, Math.min(differences.size(), 40))),
                differences.size() + " differences");
        System.out.println(places.size() + " frames of " + captures.size() + " captures, " + names.size()
                + " fields: as tshark reads them");
    }

    /** A value of tshark's as we write it down: decimal numbers, addresses in full, 0 for checksums that are bad because there is none. */
    private static String plain(String name, String value) throws IOException {
        List<String> plain = new ArrayList<>();
        for (String one : value.isEmpty() ? new String[0] : value.split(",")) {
            if (one.startsWith("0x")) {
                plain.add("" + Long.parseLong(one.substring(2), 16));
            } else if (one.contains(":")
                    && (name.startsWith("ipv6.") || name.endsWith("target_address") || name.equals("dns.aaaa"))) {
                byte[] bytes = java.net.InetAddress.getByName("[" + one + "]").getAddress();
                java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
                plain.add(bytes.length == 4 ? one : TsharkFields.ipv6(buffer.getLong(), buffer.getLong()));
            } else {
                plain.add(name.endsWith("checksum.status") && one.equals("4") ? "0" : one);
            }
            if (name.equals("dhcp.option.type") && one.equals("0")) {
                plain.removeLast(); // an end mark
            }
        }
        return String.join(",", plain);
    }

    private List<String> tshark(Path file) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("tshark", "-n", "--disable-protocol", "sflow", "-r", file.toString(), "-T", "fields"));
        for (String preference : List.of(
                "ip.check_checksum:TRUE",
                "udp.check_checksum:TRUE",
                "tcp.check_checksum:TRUE",
                "tcp.relative_sequence_numbers:FALSE",
                "tcp.analyze_sequence_numbers:FALSE",
                "ip.defragment:FALSE",
                "ipv6.defragment:FALSE",
                "tcp.desegment_tcp_streams:FALSE")) {
            command.addAll(List.of("-o", preference));
        }
        fields.names().forEach(name -> command.addAll(List.of("-e", name)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return output.lines().toList();
    }
}
