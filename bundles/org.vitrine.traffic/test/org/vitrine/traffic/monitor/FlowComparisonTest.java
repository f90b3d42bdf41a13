/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.capture.testkit.Await;
import org.vitrine.common.IpAddress;
import org.vitrine.json.Json;
import org.vitrine.linux.Tool;
import org.vitrine.packet.Ethernet;
import org.vitrine.packet.IpProtocol;
import org.vitrine.traffic.CaptureQuery;
import org.vitrine.traffic.CaptureTraffic;
import org.vitrine.traffic.CapturedFlow;
import org.vitrine.traffic.FlowKey;
import org.vitrine.traffic.FlowOrder;
import org.vitrine.traffic.FlowPage;
import org.vitrine.traffic.FlowQuery;
import org.vitrine.traffic.FlowTraffic;
import org.vitrine.traffic.NicProtocols;
import org.vitrine.traffic.PortTraffic;
import org.vitrine.traffic.Protocol;
import org.vitrine.traffic.Protocol.Layer;
import org.vitrine.traffic.ProtocolSnapshot;
import org.vitrine.traffic.ProtocolTraffic;
import org.vitrine.traffic.TcpState;
import org.vitrine.traffic.TcpTraffic;
import org.vitrine.traffic.TrafficTotals;

/** Real traffic, watched as in the product and recorded by tcpdump beside it; nfdump and tshark say what it was. */
class FlowComparisonTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /**
     * Loses three TCP segments in a hundred, beyond the vNIC for what the guest sends and before it for what it gets; none of those that
     * begin or end a connection, so that it is known how each ends.
     */
    private static final String LOSS = """
            add table netdev loss
            add chain netdev loss in { type filter hook ingress device eth0 priority 0; }
            add rule netdev loss in tcp flags & (syn|fin|rst) == 0 numgen random mod 100 < 3 drop
            add chain netdev loss out { type filter hook egress device eth0 priority 0; }
            add rule netdev loss out tcp flags & (syn|fin|rst) == 0 numgen random mod 100 < 3 drop
            """;

    @TempDir
    private Path folder;

    private TrafficLab lab;
    private Process tcpdump;
    private Path recorded;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(
                List.of("nfdump", "nfpcapd", "tshark", "tcpdump", "iperf3").stream()
                        .allMatch(program -> Files.isExecutable(Path.of("/usr/bin", program))),
                "needs nfdump, tshark, tcpdump and iperf3");
        lab = new TrafficLab();
        recorded = folder.resolve("all.pcap");
        tcpdump = lab.network.start(
                lab.network.host(),
                "tcpdump",
                "-i",
                "guest",
                "-U",
                "--immediate-mode",
                "-B",
                "16384",
                "-Z",
                "root",
                "-w",
                recorded.toString());
        Await.until(() -> Files.exists(recorded) && Files.size(recorded) >= 24, () -> "tcpdump does not start");
    }

    @AfterEach
    void close() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    private void run(String... command) throws Exception {
        lab.network.run(lab.guest, command);
    }

    /** Pings, HTTP, bulk data both ways over a way that loses, IPv6, refused connections. */
    private void makeTraffic() throws Exception {
        lab.network.start(lab.remote, "busybox", "httpd", "-f", "-p", "80", "-h", "/usr/share/doc");
        lab.network.start(lab.remote, "iperf3", "-s");
        lab.network.run(lab.remote, "nft", LOSS);
        run("ping", "-q", "-c", "5", "-i", "0.02", "10.5.1.1");
        run("ping", "-q", "-c", "5", "-i", "0.02", "2001:db8::9");
        for (int i = 3; i < 24; i++) {
            Tool.run(
                    inGuest("busybox", "wget", "-q", "-O", "/dev/null", "http://10.5.1." + i + "/nothing"),
                    new byte[0],
                    LIMIT);
        }
        run("iperf3", "-c", "10.5.1.1", "-n", "3M");
        run("iperf3", "-c", "10.5.1.2", "-R", "-n", "3M");
        run("iperf3", "-c", "2001:db8::9", "-n", "1M");
        run("iperf3", "-c", "10.5.1.1", "-u", "-b", "5M", "-t", "1");
        Tool.run(inGuest("busybox", "nc", "-w", "1", "10.5.1.1", "9"), new byte[0], LIMIT);
        lab.settle();
    }

    private List<String> inGuest(String... command) {
        List<String> all = new ArrayList<>(org.vitrine.linux.NetworkNamespace.commandPrefix(lab.guest));
        all.addAll(List.of(command));
        return all;
    }

    /** Frames by ours. */
    private long counted() throws Exception {
        TrafficTotals totals = lab.traffic().totals();
        return totals.txPackets() + totals.rxPackets();
    }

    private FlowPage allFlows() throws Exception {
        return lab.traffic.flows(FlowQuery.top(FlowOrder.BYTES, FlowQuery.LARGEST_PAGE));
    }

    @Test
    void shouldAgreeWithIndependentReadersOfTheSamePackets() throws Exception {
        makeTraffic();
        long[] last = {0};
        Await.until(
                () -> {
                    long before = last[0];
                    last[0] = counted();
                    Thread.sleep(Duration.ofMillis(100));
                    return last[0] == before;
                },
                () -> "frames do not cease to come");
        FlowPage page = allFlows();
        ProtocolSnapshot protocols = lab.traffic.protocols(Set.of(), 1_000);
        tcpdump.toHandle().destroy();
        tcpdump.waitFor();

        assertEquals(0, page.expired() + page.evicted());
        assertEquals(page.known(), page.flows().size());
        assertAgreesWithNfdump(page);
        assertAgreesWithTshark(page);
        assertFileAgreesWithTshark();
        assertProtocolsAgree(page, protocols.nics().getFirst());
        assertEquals(page, Json.read(Json.compact(page), FlowPage.class));
        assertEquals(protocols, Json.read(Json.compact(protocols), ProtocolSnapshot.class));
        assertPagesAreOneList(page);
    }

    // ---- packets and bytes

    private void assertAgreesWithNfdump(FlowPage page) throws Exception {
        Path flows = Files.createDirectory(folder.resolve("flows"));
        Tool.require(List.of("nfpcapd", "-r", recorded.toString(), "-w", flows.toString()), "", LIMIT);
        String csv = Tool.require(
                List.of(
                        "nfdump",
                        "-q",
                        "-N",
                        "-R",
                        flows.toString(),
                        "-A",
                        "proto,srcip,dstip,srcport,dstport",
                        "-o",
                        "fmt:%pr,%sa,%da,%sp,%dp,%pkt,%byt",
                        "-6"),
                "",
                LIMIT);
        Map<String, Long> theirs = new TreeMap<>();
        for (String line : csv.lines()
                .filter(l -> l.chars().filter(c -> c == ',').count() == 6)
                .toList()) {
            String[] fields = line.replace(" ", "").split(",");
            int protocol = Integer.parseInt(fields[0]);
            boolean ports = protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
            if (fields[2].startsWith("ff02")) {
                continue; // nfdump stops at extension headers, which only multicast has here
            }
            String key = protocol + " " + IpAddress.parse(fields[1]) + " " + IpAddress.parse(fields[2]) + " "
                    + (ports ? fields[3] + " " + fields[4] : "0 0");
            theirs.merge(key + " packets", Long.parseLong(fields[5]), Long::sum);
            theirs.merge(key + " bytes", Long.parseLong(fields[6]), Long::sum);
        }
        Map<String, Long> ours = new TreeMap<>();
        for (FlowTraffic flow : page.flows()) {
            FlowKey k = flow.key();
            TrafficTotals t = flow.totals();
            if ((k.local() + " " + k.remote()).contains("ff02")) {
                continue;
            }
            put(
                    ours,
                    k.protocol() + " " + k.local() + " " + k.remote() + " " + k.localPort() + " " + k.remotePort(),
                    t.txPackets(),
                    t.txBytes());
            put(
                    ours,
                    k.protocol() + " " + k.remote() + " " + k.local() + " " + k.remotePort() + " " + k.localPort(),
                    t.rxPackets(),
                    t.rxBytes());
        }
        assertEquals(
                theirs.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n")),
                ours.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n")));
        assertTrue(theirs.size() > 100, "too little traffic");
    }

    /** nfdump counts from IP on. */
    private static void put(Map<String, Long> to, String key, long packets, long bytes) {
        if (packets > 0) {
            to.put(key + " packets", packets);
            to.put(key + " bytes", bytes - packets * Ethernet.LENGTH);
        }
    }

    // ---- what TCP did

    private record Seen(int retransmissions, int outOfOrder, int zeroWindows, double handshake) {}

    private void assertAgreesWithTshark(FlowPage page) throws Exception {
        String lines = Tool.require(
                List.of(
                        "tshark",
                        "-n",
                        "-r",
                        recorded.toString(),
                        "-Y",
                        "tcp",
                        "-T",
                        "fields",
                        "-E",
                        "separator=,",
                        "-E",
                        "occurrence=f",
                        "-e",
                        "ip.src",
                        "-e",
                        "ipv6.src",
                        "-e",
                        "tcp.srcport",
                        "-e",
                        "tcp.dstport",
                        "-e",
                        "ip.dst",
                        "-e",
                        "ipv6.dst",
                        "-e",
                        "tcp.analysis.retransmission",
                        "-e",
                        "tcp.analysis.out_of_order",
                        "-e",
                        "tcp.analysis.zero_window",
                        "-e",
                        "tcp.analysis.initial_rtt"),
                "",
                LIMIT);
        Map<String, Seen> theirs = new HashMap<>();
        for (String line : lines.lines().toList()) {
            String[] f = line.split(",", -1);
            boolean fromGuest = (f[0] + f[1]).equals("10.5.0.2") || (f[0] + f[1]).equals("2001:db8::2");
            String key = fromGuest ? f[2] + " " + f[4] + f[5] + " " + f[3] : f[3] + " " + f[0] + f[1] + " " + f[2];
            theirs.merge(
                    key,
                    new Seen(
                            f[6].isEmpty() ? 0 : 1,
                            f[7].isEmpty() ? 0 : 1,
                            f[8].isEmpty() ? 0 : 1,
                            f[9].isEmpty() ? 0 : Double.parseDouble(f[9])),
                    (a, b) -> new Seen(
                            a.retransmissions + b.retransmissions,
                            a.outOfOrder + b.outOfOrder,
                            a.zeroWindows + b.zeroWindows,
                            Math.max(a.handshake, b.handshake)));
        }
        int retransmissions = 0;
        for (FlowTraffic flow :
                page.flows().stream().filter(f -> f.tcp().isPresent()).toList()) {
            TcpTraffic ours = flow.tcp().orElseThrow();
            Seen seen = theirs.remove(flow.key().localPort() + " " + flow.key().remote() + " "
                    + flow.key().remotePort());
            String both = seen + " and " + flow;
            // who has no memory of a hole takes some late segments for repeated ones, and the other way round
            assertEquals(seen.retransmissions + seen.outOfOrder, ours.retransmissions() + ours.outOfOrder(), both);
            assertEquals(seen.zeroWindows, ours.zeroWindows(), both);
            double handshake =
                    ours.handshakeRoundTrip().map(d -> d.toNanos() / 1e9).orElse(0.0);
            // each socket takes the time for itself
            assertEquals(seen.handshake, handshake, 1e-4 + seen.handshake / 100, both);
            assertTrue(flow.startedByGuest(), both);
            if (flow.totals().txBytes() > 500_000) {
                assertTrue(ours.roundTrip().orElseThrow().toMillis() < 1_000, both);
            }
            boolean refused = flow.key().remotePort() == 9;
            assertEquals(refused ? TcpState.RESET : TcpState.CLOSED, endOf(ours), both);
            retransmissions += seen.retransmissions;
        }
        assertEquals(Map.of(), theirs);
        assertTrue(retransmissions > 0, "nothing was lost, so nothing was tested");
    }

    /** Programs may break off what they have no more interest in. */
    private static TcpState endOf(TcpTraffic tcp) {
        return tcp.state() == TcpState.RESET && tcp.roundTrip().isPresent() ? TcpState.CLOSED : tcp.state();
    }

    // ---- the file that was recorded

    /** As vitrine flows FILE does it, which knows nothing of guests. */
    private void assertFileAgreesWithTshark() throws Exception {
        CaptureTraffic file = new CapturedTraffic()
                .read(
                        Files.newInputStream(recorded),
                        recorded.toString(),
                        new CaptureQuery("", FlowOrder.BYTES, 0, FlowQuery.LARGEST_PAGE));
        assertEquals(file.knownFlows(), file.flows().size());
        Map<String, Long> ours = new TreeMap<>();
        for (CapturedFlow flow : file.flows()) {
            if (flow.protocol() == IpProtocol.TCP || flow.protocol() == IpProtocol.UDP) {
                String name = flow.protocol() + " " + flow.client() + " " + flow.clientPort() + " " + flow.server()
                        + " " + flow.serverPort();
                ours.put(name + " packets sent", flow.totals().txPackets());
                ours.put(name + " packets got", flow.totals().rxPackets());
                ours.put(name + " bytes sent", flow.totals().txBytes());
                ours.put(name + " bytes got", flow.totals().rxBytes());
            }
        }
        Map<String, Long> theirs = new TreeMap<>();
        String lines = Tool.require(
                List.of(
                        "tshark",
                        "-n",
                        "-r",
                        recorded.toString(),
                        "-Y",
                        "tcp or udp",
                        "-T",
                        "fields",
                        "-E",
                        "separator=,",
                        "-E",
                        "occurrence=f",
                        "-e",
                        "ip.proto",
                        "-e",
                        "ipv6.nxt",
                        "-e",
                        "ip.src",
                        "-e",
                        "ipv6.src",
                        "-e",
                        "tcp.srcport",
                        "-e",
                        "udp.srcport",
                        "-e",
                        "ip.dst",
                        "-e",
                        "ipv6.dst",
                        "-e",
                        "tcp.dstport",
                        "-e",
                        "udp.dstport",
                        "-e",
                        "frame.len"),
                "",
                LIMIT);
        Set<String> begun = new HashSet<>();
        for (String line : lines.lines().toList()) {
            String[] f = line.split(",", -1);
            String from = IpAddress.parse(f[2] + f[3]) + " " + f[4] + f[5];
            String to = IpAddress.parse(f[6] + f[7]) + " " + f[8] + f[9];
            String protocol = f[0].isEmpty() ? f[1] : f[0];
            boolean back = begun.contains(protocol + " " + to + " " + from);
            String name = protocol + " " + (back ? to + " " + from : from + " " + to);
            begun.add(name);
            for (String other : List.of("sent", "got")) {
                theirs.putIfAbsent(name + " packets " + other, 0L);
                theirs.putIfAbsent(name + " bytes " + other, 0L);
            }
            theirs.merge(name + " packets " + (back ? "got" : "sent"), 1L, Long::sum);
            theirs.merge(name + " bytes " + (back ? "got" : "sent"), Long.parseLong(f[10]), Long::sum);
        }
        assertEquals(
                theirs.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n")),
                ours.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n")));
        String capinfos = Tool.require(List.of("capinfos", "-M", "-c", recorded.toString()), "", LIMIT);
        assertTrue(capinfos.contains(" " + file.packets()), capinfos + " and " + file.packets());
    }

    // ---- sums

    private void assertProtocolsAgree(FlowPage page, NicProtocols seen) throws Exception {
        TrafficTotals all = lab.traffic().totals();
        assertEquals(
                all,
                sum(seen.protocols().stream()
                        .filter(p -> p.protocol().layer() == Layer.ETHERNET)
                        .map(ProtocolTraffic::totals)
                        .toList()));
        for (int protocol : new int[] {IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMP, IpProtocol.ICMPV6}) {
            assertEquals(
                    sum(page.flows().stream()
                            .filter(f -> f.key().protocol() == protocol)
                            .map(FlowTraffic::totals)
                            .toList()),
                    sum(seen.protocols().stream()
                            .filter(p -> p.protocol().equals(new Protocol(Layer.IP, protocol)))
                            .map(ProtocolTraffic::totals)
                            .toList()));
        }
        for (PortTraffic port : seen.ports()) {
            assertEquals(
                    sum(page.flows().stream()
                            .filter(f -> f.key().protocol() == port.protocol()
                                    && f.key().remotePort() == port.port())
                            .map(FlowTraffic::totals)
                            .toList()),
                    port.totals());
        }
        assertTrue(seen.ports().stream().map(PortTraffic::port).toList().containsAll(List.of(80, 5201, 9)));
    }

    private static TrafficTotals sum(List<TrafficTotals> all) {
        return all.stream()
                .reduce(
                        TrafficTotals.ZERO,
                        (a, b) -> new TrafficTotals(
                                a.txBytes() + b.txBytes(),
                                a.txPackets() + b.txPackets(),
                                a.rxBytes() + b.rxBytes(),
                                a.rxPackets() + b.rxPackets()));
    }

    private void assertPagesAreOneList(FlowPage all) throws Exception {
        List<FlowKey> keys = new ArrayList<>();
        for (int offset = 0; offset < all.known(); offset += 7) {
            lab.traffic
                    .flows(new FlowQuery(Set.of(), Set.of(), FlowOrder.BYTES, offset, 7))
                    .flows()
                    .forEach(f -> keys.add(f.key()));
        }
        assertEquals(all.flows().stream().map(FlowTraffic::key).toList(), keys);
        assertEquals(
                0, lab.traffic.flows(FlowQuery.top(FlowOrder.BYTES, 0)).flows().size());
    }
}
