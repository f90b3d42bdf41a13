/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.common.Caller;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.Diversion;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.HostInterface;

class EngineTest {
    private static final HostInterface G0 = new HostInterface("h", "g0", 5);
    private static final HostInterface G1 = new HostInterface("h2", "g1", 6);
    private static final Filter FILTER = filter("a", "10.0.0.1");
    private static final long HOUR = TimeUnit.HOURS.toMillis(1);

    @TempDir
    private Path folder;

    private final MemoryInventory inventory = new MemoryInventory();
    private final MemoryProvider provider = new MemoryProvider();
    private Path file;
    private Engine engine;

    @BeforeEach
    void start() {
        file = folder.resolve("deep/dataplane.json");
        inventory.set(MemoryInventory.machine("a", G0), MemoryInventory.machine("b", G1));
        engine = engine(HOUR);
    }

    @AfterEach
    void stop() {
        engine.stop();
    }

    /** Not started: nothing happens but what the test does. */
    private Engine engine(long reconcileMillis) {
        Engine fresh = new Engine(file, reconcileMillis, () -> 1_000);
        fresh.addProvider(provider);
        fresh.setInventory(inventory);
        return fresh;
    }

    private static Filter filter(String machine, String remote) {
        return new Filter(MemoryInventory.id(machine), IpAddress.parse(remote));
    }

    @Test
    void shouldApplyAndTellWhatIsDeclared() throws Exception {
        ScopedValue.where(Caller.CURRENT, new Caller("eve", "test")).call(() -> {
            engine.declare(List.of(FILTER, filter("a", "fd00::1"), FILTER));
            return null;
        });
        assertEquals(Map.of(FILTER, G0, filter("a", "fd00::1"), G0), provider.places());
        assertEquals(
                new DeclarationState(
                        FILTER,
                        DeclarationStatus.APPLIED,
                        "",
                        "eve (test)",
                        1_000,
                        new DropCount(1, 100),
                        new DropCount(2, 200)),
                engine.states().getFirst());
        assertEquals(2, engine.states().size());
        engine.withdraw(List.of(FILTER, filter("b", "9.9.9.9")));
        assertEquals(Map.of(filter("a", "fd00::1"), G0), provider.places());
    }

    @Test
    void shouldDoNothingTwice() throws Exception {
        engine.declare(List.of(FILTER));
        int applied = provider.applied;
        engine.declare(List.of(FILTER));
        engine.withdraw(List.of(filter("a", "10.0.0.2")));
        assertEquals(applied, provider.applied);
    }

    @Test
    void shouldRefuseAVnicNobodyKnows() {
        assertReason(Reason.NOT_FOUND, () -> engine.declare(List.of(FILTER, filter("nobody", "10.0.0.1"))));
        assertEquals(Map.of(), provider.places());
    }

    @Test
    void shouldRefuseWhatNoProviderServes() {
        inventory.set(MemoryInventory.machine("a", new HostInterface("", "ovs0", 1)));
        assertReason(Reason.UNSUPPORTED, () -> engine.declare(List.of(FILTER)));
    }

    @Test
    void shouldForgetWhatTheKernelRefuses() throws Exception {
        engine.declare(List.of(FILTER));
        var before = new StateFile(file).load().entries();
        var refusal = new VitrineException(Reason.DENIED, "no");
        provider.failures = Map.of("h2", refusal);
        assertSame(
                refusal,
                assertThrows(
                        VitrineException.class,
                        () -> engine.declare(List.of(filter("a", "10.0.0.2"), filter("b", "10.0.0.1")))));
        provider.failures = Map.of();
        assertEquals(1, engine.states().size());
        assertEquals(before, new StateFile(file).load().entries());
        engine.follow();
        assertEquals(Map.of(FILTER, G0), provider.places());
    }

    @Test
    void shouldKeepWhatTheKernelWillNotForget() throws Exception {
        engine.declare(List.of(FILTER));
        provider.failures = Map.of("h", new VitrineException(Reason.FAILED, "no"));
        assertReason(Reason.FAILED, () -> engine.withdraw(List.of(FILTER)));
        assertEquals(DeclarationStatus.FAILED, engine.states().getFirst().status());
        provider.failures = Map.of();
        engine.follow();
        assertEquals(DeclarationStatus.APPLIED, engine.states().getFirst().status());
    }

    @Test
    void shouldNotDeclareWhatCannotBeWrittenDown() throws Exception {
        Files.writeString(folder.resolve("deep"), "a file where a folder should be");
        assertReason(Reason.FAILED, () -> engine.declare(List.of(FILTER)));
        assertEquals(Map.of(), provider.places());
        assertEquals(List.of(), engine.states());
    }

    @Test
    void shouldWaitForAMachineThatIsOffAndForItsReturn() throws Exception {
        inventory.set(MemoryInventory.machine("a", null));
        engine.declare(List.of(FILTER));
        assertEquals(DeclarationStatus.WAITING, engine.states().getFirst().status());
        inventory.set(MemoryInventory.machine("a", G1));
        engine.follow();
        assertEquals(Map.of(FILTER, G1), provider.places());
        inventory.set(MemoryInventory.machine("a", G0));
        engine.follow();
        assertEquals(Map.of(FILTER, G0), provider.places());
        inventory.set(MemoryInventory.machine("a", null));
        engine.follow();
        assertEquals(Map.of(), provider.places());
    }

    @Test
    void shouldHoldWhileNobodyKnowsTheMachineAndLetGoWhenAnotherIsThere() throws Exception {
        engine.declare(List.of(FILTER));
        inventory.set();
        engine.follow();
        assertEquals(Map.of(FILTER, G0), provider.places());
        inventory.set(MemoryInventory.machine("other", G0));
        engine.follow();
        assertEquals(Map.of(), provider.places());
        assertEquals(DeclarationStatus.WAITING, engine.states().getFirst().status());
        engine.withdraw(List.of(FILTER));
        assertEquals(List.of(), engine.states());
    }

    @Test
    void shouldForgetThePlaceOfAnUnknownMachineWhenItIsGone() throws Exception {
        engine.declare(List.of(FILTER));
        inventory.set();
        provider.absent = Set.of(G0);
        engine.follow();
        assertEquals(DeclarationStatus.WAITING, engine.states().getFirst().status());
        provider.absent = Set.of();
        engine.follow(); // somebody else's interface of that name
        assertEquals(Map.of(), provider.places());
        inventory.set(MemoryInventory.machine("a", G1));
        engine.follow();
        assertEquals(Map.of(FILTER, G1), provider.places());
    }

    @Test
    void shouldBeAsBeforeAfterARestartEvenBeforeTheInventoryIsThere() throws Exception {
        engine.declare(List.of(FILTER));
        engine.stop();
        assertEquals(Map.of(FILTER, G0), provider.places());
        inventory.set();
        provider.last = null;
        engine = engine(HOUR);
        engine.start();
        until(() -> provider.last != null);
        assertEquals(Map.of(FILTER, G0), provider.places());
        assertTrue(provider.last.namespaces().contains("h"));
    }

    @Test
    void shouldCleanUpWhereItWasOnceAfterARestart() throws Exception {
        engine.declare(List.of(FILTER));
        engine.divert("adm", 555, Set.of(MemoryInventory.id("b")));
        inventory.set(); // as if killed
        Engine next = engine(HOUR);
        next.follow();
        assertEquals(Set.of("h", "h2"), Set.copyOf(provider.last.namespaces()));
        assertEquals(List.of(), provider.last.diversions());
        next.stop();
    }

    @Test
    void shouldSayWhenABrokenFileWasSetAside() throws Exception {
        engine.declare(List.of(FILTER));
        for (String broken : List.of("", "{", "[]", "{\"version\":2}", "{\"version\":1,\"filters\":[{}]}", "\0\0\0")) {
            Files.writeString(file, broken);
            Engine next = engine(HOUR);
            assertEquals(List.of(), next.states());
            String told = next.fileTrouble().orElseThrow().explained();
            Path aside;
            try (var files = Files.list(file.getParent())) {
                aside = files.filter(f -> f.toString().contains("broken"))
                        .findFirst()
                        .orElseThrow();
            }
            assertTrue(told.contains("set aside as " + aside + "."), told);
            assertEquals(broken, Files.readString(aside));
            assertFalse(Files.exists(file));
            Files.delete(aside);
            next.stop();
        }
    }

    @Test
    void shouldIgnoreAFileThatWasNeverFinished() throws Exception {
        engine.declare(List.of(FILTER));
        Files.writeString(file.resolveSibling("dataplane.json.new"), "{\"vers");
        Engine next = engine(HOUR);
        assertEquals(1, next.states().size());
        assertTrue(next.fileTrouble().isEmpty());
        next.declare(List.of(filter("b", "10.0.0.9")));
        assertEquals(2, next.states().size());
        next.stop();
    }

    @Test
    void shouldApplyWhenAProviderComesBack() throws Exception {
        engine.declare(List.of(FILTER));
        engine.start();
        engine.removeProvider(provider);
        until(() -> engine.states().getFirst().status() == DeclarationStatus.FAILED);
        provider.last = null;
        engine.addProvider(provider);
        until(() -> provider.last != null);
        until(() -> engine.states().getFirst().status() == DeclarationStatus.APPLIED);
    }

    @Test
    void shouldFollowTheInventoryByItself() throws Exception {
        engine.start();
        engine.declare(List.of(FILTER));
        inventory.set(MemoryInventory.machine("a", G1));
        until(() -> provider.places().equals(Map.of(FILTER, G1)));
        engine.stop();
        assertEquals(List.of(), inventory.listeners());
    }

    @Test
    void shouldPutRightOnceAPeriodWhatSomebodyChanged() throws Exception {
        engine.stop();
        engine = engine(10);
        engine.start();
        engine.declare(List.of(FILTER));
        provider.changedByHand.add("a rule was gone");
        provider.last = null;
        until(() -> provider.changedByHand.isEmpty() && provider.last != null);
        assertEquals(Map.of(FILTER, G0), provider.places());
    }

    @Test
    void shouldSurviveAProviderWithABug() throws Exception {
        engine.declare(List.of(FILTER));
        provider.bug = new IllegalStateException("bug");
        engine.follow();
        assertEquals(DeclarationStatus.FAILED, engine.states().getFirst().status());
        assertReason(Reason.FAILED, () -> engine.declare(List.of(filter("b", "10.0.0.1"))));
        provider.bug = null;
        engine.follow();
        assertEquals(DeclarationStatus.APPLIED, engine.states().getFirst().status());
    }

    @Test
    void shouldTellSubscribersTheNewestAndSkipThoseBetween() throws Exception {
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        var subscription = engine.subscribe(list -> {
            seen.add(list.size());
            await(go);
        });
        assertEquals(0, seen.take());
        for (int i = 0; i < 50; i++) {
            engine.declare(List.of(filter("a", "10.1.0." + i)));
        }
        go.countDown();
        assertEquals(50, seen.take());
        engine.follow(); // nothing changed: nothing is told
        subscription.close();
        engine.withdraw(List.of(filter("a", "10.1.0.1")));
        assertTrue(seen.isEmpty());
    }

    @Test
    void shouldGoOnWhenASubscriberFails() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        engine.subscribe(_ -> {
            calls.incrementAndGet();
            throw new IllegalStateException("bug");
        });
        until(() -> calls.get() == 1);
        engine.declare(List.of(FILTER));
        until(() -> calls.get() == 2);
    }

    @Test
    void shouldDivertWhereVnicsAre() throws Exception {
        Diversion diversion = engine.divert("adm", 555, Set.of(MemoryInventory.id("a"), MemoryInventory.id("nobody")));
        assertEquals(List.of(new HostInterface("h", "vt-adm", 0)), diversion.taps());
        diversion.nics(Set.of(MemoryInventory.id("a"), MemoryInventory.id("b")));
        assertEquals(2, diversion.taps().size());
        provider.absent = Set.of(G0);
        engine.follow();
        assertEquals(List.of(new HostInterface("h2", "vt-adm", 0)), diversion.taps());
        diversion.close();
        assertEquals(List.of(), diversion.taps());
        assertEquals(List.of(), provider.last.diversions());
        diversion.close();
        engine.divert("adm", 555, Set.of()).close();
    }

    @Test
    void shouldRefuseASecondDiversionOfTheSame() throws Exception {
        engine.divert("adm", 555, Set.of());
        assertReason(Reason.CONFLICT, () -> engine.divert("adm", 556, Set.of()));
        assertReason(Reason.CONFLICT, () -> engine.divert("other", 555, Set.of()));
        assertReason(Reason.INVALID, () -> engine.divert("Adm!", 557, Set.of()));
        assertReason(Reason.INVALID, () -> engine.divert("ok", 0, Set.of()));
    }

    @Test
    void shouldUndoDiversionsAndKeepFiltersWhenStopped() throws Exception {
        engine.declare(List.of(FILTER));
        Diversion diversion = engine.divert("adm", 555, Set.of(MemoryInventory.id("a")));
        engine.stop();
        assertEquals(List.of(), provider.last.diversions());
        assertEquals(Map.of(FILTER, G0), provider.places());
        assertEquals(List.of(), diversion.taps());
        int applied = provider.applied;
        diversion.nics(Set.of(MemoryInventory.id("b")));
        diversion.close();
        assertEquals(applied, provider.applied);
        assertReason(Reason.UNAVAILABLE, () -> engine.declare(List.of()));
    }

    @Test
    void shouldKeepTenThousandDeclarations() throws Exception {
        List<Filter> many = IntStream.range(0, 10_000)
                .mapToObj(i -> new Filter(MemoryInventory.id("a"), IpAddress.ofIpv4(0x0a00_0000 + i)))
                .toList();
        engine.declare(many);
        Engine next = engine(HOUR);
        assertEquals(
                many, next.states().stream().map(s -> (Filter) s.declaration()).toList());
        next.stop();
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void assertReason(Reason reason, Action action) {
        assertEquals(reason, assertThrows(VitrineException.class, action::run).reason());
    }

    private static void until(java.util.concurrent.Callable<Boolean> check) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!check.call()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
