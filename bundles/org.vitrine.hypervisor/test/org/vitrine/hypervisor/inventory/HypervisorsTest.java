/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.common.Caller;
import org.vitrine.common.HostId;
import org.vitrine.common.MacAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NetworkId;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.HypervisorConnectionStatus;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Network;
import org.vitrine.hypervisor.NetworkKind;
import org.vitrine.hypervisor.Nic;
import org.vitrine.hypervisor.spi.HypervisorConnection;
import org.vitrine.hypervisor.spi.HypervisorProvider;
import org.vitrine.hypervisor.spi.InventoryListener;
import org.vitrine.runtime.health.HealthItem;

class HypervisorsTest {
    private static final MachineId WEB = new MachineId("h/mem/web");

    private final Path state;
    private final Hypervisors hypervisors;
    private final HypervisorServices services;
    private final MemoryHypervisor driver = new MemoryHypervisor("mem");

    HypervisorsTest(@TempDir Path state) {
        this.state = state;
        hypervisors = new Hypervisors(state);
        services = new HypervisorServices(hypervisors);
    }

    @BeforeEach
    void open() {
        configure("mem:///");
    }

    private void configure(String... connections) {
        hypervisors.configure(List.of(connections), Duration.ofMillis(1), Duration.ofMillis(4));
    }

    @AfterEach
    void close() {
        hypervisors.deactivate();
    }

    @Test
    void shouldShowWhatADriverSees() {
        assertEquals(Inventory.EMPTY, services.inventory());
        driver.sees(machine("web"), machine("db"));
        hypervisors.addProvider(driver);
        await(() -> names().equals(List.of("db", "web")));
        assertEquals(1, services.inventory().networks().size());
        assertEquals(HealthItem.Level.OK, hypervisors.check().getFirst().level());
    }

    private static Reason reason(Executable work) {
        return assertThrows(VitrineException.class, work).reason();
    }

    @Test
    void shouldRememberConnectionsThatWereAdded() throws Exception {
        services.add("mem:///second");
        assertEquals(Reason.CONFLICT, reason(() -> services.add("mem:///second")));
        assertEquals(Reason.CONFLICT, reason(() -> services.remove("mem:///")));
        assertEquals(Reason.INVALID, reason(() -> services.add("not a URI")));
        Hypervisors next = new Hypervisors(state);
        next.configure(List.of("mem:///"), Duration.ofMillis(1), Duration.ofMillis(4));
        assertEquals(
                List.of("mem:///", "mem:///second"),
                next.connections().stream().map(HypervisorConnectionStatus::uri).toList());
        next.deactivate();
        services.remove("mem:///second");
        assertEquals(Reason.NOT_FOUND, reason(() -> services.remove("mem:///second")));
        assertEquals(
                List.of(new HypervisorConnectionStatus("mem:///", false, "there is no driver for mem", 0, true)),
                services.connections());
    }

    @Test
    void shouldCountARevisionForEveryChangeAndForNothingElse() {
        connected(machine("web"));
        long before = services.inventory().revision();
        driver.sees(machine("web"));
        assertEquals(before, services.inventory().revision());
        driver.sees(machine("web"), machine("db"));
        assertEquals(before + 1, services.inventory().revision());
    }

    @Test
    void shouldKeepMachinesAsUnknownWhileTheirDriverIsAwayAndTakeThemBack() throws Exception {
        connected(machine("web"));
        hypervisors.removeProvider(driver);
        Machine web = services.inventory().machine(WEB).orElseThrow();
        assertEquals(MachineState.UNKNOWN, web.state());
        assertEquals("there is no driver for mem", web.message());
        assertEquals(Set.of(), web.capabilities());
        assertTrue(web.nics().getFirst().hostInterface().isPresent(), "what watches the vNIC has to go on");
        assertTrue(driver.closed);
        assertEquals(
                Reason.UNAVAILABLE,
                assertThrows(VitrineException.class, () -> services.start(WEB)).reason());
        assertEquals(HealthItem.Level.FAILED, hypervisors.check().getFirst().level());

        var fresh = new MemoryHypervisor("mem");
        fresh.sees(machine("web"));
        hypervisors.addProvider(fresh);
        await(() -> state() == MachineState.RUNNING);
        services.start(WEB);
        assertEquals(List.of("start h/mem/web"), fresh.calls);
    }

    @Test
    void shouldConnectAgainWhenTheConnectionBreaks() {
        connected(machine("web"));
        driver.refusals.set(3);
        driver.hold = new CountDownLatch(1);
        driver.listener.connectionLost("cut");
        assertEquals(MachineState.UNKNOWN, state());
        assertEquals("cut", services.inventory().machine(WEB).orElseThrow().message());
        driver.hold.countDown();
        await(() -> state() == MachineState.RUNNING);
        assertEquals(5, driver.connects.get());
    }

    @Test
    void shouldNotListenToAConnectionThatIsOver() {
        connected(machine("web"));
        var old = driver.listener;
        hypervisors.removeProvider(driver);
        old.inventoryChanged(List.of(), List.of());
        old.connectionLost("late");
        assertEquals(List.of("web"), names());
    }

    @Test
    void shouldLetGoOfADriverThatGoesWhileItConnects() throws Exception {
        driver.hold = new CountDownLatch(1);
        hypervisors.addProvider(driver);
        await(() -> driver.connects.get() == 1);
        hypervisors.removeProvider(driver);
        await(() -> driver.interrupted);
        var other = new MemoryHypervisor("mem");
        other.sees(machine("db"));
        hypervisors.addProvider(other);
        await(() -> names().equals(List.of("db")));
    }

    @Test
    void shouldMergeConnectionsAndForgetThoseThatAreNoLongerConfigured() {
        var second = new MemoryHypervisor("two");
        driver.sees(machine("web"));
        second.sees(machine("web"), machine("app"));
        hypervisors.addProvider(driver);
        hypervisors.addProvider(second);
        configure("mem:///", "two:///", "no uri");
        await(() -> names().equals(List.of("app", "web")));
        configure("two:///");
        assertTrue(driver.closed);
        assertFalse(second.closed);
        assertEquals(1, second.connects.get());
        configure();
        assertEquals(List.of(), names());
    }

    @Test
    void shouldTellEveryFollowerThePresentAndThenTheNewest() throws Exception {
        connected(machine("web"));
        BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
        var slow = new CountDownLatch(1);
        var subscription = services.subscribe(inventory -> {
            heard.add(inventory.revision());
            awaitLatch(slow);
        });
        var failing = services.subscribe(_ -> {
            throw new IllegalStateException("on purpose");
        });
        long first = services.inventory().revision();
        assertEquals(first, heard.poll(10, TimeUnit.SECONDS));
        for (int i = 0; i < 50; i++) {
            driver.sees(machine("web"), machine("m" + i));
        }
        slow.countDown();
        assertEquals(first + 50, heard.poll(10, TimeUnit.SECONDS));
        subscription.close();
        subscription.close();
        failing.close();
        driver.sees();
        assertEquals(null, heard.poll(50, TimeUnit.MILLISECONDS));
    }

    @Test
    void shouldPassCallsOnToTheDriverAndWriteTheAuditLog() throws Exception {
        connected(machine("web"));
        List<String> audit = new ArrayList<>();
        var logger = Logger.getLogger("org.vitrine.audit");
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                audit.add(line.getMessage());
            }

            @Override
            public void flush() {
                // nothing is buffered
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            ScopedValue.where(Caller.CURRENT, new Caller("ada", "test")).call(() -> {
                services.stop(WEB);
                return services.exec(WEB, new ExecRequest(List.of("echo", "a\nb"), Duration.ofSeconds(1)));
            });
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertEquals(List.of("stop h/mem/web", "exec h/mem/web"), driver.calls);
        assertEquals(List.of("ada (test): stop h/mem/web", "ada (test): run in h/mem/web: echo a b"), audit);
    }

    @Test
    void shouldTellAMachineThatIsNotThereAndADriverThatFails() {
        connected(machine("web"));
        assertEquals(
                Reason.NOT_FOUND,
                assertThrows(VitrineException.class, () -> services.start(new MachineId("h/mem/none")))
                        .reason());
        driver.failing = true;
        assertEquals(
                Reason.FAILED,
                assertThrows(VitrineException.class, () -> services.start(WEB)).reason());
    }

    @Test
    void shouldLeaveNoThreadBehind() {
        connected(machine("web"));
        services.subscribe(_ -> names());
        hypervisors.deactivate();
        services.subscribe(_ -> names());
        assertTrue(driver.closed);
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(t -> t.getName().equals("hypervisor mem:///")));
    }

    private void connected(Machine... machines) {
        driver.sees(machines);
        hypervisors.addProvider(driver);
        await(() -> names().size() == machines.length && driver.listener != null);
        await(() -> hypervisors.check().getFirst().level() == HealthItem.Level.OK);
    }

    private List<String> names() {
        return services.inventory().machines().stream().map(Machine::name).toList();
    }

    private MachineState state() {
        return services.inventory().machine(WEB).orElseThrow().state();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "the condition did not come true in 20 s");
            Thread.onSpinWait();
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Machine machine(String name) {
        MachineId id = new MachineId("h/mem/" + name);
        Nic nic = new Nic(
                new NicId(id, "eth0"),
                new MacAddress(1),
                List.of(),
                Optional.of(new HostInterface("", name, 1)),
                Optional.empty(),
                true);
        return new Machine(
                id,
                new HostId("h"),
                name,
                "lab",
                MachineRole.GUEST,
                MachineState.RUNNING,
                "memory",
                "",
                List.of(nic),
                Set.of(MachineCapability.START),
                Map.of());
    }

    /** A hypervisor in memory, which does what a test tells it. */
    private static final class MemoryHypervisor implements HypervisorProvider {
        private final String scheme;
        private final AtomicInteger connects = new AtomicInteger();
        private final AtomicInteger refusals = new AtomicInteger();
        private final List<String> calls = new ArrayList<>();
        private volatile List<Machine> machines = List.of();
        private volatile InventoryListener listener;
        private volatile CountDownLatch hold;
        private volatile boolean closed;
        private volatile boolean failing;
        private volatile boolean interrupted;

        private MemoryHypervisor(String scheme) {
            this.scheme = scheme;
        }

        private void sees(Machine... newMachines) {
            machines = List.of(newMachines);
            if (listener != null) {
                tell(listener);
            }
        }

        private void tell(InventoryListener to) {
            var network = new Network(new NetworkId("h/mem/lan"), new HostId("h"), "lan", "lab", NetworkKind.BRIDGE);
            to.inventoryChanged(machines, List.of(network));
        }

        @Override
        public boolean understands(URI uri) {
            return scheme.equals(uri.getScheme());
        }

        @Override
        public HypervisorConnection connect(URI uri, InventoryListener newListener) throws VitrineException {
            connects.incrementAndGet();
            if (hold != null) {
                try {
                    hold.await();
                } catch (InterruptedException _) {
                    interrupted = true;
                    throw new VitrineException(Reason.CANCELLED, "interrupted");
                }
            }
            if (refusals.getAndDecrement() > 0) {
                throw new VitrineException(Reason.UNAVAILABLE, "refused on purpose");
            }
            closed = false;
            tell(newListener);
            listener = newListener;
            return new HypervisorConnection() {
                @Override
                public void start(MachineId machine) {
                    if (failing) {
                        throw new IllegalStateException("on purpose");
                    }
                    calls.add("start " + machine);
                }

                @Override
                public void stop(MachineId machine) {
                    calls.add("stop " + machine);
                }

                @Override
                public ExecResult exec(MachineId machine, ExecRequest request) {
                    calls.add("exec " + machine);
                    return new ExecResult(0, "", "", false);
                }

                @Override
                public void close() {
                    closed = true;
                }
            };
        }
    }
}
