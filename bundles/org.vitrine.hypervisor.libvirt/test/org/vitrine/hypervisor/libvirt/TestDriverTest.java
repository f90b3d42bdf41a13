/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.common.MacAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.hypervisor.MachineSnapshot;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.MachineStatistics;
import org.vitrine.hypervisor.Nic;

/** The whole contract against the hypervisor that libvirt brings along for tests. Its world begins anew when nobody is connected. */
class TestDriverTest {
    private final LibvirtProvider provider = new LibvirtProvider();
    private Watched watched;

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(Libvirt.isInstalled(), "libvirt0 is not installed");
        watched = new Watched(provider, "test:///default");
    }

    @AfterEach
    void close() {
        provider.deactivate();
    }

    @Test
    void shouldShowMachinesWithTheirNetworks() throws Exception {
        Machine test = watched.await("test");
        assertEquals(MachineState.RUNNING, test.state());
        assertEquals("test", test.technology());
        assertEquals("test", test.group());
        assertTrue(test.id().value().endsWith("/test/test/test"), test.id().value());
        Nic nic = test.nics().getFirst();
        assertEquals("net0", nic.id().name());
        assertEquals(MacAddress.parse("aa:bb:cc:dd:ee:ff"), nic.mac());
        assertEquals(watched.networks().getFirst().id(), nic.network().orElseThrow());
        assertEquals("default", watched.networks().getFirst().name());
    }

    @Test
    void shouldPowerMachinesOffAndOn() throws Exception {
        Machine test = watched.await("test");
        watched.connection.stop(test.id());
        watched.await("test", machine -> machine.state() == MachineState.STOPPED);
        watched.connection.stop(test.id());
        watched.connection.start(test.id());
        watched.connection.start(test.id());
        watched.await("test", machine -> machine.state() == MachineState.RUNNING);
        watched.change("test", new MachineChange.ShutDown(Duration.ofSeconds(5)));
        watched.await("test", machine -> machine.state() == MachineState.STOPPED);
    }

    @Test
    void shouldSuspendAndResumeAndSaveAndRestore() throws Exception {
        watched.change("test", new MachineChange.Suspend());
        watched.await("test", machine -> machine.state() == MachineState.PAUSED);
        watched.change("test", new MachineChange.Resume());
        watched.await("test", machine -> machine.state() == MachineState.RUNNING);
        watched.change("test", new MachineChange.Save());
        Machine saved = watched.await("test", machine -> machine.state() == MachineState.STOPPED);
        assertTrue(saved.message().contains("saved"), saved.message());
        watched.connection.start(saved.id());
        watched.await(
                "test",
                machine -> machine.state() == MachineState.RUNNING
                        && machine.message().isEmpty());
    }

    @Test
    void shouldDefineAndCloneAndForgetMachines() throws Exception {
        watched.connection.define(Guest.xml("a b", "52:54:00:00:00:01"));
        Machine defined = watched.await("a b");
        assertTrue(defined.id().value().endsWith("/a%20b"), defined.id().value());
        watched.change("a b", new MachineChange.Clone("copy"));
        Machine copy = watched.await("copy");
        assertFalse(
                copy.nics().getFirst().mac().equals(defined.nics().getFirst().mac()));
        VitrineException taken =
                assertThrows(VitrineException.class, () -> watched.change("a b", new MachineChange.Clone("copy")));
        assertEquals(Reason.CONFLICT, taken.reason());
        watched.change("a b", new MachineChange.Undefine());
        watched.awaitNo("a b");
    }

    @Test
    void shouldKeepSnapshotsAndRevertToThem() throws Exception {
        Machine test = watched.await("test");
        watched.change("test", new MachineChange.TakeSnapshot("first", "before <all> & everything"));
        watched.change("test", new MachineChange.Suspend());
        watched.change("test", new MachineChange.TakeSnapshot("second", ""));
        List<MachineSnapshot> both = watched.connection.snapshots(test.id());
        assertEquals(
                List.of("first", "second"),
                both.stream().map(MachineSnapshot::name).toList());
        assertEquals("before <all> & everything", both.getFirst().description());
        assertEquals(Optional.of("first"), both.getLast().parent());
        assertEquals(MachineState.PAUSED, both.getLast().state());
        assertTrue(both.getLast().current());
        watched.change("test", new MachineChange.RevertToSnapshot("first"));
        watched.await("test", machine -> machine.state() == MachineState.RUNNING);
        watched.change("test", new MachineChange.DeleteSnapshot("first"));
        assertEquals(1, watched.connection.snapshots(test.id()).size());
        VitrineException gone = assertThrows(
                VitrineException.class, () -> watched.change("test", new MachineChange.RevertToSnapshot("first")));
        assertEquals(Reason.NOT_FOUND, gone.reason());
    }

    @Test
    void shouldCountForAllAndForOne() throws Exception {
        Machine test = watched.await("test");
        MachineStatistics counted = watched.connection.statistics(Set.of()).getFirst();
        assertEquals(test.id(), counted.machine());
        assertTrue(counted.cpuTime().isPositive());
        assertEquals(
                counted.machine(),
                watched.connection.statistics(Set.of(test.id())).getFirst().machine());
        watched.connection.stop(test.id());
        watched.await("test", machine -> machine.state() == MachineState.STOPPED);
        assertEquals(List.of(), watched.connection.statistics(Set.of()));
    }

    @Test
    void shouldSayWhatIsHinderedAndWhy() throws Exception {
        Machine test = watched.await("test");
        var hindrances = watched.connection.hindrances(test.id());
        for (MachineCapability capability : MachineCapability.values()) {
            assertEquals(!test.capabilities().contains(capability), hindrances.containsKey(capability));
        }
        VitrineException running =
                assertThrows(VitrineException.class, () -> watched.change("test", new MachineChange.Undefine()));
        assertEquals(Reason.CONFLICT, running.reason());
        VitrineException never = assertThrows(
                VitrineException.class,
                () -> watched.connection.exec(test.id(), new ExecRequest(List.of("id"), Duration.ofSeconds(1))));
        assertEquals(Reason.UNSUPPORTED, never.reason());
        assertEquals("test: libvirt's driver for test cannot do that", never.getMessage());
    }

    @Test
    void shouldChangeVcpusAndMemory() throws Exception {
        Machine test = watched.await("test");
        watched.change("test", new MachineChange.SetVcpus(1));
        watched.change("test", new MachineChange.SetMemory(1L << 20 << 10));
        MachineStatistics counted =
                watched.connection.statistics(Set.of(test.id())).getFirst();
        assertEquals(1, counted.vcpus());
        assertEquals(1L << 30, counted.memoryBytes());
    }

    @Test
    void shouldTellWhatALibraryRefuses() {
        VitrineException no = assertThrows(
                VitrineException.class, () -> new Watched(provider, "test:///there/is/no/such/file.xml").close());
        assertFalse(no.getMessage().isEmpty());
        VitrineException bad = assertThrows(VitrineException.class, () -> watched.connection.define("<domain><name>x"));
        assertEquals(Reason.INVALID, bad.reason());
        assertTrue(provider.understands(URI.create("qemu+ssh://root@host/system")));
        assertFalse(provider.understands(URI.create("netns:///")));
    }

    @Test
    void shouldEndWhileSomebodyConnects() throws Exception {
        provider.deactivate(); // a process has one loop
        for (int i = 0; i < 50; i++) {
            LibvirtProvider other = new LibvirtProvider();
            Thread connecting = Thread.ofPlatform().start(() -> {
                try (Watched another = new Watched(other, "test:///default")) {
                    assertTrue(another.networks().size() <= 1);
                } catch (VitrineException e) {
                    assertEquals(Reason.UNAVAILABLE, e.reason());
                }
            });
            Thread.sleep(0, i * 20_000);
            other.deactivate();
            connecting.join();
        }
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("libvirt ")));
    }

    @Test
    void shouldServeManyConnectionsAndLetGoOfThem() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Watched another = new Watched(provider, "test:///default#world" + i)) {
                assertEquals("world" + i, another.await("test").group());
            }
        }
        provider.deactivate();
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("libvirt ")));
    }
}
