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
import org.vitrine.common.MachineId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.Direction;
import org.vitrine.dataplane.Diversion;
import org.vitrine.dataplane.Drop;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.Guard;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.Mirror;
import org.vitrine.dataplane.Scope;
import org.vitrine.dataplane.Threat;
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
            engine.change(List.of(FILTER, filter("a", "fd00::1"), FILTER), List.of());
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
        engine.change(List.of(), List.of(FILTER, filter("b", "9.9.9.9")));
        assertEquals(Map.of(filter("a", "fd00::1"), G0), provider.places());
    }

    @Test
    void shouldDoNothingTwice() throws Exception {
        engine.change(List.of(FILTER), List.of());
        int applied = provider.applied;
        engine.change(List.of(FILTER), List.of());
        engine.change(List.of(), List.of(filter("a", "10.0.0.2")));
        assertEquals(applied, provider.applied);
    }

    @Test
    void shouldRefuseAVnicNobodyKnows() {
        assertReason(Reason.NOT_FOUND, () -> engine.change(List.of(FILTER, filter("nobody", "10.0.0.1")), List.of()));
        assertEquals(Map.of(), provider.places());
    }

    @Test
    void shouldRefuseWhatNoProviderServes() {
        inventory.set(MemoryInventory.machine("a", new HostInterface("", "ovs0", 1)));
        assertReason(Reason.UNSUPPORTED, () -> engine.change(List.of(FILTER), List.of()));
    }

    @Test
    void shouldGiveAnInterfaceToTheProviderThatGoesBeforeAndDiversionsToOneThatMakesThem() throws Exception {
        MemoryProvider before = new MemoryProvider();
        before.precedence = 1;
        before.diverts = false;
        engine.change(List.of(FILTER), List.of());
        engine.addProvider(before);
        engine.divert("adm", 555, Set.of(MemoryInventory.id("a")));
        assertEquals(Map.of(), provider.places());
        assertEquals(Map.of(FILTER, G0), before.places());
        assertEquals(1, provider.last.diversions().size());
        assertEquals(List.of(), before.last.diversions());
        engine.removeProvider(before);
        engine.follow();
        assertEquals(Map.of(FILTER, G0), provider.places());
    }

    @Test
    void shouldForgetWhatTheKernelRefuses() throws Exception {
        engine.change(List.of(FILTER), List.of());
        var before = new StateFile(file).load().entries();
        var refusal = new VitrineException(Reason.DENIED, "no");
        provider.failures = Map.of("h2", refusal);
        assertSame(
                refusal,
                assertThrows(
                        VitrineException.class,
                        () -> engine.change(List.of(filter("a", "10.0.0.2"), filter("b", "10.0.0.1")), List.of())));
        provider.failures = Map.of();
        assertEquals(1, engine.states().size());
        assertEquals(before, new StateFile(file).load().entries());
        engine.follow();
        assertEquals(Map.of(FILTER, G0), provider.places());
    }

    @Test
    void shouldKeepWhatTheKernelWillNotForget() throws Exception {
        engine.change(List.of(FILTER), List.of());
        provider.failures = Map.of("h", new VitrineException(Reason.FAILED, "no"));
        assertReason(Reason.FAILED, () -> engine.change(List.of(), List.of(FILTER)));
        assertEquals(DeclarationStatus.FAILED, engine.states().getFirst().status());
        provider.failures = Map.of();
        engine.follow();
        assertEquals(DeclarationStatus.APPLIED, engine.states().getFirst().status());
    }

    @Test
    void shouldNotDeclareWhatCannotBeWrittenDown() throws Exception {
        Files.writeString(folder.resolve("deep"), "a file where a folder should be");
        assertReason(Reason.FAILED, () -> engine.change(List.of(FILTER), List.of()));
        assertEquals(Map.of(), provider.places());
        assertEquals(List.of(), engine.states());
    }

    @Test
    void shouldWaitForAMachineThatIsOffAndForItsReturn() throws Exception {
        inventory.set(MemoryInventory.machine("a", null));
        engine.change(List.of(FILTER), List.of());
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
        engine.change(List.of(FILTER), List.of());
        inventory.set();
        engine.follow();
        assertEquals(Map.of(FILTER, G0), provider.places());
        inventory.set(MemoryInventory.machine("other", G0));
        engine.follow();
        assertEquals(Map.of(), provider.places());
        assertEquals(DeclarationStatus.WAITING, engine.states().getFirst().status());
        engine.change(List.of(), List.of(FILTER));
        assertEquals(List.of(), engine.states());
    }

    @Test
    void shouldForgetThePlaceOfAnUnknownMachineWhenItIsGone() throws Exception {
        engine.change(List.of(FILTER), List.of());
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
        engine.change(List.of(FILTER), List.of());
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
        engine.change(List.of(FILTER), List.of());
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
        engine.change(List.of(FILTER), List.of());
        for (String broken : List.of(
                "", "{", "[]", "{\"version\":3}", "{\"version\":2}", "{\"version\":1,\"filters\":[{}]}", "\0\0\0")) {
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
        engine.change(List.of(FILTER), List.of());
        Files.writeString(file.resolveSibling("dataplane.json.new"), "{\"vers");
        Engine next = engine(HOUR);
        assertEquals(1, next.states().size());
        assertTrue(next.fileTrouble().isEmpty());
        next.change(List.of(filter("b", "10.0.0.9")), List.of());
        assertEquals(2, next.states().size());
        next.stop();
    }

    @Test
    void shouldApplyWhenAProviderComesBack() throws Exception {
        engine.change(List.of(FILTER), List.of());
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
        engine.change(List.of(FILTER), List.of());
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
        engine.change(List.of(FILTER), List.of());
        provider.changedByHand.add("a rule was gone");
        provider.last = null;
        until(() -> provider.changedByHand.isEmpty() && provider.last != null);
        assertEquals(Map.of(FILTER, G0), provider.places());
    }

    @Test
    void shouldSurviveAProviderWithABug() throws Exception {
        engine.change(List.of(FILTER), List.of());
        provider.bug = new IllegalStateException("bug");
        engine.follow();
        assertEquals(DeclarationStatus.FAILED, engine.states().getFirst().status());
        assertReason(Reason.FAILED, () -> engine.change(List.of(filter("b", "10.0.0.1")), List.of()));
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
            engine.change(List.of(filter("a", "10.1.0." + i)), List.of());
        }
        go.countDown();
        assertEquals(50, seen.take());
        engine.follow(); // nothing changed: nothing is told
        subscription.close();
        engine.change(List.of(), List.of(filter("a", "10.1.0.1")));
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
        engine.change(List.of(FILTER), List.of());
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
        engine.change(List.of(FILTER), List.of());
        Diversion diversion = engine.divert("adm", 555, Set.of(MemoryInventory.id("a")));
        engine.stop();
        assertEquals(List.of(), provider.last.diversions());
        assertEquals(Map.of(FILTER, G0), provider.places());
        assertEquals(List.of(), diversion.taps());
        int applied = provider.applied;
        diversion.nics(Set.of(MemoryInventory.id("b")));
        diversion.close();
        assertEquals(applied, provider.applied);
        assertReason(Reason.UNAVAILABLE, () -> engine.change(List.of(), List.of()));
    }

    @Test
    void shouldKeepTenThousandDeclarations() throws Exception {
        List<Filter> many = IntStream.range(0, 10_000)
                .mapToObj(i -> new Filter(MemoryInventory.id("a"), IpAddress.ofIpv4(0x0a00_0000 + i)))
                .toList();
        engine.change(many, List.of());
        Engine next = engine(HOUR);
        assertEquals(
                many, next.states().stream().map(s -> (Filter) s.declaration()).toList());
        next.stop();
    }

    // ---- scopes

    private static final Scope ROLE_WEB = new Scope.OfTag("role", "web");

    private static Drop drop(Scope scope) {
        return new Drop(scope, Direction.BOTH, Match.ALL, Drop.ALWAYS);
    }

    @Test
    void shouldFollowTagsAndMachines() throws Exception {
        Drop ofTag = drop(ROLE_WEB);
        Drop ofAll = drop(new Scope.Everything());
        Drop ofMachine = drop(new Scope.OfMachine(MemoryInventory.id("b").machine()));
        engine.change(List.of(ofTag, ofAll, ofMachine), List.of());
        assertEquals(Set.of(), provider.at(ofTag));
        assertEquals(DeclarationStatus.WAITING, standing(ofTag).status());
        assertEquals(Set.of(G0, G1), provider.at(ofAll));
        assertEquals(new DropCount(2, 200), standing(ofAll).fromGuest());
        assertEquals(Set.of(G1), provider.at(ofMachine));
        inventory.set(MemoryInventory.machine("a", G0, Map.of("role", "web")), MemoryInventory.machine("b", null));
        engine.follow();
        assertEquals(Set.of(G0), provider.at(ofTag));
        assertEquals(Set.of(G0), provider.at(ofAll));
        assertEquals(DeclarationStatus.APPLIED, standing(ofAll).status());
        assertTrue(
                standing(ofAll).message().startsWith("at 1 of 2 vNICs: "),
                standing(ofAll).message());
        assertEquals(DeclarationStatus.WAITING, standing(ofMachine).status());
        inventory.set(MemoryInventory.machine("a", G0, Map.of("role", "db")));
        engine.follow();
        assertEquals(Set.of(), provider.at(ofTag));
    }

    @Test
    void shouldHoldForThoseATagMeantWhileNobodyKnowsThem() throws Exception {
        inventory.set(MemoryInventory.machine("a", G0, Map.of("role", "web")));
        Guard guard = new Guard(ROLE_WEB, Threat.MAC_SPOOFING);
        engine.change(List.of(guard), List.of());
        engine.stop();
        inventory.set();
        engine = engine(HOUR);
        engine.follow();
        assertEquals(Set.of(G0), provider.at(guard));
        assertEquals(
                MemoryInventory.mac("a"),
                provider.last.declarations().getFirst().nic().mac());
    }

    @Test
    void shouldWaitForTheTargetOfAMirrorAndLeaveItsOwnFramesAlone() throws Exception {
        Mirror mirror = new Mirror(new Scope.Everything(), Direction.BOTH, MemoryInventory.id("b"));
        inventory.set(MemoryInventory.machine("a", G0), MemoryInventory.machine("b", null));
        engine.change(List.of(mirror), List.of());
        assertEquals(DeclarationStatus.WAITING, standing(mirror).status());
        inventory.set(MemoryInventory.machine("a", G0), MemoryInventory.machine("b", G1));
        engine.follow();
        assertEquals(Set.of(G0), provider.at(mirror));
        assertEquals(G1, provider.last.declarations().getFirst().to().orElseThrow());
        Mirror nowhere = new Mirror(new Scope.Everything(), Direction.BOTH, MemoryInventory.id("nobody"));
        assertReason(Reason.NOT_FOUND, () -> engine.change(List.of(nowhere), List.of()));
    }

    @Test
    void shouldSayBeforehandWhatCannotBeDone() throws Exception {
        Drop here = drop(new Scope.OfNic(MemoryInventory.id("a")));
        provider.objections = Map.of(here, "not with this kernel");
        int applied = provider.applied;
        assertReason(Reason.UNSUPPORTED, () -> engine.change(List.of(FILTER, here), List.of()));
        assertEquals(applied, provider.applied);
        assertEquals(List.of(), engine.states());
        assertReason(
                Reason.NOT_FOUND,
                () -> engine.change(List.of(drop(new Scope.OfMachine(new MachineId("nobody")))), List.of()));
    }

    @Test
    void shouldChangeInOneStep() throws Exception {
        engine.change(List.of(FILTER), List.of());
        int applied = provider.applied;
        engine.change(List.of(filter("a", "10.0.0.2")), List.of(FILTER, filter("a", "10.0.0.3")));
        assertEquals(applied + 1, provider.applied);
        assertEquals(Map.of(filter("a", "10.0.0.2"), G0), provider.places());
        engine.change(List.of(FILTER), List.of(FILTER));
        assertEquals(2, provider.places().size());
    }

    @Test
    void shouldReadWhatWasSavedBeforeThereWasMoreThanFilters() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                {
                  "version": 1,
                  "namespaces": [
                    "h"
                  ],
                  "filters": [
                    {
                      "machine": "test/a",
                      "nic": "eth0",
                      "remote": "10.0.0.1",
                      "by": "root (command line)",
                      "at": 1800000000000000000,
                      "place": {
                        "netns": "h",
                        "name": "g0",
                        "index": 5
                      }
                    },
                    {
                      "machine": "test/b",
                      "nic": "eth0",
                      "remote": "fd00::1",
                      "by": "eve",
                      "at": 5
                    }
                  ]
                }
                """);
        inventory.set();
        Engine next = engine(HOUR);
        assertTrue(next.fileTrouble().isEmpty());
        next.follow();
        assertEquals(Map.of(FILTER, G0), provider.places());
        DeclarationState first = next.states().getFirst();
        assertEquals(FILTER, first.declaration());
        assertEquals("root (command line)", first.declaredBy());
        assertEquals(1_800_000_000_000_000_000L, first.declaredAt());
        assertEquals(2, next.states().size());
        next.stop();
    }

    private DeclarationState standing(Declaration declaration) throws VitrineException {
        return engine.states().stream()
                .filter(state -> state.declaration().equals(declaration))
                .findFirst()
                .orElseThrow();
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
