/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.admin.RefusalReason;
import org.vitrine.admin.client.AdminClient;
import org.vitrine.admin.client.AdminV2Client;
import org.vitrine.admin.client.HostRates;
import org.vitrine.admin.client.Retransmission;
import org.vitrine.admin.protocol.AdminKey;
import org.vitrine.admin.protocol.AdminV2Body;
import org.vitrine.admin.server.AdminServer.Settings;
import org.vitrine.admin.server.Twins.MemoryInventory;
import org.vitrine.admin.server.Twins.MemoryTraffic;
import org.vitrine.capture.pcap4j.Pcap4jBackend;
import org.vitrine.capture.testkit.TestNetwork;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Machine;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.Tool;

/**
 * A host with a bridge, and on it a guest, a remote host and an administrator, each in its own network namespace: all that is real but
 * the rates.
 */
class AdminServerTest {
    private static final NicId NIC = Twins.nic("guest");
    private static final IpAddress GUEST = IpAddress.parse("10.5.0.1");
    private static final IpAddress GUEST6 = IpAddress.parse("fd05::1");
    private static final IpAddress REMOTE = IpAddress.parse("10.5.0.2");
    private static final String CLIENT = "10.5.0.9";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String STATUS_ANSWER = "5102" + "0a050002" + "0001" + "0002" + "0a05000a" + "ffff" + "0000";

    private static TestNetwork network;

    @TempDir
    private Path folder;

    private final MemoryInventory inventory = new MemoryInventory();
    private final MemoryTraffic traffic =
            new MemoryTraffic().host(NIC, "10.5.0.2", 1024, 2048).host(NIC, "10.5.0.10", 1e12, 1);
    private volatile List<AdminKey> keys = List.of();
    private AdminServer server;

    @BeforeAll
    static void build() throws Exception {
        network = new TestNetwork("adm");
        network.ip(network.host(), "link add br0 type bridge", "link set br0 up");
        add("guest", 1);
        add("remote", 2);
        add("client", 9);
    }

    private static void add(String name, int n) throws Exception {
        network.addMachine(name, mac(n).toString());
        network.ip(network.host(), "link set " + name + " master br0");
        List<String> commands = new ArrayList<>(
                List.of("addr add 10.5.0." + n + "/24 dev eth0", "addr add fd05::" + n + "/64 dev eth0 nodad"));
        for (int other : new int[] {1, 2, 9}) { // so that nobody has to ask for addresses
            commands.add("neigh replace 10.5.0." + other + " lladdr " + mac(other) + " dev eth0");
            commands.add("neigh replace fd05::" + other + " lladdr " + mac(other) + " dev eth0");
        }
        network.ip(network.machine(name), commands.toArray(String[]::new));
    }

    private static MacAddress mac(int n) {
        return new MacAddress(0x02_00_00_00_00_00L | n);
    }

    @AfterAll
    static void remove() throws Exception {
        if (network != null) {
            network.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        inventory.set(guest());
        KernelPlane plane = new KernelPlane(inventory, network.host());
        server = new AdminServer(plane, () -> keys, settings("10.5.0.0/24", "fd05::/64"));
        server.traffic = traffic;
        server.dataPlane = plane;
        server.backends = List.of(new Pcap4jBackend());
        server.setInventory(inventory);
        server.start();
        Twins.until(() -> server.status().transparentNics().equals(List.of(NIC)));
    }

    private static Machine guest() {
        return Twins.guest("guest", mac(1), new HostInterface(network.host(), "guest", 0));
    }

    private static Settings settings(String... allowed) {
        return new Settings(
                Set.copyOf(List.of(allowed).stream().map(IpPrefix::parse).toList()),
                555,
                "",
                "",
                60_000,
                true,
                Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.stop();
        }
        Tool.run(
                List.of("nsenter", "--net=" + NetworkNamespace.path(network.host()), "nft", "flush", "ruleset"),
                new byte[0],
                LIMIT);
    }

    // ---- the way of a request

    @Test
    void shouldAnswerAnIndependentClientByteForByte() throws Exception {
        assertEquals(STATUS_ANSWER, ask(GUEST, "10"));
        assertEquals("520a050002", ask(GUEST, "110a050002"));
        assertEquals("530a050002", ask(GUEST, "120a050002"));
        assertEquals(STATUS_ANSWER, ask(GUEST6, "10"));
        assertEquals(4, server.status().answered());
    }

    @Test
    void shouldAnswerVersion2ForTheGuestToo() throws Exception {
        keys = List.of(AdminKey.create(Instant.now()));
        var impatient = new Retransmission(
                3, Duration.ofMillis(5), Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(500));
        try (AdminV2Client client = new AdminV2Client(555, impatient, keys.getFirst())) {
            for (IpAddress guest : List.of(GUEST, GUEST6)) {
                Twins.until(
                        () -> { // a server that has just begun lets nobody in
                            try {
                                return 2
                                        == atClient(() -> client.list(guest, AdminV2Body.HOSTS))
                                                .total();
                            } catch (VitrineException _) {
                                return false;
                            }
                        });
                atClient(() -> {
                    client.filter(guest, IpAddress.parse("fd05::77"));
                    return null;
                });
            }
            String ruleset = network.run(network.host(), "nft", "list", "ruleset");
            assertTrue(ruleset.contains("fd05::77"), ruleset);
        }
        keys = List.of(); // at once
        try (AdminV2Client client = new AdminV2Client(555, impatient, AdminKey.create(Instant.now()))) {
            assertThrows(VitrineException.class, () -> atClient(() -> client.list(GUEST, AdminV2Body.HOSTS)));
        }
        server.configure(
                new Settings(Set.of(IpPrefix.parse("10.5.0.0/24")), 555, "", "", 100, false, Duration.ofSeconds(1)));
        try (AdminClient client = new AdminClient(555, impatient)) {
            assertThrows(VitrineException.class, () -> atClient(() -> client.status(GUEST)));
        }
    }

    @Test
    void shouldKeepTheGuestOutOfIt() throws Exception {
        try (Capture guest = new Capture("guest", "");
                Capture client = new Capture("client", "")) {
            ask(GUEST, "10");
            ask(GUEST, "110a050063");
            ask(GUEST, "120a050063");
            client.await("udp and src port 555", 3);
            // what came last to the guest shows that nothing else came before
            network.run(network.machine("client"), "ping", "-c1", "-W5", "10.5.0.1");
            guest.await("icmp", 2);
            assertEquals(2, guest.count(""));
        }
        String fdb = network.run(network.host(), "bridge", "fdb", "show", "br", "br0");
        assertTrue(fdb.contains(mac(1) + " dev guest"), fdb);
        assertFalse(fdb.contains("vt-admin"), fdb);
    }

    @Test
    void shouldAnswerWithGoodChecksumsThatTsharkUnderstands() throws Exception {
        try (Capture client = new Capture("client", "")) {
            ask(GUEST, "10");
            ask(GUEST6, "10");
            ask(GUEST, "110a050063");
            ask(GUEST, "120a050063");
            network.run(
                    network.machine("client"),
                    "sh",
                    "-c",
                    "env printf '" + octal(tagged("10")) + "' | socat -u STDIN INTERFACE:eth0");
            client.await("(udp and src port 555) or (vlan and src host 10.5.0.1)", 5);
            List<String> rows = client.tshark(
                    "udp.srcport == 555",
                    "vlan.id",
                    "ip.checksum.status",
                    "udp.checksum.status",
                    "eth.src",
                    "eth.dst",
                    "udp.dstport",
                    "vitrine.opcode",
                    "vitrine.host.address",
                    "vitrine.host.tx",
                    "vitrine.host.rx",
                    "_ws.expert.message");
            assertEquals(5, rows.size(), rows.toString());
            String hosts = "10.5.0.2,10.5.0.10|1,65535|2,0|The rate is this or higher";
            for (String row : rows) {
                String[] columns = row.split("\\|", 7);
                boolean ipv6 = columns[1].isEmpty();
                assertTrue(ipv6 || columns[1].equals("1"), row); // 1 is good
                assertEquals("1", columns[2], row);
                assertEquals(mac(1).toString(), columns[3]);
                assertEquals(mac(9).toString(), columns[4]);
                assertTrue(
                        columns[6].equals("0x51|" + hosts)
                                || columns[6].equals("0x52||||")
                                || columns[6].equals("0x53||||"),
                        row);
            }
            assertEquals(List.of("7|4000"), client.tshark("udp.srcport == 555 and vlan", "vlan.id", "udp.dstport"));
        }
    }

    @Test
    void shouldStopAndLetPassInTheKernel() throws Exception {
        try (AdminClient client = new AdminClient()) {
            assertEquals(
                    List.of(new HostRates(REMOTE, 1, 2), new HostRates(IpAddress.parse("10.5.0.10"), 65_535, 0)),
                    atClient(() -> client.status(GUEST)));
            assertTrue(pings("remote"));
            atClient(() -> {
                client.filter(GUEST, REMOTE);
                return null;
            });
            assertFalse(pings("remote"));
            assertTrue(pings("client"));
            atClient(() -> {
                client.unfilter(GUEST, REMOTE);
                return null;
            });
            assertTrue(pings("remote"));
        }
    }

    @Test
    void shouldNotLetAnAdministratorLockHimselfOut() throws Exception {
        try (AdminClient client = new AdminClient()) {
            atClient(() -> {
                client.filter(GUEST, IpAddress.parse(CLIENT));
                return null;
            });
            assertFalse(pings("client"));
            atClient(() -> {
                client.unfilter(GUEST, IpAddress.parse(CLIENT));
                return null;
            });
            assertTrue(pings("client"));
        }
    }

    @Test
    void shouldRefuseInSilence() throws Exception {
        try (Capture client = new Capture("client", "")) {
            for (String bad : List.of("", "13", "51", "1000", "110a0500", "110a0500020000", "10".repeat(1400))) {
                tell(GUEST, bad);
            }
            Twins.until(() ->
                    refusals().values().stream().mapToLong(Long::longValue).sum() == 7);
            assertEquals(
                    Map.of(
                            RefusalReason.EMPTY,
                            1L,
                            RefusalReason.BAD_OPCODE,
                            2L,
                            RefusalReason.TOO_LONG,
                            3L,
                            RefusalReason.TOO_SHORT,
                            1L),
                    refusals());
            server.configure(settings("10.6.0.0/16"));
            Twins.until(() -> server.status().allowed().equals(List.of(IpPrefix.parse("10.6.0.0/16"))));
            tell(GUEST, "10");
            Twins.until(() -> refusals().containsKey(RefusalReason.FORBIDDEN_SOURCE));
            assertEquals(0, client.count("src host 10.5.0.1"));
            assertEquals(0, server.status().answered());
        }
    }

    private Map<RefusalReason, Long> refusals() {
        Map<RefusalReason, Long> refused = new java.util.EnumMap<>(RefusalReason.class);
        server.status().refused().forEach((reason, count) -> {
            if (count > 0) {
                refused.put(reason, count);
            }
        });
        return refused;
    }

    /** 30 % of the packets are lost in each direction: at least 99.9 % of the requests must succeed within 3 s. */
    @Test
    void shouldBeReachedThroughALossyPath() throws Exception {
        Tool.require(
                List.of("nsenter", "--net=" + NetworkNamespace.path(network.host()), "nft", "-f", "-"), """
                add table netdev loss
                add chain netdev loss in { type filter hook ingress device "client" priority -10; }
                add rule netdev loss in udp dport 555 numgen random mod 100 < 30 counter drop
                add chain netdev loss out { type filter hook egress device "client" priority -10; }
                add rule netdev loss out udp sport 555 numgen random mod 100 < 30 counter drop
                """, LIMIT);
        int requests = 10_000;
        int workersAtOnce = 50; // they wait most of the time
        AtomicInteger left = new AtomicInteger(requests);
        AtomicInteger failed = new AtomicInteger();
        List<Future<?>> workers = new ArrayList<>();
        long begin = System.nanoTime();
        try (AdminClient client = new AdminClient();
                ExecutorService pool = Executors.newFixedThreadPool(workersAtOnce)) {
            for (int i = 0; i < workersAtOnce; i++) {
                workers.add(pool.submit(() -> atClient(() -> {
                    for (int n = left.getAndDecrement(); n > 0; n = left.getAndDecrement()) {
                        try {
                            request(client, n);
                        } catch (VitrineException _) {
                            failed.incrementAndGet();
                        }
                    }
                    return null;
                })));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }
        System.out.println(requests + " requests through 30 % loss each way: " + failed + " failed, "
                + (System.nanoTime() - begin) / 1_000_000 + " ms in all, " + workersAtOnce + " at a time");
        assertTrue(failed.get() <= requests / 1000, failed + " of " + requests + " failed");
    }

    /** Mostly questions, as administrators ask; some change filters. */
    private static void request(AdminClient client, int n) throws VitrineException {
        switch (n % 500) {
            case 0 -> client.filter(GUEST, IpAddress.ofIpv4(0x0b000000 + n));
            case 1 -> client.unfilter(GUEST, IpAddress.ofIpv4(0x0b000000 + n - 1));
            default -> assertEquals(2, client.status(GUEST).size());
        }
    }

    // ---- coming and going

    @Test
    void shouldBeOffUntilSomebodyMayAsk() throws Exception {
        server.configure(settings());
        Twins.until(() -> server.status().transparentNics().isEmpty());
        assertFalse(network.run(network.host(), "ip", "-o", "link").contains("vt-admin"));
        assertEquals("", network.run(network.host(), "nft", "list", "ruleset"));

        server.addPolicy(_ -> List.of(IpPrefix.parse(CLIENT)));
        Twins.until(() -> server.status().transparentNics().equals(List.of(NIC)));
        assertEquals(STATUS_ANSWER, ask(GUEST, "10"));
        server.addPolicy(_ -> {
            throw new IllegalStateException("a policy with a bug");
        });
        assertEquals(STATUS_ANSWER, ask(GUEST, "10"));
    }

    @Test
    void shouldFollowMachinesAndPorts() throws Exception {
        inventory.set();
        Twins.until(() -> server.status().transparentNics().isEmpty());
        inventory.set(guest());
        Twins.until(() -> server.status().transparentNics().equals(List.of(NIC)));
        assertEquals(STATUS_ANSWER, ask(GUEST, "10"));
        server.configure(
                new Settings(Set.of(IpPrefix.parse("10.5.0.0/24")), 5555, "", "", 100, true, Duration.ofSeconds(1)));
        Twins.until(() -> server.status().transparentNics().equals(List.of(NIC)));
        try (AdminClient client = new AdminClient(5555, Retransmission.DEFAULT)) {
            assertEquals(2, atClient(() -> client.status(GUEST)).size());
        }
    }

    @Test
    void shouldGoOnWhenBackendsOrTapsComeAndGo() throws Exception {
        server.backends = List.of();
        Twins.until(() -> server.status().transparentNics().isEmpty());
        server.backends = List.of(new Pcap4jBackend());
        Twins.until(() -> server.status().transparentNics().equals(List.of(NIC)));
        assertEquals(STATUS_ANSWER, ask(GUEST, "10"));

        network.run(network.host(), "ip", "link", "set", "vt-admin", "down");
        network.run(network.host(), "ip", "link", "set", "vt-admin", "up");
        try (AdminClient client = new AdminClient()) {
            assertEquals(2, atClient(() -> client.status(GUEST)).size());
        }
    }

    @Test
    void shouldCostOneSnapshotForAFlood() throws Exception {
        try (AdminClient client = new AdminClient()) {
            atClient(() -> {
                for (int i = 0; i < 500; i++) {
                    client.status(GUEST);
                }
                return null;
            });
        }
        assertEquals(1, traffic.snapshots.get());
    }

    @Test
    void shouldSpeakForOneGuestAtASocket() throws Exception {
        server.configure(new Settings(
                Set.of(IpPrefix.parse("127.0.0.0/8")), 555, "127.0.0.1:0", "guest", 100, true, Duration.ofSeconds(1)));
        String name = server.status().socket();
        try (AdminClient client =
                new AdminClient(Integer.parseInt(name.replaceAll(".*:", "")), Retransmission.DEFAULT)) {
            assertEquals(2, client.status(IpAddress.parse("127.0.0.1")).size());
        }
        server.configure(
                new Settings(Set.of(IpPrefix.parse("127.0.0.0/8")), 555, "", "", 100, true, Duration.ofSeconds(1)));
        assertEquals("", server.status().socket());
        server.configure(new Settings(
                Set.of(IpPrefix.parse("127.0.0.0/8")), 555, "192.0.2.1:555", "", 100, true, Duration.ofSeconds(1)));
        assertEquals("", server.status().socket());
        assertTrue(server.socketTrouble().contains("192.0.2.1:555"), server.socketTrouble());
    }

    @Test
    void shouldLeaveNothingBehind() throws Exception {
        ask(GUEST, "10");
        server.stop();
        server = null;
        assertFalse(network.run(network.host(), "ip", "-o", "link").contains("vt-admin"));
        assertEquals("", network.run(network.host(), "nft", "list", "ruleset"));
        try (AdminClient client = new AdminClient(
                555,
                new Retransmission(
                        1, Duration.ZERO, Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(300)))) {
            var e = assertThrows(VitrineException.class, () -> atClient(() -> client.status(GUEST)));
            assertTrue(e.advice().contains("nobody listens"), e.advice());
        }
    }

    // ---- helpers

    private static <T> T atClient(Callable<T> task) throws VitrineException {
        return NetworkNamespace.call(network.machine("client"), task);
    }

    private boolean pings(String from) throws Exception {
        return Tool.run(
                                List.of(
                                        "nsenter",
                                        "--net=" + NetworkNamespace.path(network.machine(from)),
                                        "ping",
                                        "-c1",
                                        "-W0.3",
                                        "10.5.0.1"),
                                new byte[0],
                                LIMIT)
                        .exitCode()
                == 0;
    }

    /** A client of a few words of bash, which shares nothing with ours. */
    private static String ask(IpAddress guest, String hex) throws Exception {
        // not bash's own printf, which sends each line for itself
        String script = "exec 3<>/dev/udp/" + guest + "/555; env printf '"
                + octal(HexFormat.of().parseHex(hex))
                + "' >&3; timeout 20 dd bs=2000 count=1 <&3 2>/dev/null | od -An -v -tx1";
        return network.run(network.machine("client"), "bash", "-c", script).replaceAll("\\s", "");
    }

    private static void tell(IpAddress guest, String hex) throws Exception {
        String to = "UDP-SENDTO:" + guest + ":555";
        network.run(
                network.machine("client"),
                "bash",
                "-c",
                hex.isEmpty()
                        ? "socat -u /dev/null " + to + ",shut-null"
                        : "env printf '" + octal(HexFormat.of().parseHex(hex)) + "' | socat -u -b 2000 STDIN " + to);
    }

    private static String octal(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append("\\").append(Integer.toOctalString(0x200 | b & 0xff).substring(1));
        }
        return text.toString();
    }

    /** A request in a frame with a VLAN tag, from the client. */
    private static byte[] tagged(String payload) {
        return Requests.frame(CLIENT, GUEST.toString(), 555, payload, 7);
    }

    /** tcpdump into a file, at a machine's eth0. */
    private final class Capture implements AutoCloseable {
        private final Path file;
        private final Process process;

        Capture(String machine, String filter) throws Exception {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin/tcpdump")), "needs tcpdump to look from outside");
            file = folder.resolve(machine + ".pcap");
            List<String> command = new ArrayList<>(NetworkNamespace.commandPrefix(network.machine(machine)));
            command.addAll(List.of(
                    "tcpdump", "-i", "eth0", "-w", file.toString(), "-U", "-Z", "root", "--immediate-mode", filter));
            process = new ProcessBuilder(command)
                    .redirectError(folder.resolve(machine + ".err").toFile())
                    .start();
            Twins.until(() -> Files.readString(folder.resolve(machine + ".err")).contains("listening"));
        }

        int count(String filter) throws Exception {
            String text = Tool.run(List.of("tcpdump", "-r", file.toString(), "-n", "-t", filter), new byte[0], LIMIT)
                    .text();
            return (int) text.lines().filter(line -> !line.startsWith("\t")).count();
        }

        void await(String filter, int frames) throws Exception {
            Twins.until(() -> count(filter) >= frames);
        }

        /** The fields of the packets that pass a display filter, as tshark and our dissector see them. */
        List<String> tshark(String filter, String... fields) throws Exception {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "needs tshark to check checksums");
            List<String> command = new ArrayList<>(List.of(
                    "tshark", "-X", "lua_script:wireshark/vitrine-admin.lua", "-r", file.toString(), "-Y", filter));
            command.addAll(List.of("-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"));
            command.addAll(List.of("-T", "fields", "-E", "separator=|"));
            for (String field : fields) {
                command.addAll(List.of("-e", field));
            }
            return Tool.require(command, "", LIMIT).lines().toList();
        }

        @Override
        public void close() throws Exception {
            process.destroy();
            process.waitFor();
        }
    }
}
