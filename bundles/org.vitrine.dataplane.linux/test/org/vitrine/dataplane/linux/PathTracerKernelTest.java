/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.common.HostId;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.PathTrace;
import org.vitrine.dataplane.PathTrace.Hop;
import org.vitrine.dataplane.PathTrace.Outcome;
import org.vitrine.dataplane.PathTrace.Place;
import org.vitrine.dataplane.PathTraceRequest;
import org.vitrine.dataplane.linux.trace.PathTracer;
import org.vitrine.dataplane.spi.DropCounts;
import org.vitrine.dataplane.spi.Wanted;
import org.vitrine.dataplane.spi.Wanted.Endpoint;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;
import org.vitrine.dataplane.testkit.Lab;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Nic;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.Tool;

/** Where packets die, in real namespaces with everything that can stop them. */
class PathTracerKernelTest {
    private static final NicId GUEST = nic("guest");
    private static final IpAddress REMOTE_IPV4 = IpAddress.parse("10.5.0.2");
    private static final IpAddress REMOTE_IPV6 = IpAddress.parse("fd05::2");

    private final LinuxDataPlane plane = new LinuxDataPlane();
    private final List<Declaration> declared = new ArrayList<>();
    private boolean canRun = true;
    private Lab lab;
    private PathTracer tracer;
    private String before;

    @BeforeEach
    void open() throws Exception {
        lab = new Lab();
        tracer = new PathTracer(inventory(), machines(), dataPlane());
        before = ruleset();
    }

    @AfterEach
    void close() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    private static NicId nic(String machine) {
        return new NicId(new MachineId("test/" + machine), "eth0");
    }

    private Machine machine(String name, String device, MacAddress mac, String... addresses) throws Exception {
        Optional<HostInterface> at =
                Netns.devices(lab.host).contains(device) ? Optional.of(lab.at(device)) : Optional.empty();
        Nic nic = new Nic(
                nic(name), mac, List.of(addresses).stream().map(IpPrefix::parse).toList(), at, Optional.empty(), true);
        return new Machine(
                nic(name).machine(),
                new HostId("here"),
                name,
                "",
                MachineRole.GUEST,
                MachineState.RUNNING,
                "test",
                "",
                List.of(nic),
                canRun ? Set.of(MachineCapability.EXEC) : Set.of(),
                Map.of());
    }

    private InventoryService inventory() {
        return new InventoryService() {
            @Override
            public Inventory inventory() throws VitrineException {
                try {
                    return new Inventory(
                            1,
                            List.of(
                                    machine("guest", "g0", Lab.GUEST_MAC, "10.5.0.1/24", "fd05::1/64"),
                                    machine("remote", "r0", Lab.REMOTE_MAC, "10.5.0.2/24", "fd05::2/64")),
                            List.of());
                } catch (Exception e) {
                    throw new VitrineException(Reason.FAILED, "the test failed", "", e);
                }
            }

            @Override
            public Subscription subscribe(Consumer<Inventory> listener) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private MachineAdminService machines() {
        return new MachineAdminService() {
            @Override
            public ExecResult exec(MachineId machine, ExecRequest request) throws VitrineException {
                List<String> command = new ArrayList<>(
                        NetworkNamespace.commandPrefix(machine.value().endsWith("guest") ? lab.guest : lab.remote));
                command.addAll(request.command());
                Tool.Result result = Tool.run(command, new byte[0], request.limit());
                return new ExecResult(result.exitCode(), result.text(), result.errorText(), false);
            }

            @Override
            public void start(MachineId machine) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void stop(MachineId machine) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void change(MachineId machine, MachineChange change) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Map<MachineCapability, String> hindrances(MachineId machine) {
                return Map.of();
            }
        };
    }

    private DataPlaneService dataPlane() {
        return new DataPlaneService() {
            @Override
            public List<DeclarationState> declarations() throws VitrineException {
                Map<Declaration, DropCounts> counts = plane.counters();
                return declared.stream()
                        .map(d -> new DeclarationState(
                                d,
                                DeclarationStatus.APPLIED,
                                "",
                                "test",
                                0,
                                counts.getOrDefault(d, DropCounts.NONE).fromGuest(),
                                counts.getOrDefault(d, DropCounts.NONE).toGuest()))
                        .toList();
            }

            @Override
            public Subscription subscribe(Consumer<List<DeclarationState>> listener) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private Declaration declare(String text, String device) throws Exception {
        Declaration declaration = DeclarationText.parse(text);
        declared.add(declaration);
        boolean guest = device.equals("g0");
        Endpoint at = new Endpoint(
                lab.at(device),
                guest ? Lab.GUEST_MAC : Lab.REMOTE_MAC,
                List.of(IpAddress.parse(guest ? "10.5.0.1" : "10.5.0.2")));
        var outcome = plane.apply(new Wanted(
                List.of(lab.host), List.of(new WantedDeclaration(declaration, at, Optional.empty())), List.of()));
        assertTrue(outcome.failures().isEmpty(), () -> outcome.toString());
        before = ruleset();
        return declaration;
    }

    private PathTrace ping(IpAddress to) throws VitrineException {
        return tracer.trace(new PathTraceRequest(GUEST, to, Match.ICMP, 0, Duration.ofSeconds(1)));
    }

    private PathTrace tcp(int port) throws VitrineException {
        return tracer.trace(new PathTraceRequest(GUEST, REMOTE_IPV4, Match.TCP, port, Duration.ofSeconds(1)));
    }

    /** Everything of nftables in the host, without counters. */
    private String ruleset() throws Exception {
        return Lab.run(lab.host, "nft", "-s", "list", "ruleset");
    }

    private void assertLost(PathTrace trace, Place place, String name, String reason) throws Exception {
        assertEquals(Outcome.LOST, trace.outcome(), trace::toString);
        Hop hop = trace.hops().get(trace.lostAt());
        assertEquals(place, hop.place(), trace::toString);
        assertTrue(hop.name().contains(name), trace::toString);
        assertTrue(trace.reason().contains(reason), trace::toString);
        assertEquals(before, ruleset(), "nothing is left");
    }

    @Test
    void shouldFollowAHealthyPathAndCountAsTheKernelDoes() throws Exception {
        for (IpAddress to : List.of(REMOTE_IPV4, REMOTE_IPV6)) {
            Lab.nft(
                    lab.host,
                    "table netdev others { chain c { type filter hook egress device \"r0\" priority 5; "
                            + "ip daddr 10.5.0.2 icmp type echo-request counter; "
                            + "ip6 daddr fd05::2 icmpv6 type echo-request counter; }; }");
            PathTrace trace = ping(to);
            assertEquals(Outcome.ARRIVED, trace.outcome(), trace::toString);
            assertEquals(
                    List.of(Place.MACHINE, Place.NIC, Place.RULES, Place.BRIDGE, Place.RULES, Place.NIC, Place.MACHINE),
                    trace.hops().stream().map(Hop::place).toList());
            long counted = packets(Lab.run(lab.host, "nft", "-j", "list", "table", "netdev", "others"));
            assertEquals(3, counted);
            for (Hop hop : trace.hops().subList(0, 6)) {
                assertEquals(counted, hop.there(), trace::toString);
            }
            for (Hop hop : trace.hops()) {
                assertEquals(counted, hop.back(), trace::toString);
            }
            Lab.nft(lab.host, "delete table netdev others");
        }
        assertEquals(before, ruleset(), "nothing is left");
    }

    private static long packets(String json) {
        long sum = 0;
        for (JsonElement item : JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("nftables")) {
            var rule = item.getAsJsonObject().getAsJsonObject("rule");
            if (rule != null) {
                for (JsonElement part : rule.getAsJsonArray("expr")) {
                    var counter = part.getAsJsonObject().getAsJsonObject("counter");
                    sum += counter == null ? 0 : counter.get("packets").getAsLong();
                }
            }
        }
        return sum;
    }

    @Test
    void shouldNameOurFilter() throws Exception {
        Declaration filter = declare("filter nic=test/guest:eth0 remote=10.5.0.2", "g0");
        PathTrace trace = ping(REMOTE_IPV4);
        assertLost(trace, Place.RULES, "g0, from the guest", DeclarationText.of(filter));
        assertEquals(Optional.of(filter), trace.culprit());
        assertEquals(
                trace.hops().get(1).there(),
                dataPlane().declarations().getFirst().fromGuest().packets(),
                "as many as the rule counted");
    }

    @Test
    void shouldNameOurDropOnTheWayBack() throws Exception {
        Declaration drop = declare("drop nic=test/guest:eth0 direction=to-guest protocol=icmp probability=100%", "g0");
        PathTrace trace = ping(REMOTE_IPV4);
        assertLost(trace, Place.RULES, "g0, from the guest", DeclarationText.of(drop));
        assertTrue(trace.onTheWayBack());
        assertEquals(Optional.of(drop), trace.culprit());
    }

    @Test
    void shouldNameOurDropAtTheDestination() throws Exception {
        Declaration drop = declare("drop nic=test/remote:eth0 direction=to-guest probability=100%", "r0");
        PathTrace trace = ping(REMOTE_IPV4);
        assertLost(trace, Place.RULES, "r0, to the guest", DeclarationText.of(drop));
        assertFalse(trace.onTheWayBack());
    }

    @Test
    void shouldNameAGuard() throws Exception {
        Lab.run(lab.guest, "ip", "addr", "add", "10.5.0.77/32", "dev", "eth0");
        Lab.run(lab.guest, "ip", "route", "replace", "10.5.0.2", "dev", "eth0", "src", "10.5.0.77");
        Declaration guard = declare("guard everything against=ip-spoofing", "g0");
        PathTrace trace = ping(REMOTE_IPV4);
        assertLost(trace, Place.RULES, "g0, from the guest", DeclarationText.of(guard));
        assertEquals(Optional.of(guard), trace.culprit());
    }

    @Test
    void shouldNameAFullQueue() throws Exception {
        for (String direction : List.of("from-guest", "to-guest")) {
            declared.clear();
            String device = direction.equals("from-guest") ? "g0" : "r0";
            String nic = direction.equals("from-guest") ? "guest" : "remote";
            Declaration limit = declare(
                    "limit nic=test/" + nic + ":eth0 direction=" + direction + " rate=8kbit/s burst=2KiB", device);
            // what has no answer fills the queue
            lab.start(lab.guest, "ping", "-q", "-i", "0.002", "-s", "1000", "10.5.0.3");
            lab.start(lab.guest, "bash", "-c", "while :; do echo 12345678901234567890 >/dev/udp/10.5.0.2/9; done");
            Lab.until(() -> dataPlane().declarations().getFirst().fromGuest().packets() > 0
                    || dataPlane().declarations().getFirst().toGuest().packets() > 0);
            PathTrace trace = ping(REMOTE_IPV4);
            assertLost(
                    trace,
                    device.equals("g0") ? Place.RULES : Place.NIC,
                    device,
                    "the queue of a limit declared here was full: " + DeclarationText.of(limit));
            assertEquals(Optional.of(limit), trace.culprit());
        }
    }

    @Test
    void shouldNameRulesOfOthersByTheirPlace() throws Exception {
        Lab.nft(
                lab.host,
                "table bridge theirs { chain f { type filter hook forward priority 0; "
                        + "icmp type echo-request counter drop; }; }");
        before = ruleset();
        String handles = Lab.run(lab.host, "nft", "-a", "list", "table", "bridge", "theirs");
        String handle = handles.replaceAll("(?s).*drop # handle (\\d+).*", "$1");
        PathTrace trace = ping(REMOTE_IPV4);
        assertLost(trace, Place.BRIDGE, "br0", "(bridge theirs f handle " + handle + ")");
        assertEquals(Optional.empty(), trace.culprit());

        Lab.nft(
                lab.host,
                "delete table bridge theirs\ntable netdev theirs { chain f { type filter hook ingress device"
                        + " \"g0\" priority 7; policy drop; arp operation request accept; }; }");
        before = ruleset();
        assertLost(ping(REMOTE_IPV4), Place.RULES, "g0", "the policy of the chain netdev theirs f drops it");
    }

    @Test
    void shouldSayThatThereIsNoRoute() throws Exception {
        assertLost(ping(IpAddress.parse("192.0.2.9")), Place.MACHINE, "guest", "guest has no route");
    }

    @Test
    void shouldSayThatNobodyAnswersArp() throws Exception {
        assertLost(ping(IpAddress.parse("10.5.0.99")), Place.BRIDGE, "br0", "nobody answers who has 10.5.0.99 (ARP)");
        assertLost(ping(IpAddress.parse("fd05::99")), Place.BRIDGE, "br0", "nobody answers who has fd05::99 (ND)");
    }

    @Test
    void shouldFollowTheQuestionWhoHasAnAddress() throws Exception {
        Lab.run(lab.guest, "ip", "neigh", "flush", "all", "nud", "permanent");
        Lab.nft(
                lab.host,
                "table netdev theirs { chain f { type filter hook egress device \"r0\" priority 7; "
                        + "arp operation request drop; }; }");
        before = ruleset();
        assertLost(ping(REMOTE_IPV4), Place.RULES, "r0, to the guest", "arp operation request drop");
    }

    @Test
    void shouldSayThatTheLinkIsDown() throws Exception {
        Lab.run(lab.remote, "ip", "link", "set", "eth0", "down");
        assertLost(ping(REMOTE_IPV4), Place.BRIDGE, "br0", "the link of r0 is down");
        Lab.run(lab.host, "ip", "link", "set", "g0", "down");
        assertLost(ping(REMOTE_IPV4), Place.MACHINE, "guest", "switched off on the host");
    }

    @Test
    void shouldSayThatABridgeHasNoSuchPort() throws Exception {
        Lab.run(lab.host, "ip", "link", "set", "r0", "nomaster");
        assertLost(ping(REMOTE_IPV4), Place.BRIDGE, "br0", "r0 is a port of no bridge");
        Lab.run(lab.host, "ip", "link", "set", "r0", "master", "br0");
        Lab.run(lab.host, "bridge", "link", "set", "dev", "r0", "state", "0");
        assertLost(ping(REMOTE_IPV4), Place.BRIDGE, "br0", "the bridge port r0 is disabled");
    }

    @Test
    void shouldTellAClosedPortFromOneThatIsFiltered() throws Exception {
        PathTrace closed = tcp(81);
        assertEquals(Outcome.REFUSED, closed.outcome(), closed::toString);
        assertTrue(closed.reason().contains("port 81 is closed"), closed::toString);

        lab.start(lab.remote, "socat", "TCP-LISTEN:80,fork,reuseaddr", "EXEC:cat");
        Lab.until(() -> tcp(80).outcome() == Outcome.ARRIVED);

        Lab.nft(lab.remote, "table inet own { chain i { type filter hook input priority 0; tcp dport 80 drop; }; }");
        PathTrace filtered = tcp(80);
        assertLost(filtered, Place.MACHINE, "remote", "remote got it and did not answer");
        assertTrue(filtered.reason().contains("NETFILTER_DROP"), filtered::toString);
    }

    @Test
    void shouldWaitForPacketsOfAMachineThatCannotBeAskedToSend() throws Exception {
        canRun = false;
        PathTrace nothing = ping(REMOTE_IPV4);
        assertEquals(Outcome.UNKNOWN, nothing.outcome(), nothing::toString);
        lab.start(lab.guest, "ping", "-q", "-i", "0.1", "10.5.0.2");
        PathTrace some = ping(REMOTE_IPV4);
        assertEquals(Outcome.ARRIVED, some.outcome(), some::toString);
        declare("filter nic=test/guest:eth0 remote=10.5.0.2", "g0");
        assertLost(ping(REMOTE_IPV4), Place.RULES, "g0, from the guest", "filter nic=test/guest:eth0");
    }

    @Test
    void shouldLeaveNothingWhenItIsCancelled() throws Exception {
        Thread thread = Thread.currentThread();
        Thread canceller = Thread.ofPlatform().start(() -> {
            try {
                Lab.until(() -> ruleset().contains("vitrine_trace_"));
            } catch (Exception | AssertionError _) {
                // then the test fails below
            }
            thread.interrupt();
        });
        PathTraceRequest request =
                new PathTraceRequest(GUEST, IpAddress.parse("10.5.0.99"), Match.ICMP, 0, Duration.ofSeconds(60));
        VitrineException e = assertThrows(VitrineException.class, () -> tracer.trace(request));
        assertTrue(Thread.interrupted());
        canceller.join();
        assertEquals(Reason.CANCELLED, e.reason());
        assertEquals(before, ruleset());
    }

    @Test
    void shouldRefuseWhatCannotBeFollowed() {
        assertEquals(
                Reason.NOT_FOUND,
                assertThrows(
                                VitrineException.class,
                                () -> tracer.trace(PathTraceRequest.echo(nic("nobody"), REMOTE_IPV4)))
                        .reason());
        assertThrows(
                IllegalArgumentException.class,
                () -> new PathTraceRequest(GUEST, REMOTE_IPV4, Match.TCP, 0, PathTraceRequest.USUAL_LIMIT));
    }
}
