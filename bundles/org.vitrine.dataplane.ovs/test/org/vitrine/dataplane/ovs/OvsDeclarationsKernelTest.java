/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.dataplane.spi.DataPlaneProvider;
import org.vitrine.dataplane.spi.Outcome;
import org.vitrine.dataplane.spi.Wanted;
import org.vitrine.dataplane.testkit.DeclarationsContract;
import org.vitrine.dataplane.testkit.Lab;
import org.vitrine.dataplane.testkit.OvsFabric;
import org.vitrine.hypervisor.HostInterface;

/** The contract on an Open vSwitch in user space, and what only this provider has. */
class OvsDeclarationsKernelTest extends DeclarationsContract {
    private static final String[] ONE_OF_EACH = oneOfEach(false).toArray(String[]::new);
    private static final String MIRROR = "mirror everything direction=both to=test/other:eth0";

    private final OvsFabric fabric = new OvsFabric();
    private OvsDataPlane plane;

    @Override
    protected Lab.Fabric fabric() {
        return fabric;
    }

    @Override
    protected DataPlaneProvider provider() throws Exception {
        plane = nextLife();
        Lab.until(() -> plane.serves(lab.at("g0")) && plane.serves(lab.at("o0")));
        return plane;
    }

    private OvsDataPlane nextLife() {
        return new OvsDataPlane(List.of(fabric.database()));
    }

    @Override
    protected void stop(DataPlaneProvider provider) {
        ((OvsDataPlane) provider).stop();
    }

    @Override
    protected boolean countsTags() {
        return true;
    }

    /** A meter has no queue: TCP loses some of its way, and a burst of 200 ms passes on top. */
    @Override
    protected double least() {
        return 16.5;
    }

    @Override
    protected double most() {
        return 21;
    }

    @Test
    void shouldServeWhatIsOnTheSwitchOnly() throws Exception {
        assertTrue(plane.serves(g0));
        assertFalse(plane.serves(new HostInterface(lab.host, "lo", 1)));
        assertFalse(plane.serves(new HostInterface("", "g0", g0.index())));
    }

    @Test
    void shouldSayBeforehandThatItLosesNothingByChance() throws Exception {
        var wanted = wanted("drop everything direction=both probability=30%").declarations();
        assertEquals(
                "Open vSwitch cannot lose packets by chance, only all that match",
                plane.objection(wanted.getFirst()).orElseThrow());
    }

    @Test
    void shouldLeaveNothingBehindAndTouchNothingOfOthers() throws Exception {
        fabric.ofctl("add-flow", "table=0,priority=7,cookie=0x99,tcp,tp_dst=7,actions=drop");
        fabric.ofctl("add-flow", "table=244,priority=7,cookie=0x98,tcp,tp_dst=7,actions=drop");
        fabric.ofctl("add-meter", "meter=5,kbps,bands=type=drop,rate=1000000");
        Set<String> before = everything();
        String database = fabric.vsctl("list", "Bridge", "br0");
        apply(ONE_OF_EACH);
        Set<String> others = everything();
        others.removeIf(line -> line.contains("cookie=0x7674") || line.startsWith("meter=131"));
        assertEquals(before, others.stream().filter(before::contains).collect(Collectors.toSet()));
        assertEquals(database, fabric.vsctl("list", "Bridge", "br0"));
        OvsDataPlane next = nextLife();
        Lab.until(() -> next.serves(g0));
        next.apply(wanted()); // whoever cleans up may be the next life
        next.stop();
        assertEquals(before, everything());
        fabric.ofctl("del-flows", "cookie=0x99/-1");
        fabric.ofctl("del-flows", "cookie=0x98/-1");
        fabric.ofctl("del-meter", "meter=5");
    }

    @Test
    void shouldAdoptWhatAKilledRuntimeLeftAndCountOn() throws Exception {
        apply(ONE_OF_EACH);
        Lab.ping(lab.guest, "10.5.0.2");
        Lab.until(() -> count(MIRROR).fromGuest().packets() == 3);
        Set<String> all = everything();
        OvsDataPlane next = nextLife();
        Lab.until(() -> next.serves(g0));
        assertEquals(new Outcome(Set.of(), Map.of()), next.apply(wanted(ONE_OF_EACH)));
        assertEquals(all, everything());
        Lab.ping(lab.guest, "10.5.0.2");
        Lab.until(() -> next.counters().get(declaration(MIRROR)).fromGuest().packets() == 6);
        assertEquals(List.of(), next.verify());
        next.stop();
        assertEquals(3, Lab.ping(lab.guest, "10.5.0.2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "del-flows",
                "del-flows table=240",
                "add-flow table=240,priority=0,actions=drop",
                "mod-flows table=0,priority=65535,actions=normal",
                "del-meter meter=131072",
                "mod-meter meter=131072,kbps,burst,bands=type=drop,rate=1,burst_size=1"
            })
    void shouldPutRightWhatSomebodyChangedByHand(String damage) throws Exception {
        Wanted wanted = wanted(ONE_OF_EACH);
        assertEquals(new Outcome(Set.of(), Map.of()), plane.apply(wanted));
        assertEquals(List.of(), plane.verify());
        Set<String> ours = ours();
        String[] words = damage.split(" ");
        fabric.ofctl(words[0], words.length == 1 ? new String[0] : new String[] {words[1]});
        assertFalse(plane.verify().isEmpty());
        assertEquals(new Outcome(Set.of(), Map.of()), plane.apply(wanted));
        assertEquals(List.of(), plane.verify());
        assertEquals(ours, ours());
        if (damage.equals("del-flows")) {
            fabric.ofctl("add-flow", "priority=0,actions=normal");
        }
        lab.awaitReachable("10.5.0.2");
    }

    @Test
    void shouldRemoveACopyOfARuleOfOurs() throws Exception {
        Wanted wanted = wanted(ONE_OF_EACH);
        assertEquals(new Outcome(Set.of(), Map.of()), plane.apply(wanted));
        Set<String> ours = ours();
        String cookie = ours.stream()
                .filter(line -> line.startsWith("cookie"))
                .findFirst()
                .orElseThrow()
                .split(",")[0];
        fabric.ofctl("add-flow", cookie + ",table=9,priority=1,actions=drop");
        assertFalse(plane.verify().isEmpty());
        assertEquals(new Outcome(Set.of(), Map.of()), plane.apply(wanted));
        assertEquals(ours, ours());
    }

    @Test
    void shouldBeBackAfterTheSwitchWasKilled() throws Exception {
        Wanted wanted = wanted(ONE_OF_EACH);
        assertEquals(new Outcome(Set.of(), Map.of()), plane.apply(wanted));
        Set<String> ours = ours();
        fabric.kill();
        assertEquals(List.of(), plane.verify());
        assertEquals(Set.of(lab.host), plane.apply(wanted).failures().keySet());
        fabric.start();
        long start = System.nanoTime();
        Lab.until(() -> {
            plane.verify();
            return plane.apply(wanted).failures().isEmpty() && ours().equals(ours);
        });
        System.out.println("back after " + (System.nanoTime() - start) / 1_000_000 + " ms");
        assertEquals(List.of(), plane.verify());
        lab.awaitReachable("10.5.0.2");
    }

    @Test
    void shouldFollowAnInterfaceThatCameBack() throws Exception {
        Wanted wanted = wanted(ONE_OF_EACH);
        assertEquals(new Outcome(Set.of(), Map.of()), plane.apply(wanted));
        Lab.run(lab.host, "ip", "link", "del", "g0");
        assertEquals(Map.of(), plane.apply(wanted).failures());
        lab.plug("g0", 1);
        g0 = lab.at("g0");
        // the switch may give it another number, and tells of it in its own time
        Lab.until(() -> plane.apply(wanted(ONE_OF_EACH)).equals(new Outcome(Set.of(), Map.of()))
                && Lab.ping(lab.guest, "10.5.0.2") == 3);
        Lab.until(() -> count(MIRROR).fromGuest().packets() > 0);
    }

    private Set<String> ours() throws Exception {
        return everything().stream()
                .filter(line -> line.contains("cookie=0x7674") || line.startsWith("meter=131"))
                .collect(Collectors.toSet());
    }

    /** All rules and meters, without what packets and time change. */
    private Set<String> everything() throws Exception {
        return (fabric.ofctl("dump-flows").replaceAll("duration=[^,]*, |n_packets=\\d+, |n_bytes=\\d+, ", "")
                        + fabric.ofctl("dump-meters").replace("bands=\n", "bands="))
                .lines()
                .map(String::strip)
                .filter(line -> !line.contains("xid="))
                .collect(Collectors.toSet());
    }
}
