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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.vitrine.common.MacAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.MachineStatistics;
import org.vitrine.hypervisor.MachineStatistics.NicCounters;
import org.vitrine.hypervisor.Nic;
import org.vitrine.linux.Tool;

/** Real guests under emulation, with {@code virsh} as the second opinion. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QemuGuestsTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String NETNS = "vt-qemu-" + ProcessHandle.current().pid();

    private Path folder;
    private String uri;
    private LibvirtProvider provider;
    private Watched watched;

    @BeforeAll
    void bringUp() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "QEMU guests need root");
        for (String program : List.of("virsh", "libvirtd", "qemu-system-x86_64", "cpio")) {
            assumeTrue(isThere(program), program + " is not installed");
        }
        folder = Files.createTempDirectory("qemu");
        uri = lab("up", "2").strip().lines().reduce((_, last) -> last).orElseThrow();
    }

    private static boolean isThere(String program) {
        return List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin").stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    /** The script keeps nothing open that is ours: what it starts goes on. */
    private String lab(String command, String... more) throws Exception {
        Path output = Files.createTempFile("lab", ".out");
        List<String> line = new ArrayList<>(
                List.of(Path.of("../../releng/lab/qemu").toRealPath().toString(), command, folder.toString(), NETNS));
        line.addAll(List.of(more));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int code = process.waitFor();
        String said = Files.readString(output);
        Files.delete(output);
        assertEquals(0, code, said);
        return said;
    }

    @AfterAll
    void takeDown() throws Exception {
        if (uri != null) {
            lab("down");
            assertFalse(Files.exists(Path.of("/run/netns", NETNS)));
        }
    }

    @BeforeEach
    void connect() throws Exception {
        provider = new LibvirtProvider();
        watched = new Watched(provider, uri + "#lab");
        ready("g1");
        ready("g2");
    }

    @AfterEach
    void close() {
        provider.deactivate();
    }

    private Machine ready(String name) throws InterruptedException {
        return watched.await(
                name,
                machine -> machine.capabilities().contains(MachineCapability.EXEC)
                        && !machine.nics().getFirst().addresses().isEmpty());
    }

    private String virsh(String... arguments) throws VitrineException {
        List<String> line = new ArrayList<>(List.of("virsh", "-q", "-c", uri));
        line.addAll(List.of(arguments));
        return Tool.require(line, "", LIMIT);
    }

    private String inside(String name, String script) throws Exception {
        ExecResult result = watched.connection.exec(
                watched.await(name).id(), new ExecRequest(List.of("/bin/sh", "-c", script), LIMIT));
        assertEquals(0, result.exitCode(), result.errors());
        return result.output().strip();
    }

    @Test
    void shouldShowWhatVirshShows() throws Exception {
        assertEquals(
                Set.of(virsh("list", "--all", "--name").strip().split("\\s+")),
                watched.machines().stream().map(Machine::name).collect(Collectors.toSet()));
        for (String name : List.of("g1", "g2")) {
            Machine machine = ready(name);
            String[] port = virsh("domiflist", name).strip().split("\\s+");
            Nic nic = machine.nics().getFirst();
            assertEquals(port[0], nic.hostInterface().orElseThrow().name());
            assertEquals(NETNS, nic.hostInterface().orElseThrow().netns());
            assertTrue(nic.hostInterface().orElseThrow().index() > 0);
            assertEquals(MacAddress.parse(port[4]), nic.mac());
            assertTrue(nic.network().orElseThrow().value().endsWith("/" + port[2]));
            assertEquals(
                    "10.99.0." + name.charAt(1) + "/24",
                    nic.addresses().getFirst().toString());
            assertEquals(virsh("domuuid", name).strip(), machine.tags().get("uuid"));
            assertEquals("qemu", machine.technology());
        }
    }

    @Test
    void shouldSeeWhatOthersDo() throws Exception {
        virsh("suspend", "g1");
        watched.await("g1", machine -> machine.state() == MachineState.PAUSED);
        virsh("resume", "g1");
        watched.await("g1", machine -> machine.state() == MachineState.RUNNING);
        virsh("attach-interface", "g1", "bridge", "br0", "--model", "virtio", "--mac", "52:54:00:99:01:01", "--live");
        watched.await("g1", machine -> machine.nics().size() == 2);
        virsh("detach-interface", "g1", "bridge", "--mac", "52:54:00:99:01:01", "--live");
        watched.await("g1", machine -> machine.nics().size() == 1);
    }

    @Test
    void shouldCountAsVirshDoes() throws Exception {
        watched.connection.exec(ready("g1").id(), new ExecRequest(List.of("ping", "-c3", "-i0.1", "10.99.0.2"), LIMIT));
        Map<String, Long> before = domstats("g1");
        Map<String, MachineStatistics> counted = watched.connection.statistics(Set.of()).stream()
                .collect(Collectors.toMap(one -> one.machine().value().replaceFirst(".*/", ""), one -> one));
        Map<String, Long> after = domstats("g1");
        assertEquals(Set.of("g1", "g2"), counted.keySet());
        MachineStatistics g1 = counted.get("g1");
        assertEquals(before.get("vcpu.current"), g1.vcpus());
        assertEquals(before.get("balloon.maximum") * 1024, g1.maxMemoryBytes());
        assertEquals(before.get("balloon.current") * 1024, g1.memoryBytes());
        assertWithin(before, after, "cpu.time", g1.cpuTime().toNanos());
        NicCounters nic = g1.nics().getFirst();
        assertEquals("net0", nic.name());
        assertWithin(before, after, "net.0.rx.bytes", nic.receivedBytes());
        assertWithin(before, after, "net.0.rx.pkts", nic.receivedPackets());
        assertWithin(before, after, "net.0.tx.bytes", nic.sentBytes());
        assertWithin(before, after, "net.0.tx.pkts", nic.sentPackets());
        assertTrue(nic.sentPackets() >= 3);
        assertEquals("vda", g1.disks().getFirst().name());
        assertEquals(before.get("block.0.capacity"), g1.disks().getFirst().capacityBytes());
        assertWithin(before, after, "block.0.rd.bytes", g1.disks().getFirst().readBytes());
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "it did not come true");
            Thread.sleep(20);
        }
    }

    private Map<String, Long> domstats(String name) throws VitrineException {
        Map<String, Long> values = new HashMap<>();
        for (String line : virsh("domstats", name).lines().toList()) {
            String[] parts = line.strip().split("=", 2);
            if (parts.length == 2 && parts[1].matches("\\d{1,18}")) {
                values.put(parts[0], Long.parseLong(parts[1]));
            }
        }
        return values;
    }

    private static void assertWithin(Map<String, Long> before, Map<String, Long> after, String name, long value) {
        assertTrue(
                before.get(name) <= value && value <= after.get(name),
                () -> name + ": " + before.get(name) + " <= " + value + " <= " + after.get(name));
    }

    @Test
    void shouldPullAndPlugTheCable() throws Exception {
        assertEquals("1", inside("g1", "cat /sys/class/net/eth0/carrier"));
        watched.change("g1", new MachineChange.SetLink("net0", false));
        watched.await("g1", machine -> !machine.nics().getFirst().linkUp());
        assertEquals("0", inside("g1", "cat /sys/class/net/eth0/carrier"));
        assertTrue(virsh("domif-getlink", "g1", "tap-g1").contains("down"));
        assertTrue(virsh("domif-getlink", "g1", "52:54:00:99:00:01", "--config").contains("down"));
        watched.change("g1", new MachineChange.SetLink("net0", true));
        watched.await("g1", machine -> machine.nics().getFirst().linkUp());
        assertEquals("1", inside("g1", "cat /sys/class/net/eth0/carrier"));
        VitrineException none = assertThrows(
                VitrineException.class, () -> watched.change("g1", new MachineChange.SetLink("net7", true)));
        assertEquals(Reason.NOT_FOUND, none.reason());
    }

    @Test
    void shouldAttachAndDetachAVnic() throws Exception {
        MacAddress mac = MacAddress.parse("52:54:00:99:02:01");
        watched.change("g2", new MachineChange.AttachNic("br0", Optional.of(mac)));
        Machine two = watched.await("g2", machine -> machine.nics().size() == 2);
        assertEquals(mac, two.nics().getLast().mac());
        assertTrue(two.nics().getLast().hostInterface().isPresent());
        assertEquals(2, virsh("domiflist", "g2").strip().lines().count());
        assertTrue(inside("g2", "sleep 1; ip link").contains(mac.toString()));
        watched.change(
                "g2", new MachineChange.DetachNic(two.nics().getLast().id().name()));
        watched.await("g2", machine -> machine.nics().size() == 1);
        assertEquals(1, virsh("domiflist", "g2").strip().lines().count());
        assertEquals(1, virsh("domiflist", "g2", "--inactive").strip().lines().count());
    }

    @Test
    void shouldRevertToASnapshotWithItsMemory() throws Exception {
        inside("g1", "echo before >/tmp/it");
        watched.change("g1", new MachineChange.TakeSnapshot("s1", "a test"));
        assertEquals("s1", virsh("snapshot-list", "g1", "--name").strip());
        inside("g1", "echo after >/tmp/it");
        watched.change("g1", new MachineChange.RevertToSnapshot("s1"));
        ready("g1");
        assertEquals("before", inside("g1", "cat /tmp/it"));
        assertTrue(watched.connection
                .snapshots(watched.await("g1").id())
                .getFirst()
                .current());
        watched.change("g1", new MachineChange.DeleteSnapshot("s1"));
        assertEquals("", virsh("snapshot-list", "g1", "--name").strip());
    }

    @Test
    void shouldSaveAndGoOn() throws Exception {
        inside("g2", "echo kept >/tmp/it");
        watched.change("g2", new MachineChange.Save());
        Machine saved = watched.await("g2", machine -> machine.state() == MachineState.STOPPED);
        assertTrue(virsh("list", "--inactive", "--with-managed-save", "--name").contains("g2"));
        watched.connection.start(saved.id());
        ready("g2");
        assertEquals("kept", inside("g2", "cat /tmp/it"));
    }

    @Test
    void shouldShutDownThroughTheAgentAndStartAgain() throws Exception {
        watched.change("g2", new MachineChange.ShutDown(LIMIT));
        Machine off = watched.await("g2", machine -> machine.state() == MachineState.STOPPED);
        assertTrue(off.nics().getFirst().hostInterface().isEmpty());
        assertEquals("shut off", virsh("domstate", "g2").strip());
        watched.connection.start(off.id());
        ready("g2");
    }

    @Test
    void shouldChangeMemoryByItsBalloon() throws Exception {
        watched.change("g1", new MachineChange.SetMemory(80L << 20));
        await(() -> domstats("g1").get("balloon.current") == 80L << 10);
        watched.change("g1", new MachineChange.SetMemory(96L << 20));
        await(() -> domstats("g1").get("balloon.current") == 96L << 10);
    }

    @Test
    void shouldEndWhatTakesTooLongInside() throws Exception {
        ExecResult seven = watched.connection.exec(
                ready("g1").id(), new ExecRequest(List.of("/bin/sh", "-c", "echo out; echo err >&2; exit 7"), LIMIT));
        assertEquals(new ExecResult(7, "out\n", "err\n", false), seven);
        VitrineException late = assertThrows(
                VitrineException.class,
                () -> watched.connection.exec(
                        watched.await("g1").id(), new ExecRequest(List.of("sleep", "987"), Duration.ofMillis(300))));
        assertEquals(Reason.FAILED, late.reason());
        assertEquals("", inside("g1", "sleep 0.2; pidof sleep -o $$ || true"));
    }

    @Test
    void shouldSayWhySomethingCannotBeDone() throws Exception {
        virsh("define", raw().toString());
        Machine raw = watched.await("raw");
        assertEquals(
                "disk vda is raw, and only qcow2 can keep a snapshot",
                watched.connection.hindrances(raw.id()).get(MachineCapability.SNAPSHOT));
        watched.change("raw", new MachineChange.Undefine());
        watched.awaitNo("raw");
    }

    private Path raw() throws Exception {
        String description = Files.readString(folder.resolve("disks/g1.xml"))
                .replace("<name>g1<", "<name>raw<")
                .replace("type='qcow2'", "type='raw'")
                .replace("52:54:00:99:00:01", "52:54:00:99:03:01");
        return Files.writeString(folder.resolve("disks/raw.xml"), description);
    }

    @Test
    void shouldNoticeThatLibvirtIsKilledAndFindTheGuestsAgain() throws Exception {
        Machine before = ready("g1");
        String started = inside("g1", "echo still here >/tmp/alive; cat /proc/sys/kernel/random/boot_id");
        long daemon =
                Long.parseLong(Files.readString(folder.resolve("libvirtd.pid")).strip());
        ProcessHandle.of(daemon).orElseThrow().destroyForcibly();
        assertTrue(watched.awaitLoss().contains("closed"));
        assertThrows(VitrineException.class, () -> watched.connection.start(before.id()));
        watched.close();
        assertThrows(VitrineException.class, () -> new Watched(provider, uri).close());
        lab("daemon");
        watched = new Watched(provider, uri + "#lab");
        Machine after = ready("g1");
        assertEquals(before.id(), after.id());
        assertEquals(before.nics(), after.nics());
        assertEquals(started, inside("g1", "cat /proc/sys/kernel/random/boot_id"));
        assertEquals("still here", inside("g1", "cat /tmp/alive"));
    }
}
