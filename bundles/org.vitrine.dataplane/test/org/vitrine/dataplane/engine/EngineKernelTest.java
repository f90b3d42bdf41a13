/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.capture.testkit.Await;
import org.vitrine.capture.testkit.TestNetwork;
import org.vitrine.common.EpochClock;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.Filter;
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
