/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.capture.testkit.Await;
import org.vitrine.capture.testkit.TestNetwork;
import org.vitrine.common.EpochClock;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.Direction;
import org.vitrine.dataplane.Drop;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.Limit;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.Scope;
import org.vitrine.dataplane.linux.LinuxDataPlane;
import org.vitrine.hypervisor.HostInterface;

/** The engine with the kernel behind it: a guest and a remote host on a bridge. */
class EngineKernelTest {
    private static final String GUEST_MAC = "02:00:00:00:00:01";
    private static final long HOUR = TimeUnit.HOURS.toMillis(1);
    private static final Filter FILTER = new Filter(MemoryInventory.id("guest"), IpAddress.parse("10.5.0.2"));

    @TempDir
    private Path folder;

    private final MemoryInventory inventory = new MemoryInventory();
    private TestNetwork network;
    private Engine engine;

    @BeforeEach
    void build() throws Exception {
        network = new TestNetwork("dpe");
        network.ip(network.host(), "link add br0 type bridge", "link set br0 up");
        network.addMachine("guest", GUEST_MAC);
        network.addMachine("remote", "02:00:00:00:00:02");
        network.ip(network.machine("remote"), "addr add 10.5.0.2/24 dev eth0");
        network.ip(network.host(), "link set remote master br0");
        plugGuest();
        engine = engine(HOUR);
    }

    private void plugGuest() throws Exception {
        network.ip(network.host(), "link set guest master br0");
        network.ip(network.machine("guest"), "addr add 10.5.0.1/24 dev eth0");
        String index = network.run(network.host(), "ip", "-o", "link", "show", "dev", "guest")
                .split(":")[0];
        inventory.set(
                MemoryInventory.machine("guest", new HostInterface(network.host(), "guest", Integer.parseInt(index))));
    }

    private Engine engine(long reconcileMillis) {
        Engine fresh = new Engine(folder.resolve("dataplane.json"), reconcileMillis, EpochClock.SYSTEM);
        fresh.addProvider(new LinuxDataPlane());
        fresh.setInventory(inventory);
        return fresh;
    }

    @AfterEach
    void remove() throws Exception {
        if (engine != null) {
            engine.stop();
        }
        if (network != null) {
            network.close();
        }
    }

    private boolean passes() {
        try {
            network.run(network.machine("guest"), "ping", "-c1", "-W0.3", "10.5.0.2");
            return true;
        } catch (VitrineException _) {
            return false;
        }
    }

    private String ruleset() throws Exception {
        return network.run(network.host(), "nft", "list", "ruleset");
    }

    @Test
    void shouldStopTrafficUntilWithdrawn() throws Exception {
        assertTrue(passes());
        engine.change(List.of(FILTER), List.of());
        assertFalse(passes());
        assertEquals(1, engine.states().getFirst().fromGuest().packets());
        engine.change(List.of(), List.of(FILTER));
        assertTrue(passes());
        assertEquals("", ruleset());
    }

    @Test
    void shouldPutDeletedRulesBackByItself() throws Exception {
        engine.stop();
        engine = engine(20);
        engine.start();
        engine.change(List.of(FILTER), List.of());
        for (int round = 0; round < 2; round++) {
            network.run(network.host(), "nft", "delete", "table", "netdev", "vitrine");
            Await.until(() -> ruleset().contains("10.5.0.2"), () -> "the table is not back");
        }
        assertFalse(passes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nft delete table netdev vitrine",
                "nft flush table netdev vitrine",
                "nft flush chain netdev vitrine from_guest",
                "nft delete element netdev vitrine from4_guest { 10.5.0.2 }",
                "nft add rule netdev vitrine from_guest accept",
                "tc qdisc del dev guest root",
                "tc qdisc replace dev guest root handle 7674: tbf rate 5mbit burst 32k latency 50ms",
                "tc qdisc del dev vt-L{index} root",
                "tc qdisc del dev vt-L{index}x ingress",
                "ip link set vt-L{index} down",
                "ip link del vt-L{index}"
            })
    void shouldPutRightAtOnceWhatTheKernelTellsOf(String command) throws Exception {
        // nothing here is done by the clock: only the kernel's word leads to a comparison
        engine.start();
        engine.change(
                List.of(
                        FILTER,
                        new Limit(new Scope.Everything(), Direction.BOTH, 20_000_000, 32_768),
                        new Drop(new Scope.Everything(), Direction.BOTH, Match.ALL, 1)),
                List.of());
        String index = network.run(network.host(), "ip", "-o", "link", "show", "dev", "guest")
                .split(":")[0];
        network.run(network.host(), "nft", "add", "table", "inet", "theirs");
        network.run(network.host(), "nft", "add", "chain", "inet", "theirs", "c");
        network.run(network.host(), "tc", "qdisc", "add", "dev", "remote", "root", "pfifo", "limit", "77");
        engine.follow();
        String before = everything();
        assertTrue(
                before.contains("theirs") && before.contains("limit 77p") && before.contains("vt-L" + index), before);

        List<String> words =
                new ArrayList<>(List.of(command.replace("{index}", index).split(" ")));
        network.run(network.host(), words.toArray(String[]::new));
        Await.until(() -> everything().equals(before), () -> "not as before:\n" + before + "\n\n" + quietly());
        assertFalse(passes());
    }

    /** All rules, queues and interfaces of the host as sorted lines, without what the kernel counts and numbers. */
    private String everything() throws Exception {
        String links = network.run(network.host(), "ip", "-o", "link")
                .replaceAll("(?m)^\\d+: ", "")
                .replaceAll("@if\\d+|link-netns(id)? \\S+|link/ether \\S+|qlen \\d+", "");
        String queues = network.run(network.host(), "tc", "qdisc");
        return (network.run(network.host(), "nft", "-s", "list", "ruleset") + queues + links)
                .lines()
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private String quietly() {
        try {
            return everything();
        } catch (Exception e) {
            return e.toString();
        }
    }

    @Test
    void shouldLetTheNamespaceGoWhenItsNameIsGone() throws Exception {
        engine.start();
        engine.change(List.of(FILTER), List.of());
        assertFalse(passes());
        network.run("", "ip", "netns", "del", network.host());
        Await.until(
                () -> !network.run(network.machine("remote"), "ip", "-o", "link")
                        .contains("eth0"),
                () -> "somebody keeps the namespace");
    }

    @Test
    void shouldBeAsBeforeAfterADeathAndCleanUpAfterTheDead() throws Exception {
        engine.change(List.of(FILTER), List.of());
        engine.divert("test", 555, Set.of(MemoryInventory.id("guest")));
        network.run(network.host(), "nft", "flush", "set", "netdev", "vitrine", "from4_guest");
        inventory.set(); // the next life knows nothing yet
        engine = engine(HOUR);
        engine.start();
        Await.until(
                () -> engine.states().getFirst().status() == DeclarationStatus.APPLIED, () -> "the filter is not back");
        assertFalse(passes());
        assertFalse(ruleset().contains("vt-test"));
        assertFalse(network.run(network.host(), "ip", "-o", "link").contains("vt-test"));
    }

    @Test
    void shouldHoldWhenTheMachineComesBack() throws Exception {
        engine.start();
        engine.change(List.of(FILTER), List.of());
        network.ip(network.host(), "link del guest");
        inventory.set(MemoryInventory.machine("guest", null));
        Await.until(() -> engine.states().getFirst().status() == DeclarationStatus.WAITING, () -> "nobody waits");
        network.addLink("guest", GUEST_MAC);
        plugGuest();
        Await.until(
                () -> engine.states().getFirst().status() == DeclarationStatus.APPLIED, () -> "the filter is not back");
        assertFalse(passes());
    }

    @Test
    void shouldOutliveTheWholeHost() throws Exception {
        engine.start();
        engine.change(List.of(FILTER), List.of());
        network.close();
        engine.follow();
        assertEquals(DeclarationStatus.WAITING, engine.states().getFirst().status());
        engine.change(List.of(), List.of(FILTER));
        assertEquals(List.of(), engine.states());
    }
}
