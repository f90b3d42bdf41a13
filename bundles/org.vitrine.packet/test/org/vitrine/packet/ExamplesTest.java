/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapReader;
import org.vitrine.packet.pcap.PcapWriter;

/** The example programs, each built and run as its reader would. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("../../examples/vtl");
    private static final String LEFT = "vitrine-vtl-a";
    private static final String MIDDLE = "vitrine-vtl-b";
    private static final String RIGHT = "vitrine-vtl-c";

    @TempDir
    Path folder;

    private static List<String> command(String example, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Packet.class.getProtectionDomain().getCodeSource().getLocation().getPath(),
                EXAMPLES.resolve(example + ".java").toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private Path recording() throws IOException {
        Path file = folder.resolve("in.pcap");
        MemorySegment memory = MemorySegment.ofArray(new byte[200]);
        PacketBuilder builder = new PacketBuilder(memory);
        try (PcapWriter writer = PcapWriter.create(file, PcapFormat.ethernet(1_000))) {
            for (int i = 0; i < 3; i++) {
                int length = builder.ethernet(2, 1)
                        .ipv4(3, 4)
                        .tcp(5, 6, 10 * i, 8, Tcp.ACK, 9)
                        .payload(new byte[10])
                        .finish();
                writer.write(memory, 0, length, length, i);
            }
        }
        return file;
    }

    @Test
    void shouldChangeAnAddress() throws Exception {
        Path out = folder.resolve("out.pcap");
        String output = run(command("PacketAccess", recording(), out));
        assertEquals("0x00000004 becomes 0xc0000201", output.lines().findFirst().orElseThrow());
        Packet packet = new Packet();
        try (PcapReader reader = PcapReader.open(out)) {
            while (reader.next()) {
                packet.wrap(reader.memory(), reader.offset(), reader.capturedLength());
                assertTrue(packet.ipv4().isChecksumGood());
                assertEquals(ChecksumState.GOOD, packet.transportChecksum());
            }
            assertEquals(3, reader.packets());
        }
    }

    @Test
    void shouldCreateADataPacket() throws Exception {
        Path out = folder.resolve("out.pcap");
        run(command("DataPacket", recording(), out));
        Packet packet = new Packet();
        try (PcapReader reader = PcapReader.open(out)) {
            assertTrue(reader.next());
            packet.wrap(reader.memory(), reader.offset(), reader.capturedLength());
            assertEquals(30, packet.tcp().sequence());
            assertEquals(5, packet.tcp().payloadLength());
            assertEquals(ChecksumState.GOOD, packet.transportChecksum());
            assertFalse(reader.next());
        }
    }

    @Test
    void shouldBridgeTwoNetworks() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make namespaces");
        List<Process> bridges = new ArrayList<>();
        try {
            shell("for n in %s %s %s; do ip netns add $n; ip -n $n link set lo up; done", LEFT, MIDDLE, RIGHT);
            shell(
                    "ip -n %s link add left type veth peer name west netns %s; ip -n %s link add right type veth peer name east netns %s",
                    LEFT, MIDDLE, RIGHT, MIDDLE);
            shell("ip -n %s addr add 10.96.0.1/24 dev left; ip -n %s addr add 10.96.0.2/24 dev right", LEFT, RIGHT);
            shell(
                    "ip -n %1$s link set left up; ip -n %2$s link set right up; ip -n %3$s link set west up; ip -n %3$s link set east up",
                    LEFT, RIGHT, MIDDLE);
            for (String[] way : new String[][] {{"west", "east"}, {"east", "west"}}) {
                List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", MIDDLE));
                command.addAll(command("Bridge", way[0], way[1]));
                bridges.add(new ProcessBuilder(command).inheritIO().start());
            }
            // the first pings may come before the bridges are there
            shell("for i in $(seq 30); do ip netns exec %s ping -q -c 1 -W 1 10.96.0.2 && break; done", LEFT);
            shell("ip netns exec %s ping -q -c 20 -i 0.01 -s 1400 -W 2 10.96.0.2 | grep -q ' 0%% packet loss'", LEFT);
        } finally {
            for (Process bridge : bridges) {
                bridge.destroy();
                bridge.waitFor(5, TimeUnit.SECONDS);
            }
            new ProcessBuilder(
                            "bash", "-c", "for n in %s %s %s; do ip netns del $n; done".formatted(LEFT, MIDDLE, RIGHT))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    private static void shell(String script, Object... arguments) throws Exception {
        run(List.of("bash", "-ec", script.formatted(arguments)));
    }

    @Test
    void shouldBeAsLongAsTheFiguresInThePaper() throws Exception {
        for (String example : List.of("Bridge", "PacketAccess", "DataPacket")) {
            long lines = Files.readString(EXAMPLES.resolve(example + ".java"))
                    .lines()
                    .skip(4)
                    .filter(line -> !line.isBlank() && !line.startsWith("import"))
                    .count();
            assertTrue(lines <= 40, example + " has " + lines + " lines");
        }
    }
}
