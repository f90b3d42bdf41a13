/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vitrine.dataplane.testkit.Lab.GUEST_MAC;
import static org.vitrine.dataplane.testkit.Lab.REMOTE_MAC;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.spi.Outcome;
import org.vitrine.dataplane.spi.Wanted;
import org.vitrine.dataplane.spi.Wanted.DivertedGuest;
import org.vitrine.dataplane.spi.Wanted.Endpoint;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;
import org.vitrine.dataplane.spi.Wanted.WantedDiversion;
import org.vitrine.dataplane.testkit.Lab;
import org.vitrine.hypervisor.HostInterface;

class LinuxDataPlaneTest {
    private static final NicId NIC = new NicId(new MachineId("test/guest"), "eth0");
    private static final int[] UNTAGGED = {};
    private static final int[] TAGGED = {0x8100, 7};
    private static final int PORT = 555;

    private static Lab lab;

    private final LinuxDataPlane plane = new LinuxDataPlane();
    private HostInterface g0;

    @BeforeEach
    void open() throws Exception {
        if (lab == null) {
            lab = new Lab();
        }
        g0 = lab.at("g0");
    }

    /** A lab takes longer to make than most tests to run: the next test gets it too, clean. */
    @AfterEach
    void clear() {
        if (lab != null) {
            new LinuxDataPlane().apply(wanted(List.of(), List.of()));
        }
    }

    @AfterAll
    static void close() throws Exception {
        if (lab != null) {
            lab.close();
            lab = null;
        }
    }

    @Test
    void shouldStopBothDirectionsOfOneRemoteAndCountThem() throws Exception {
        apply(filters("10.5.0.2"));
        assertEquals(0, Lab.ping(lab.guest, "10.5.0.2"));
        assertEquals(3, Lab.ping(lab.guest, "10.5.0.3"));
        assertEquals(3, Lab.ping(lab.guest, "fd05::2"));
        var counts = plane.counters().get(filter("10.5.0.2"));
        assertEquals(new DropCount(3, 3 * 98), counts.fromGuest());
        assertEquals(DropCount.NONE, counts.toGuest());

        assertEquals(0, Lab.ping(lab.remote, "10.5.0.1"));
        assertEquals(
                new DropCount(3, 3 * 98),
                plane.counters().get(filter("10.5.0.2")).toGuest());

        apply(List.of());
        assertEquals(3, Lab.ping(lab.guest, "10.5.0.2"));
        assertEquals(Map.of(), plane.counters());
    }

    @Test
    void shouldStopIpv6() throws Exception {
        apply(filters("fd05::2"));
        assertEquals(0, Lab.ping(lab.guest, "fd05::2"));
        assertEquals(3, Lab.ping(lab.guest, "10.5.0.2"));
        assertEquals(
                new DropCount(3, 3 * 118),
                plane.counters().get(filter("fd05::2")).fromGuest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.5.0.2 10.5.0.1", "fd05::2 fd05::1"})
    void shouldStopFramesWithAVlanTag(String addresses) throws Exception {
        String far = addresses.split(" ")[0];
        String near = addresses.split(" ")[1];
        apply(filters(far));
        Lab.send(lab.remote, "eth0", Lab.udp(GUEST_MAC, REMOTE_MAC, TAGGED, far, near, 9));
        Lab.send(lab.guest, "eth0", Lab.udp(REMOTE_MAC, GUEST_MAC, TAGGED, near, far, 9));
        Lab.until(() -> plane.counters().get(filter(far)).toGuest().packets() == 1
                && plane.counters().get(filter(far)).fromGuest().packets() == 1);
    }

    @Test
    void shouldKeepCountersWhenOtherFiltersComeAndGo() throws Exception {
        apply(filters("10.5.0.2"));
        Lab.ping(lab.guest, "10.5.0.2");
        apply(filters("10.5.0.2", "10.5.0.3", "fd05::2"));
        Lab.ping(lab.guest, "10.5.0.2");
        apply(filters("10.5.0.2", "10.9.9.9"));
        Lab.ping(lab.guest, "10.5.0.2");
        // also over a death of the runtime, and over rules that must be written again
        LinuxDataPlane next = new LinuxDataPlane();
        assertEquals(
                Map.of(), next.apply(wanted(filters("10.5.0.2"), List.of())).failures());
        Lab.ping(lab.guest, "10.5.0.2");
        assertEquals(12, next.counters().get(filter("10.5.0.2")).fromGuest().packets());
    }

    @Test
    void shouldHaveInTheKernelWhatWasWanted() throws Exception {
        apply(filters("10.5.0.2", "fd05::2"));
        assertEquals(Set.of("10.5.0.2"), elements("from4_g0"));
        assertEquals(Set.of("10.5.0.2"), elements("to4_g0"));
        assertEquals(Set.of("fd05::2"), elements("from6_g0"));
        assertEquals(Set.of("fd05::2"), elements("to6_g0"));
        assertEquals(List.of(), plane.verify());
    }

    @Test
    void shouldLeaveNothingBehindAndTheTablesOfOthersAlone() throws Exception {
        Lab.nft(lab.host, """
                add table netdev vitrine2
                add chain netdev vitrine2 c { type filter hook ingress device "g0" priority 0; }
                add rule netdev vitrine2 c counter
                add table bridge vitrine
                add set bridge vitrine s { type ipv4_addr; }
                add element bridge vitrine s { 10.5.0.9 }
                add chain bridge vitrine c { type filter hook forward priority 0; }
                add rule bridge vitrine c ip saddr @s drop
                add table inet filter
                add chain inet filter vitrine
                add rule inet filter vitrine tcp dport 22 accept
                """);
        String links = Lab.run(lab.host, "ip", "-o", "link");
        String before = Lab.run(lab.host, "nft", "-s", "list", "ruleset");
        assertEquals(
                Map.of(),
                plane.apply(wanted(filters("10.5.0.2", "fd05::2"), diversion())).failures());
        String during = Lab.run(lab.host, "nft", "-s", "list", "ruleset");
        assertEquals(before, during.replaceAll("(?s)table netdev vitrine \\{.*?\n}\n", ""));
        assertTrue(during.length() > before.length());

        Lab.nft(lab.host, "flush chain netdev vitrine2 c\nadd rule netdev vitrine2 c counter");
        assertEquals(List.of(), plane.verify());
        apply(filters("10.5.0.2"));
        apply(List.of());
        assertEquals(before, Lab.run(lab.host, "nft", "-s", "list", "ruleset"));
        assertEquals(links, Lab.run(lab.host, "ip", "-o", "link"));
        Lab.nft(lab.host, "flush ruleset");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete table netdev vitrine",
                "flush table netdev vitrine",
                "delete element netdev vitrine from4_g0 { 10.5.0.2 }",
                "add element netdev vitrine to4_g0 { 10.5.0.77 }",
                "flush set netdev vitrine to6_g0",
                "flush chain netdev vitrine from_g0",
                "insert rule netdev vitrine from_g0 accept",
                "flush chain netdev vitrine to_g0; delete chain netdev vitrine to_g0",
                "add chain netdev vitrine mine { type filter hook ingress device \"o0\" priority 0; policy drop; }",
                "add set netdev vitrine mine { type ether_addr; }",
                "add map netdev vitrine mine { type ipv4_addr : verdict; }",
                "add element netdev vitrine from4_g0 { 10.5.0.66 }; delete element netdev vitrine to4_g0 { 10.5.0.2 }"
            })
    void shouldPutRightWhatSomebodyChangedByHand(String damage) throws Exception {
        Wanted wanted = wanted(filters("10.5.0.2", "fd05::2"), diversion());
        assertEquals(Map.of(), plane.apply(wanted).failures());
        assertEquals(List.of(), plane.verify());
        String good = Lab.run(lab.host, "nft", "-s", "list", "ruleset");

        Lab.nft(lab.host, damage);
        List<String> told = plane.verify();
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.getFirst().endsWith(" in network namespace " + lab.host), told.toString());
        assertEquals(Map.of(), plane.apply(wanted).failures());
        assertEquals(lines(good), lines(Lab.run(lab.host, "nft", "-s", "list", "ruleset")));
        assertEquals(List.of(), plane.verify());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip link del vt-test",
                "ip link set vt-test down",
                "ip link set vt-testx down",
                "tc qdisc del dev vt-testx ingress",
                "tc filter del dev vt-testx parent ffff:"
            })
    void shouldPutRightADiversionThatSomebodyChangedByHand(String damage) throws Exception {
        Wanted wanted = wanted(List.of(), diversion());
        assertEquals(Map.of(), plane.apply(wanted).failures());
        assertEquals(List.of(), plane.verify());
        assertDiverts("10.5.0.2", "10.5.0.1", UNTAGGED);

        Lab.run(lab.host, damage.split(" "));
        assertFalse(plane.verify().isEmpty());
        assertEquals(Map.of(), plane.apply(wanted).failures());
        assertEquals(List.of(), plane.verify());
        assertDiverts("10.5.0.2", "10.5.0.1", UNTAGGED);
        assertComesBack("10.5.0.1", "10.5.0.2", UNTAGGED);
    }

    @Test
    void shouldDivertBothFamiliesTaggedOrNot() throws Exception {
        assertEquals(Map.of(), plane.apply(wanted(List.of(), diversion())).failures());
        for (int[] tags : List.of(UNTAGGED, TAGGED)) {
            assertDiverts("10.5.0.2", "10.5.0.1", tags);
            assertDiverts("fd05::2", "fd05::1", tags);
            assertComesBack("10.5.0.1", "10.5.0.2", tags);
            assertComesBack("fd05::1", "fd05::2", tags);
        }
        String fdb = Lab.run(lab.host, "bridge", "fdb", "show", "br", "br0");
        assertTrue(fdb.contains(GUEST_MAC + " dev g0"), fdb);
        assertEquals(3, Lab.ping(lab.guest, "10.5.0.2"));
    }

    @Test
    void shouldDivertFromTheHostItself() throws Exception {
        assertEquals(Map.of(), plane.apply(wanted(List.of(), diversion())).failures());
        assertEquals(3, Lab.ping(lab.host, "10.5.0.1"));
        try (var tap = new Lab.Sniffer(lab.host, "vt-test", "udp")) {
            Lab.run(lab.host, "sh", "-c", "printf x | socat -u STDIN UDP-SENDTO:10.5.0.1:" + PORT);
            Lab.until(() -> tap.frames() == 1);
        }
    }

    @Test
    void shouldDivertOnlyWhatIsForThePortAndWhole() throws Exception {
        assertEquals(Map.of(), plane.apply(wanted(List.of(), diversion())).failures());
        try (var tap = new Lab.Sniffer(lab.host, "vt-test", "");
                var guest = new Lab.Sniffer(lab.guest, "eth0", "udp or ip[6:2] & 0x3fff != 0")) {
            Lab.send(lab.remote, "eth0", Lab.udp(GUEST_MAC, REMOTE_MAC, UNTAGGED, "10.5.0.2", "10.5.0.1", 556));
            byte[] firstFragment = Lab.udp(GUEST_MAC, REMOTE_MAC, UNTAGGED, "10.5.0.2", "10.5.0.1", PORT);
            firstFragment[20] -= 0x20; // more to come instead of none allowed
            firstFragment[24] += 0x20; // which the checksum makes up for
            Lab.send(lab.remote, "eth0", firstFragment);
            Lab.until(() -> guest.frames() == 2);
            assertEquals(0, tap.frames());
        }
    }

    @Test
    void shouldNotFilterWhatIsDiverted() throws Exception {
        assertEquals(
                Map.of(),
                plane.apply(wanted(filters("10.5.0.2", "fd05::2"), diversion())).failures());
        assertDiverts("10.5.0.2", "10.5.0.1", UNTAGGED);
        assertComesBack("10.5.0.1", "10.5.0.2", UNTAGGED);
        assertDiverts("fd05::2", "fd05::1", TAGGED);
        assertComesBack("fd05::1", "fd05::2", TAGGED);
        assertEquals(0, Lab.ping(lab.guest, "10.5.0.2"));
    }

    @Test
    void shouldServeManyGuestsThroughOnePair() throws Exception {
        List<DivertedGuest> guests = new ArrayList<>();
        guests.add(new DivertedGuest(g0, GUEST_MAC));
        guests.add(new DivertedGuest(lab.at("o0"), Lab.mac(3)));
        var diversion = new WantedDiversion(lab.host, "test", PORT, guests);
        assertEquals(
                Map.of(), plane.apply(wanted(List.of(), List.of(diversion))).failures());
        assertComesBack("10.5.0.1", "10.5.0.2", UNTAGGED);
        String fdb = Lab.run(lab.host, "bridge", "fdb", "show", "br", "br0");
        assertTrue(fdb.contains(GUEST_MAC + " dev g0"), fdb);
        // one leaves, the pair and the other stay
        assertEquals(Map.of(), plane.apply(wanted(List.of(), diversion())).failures());
        assertDiverts("10.5.0.2", "10.5.0.1", UNTAGGED);
        assertComesBack("10.5.0.1", "10.5.0.2", UNTAGGED);
    }

    @Test
    void shouldClearWhatAKilledRuntimeLeft() throws Exception {
        String links = Lab.run(lab.host, "ip", "-o", "link");
        assertEquals(
                Map.of(), plane.apply(wanted(filters("10.5.0.2"), diversion())).failures());
        LinuxDataPlane next = new LinuxDataPlane();
        assertEquals(Map.of(), next.apply(wanted(List.of(), List.of())).failures());
        assertEquals("", Lab.run(lab.host, "nft", "list", "ruleset"));
        assertEquals(links, Lab.run(lab.host, "ip", "-o", "link"));
    }

    @Test
    void shouldAdoptWhatAKilledRuntimeLeft() throws Exception {
        Wanted wanted = wanted(filters("10.5.0.2"), diversion());
        assertEquals(Map.of(), plane.apply(wanted).failures());
        String pair = Lab.run(lab.host, "ip", "-o", "link", "show", "dev", "vt-test");
        LinuxDataPlane next = new LinuxDataPlane();
        assertEquals(Map.of(), next.apply(wanted).failures());
        assertEquals(pair, Lab.run(lab.host, "ip", "-o", "link", "show", "dev", "vt-test"));
        assertEquals(List.of(), next.verify());
        assertDiverts("10.5.0.2", "10.5.0.1", UNTAGGED);
        assertEquals(0, Lab.ping(lab.guest, "10.5.0.2"));
    }

    @Test
    void shouldUndoDiversionsAndKeepFiltersWhenStopped() throws Exception {
        assertEquals(
                Map.of(), plane.apply(wanted(filters("10.5.0.2"), diversion())).failures());
        plane.stop();
        assertFalse(Lab.run(lab.host, "ip", "-o", "link").contains("vt-test"));
        assertFalse(Lab.run(lab.host, "nft", "list", "ruleset").contains("fwd"));
        assertEquals(0, Lab.ping(lab.guest, "10.5.0.2"));
    }

    @Test
    void shouldWaitForAnInterfaceThatIsNotThere() throws Exception {
        apply(filters("10.5.0.2"));
        Lab.run(lab.host, "ip", "link", "del", "g0");
        assertEquals(List.of(), plane.verify());
        Outcome outcome = plane.apply(wanted(filters("10.5.0.2"), diversion()));
        assertEquals(Set.of(g0), outcome.absent());
        assertEquals(Map.of(), outcome.failures());

        lab.plug("g0", 1);
        g0 = lab.at("g0");
        assertEquals(new Outcome(Set.of(), Map.of()), plane.apply(wanted(filters("10.5.0.2"), diversion())));
        assertEquals(0, Lab.ping(lab.guest, "10.5.0.2"));
        assertEquals(3, Lab.ping(lab.guest, "10.5.0.3"));
        assertDiverts("10.5.0.2", "10.5.0.1", UNTAGGED);
    }

    @Test
    void shouldFollowAnInterfaceThatWentAndCameBackBeforeAnybodyLooked() throws Exception {
        apply(filters("10.5.0.2"));
        Lab.run(lab.host, "ip", "link", "del", "g0");
        lab.plug("g0", 1);
        g0 = lab.at("g0");
        apply(filters("10.5.0.2"));
        assertEquals(0, Lab.ping(lab.guest, "10.5.0.2"));
    }

    @Test
    void shouldTakeAVanishedNamespaceForNothingSpecial() throws Exception {
        Wanted wanted = wanted(filters("10.5.0.2"), diversion());
        assertEquals(Map.of(), plane.apply(wanted).failures());
        lab.close();
        assertEquals(List.of(), plane.verify());
        assertEquals(Map.of(), plane.counters());
        assertEquals(new Outcome(Set.of(g0), Map.of()), plane.apply(wanted));
        lab = new Lab(); // of the same name
        g0 = lab.at("g0");
        assertEquals(new Outcome(Set.of(), Map.of()), plane.apply(wanted(filters("10.5.0.2"), diversion())));
        assertEquals(0, Lab.ping(lab.guest, "10.5.0.2"));
        assertDiverts("10.5.0.2", "10.5.0.1", UNTAGGED);
    }

    @Test
    void shouldLeaveAnInterfaceAloneThatOnlyHasOurName() throws Exception {
        Lab.run(lab.host, "ip", "link", "add", "vt-test", "type", "veth", "peer", "name", "vt-testx");
        String before = Lab.run(lab.host, "ip", "-o", "link");
        Outcome outcome = plane.apply(wanted(filters("10.5.0.2"), diversion()));
        assertTrue(outcome.failures().get(lab.host).getMessage().contains("vt-test"));
        assertEquals(Map.of(), plane.apply(wanted(List.of(), List.of())).failures());
        assertEquals(before, Lab.run(lab.host, "ip", "-o", "link"));
        close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vif3.0", "tap-1_a", "fwd", "g@0+x"})
    void shouldCopeWithWhatTheKernelCallsInterfaces(String name) throws Exception {
        Lab.run(lab.host, "ip", "link", "set", "g0", "down");
        Lab.run(lab.host, "ip", "link", "set", "g0", "name", name);
        Lab.run(lab.host, "ip", "link", "set", name, "up");
        lab.awaitReachable("10.5.0.2"); // the bridge takes a moment
        g0 = lab.at(name);
        assertTrue(plane.serves(g0));
        apply(filters("10.5.0.2"));
        assertEquals(0, Lab.ping(lab.guest, "10.5.0.2"));
        assertEquals(List.of(), plane.verify());
        assertEquals(3, plane.counters().get(filter("10.5.0.2")).fromGuest().packets());
        close();
    }

    @Test
    void shouldHoldTenThousandFilters() throws Exception {
        List<WantedDeclaration> many = new ArrayList<>(IntStream.range(0, 10_000)
                .mapToObj(i -> new WantedDeclaration(
                        new Filter(NIC, IpAddress.ofIpv4(0x0b00_0000 + i)), guest(), Optional.empty()))
                .toList());
        apply(many);
        assertEquals(10_000, plane.counters().size());
        assertEquals(3, Lab.ping(lab.guest, "10.5.0.2"));
        many.addAll(filters("10.5.0.2"));
        apply(many);
        assertEquals(0, Lab.ping(lab.guest, "10.5.0.2"));
        assertEquals(List.of(), plane.verify());
        apply(List.of());
        assertEquals("", Lab.run(lab.host, "nft", "list", "ruleset"));
    }

    // ---- helpers

    private void apply(List<WantedDeclaration> declarations) {
        assertEquals(new Outcome(Set.of(), Map.of()), plane.apply(wanted(declarations, List.of())));
    }

    private Wanted wanted(List<WantedDeclaration> declarations, List<WantedDiversion> diversions) {
        return new Wanted(List.of(lab.host), declarations, diversions);
    }

    private List<WantedDeclaration> filters(String... remotes) {
        return List.of(remotes).stream()
                .map(remote -> new WantedDeclaration(filter(remote), guest(), Optional.empty()))
                .toList();
    }

    private Endpoint guest() {
        return new Endpoint(g0, GUEST_MAC, List.of(IpAddress.parse("10.5.0.1"), IpAddress.parse("fd05::1")));
    }

    private static Filter filter(String remote) {
        return new Filter(NIC, IpAddress.parse(remote));
    }

    private List<WantedDiversion> diversion() {
        return List.of(new WantedDiversion(lab.host, "test", PORT, List.of(new DivertedGuest(g0, GUEST_MAC))));
    }

    private void assertDiverts(String from, String to, int[] tags) throws Exception {
        byte[] frame = Lab.udp(GUEST_MAC, REMOTE_MAC, tags, from, to, PORT);
        try (var tap = new Lab.Sniffer(lab.host, "vt-test", "");
                var guest = new Lab.Sniffer(lab.guest, "eth0", "port " + PORT + " or vlan")) {
            Lab.send(lab.remote, "eth0", frame);
            Lab.until(() -> tap.frames() == 1);
            assertEquals(HexFormat.of().formatHex(frame), bytes(tap));
            assertEquals(0, guest.frames());
        }
    }

    private void assertComesBack(String from, String to, int[] tags) throws Exception {
        byte[] frame = Lab.udp(REMOTE_MAC, GUEST_MAC, tags, from, to, 40_000);
        try (var remote = new Lab.Sniffer(lab.remote, "eth0", "port 40000 or vlan")) {
            Lab.send(lab.host, "vt-test", frame);
            Lab.until(() -> remote.frames() == 1);
            assertEquals(HexFormat.of().formatHex(frame), bytes(remote));
        }
    }

    private static String bytes(Lab.Sniffer sniffer) throws Exception {
        Lab.until(() -> sniffer.text().contains("\t0x"));
        StringBuilder hex = new StringBuilder();
        sniffer.text()
                .lines()
                .filter(line -> line.startsWith("\t0x"))
                .forEach(line ->
                        hex.append(line.replaceAll("^\t0x[0-9a-f]+: *", "").replace(" ", "")));
        return hex.toString();
    }

    private Set<String> elements(String set) throws Exception {
        var json = JsonParser.parseString(Lab.run(lab.host, "nft", "-j", "list", "set", "netdev", "vitrine", set));
        Set<String> elements = new java.util.HashSet<>();
        for (JsonElement item : json.getAsJsonObject().getAsJsonArray("nftables")) {
            if (item.getAsJsonObject().has("set")) {
                item.getAsJsonObject()
                        .getAsJsonObject("set")
                        .getAsJsonArray("elem")
                        .forEach(e -> elements.add(e.getAsJsonObject()
                                .getAsJsonObject("elem")
                                .get("val")
                                .getAsString()));
            }
        }
        return elements;
    }

    /** Sets and chains come in the order of their making. */
    private static List<String> lines(String ruleset) {
        return ruleset.lines().sorted().toList();
    }
}
