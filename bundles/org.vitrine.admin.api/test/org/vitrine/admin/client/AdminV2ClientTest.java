/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.admin.protocol.AdminKey;
import org.vitrine.admin.protocol.AdminKeyFile;
import org.vitrine.admin.protocol.AdminV2;
import org.vitrine.admin.protocol.AdminV2Body;
import org.vitrine.admin.protocol.AdminV2Body.Disk;
import org.vitrine.admin.protocol.AdminV2Body.Host;
import org.vitrine.admin.protocol.AdminV2Body.Page;
import org.vitrine.admin.protocol.AdminV2Body.Resources;
import org.vitrine.admin.protocol.AdminV2Body.Traffic;
import org.vitrine.admin.protocol.AdminV2Seal;
import org.vitrine.common.IpAddress;
import org.vitrine.runtime.command.ExitCode;

class AdminV2ClientTest {
    private static final IpAddress HERE = IpAddress.parse("127.0.0.1");
    private static final IpAddress REMOTE = IpAddress.parse("fd05::9");

    @TempDir
    private Path folder;

    private final AdminKey key = AdminKey.create(Instant.EPOCH);
    private final AdminV2Seal seal = new AdminV2Seal(key);
    private final Set<Long> nonces = ConcurrentHashMap.newKeySet();

    private byte[] answer(byte[] request) {
        nonces.add(AdminV2.nonce(request));
        byte[] body = switch (AdminV2.opcode(request)) {
            case AdminV2.REQ_HOSTS ->
                AdminV2Body.HOSTS.write(new Page<>(
                        7,
                        1,
                        0,
                        Duration.ofSeconds(3),
                        List.of(new Host(REMOTE, new Traffic(1, 2, 1L << 40, 4, 5, 6), 9))));
            case AdminV2.REQ_RESOURCES ->
                AdminV2Body.write(new Resources(1, 2, 3, 4, -1, 6, 1, List.of(new Disk("v\"da", 1, 2, 3, 4, 5, 6))));
            default -> new byte[0];
        };
        return seal.answer(request, AdminV2.OK, body);
    }

    @Test
    void shouldSucceedWhereThirtyPercentAreLostEachWayWithOneNonceForARequest() throws Exception {
        int rounds = 1000;
        try (LossyServer server = new LossyServer(0.3, this::answer);
                AdminV2Client client = new AdminV2Client(server.port(), Retransmission.DEFAULT, key)) {
            for (int i = 0; i < rounds; i++) {
                client.filter(HERE, REMOTE);
            }
            assertTrue(server.requests.get() > rounds);
            assertTrue(nonces.size() <= rounds, nonces.size() + " nonces for " + rounds + " requests");
        }
    }

    @Test
    void shouldPrintRowsAndJson() throws Exception {
        Path file = folder.resolve("host.key");
        AdminKeyFile.write(file, List.of(AdminKey.create(Instant.EPOCH), key));
        try (LossyServer server = new LossyServer(0, this::answer)) {
            String port = String.valueOf(server.port());
            String[] options = {"--port", port, "--key", file.toString()};
            assertEquals("""
                    address  blockedPackets  txBytesPerSecond  rxBytesPerSecond  txBytes        txPackets  rxBytes  rxPackets
                    fd05::9  9               1                 2                 1099511627776  4          5        6
                    """, output(ExitCode.OK, options, "status", "127.0.0.1"));
            assertEquals(
                    "{\"guest\":\"127.0.0.1\",\"time\":7,\"windowMillis\":3000,\"entries\":[{\"address\":\"fd05::9\","
                            + "\"blockedPackets\":9,\"txBytesPerSecond\":1,\"rxBytesPerSecond\":2,\"txBytes\":1099511627776,"
                            + "\"txPackets\":4,\"rxBytes\":5,\"rxPackets\":6}]}\n",
                    output(ExitCode.OK, options, "status", "127.0.0.1", "--json"));
            assertEquals(
                    "{\"time\":1,\"cpuNanos\":2,\"vcpus\":6,\"memoryBytes\":3,\"maxMemoryBytes\":4,\"residentBytes\":-1,"
                            + "\"disks\":1,\"entries\":[{\"disk\":\"v\\\"da\",\"readBytes\":1,\"readRequests\":2,"
                            + "\"writtenBytes\":3,\"writeRequests\":4,\"capacityBytes\":5,\"allocatedBytes\":6}]}\n",
                    output(ExitCode.OK, options, "resources", "127.0.0.1", "--json"));
            assertEquals(
                    "done: limit 127.0.0.1 1000bit/s from-guest\n",
                    output(ExitCode.OK, options, "limit", "127.0.0.1", "1000bit/s", "from-guest"));
            output(ExitCode.USAGE, options, "limit", "127.0.0.1", "fast");
            output(ExitCode.USAGE, options, "limit", "127.0.0.1", "1000bit/s", "sideways");
            output(ExitCode.USAGE, options, "dance", "127.0.0.1");
            output(ExitCode.USAGE, options, "filter", "127.0.0.1");
        }
    }

    private static String output(int exitCode, String[] options, String... words) {
        String[] all = Arrays.copyOf(words, words.length + options.length);
        System.arraycopy(options, 0, all, words.length, options.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertEquals(exitCode, Main.run(all, print, print), () -> out.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
