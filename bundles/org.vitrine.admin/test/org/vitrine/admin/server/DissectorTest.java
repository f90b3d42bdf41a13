/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.admin.protocol.AdminKey;
import org.vitrine.admin.protocol.AdminV1;
import org.vitrine.admin.protocol.AdminV1Encoder;
import org.vitrine.admin.protocol.AdminV2;
import org.vitrine.admin.protocol.AdminV2Body;
import org.vitrine.admin.protocol.AdminV2Body.Direction;
import org.vitrine.admin.protocol.AdminV2Body.Disk;
import org.vitrine.admin.protocol.AdminV2Body.FilterRequest;
import org.vitrine.admin.protocol.AdminV2Body.Host;
import org.vitrine.admin.protocol.AdminV2Body.Kind;
import org.vitrine.admin.protocol.AdminV2Body.LimitRequest;
import org.vitrine.admin.protocol.AdminV2Body.Page;
import org.vitrine.admin.protocol.AdminV2Body.PageRequest;
import org.vitrine.admin.protocol.AdminV2Body.Resources;
import org.vitrine.admin.protocol.AdminV2Body.Traffic;
import org.vitrine.admin.protocol.AdminV2Seal;
import org.vitrine.common.IpAddress;
import org.vitrine.linux.Tool;

/** Datagrams of our codec, and bad ones, as Wireshark's engine sees them with our dissector. */
class DissectorTest {
    @TempDir
    private Path folder;

    @Test
    void shouldUnderstandWhatOurCodecWrites() throws Exception {
        MemorySegment message = Arena.ofAuto().allocate(AdminV1.MAX_LENGTH);
        StringBuilder frames = new StringBuilder();
        add(frames, message, AdminV1Encoder.statusRequest(message, 0));
        for (int opcode : List.of(0x11, 0x12, 0x52, 0x53)) {
            add(frames, message, AdminV1Encoder.address(message, 0, opcode, 0x0a4d0902));
        }
        int length = AdminV1Encoder.status(message, 0, 2);
        AdminV1Encoder.host(message, 0, 0, 0x0a000001, 1, 65_535);
        AdminV1Encoder.host(message, 0, 1, 0x0a000002, 300, 0);
        add(frames, message, length);
        assertEquals(
                """
                VITRINE|REQ_STATUS_ALL|0x10|1|||||
                VITRINE|REQ_FILTER_IP 10.77.9.2|0x11|1|10.77.9.2||||
                VITRINE|REQ_UNFILTER_IP 10.77.9.2|0x12|1|10.77.9.2||||
                VITRINE|RSP_FILTER_IP 10.77.9.2|0x52|0|10.77.9.2||||
                VITRINE|RSP_UNFILTER_IP 10.77.9.2|0x53|0|10.77.9.2||||
                VITRINE|RSP_STATUS_ALL, 2 hosts|0x51|0||2|10.0.0.1,10.0.0.2|1,300|65535,0
                """,
                dissected(
                        frames,
                        "_ws.col.Protocol",
                        "_ws.col.Info",
                        "vitrine.opcode",
                        "vitrine.request",
                        "vitrine.address",
                        "vitrine.count",
                        "vitrine.host.address",
                        "vitrine.host.tx",
                        "vitrine.host.rx"));
    }

    @Test
    void shouldSayWhatIsWrong() throws Exception {
        StringBuilder frames = new StringBuilder();
        for (String bad : List.of("99", "1000", "110a4d09", "120a4d090200", "51", "51020a00000100010001", "5100ff")) {
            byte[] bytes = HexFormat.of().parseHex(bad);
            add(frames, MemorySegment.ofArray(bytes), bytes.length);
        }
        assertEquals("""
                No opcode of version 1 or 2
                Longer than the opcode demands
                Shorter than the opcode demands
                Longer than the opcode demands
                Shorter than the opcode demands
                Shorter than the opcode demands
                Longer than the opcode demands
                """, dissected(frames, "_ws.expert.message"));
    }

    @Test
    void shouldUnderstandVersion2() throws Exception {
        AdminV2Seal seal = new AdminV2Seal(new AdminKey(0x8d1f02a6, Instant.EPOCH, new byte[32]));
        IpAddress guest = IpAddress.parse("10.77.9.2");
        IpAddress remote = IpAddress.parse("fd05::9");
        byte[] filter = seal.request(0x28, AdminV2Body.write(new FilterRequest(true, remote)), 7, 8, guest);
        var limit = new LimitRequest(true, Kind.BIT_RATE, Direction.FROM_GUEST, 20_000_000, 0);
        byte[] hosts = seal.request(0x20, AdminV2Body.write(new PageRequest(0, 0)), 7, 8, guest);
        var traffic = new Traffic(1, 2, 1L << 40, 4, 5, Long.MAX_VALUE);
        var page = new Page<>(
                77, 40, 30, Duration.ofSeconds(3), List.of(new Host(remote, traffic, 9), new Host(guest, traffic, 0)));
        StringBuilder frames = new StringBuilder();
        add(frames, filter);
        add(frames, seal.answer(filter, AdminV2.OK, new byte[0]));
        add(frames, seal.request(0x2a, AdminV2Body.write(limit), 7, 8, guest));
        add(frames, hosts);
        add(frames, seal.answer(hosts, AdminV2.OK, AdminV2Body.HOSTS.write(page)));
        add(frames, seal.answer(hosts, AdminV2.LIST_GONE, new byte[0]));
        byte[] resources = seal.request(0x2c, new byte[0], 7, 8, guest);
        var disk = new Disk("vda", 1, 2, 3, 4, 5, -1);
        add(
                frames,
                seal.answer(
                        resources, AdminV2.OK, AdminV2Body.write(new Resources(6, 7, 8, -1, 10, 2, 1, List.of(disk)))));
        byte[] bad = filter.clone();
        bad[3]--;
        add(frames, bad);
        add(frames, java.util.Arrays.copyOf(filter, 71));
        String to = "::ffff:10.77.9.2";
        assertEquals(
                """
                REQ_FILTER, key 8d1f02a6|1|%1$s|fd05::9|||||||
                RSP_FILTER OK, key 8d1f02a6|0|%1$s||||||||
                REQ_LIMIT, key 8d1f02a6|1|%1$s||20000000|1|||||
                REQ_HOSTS, key 8d1f02a6|1|%1$s||||0||||
                RSP_HOSTS OK, key 8d1f02a6|0|%1$s|fd05::9,%1$s|||30|9223372036854775807,9223372036854775807|||
                RSP_HOSTS LIST_GONE, key 8d1f02a6|0|%1$s||||||||
                RSP_RESOURCES OK, key 8d1f02a6|0|%1$s||||||-1|vda|
                REQ_FILTER, key 8d1f02a6|1|%1$s||||||||The lengths contradict each other
                REQ_FILTER||||||||||Shorter than the opcode demands
                """.formatted(to),
                dissected(
                        frames,
                        "_ws.col.Info",
                        "vitrine.request",
                        "vitrine.to",
                        "vitrine.remote",
                        "vitrine.rate",
                        "vitrine.direction",
                        "vitrine.first",
                        "vitrine.rx_packets",
                        "vitrine.max_memory",
                        "vitrine.disk",
                        "_ws.expert.message"));
    }

    private static void add(StringBuilder frames, byte[] message) {
        add(frames, MemorySegment.ofArray(message), message.length);
    }

    private static void add(StringBuilder frames, MemorySegment message, int length) {
        byte[] bytes = message.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        frames.append(HexFormat.of().formatHex(bytes)).append('\n');
    }

    private String dissected(StringBuilder payloads, String... fields) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "needs tshark to try its dissector");
        Path file = folder.resolve("frames.pcap");
        try (OutputStream out = Files.newOutputStream(file)) {
            int ethernet = 1;
            out.write(ByteBuffer.allocate(24)
                    .putInt(0xa1b2c3d4)
                    .putShort((short) 2)
                    .putShort((short) 4)
                    .putInt(16, 65_535)
                    .putInt(20, ethernet)
                    .array());
            for (String payload : payloads.toString().split("\n")) {
                byte[] frame = Requests.frame("10.77.9.2", "10.5.0.1", AdminV1.PORT, payload);
                out.write(ByteBuffer.allocate(16)
                        .putInt(8, frame.length)
                        .putInt(12, frame.length)
                        .array());
                out.write(frame);
            }
        }
        var command = new java.util.ArrayList<>(List.of(
                "tshark", "-X", "lua_script:wireshark/vitrine-admin.lua", "-r", file.toString(), "-T", "fields"));
        command.addAll(List.of("-E", "separator=|"));
        for (String field : fields) {
            command.addAll(List.of("-e", field));
        }
        return Tool.require(command, "", Duration.ofSeconds(60));
    }
}
