/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.admin.RefusalReason;
import org.vitrine.admin.client.AdminV2Client;
import org.vitrine.admin.client.Retransmission;
import org.vitrine.admin.protocol.AdminKey;
import org.vitrine.admin.protocol.AdminV2;
import org.vitrine.admin.protocol.AdminV2Body;
import org.vitrine.admin.protocol.AdminV2Body.FilterRequest;
import org.vitrine.admin.protocol.AdminV2Body.Kind;
import org.vitrine.admin.protocol.AdminV2Body.Resources;
import org.vitrine.admin.protocol.AdminV2Body.Rule;
import org.vitrine.admin.protocol.AdminV2Body.State;
import org.vitrine.admin.protocol.AdminV2Seal;
import org.vitrine.admin.server.Twins.MemoryDataPlane;
import org.vitrine.admin.server.Twins.MemoryTraffic;
import org.vitrine.common.Caller;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.Direction;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.Limit;
import org.vitrine.dataplane.PacketLimit;
import org.vitrine.dataplane.Scope;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.MachineSnapshot;
import org.vitrine.hypervisor.MachineStatistics;
import org.vitrine.hypervisor.MachineStatisticsService;
import org.vitrine.linux.Tool;
import org.vitrine.traffic.FlowPage;
import org.vitrine.traffic.FlowQuery;
import org.vitrine.traffic.FlowService;
import org.vitrine.traffic.NicProtocols;
import org.vitrine.traffic.PortTraffic;
import org.vitrine.traffic.Protocol;
import org.vitrine.traffic.ProtocolSnapshot;
import org.vitrine.traffic.ProtocolTraffic;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficTotals;

/** Version 2 over a real socket, services of memory behind it. */
class V2SocketTest {
    private static final NicId NIC = Twins.nic("a");
    private static final IpAddress HERE = IpAddress.parse("127.0.0.1");
    private static final IpAddress REMOTE = IpAddress.parse("fd05::9");
    private static final TrafficRates RATES = new TrafficRates(1000.4, 1, 2000, 2);
    private static final TrafficTotals TOTALS = new TrafficTotals(1L << 40, 4, 5, Long.MAX_VALUE);

    private final AdminKey key = AdminKey.create(Instant.EPOCH);
    private final Counters counters = new Counters();
    private final MemoryTraffic traffic = new MemoryTraffic();
    private final CountingPlane dataPlane = new CountingPlane();
    private final FilterDesk desk = new FilterDesk(() -> dataPlane);
    private final List<MachineStatistics> statistics = new ArrayList<>();
    private SocketServer server;
    private int port;

    /** A data plane that tells what it has and counts the calls that change it. */
    private static final class CountingPlane extends MemoryDataPlane implements DataPlaneService {
        @Override
        public List<DeclarationState> declarations() {
            return declared.stream()
                    .map(each -> new DeclarationState(
                            each, DeclarationStatus.APPLIED, "", "", 0, DropCount.NONE, DropCount.NONE))
                    .toList();
        }

        @Override
        public Subscription subscribe(java.util.function.Consumer<List<DeclarationState>> listener) {
            throw new UnsupportedOperationException("nobody here subscribes");
        }
    }

    @BeforeEach
    void open() throws Exception {
        var flows = new FlowService() {
            @Override
            public FlowPage flows(FlowQuery query) {
                throw new UnsupportedOperationException("nobody here asks for flows");
            }

            @Override
            public ProtocolSnapshot protocols(Set<NicId> nics, int portsPerNic) {
                var ip = new Protocol(Protocol.Layer.IP, 6);
                var ethernet = new Protocol(Protocol.Layer.ETHERNET, 0x86dd);
                return new ProtocolSnapshot(
                        0,
                        Duration.ofSeconds(3),
                        List.of(new NicProtocols(
                                NIC,
                                List.of(
                                        new ProtocolTraffic(ethernet, RATES, TOTALS),
                                        new ProtocolTraffic(ip, RATES, TOTALS)),
                                1,
                                0,
                                List.of(new PortTraffic(6, 443, RATES, TOTALS)))));
            }
        };
        var machines = new MachineStatisticsService() {
            @Override
            public List<MachineStatistics> statistics(Set<MachineId> asked) {
                return statistics;
            }

            @Override
            public List<MachineSnapshot> snapshots(MachineId machine) {
                return List.of();
            }
        };
        var sources = new V2Answers.Sources(
                () -> traffic, () -> flows, () -> dataPlane, () -> dataPlane, () -> machines, () -> Inventory.EMPTY);
        var served = new SocketServer.Served(
                new SourceNetworks(List.of(IpPrefix.parse("127.0.0.0/8"))),
                new StatusReply(Set.of(NIC), () -> traffic, 100));
        server = new SocketServer("127.0.0.1:0", served, desk, Twins.v2(List.of(key), sources, counters), counters);
        port = Integer.parseInt(server.name().replaceAll(".*:", ""));
    }

    @AfterEach
    void close() {
        server.close();
        desk.close();
    }

    private AdminV2Client client() {
        return new AdminV2Client(port, Retransmission.DEFAULT, key);
    }

    private long changes() {
        return dataPlane.calls.stream().filter("declare 1"::equals).count();
    }

    @Test
    void shouldListHostsPageByPageWithAllTheirBits() throws Exception {
        for (int i = 0; i < 100; i++) {
            traffic.host(NIC, (i % 2 == 0 ? "10.0.0." : "fd05::") + i, 1e12 - i, 1);
        }
        try (AdminV2Client client = client()) {
            var page = client.list(HERE, AdminV2Body.HOSTS);
            assertEquals(100, page.total());
            assertEquals(Duration.ofSeconds(3), page.window());
            assertEquals(IpAddress.parse("10.0.0.0"), page.entries().getFirst().address());
            assertEquals(999_999_999_901L, page.entries().getLast().traffic().txRate());
            assertEquals(IpAddress.parse("fd05::99"), page.entries().getLast().address());
        }
        assertEquals(1, traffic.snapshots.get(), "all pages are of one moment");
    }

    @Test
    void shouldListProtocolsAndPorts() throws Exception {
        try (AdminV2Client client = client()) {
            var seen = new AdminV2Body.Traffic(1000, 2000, 1L << 40, 4, 5, Long.MAX_VALUE);
            assertEquals(
                    List.of(
                            new AdminV2Body.Protocol(AdminV2Body.Layer.ETHERNET, 0x86dd, seen),
                            new AdminV2Body.Protocol(AdminV2Body.Layer.IP, 6, seen)),
                    client.list(HERE, AdminV2Body.PROTOCOLS).entries());
            assertEquals(
                    List.of(new AdminV2Body.Port(6, 443, seen)),
                    client.list(HERE, AdminV2Body.PORTS).entries());
        }
    }

    @Test
    void shouldFilterLimitAndListWhatItDid() throws Exception {
        Scope scope = new Scope.OfNic(NIC);
        try (AdminV2Client client = client()) {
            client.filter(HERE, REMOTE);
            client.filter(HERE, REMOTE);
            client.limit(HERE, Kind.BIT_RATE, AdminV2Body.Direction.BOTH, 20_000_000, 0);
            client.limit(HERE, Kind.BIT_RATE, AdminV2Body.Direction.BOTH, 10_000_000, 40_000);
            client.limit(HERE, Kind.PACKET_RATE, AdminV2Body.Direction.TO_GUEST, 1000, 0);
            Limit limit = new Limit(scope, Direction.BOTH, 10_000_000, 40_000);
            PacketLimit packets = new PacketLimit(scope, Direction.TO_GUEST, 1000, 10);
            assertEquals(Set.of(new Filter(NIC, REMOTE), limit, packets), Set.copyOf(dataPlane.declared));
            assertEquals(new Caller(key.toString(), "admin-v2 127.0.0.1"), dataPlane.callers.get(limit));
            var rules = client.list(HERE, AdminV2Body.RULES).entries();
            assertEquals(
                    Set.of(
                            new Rule(Kind.FILTER, AdminV2Body.Direction.BOTH, State.APPLIED, REMOTE, 0, 0),
                            new Rule(
                                    Kind.BIT_RATE,
                                    AdminV2Body.Direction.BOTH,
                                    State.APPLIED,
                                    Rule.NOBODY,
                                    10_000_000,
                                    40_000),
                            new Rule(
                                    Kind.PACKET_RATE,
                                    AdminV2Body.Direction.TO_GUEST,
                                    State.APPLIED,
                                    Rule.NOBODY,
                                    1000,
                                    10)),
                    Set.copyOf(rules));
            client.unfilter(HERE, REMOTE);
            client.unlimit(HERE, Kind.BIT_RATE, AdminV2Body.Direction.BOTH);
            assertEquals(Set.of(packets), Set.copyOf(dataPlane.declared));
            var e = assertThrows(
                    VitrineException.class, () -> client.limit(HERE, Kind.BIT_RATE, AdminV2Body.Direction.BOTH, 1, 0));
            assertEquals(Reason.INVALID, e.reason());
        }
    }

    @Test
    void shouldTellResourcesWhereTheDriverKnowsThem() throws Exception {
        try (AdminV2Client client = client()) {
            var e = assertThrows(VitrineException.class, () -> client.resources(HERE));
            assertEquals(Reason.UNSUPPORTED, e.reason());
            statistics.add(new MachineStatistics(
                    NIC.machine(),
                    7,
                    Duration.ofSeconds(5),
                    2,
                    1 << 30,
                    2L << 30,
                    -1,
                    List.of(new MachineStatistics.Disk("vda", 1, 2, 3, 4, 5, -1)),
                    List.of()));
            assertEquals(
                    new Resources(
                            7,
                            5_000_000_000L,
                            1 << 30,
                            2L << 30,
                            -1,
                            2,
                            1,
                            List.of(new AdminV2Body.Disk("vda", 1, 2, 3, 4, 5, -1))),
                    client.resources(HERE));
        }
    }

    @Test
    void shouldDoARequestOnceAndAnswerEachOfItsCopies() throws Exception {
        byte[] request = new AdminV2Seal(key)
                .request(AdminV2.REQ_FILTER, AdminV2Body.write(new FilterRequest(true, REMOTE)), HERE);
        try (DatagramSocket honest = socket();
                DatagramSocket thief = socket()) {
            byte[] first = null;
            for (int i = 0; i < 33; i++) { // and 32 copies
                byte[] answer = ask(honest, request);
                first = first == null ? answer : first;
                assertArrayEquals(first, answer);
            }
            honest.send(new DatagramPacket(request, request.length));
            Twins.until(() -> counters.refused().get(RefusalReason.REPLAYED) == 1);
            thief.send(new DatagramPacket(request, request.length));
            Twins.until(() -> counters.refused().get(RefusalReason.REPLAYED) == 2);
            assertEquals(33, counters.answered());
            assertEquals(1, changes());
        }
    }

    @Test
    void shouldSaySoWhenAListIsGone() throws Exception {
        byte[] body = AdminV2Body.write(new AdminV2Body.PageRequest(5, 0));
        try (DatagramSocket socket = socket()) {
            byte[] answer = ask(socket, new AdminV2Seal(key).request(AdminV2.REQ_HOSTS, body, HERE));
            assertEquals(AdminV2.LIST_GONE, AdminV2.status(answer));
            assertEquals(AdminV2.HEADER_LENGTH + AdminV2.MAC_LENGTH, answer.length);
        }
    }

    @Test
    void shouldBeSilentToStrangers() throws Exception {
        var impatient = new Retransmission(
                3, Duration.ofMillis(1), Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(100));
        try (var stranger = new AdminV2Client(port, impatient, AdminKey.create(Instant.EPOCH))) {
            var e = assertThrows(VitrineException.class, () -> stranger.filter(HERE, REMOTE));
            assertEquals(Reason.UNAVAILABLE, e.reason());
        }
        assertTrue(counters.refused().get(RefusalReason.UNKNOWN_KEY) > 0);
        assertEquals(0, counters.answered());
        assertEquals(0, changes());
    }

    @Test
    void shouldAcceptNoneOfThousandsOfDatagramsThatAnIndependentProgramReplaysAndForges() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "needs python3 for a second client");
        String count = "2000"; // of each of six kinds
        String said = Tool.require(
                List.of(
                        "/usr/bin/python3",
                        "../org.vitrine.admin.api/test/org/vitrine/admin/protocol/independent.py",
                        "attack",
                        "127.0.0.1",
                        String.valueOf(port),
                        key.name(),
                        HexFormat.of().formatHex(key.secret()),
                        count),
                "",
                Duration.ofSeconds(120));
        assertEquals("genuine same 0", said.strip());
        assertEquals(1, changes());
        assertFalse(dataPlane.declared.contains(new Filter(NIC, IpAddress.parse("10.66.66.66"))));
        Map<RefusalReason, Long> refused = counters.refused();
        long refusals = refused.values().stream().mapToLong(Long::longValue).sum();
        assertEquals(6 * 2000, refusals, refused.toString());
    }

    private DatagramSocket socket() throws Exception {
        DatagramSocket socket = new DatagramSocket();
        socket.connect(InetAddress.ofLiteral("127.0.0.1"), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static byte[] ask(DatagramSocket socket, byte[] request) throws Exception {
        socket.send(new DatagramPacket(request, request.length));
        DatagramPacket answer = new DatagramPacket(new byte[2000], 2000);
        socket.receive(answer);
        return Arrays.copyOf(answer.getData(), answer.getLength());
    }
}
