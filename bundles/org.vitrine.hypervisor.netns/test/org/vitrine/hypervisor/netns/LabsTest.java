/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MachineId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.NetworkKind;
import org.vitrine.hypervisor.Nic;
import org.vitrine.hypervisor.lab.LabStatus;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.yaml.YamlDocument;
import org.vitrine.yaml.YamlNode;

class LabsTest {
    private static final String NAME = LabFixture.uniqueName("a");
    private static final String LAB = """
            lab: %s
            hosts: {alpha: , beta: }
            networks:
              lan-a:
                host: alpha
                subnets: [10.78.1.0/24, fd78:1::/64]
                vlans: {20: {subnets: [10.78.20.0/24, fd78:20::/64]}}
              lan-b: {host: beta, subnets: [10.78.2.0/24, fd78:2::/64]}
              outside: {subnets: [10.78.3.0/24]}
              desk: {kind: cable, subnets: [10.78.9.0/24, fd78:9::/64]}
            machines:
              web:
                role: guest
                host: alpha
                nics:
                  eth0:
                    network: lan-a
                    addresses: [10.78.1.10/24, fd78:1::10/64]
                    vlans: {20: {addresses: [10.78.20.10/24, fd78:20::10/64]}}
                routes: [{via: 10.78.1.1}, {via: fd78:1::1}]
                files: {www/index.html: it works, www/big: {size: 3 KiB}}
                run: [busybox httpd -f -p 80 -h www]
              app:
                role: guest
                host: beta
                nics: {eth0: {network: lan-b, addresses: [10.78.2.10/24, fd78:2::10/64]}}
                routes: [{via: 10.78.2.1}, {via: fd78:2::1}]
              router:
                role: router
                nics:
                  eth0:
                    network: lan-a
                    addresses: [10.78.1.1/24, fd78:1::1/64]
                    vlans: {20: {addresses: [10.78.20.1/24, fd78:20::1/64]}}
                  eth1: {network: lan-b, addresses: [10.78.2.1/24, fd78:2::1/64]}
                  eth2: {network: outside, addresses: [10.78.3.1/24]}
                  eth3: {network: desk, addresses: [10.78.9.1/24, fd78:9::1/64]}
              mirror:
                role: remote
                nics: {eth0: {network: outside, addresses: [10.78.3.10/24]}}
                routes: [{via: 10.78.3.1}]
              admin:
                role: administrator
                nics: {eth0: {network: desk, addresses: [10.78.9.2/24, fd78:9::2/64]}}
                routes: [{via: 10.78.9.1}, {via: fd78:9::1}]
            administration: {allow: [10.78.9.0/24]}
            """.formatted(NAME);

    @TempDir
    private Path state;

    private LabFixture fixture;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        fixture = new LabFixture(state);
    }

    @AfterEach
    void close() throws Exception {
        if (fixture != null) {
            fixture.closeAndLeaveNothing();
        }
    }

    @Test
    void shouldMakeWhatTheFileSays() throws Exception {
        fixture.up(LAB);
        String ns = "vt-" + NAME + "-";
        assertEquals(
                List.of("admin", "alpha", "app", "beta", "mirror", "outside", "router", "web").stream()
                        .map(part -> ns + part)
                        .toList(),
                LabFixture.namespaces("vt-" + NAME));

        Map<String, YamlNode> alpha = links(ns + "alpha");
        assertEquals(Set.of("lo", "lan-a", "web-eth0", "router-eth0"), alpha.keySet());
        assertEquals("lan-a", alpha.get("web-eth0").find("master").toString());
        YamlNode bridge = alpha.get("lan-a").find("linkinfo").find("info_data");
        assertEquals("0", bridge.find("stp_state").toString());
        assertEquals("0", bridge.find("mcast_snooping").toString());
        assertEquals(List.of(), addresses(ns + "alpha"), "nothing on a host answers");

        assertEquals(
                List.of(
                        "127.0.0.1/8 lo",
                        "10.78.1.10/24 eth0",
                        "fd78:1::10/64 eth0",
                        "10.78.20.10/24 eth0.20",
                        "fd78:20::10/64 eth0.20"),
                addresses(ns + "web"));
        assertTrue(LabFixture.ip("-n " + ns + "web route").startsWith("default via 10.78.1.1 dev eth0"));
        assertTrue(LabFixture.ip("-n " + ns + "web -6 route").contains("default via fd78:1::1 dev eth0"));
    }

    @Test
    void shouldCarryPacketsAcrossTheRouterAndInVlans() throws Exception {
        fixture.up(LAB);
        fixture.awaitMachine("web", _ -> true);
        assertTrue(fixture.pings("admin", "10.78.1.10"), "IPv4 across the router");
        assertTrue(fixture.pings("admin", "fd78:2::10"), "IPv6 across the router");
        assertTrue(fixture.pings("mirror", "10.78.2.10"), "from the world outside");
        assertTrue(fixture.pings("router", "10.78.20.10"), "in the VLAN");
        assertTrue(fixture.pings("app", "fd78:20::10"), "into the VLAN, IPv6");
        assertEquals(
                "it works",
                fixture.exec("app", "busybox", "wget", "-qO-", "http://10.78.1.10/")
                        .output());
        assertEquals(
                3 << 10,
                fixture.exec("app", "busybox", "wget", "-qO-", "http://10.78.1.10/big")
                        .output()
                        .length());
        assertFalse(
                fixture.exec("web", "ip", "route", "get", "10.78.3.10").output().isEmpty());
    }

    @Test
    void shouldTellTheInventory() throws Exception {
        fixture.up(LAB);
        Machine web = fixture.awaitMachine("web", _ -> true);
        assertEquals(MachineRole.GUEST, web.role());
        assertEquals(MachineState.RUNNING, web.state());
        assertEquals(NAME, web.group());
        assertEquals("netns", web.technology());
        assertEquals("", web.message());
        assertEquals("vt-" + NAME + "-web", web.tags().get("netns"));
        assertEquals(Set.of(MachineCapability.STOP, MachineCapability.EXEC), web.capabilities());
        assertTrue(web.id().value().endsWith("/netns/" + NAME + "/web"));
        assertTrue(web.host().value().endsWith("/" + NAME + "/alpha"));
        Nic nic = web.nics().getFirst();
        assertEquals(
                links(web.tags().get("netns")).get("eth0").find("address").toString(),
                nic.mac().toString());
        assertTrue(nic.linkUp());
        assertEquals(4, nic.addresses().size());
        HostInterface port = nic.hostInterface().orElseThrow();
        assertEquals("vt-" + NAME + "-alpha", port.netns());
        assertEquals("web-eth0", port.name());
        assertEquals(links(port.netns()).get("web-eth0").find("ifindex").toString(), String.valueOf(port.index()));
        Nic cable = fixture.machine("admin").nics().getFirst();
        assertEquals(Optional.empty(), cable.hostInterface());
        assertTrue(cable.linkUp());
        assertEquals(
                List.of(NetworkKind.BRIDGE, NetworkKind.BRIDGE, NetworkKind.BRIDGE, NetworkKind.CABLE),
                fixture.networks().stream().map(network -> network.kind()).toList());
        assertEquals(List.of(IpPrefix.parse("10.78.9.0/24")), fixture.labs.allowedSources(web.id()));
        assertEquals(List.of(), fixture.labs.allowedSources(new MachineId("somebody/else")));
        assertEquals(
                new LabStatus(NAME, NAME, "test", LabStatus.State.UP, 5),
                fixture.labs.all().getFirst());
    }

    @Test
    void shouldRunCommandsInMachines() throws Exception {
        fixture.up(LAB);
        fixture.awaitMachine("web", _ -> true);
        var result = fixture.exec("web", "sh", "-c", "ip -o -4 addr show eth0; echo oh >&2; exit 3");
        assertEquals(3, result.exitCode());
        assertTrue(result.output().contains("10.78.1.10"));
        assertEquals("oh\n", result.errors());
        assertFalse(result.truncated());
        assertEquals(128 + 9, fixture.exec("web", "sh", "-c", "kill -9 $$").exitCode());
        assertEquals(127, fixture.exec("web", "sh", "-c", "exit 127").exitCode());
        var large = fixture.exec("web", "head", "-c", "3000000", "/dev/zero");
        assertTrue(large.truncated());
        assertEquals(1 << 20, large.output().length());
        var missing = assertThrows(VitrineException.class, () -> fixture.exec("web", "no-such-program"));
        assertEquals(Reason.FAILED, missing.reason());
        assertTrue(missing.getMessage().contains("no-such-program"));
        var slow =
                assertThrows(VitrineException.class, () -> fixture.exec("web", Duration.ofMillis(100), "sleep", "600"));
        assertEquals(Reason.FAILED, slow.reason());
    }

    @Test
    void shouldStopAndStartAMachineOnABridge() throws Exception {
        fixture.up(LAB);
        fixture.awaitMachine("web", _ -> true);
        fixture.stop("web");
        fixture.stop("web");
        Machine web = fixture.awaitMachine("web", machine -> machine.state() == MachineState.STOPPED);
        assertEquals(Optional.empty(), web.nics().getFirst().hostInterface());
        assertEquals(Set.of(MachineCapability.START), web.capabilities());
        assertEquals("", web.message());
        assertEquals(
                Set.of("lo", "lan-a", "router-eth0"),
                links("vt-" + NAME + "-alpha").keySet());
        assertFalse(fixture.pings("router", "10.78.1.10"));
        assertEquals(
                Reason.CONFLICT,
                assertThrows(VitrineException.class, () -> fixture.exec("web", "true"))
                        .reason());
        fixture.start("web");
        fixture.start("web");
        web = fixture.awaitMachine("web", machine -> machine.state() == MachineState.RUNNING);
        assertTrue(web.nics().getFirst().hostInterface().isPresent());
        assertTrue(fixture.pings("admin", "fd78:1::10"));
        assertTrue(fixture.pings("app", "10.78.20.10"));
        fixture.await(
                "the web server",
                () -> fixture.exec("app", "busybox", "wget", "-qO-", "http://10.78.1.10/")
                        .output()
                        .equals("it works"));
    }

    @Test
    void shouldStopAndStartAMachineOnACable() throws Exception {
        fixture.up(LAB);
        fixture.awaitMachine("router", _ -> true);
        fixture.stop("router");
        fixture.awaitMachine("admin", machine -> !machine.nics().getFirst().linkUp());
        fixture.start("router");
        fixture.awaitMachine("admin", machine -> machine.nics().getFirst().linkUp());
        assertTrue(fixture.pings("admin", "10.78.1.10"));
        assertTrue(fixture.pings("admin", "fd78:2::10"));
    }

    @Test
    void shouldNoticeWhatIsDoneByHandAndMakeItNewByStopAndStart() throws Exception {
        fixture.up(LAB);
        fixture.awaitMachine("web", machine -> machine.nics().getFirst().linkUp());
        String ns = "vt-" + NAME + "-";

        LabFixture.ip("-n " + ns + "web link set dev eth0 down");
        fixture.awaitMachine("web", machine -> !machine.nics().getFirst().linkUp());
        LabFixture.ip("-n " + ns + "web link set dev eth0 up");
        fixture.awaitMachine("web", machine -> machine.nics().getFirst().linkUp());

        LabFixture.ip("-n " + ns + "alpha link del dev web-eth0");
        Machine web = fixture.awaitMachine(
                "web", machine -> machine.nics().getFirst().hostInterface().isEmpty());
        assertEquals("its vNIC eth0 was deleted", web.message());
        fixture.stop("web");
        fixture.start("web");
        fixture.awaitMachine("web", machine -> machine.message().isEmpty());
        assertTrue(fixture.pings("app", "10.78.1.10"));

        LabFixture.ip("netns del " + ns + "admin");
        Machine admin = fixture.awaitMachine("admin", machine -> machine.state() == MachineState.FAILED);
        assertTrue(admin.message().startsWith("its network namespace " + ns + "admin was deleted"), admin.message());
        fixture.awaitMachine("router", machine -> machine.message().equals("its vNIC eth3 was deleted"));
        fixture.start("admin");
        fixture.awaitMachine("admin", machine -> machine.state() == MachineState.RUNNING);
        fixture.awaitMachine("router", machine -> machine.message().isEmpty());
        assertTrue(fixture.pings("admin", "10.78.2.10"));

        LabFixture.ip("netns del " + ns + "beta");
        fixture.awaitMachine("app", machine -> machine.message().contains("of its host beta was deleted"));
        fixture.stop("app");
        assertEquals(
                Reason.FAILED,
                assertThrows(VitrineException.class, () -> fixture.start("app")).reason());
    }

    @Test
    void shouldTellWhichProgramsEnded() throws Exception {
        fixture.up("""
                lab: %s
                machines:
                  m1:
                    role: remote
                    run: [sh -c 'echo out; echo err >&2; pwd; env; exit 3', "true", sleep 1000, no-such-program]
                networks: {}
                """.formatted(NAME));
        Machine machine = fixture.awaitMachine("m1", m -> m.message().contains("no-such-program\" ended"));
        Path log = state.resolve("labs/" + NAME + "/logs/m1-0.log");
        assertEquals(
                "\"sh -c echo out; echo err >&2; pwd; env; exit 3\" ended with status 3 (see " + log
                        + "); \"no-such-program\" ended with status 127 (see "
                        + log.resolveSibling("m1-3.log") + ")",
                machine.message());
        List<String> lines = Files.readAllLines(log);
        assertEquals(List.of("out", "err", state + "/labs/" + NAME + "/files/m1"), lines.subList(0, 3));
        assertFalse(lines.stream().anyMatch(line -> line.startsWith("JAVA_HOME=")), "nothing of our environment");
    }

    @Test
    void shouldTakeOverAsItWasLeft() throws Exception {
        fixture.up(LAB.replace("run: [busybox", "run: [sh -c 'exit 4', sleep 1000, busybox"));
        fixture.awaitMachine("web", machine -> machine.message().contains("status 4"));
        fixture.stop("app");
        fixture.awaitMachine("app", machine -> machine.state() == MachineState.STOPPED);
        List<Machine> before = fixture.machines();
        fixture.close();
        assertTrue(NetworkNamespace.exists("vt-" + NAME + "-web"), "a clean end leaves labs up");

        fixture = new LabFixture(state);
        fixture.awaitMachine("web", _ -> true);
        assertEquals(before, fixture.machines());
        assertEquals(
                "it works",
                fixture.exec("admin", "busybox", "wget", "-qO-", "http://10.78.1.10/")
                        .output());
        // not by its name: machines share the host's processes
        ProcessHandle.allProcesses()
                .filter(process -> Processes.isMarked(process, "HOME=" + state)
                        && process.info().command().orElse("").endsWith("/sleep"))
                .forEach(ProcessHandle::destroy);
        fixture.awaitMachine("web", machine -> machine.message().contains("\"sleep 1000\" is no longer running"));
        fixture.start("app");
        assertTrue(fixture.pings("app", "10.78.1.10"));
    }

    @Test
    void shouldFinishAStopThatACrashInterrupted() throws Exception {
        fixture.up(LAB);
        fixture.awaitMachine("web", _ -> true);
        fixture.close();
        Path folder = state.resolve("labs/" + NAME);
        Journal.read(folder).withStopped("web", true).write(folder);
        fixture = new LabFixture(state);
        Machine web = fixture.awaitMachine("web", _ -> true);
        assertEquals(MachineState.STOPPED, web.state());
        assertFalse(links("vt-" + NAME + "-alpha").containsKey("web-eth0"));
        assertFalse(fixture.pings("router", "10.78.1.10"));
    }

    @Test
    void shouldKeepALabWhoseDescriptionIsUnreadableUntilItIsTakenDown() throws Exception {
        fixture.up(LAB);
        fixture.close();
        Files.writeString(state.resolve("labs/" + NAME + "/lab.yaml"), "nonsense");
        fixture = new LabFixture(state);
        assertEquals(List.of(new LabStatus(NAME, NAME, "test", LabStatus.State.BROKEN, 0)), fixture.labs.all());
        assertTrue(NetworkNamespace.exists("vt-" + NAME + "-web"));
        assertEquals(
                Reason.CONFLICT,
                assertThrows(VitrineException.class, () -> fixture.up(LAB)).reason());
        fixture.down(NAME);
    }

    @Test
    void shouldEmptyLogsThatGrowTooLong() throws Exception {
        Path log = Files.createDirectories(state.resolve("lab/logs")).resolve("web-0.log");
        Files.write(log, new byte[9 << 20]);
        Path small = Files.writeString(log.resolveSibling("web-1.log"), "short");
        new Programs(state.resolve("lab"), "1").trimLogs();
        assertEquals(0, Files.size(log));
        assertEquals(5, Files.size(small));
    }

    @Test
    void shouldTellWhatTheMachineHasAndLacks() {
        var names = new NetnsHealth().check().stream().map(item -> item.name()).toList();
        assertEquals(List.of("ip", "nsenter", "setsid", "busybox", "iperf3", "ping", "permission"), names);
        new NetnsHealth().check().forEach(item -> assertEquals(HealthItem.Level.OK, item.level(), item.toString()));
    }

    @Test
    void shouldRefuseALabThatIsThereOrMeetsNamesOfOthers() throws Exception {
        String foreign = "vt-" + NAME + "-web";
        LabFixture.ip("netns add " + foreign);
        try {
            var refusal = assertThrows(VitrineException.class, () -> fixture.up(LAB));
            assertEquals(Reason.CONFLICT, refusal.reason());
            assertTrue(refusal.getMessage().contains(foreign));
            assertEquals(List.of(foreign), LabFixture.namespaces("vt-" + NAME));
            assertFalse(fixture.labs.down(NAME, _ -> assertTrue(true)));
            assertTrue(NetworkNamespace.exists(foreign));
        } finally {
            LabFixture.ip("netns del " + foreign);
        }
        fixture.up(LAB);
        assertEquals(
                Reason.CONFLICT,
                assertThrows(VitrineException.class, () -> fixture.up(LAB)).reason());
    }

    @Test
    void shouldLeaveANamespaceAloneThatSomebodyElseMadeUnderAnOldName() throws Exception {
        fixture.up(LAB);
        fixture.awaitMachine("mirror", _ -> true);
        String name = "vt-" + NAME + "-mirror";
        LabFixture.ip("netns del " + name);
        fixture.awaitMachine("mirror", machine -> machine.state() == MachineState.FAILED);
        // another one in between, so that the number is not the old one
        LabFixture.ip("netns add " + name + "-x");
        LabFixture.ip("netns add " + name);
        Process theirs = new ProcessBuilder("nsenter", "--net=/run/netns/" + name, "sleep", "1000").start();
        try {
            assertEquals(
                    Reason.CONFLICT,
                    assertThrows(VitrineException.class, () -> fixture.start("mirror"))
                            .reason());
            fixture.down(NAME);
            assertEquals(List.of(name, name + "-x"), LabFixture.namespaces("vt-" + NAME));
            assertTrue(theirs.isAlive());
        } finally {
            theirs.destroyForcibly().waitFor();
            LabFixture.ip("netns del " + name);
            LabFixture.ip("netns del " + name + "-x");
        }
    }

    @Test
    void shouldUndoWhenItFailsHalfWay() throws Exception {
        // longer than the kernel lets an argument be: everything is made by then but this program
        String text = LAB.replace("run: [busybox", "run: [\"" + "x".repeat(200_000) + "\", busybox");
        var failure = assertThrows(VitrineException.class, () -> fixture.up(text));
        assertEquals(Reason.FAILED, failure.reason());
        assertEquals(List.of(), fixture.labs.all());
        LabFixture.assertNothingLeft(state);
    }

    @Test
    void shouldUndoWhenItIsCancelled() throws Exception {
        for (int at : new int[] {0, 3, 9, 12, 17, 20}) {
            var reason = new ArrayList<Reason>();
            Thread worker = Thread.ofPlatform()
                    .start(() -> reason.add(assertThrows(
                                    VitrineException.class,
                                    () -> fixture.labs.up("test", LAB, step -> {
                                        if (step.done() >= at) {
                                            Thread.currentThread().interrupt();
                                        }
                                    }))
                            .reason()));
            worker.join();
            assertEquals(List.of(Reason.CANCELLED), reason, "at step " + at);
            LabFixture.assertNothingLeft(state);
        }
    }

    @Test
    void shouldCancelWorkWhenTheRuntimeStops() throws Exception {
        var begun = new CountDownLatch(1);
        var reason = new ArrayList<Reason>();
        Thread worker = Thread.ofPlatform()
                .start(() -> reason.add(assertThrows(
                                VitrineException.class, () -> fixture.labs.up("test", LAB, _ -> begun.countDown()))
                        .reason()));
        begun.await();
        fixture.close();
        worker.join();
        assertEquals(List.of(Reason.CANCELLED), reason);
        LabFixture.assertNothingLeft(state);
        fixture = new LabFixture(state);
    }

    @Test
    void shouldBringTwoLabsUpAtOnce() throws Exception {
        String other = LabFixture.uniqueName("b");
        var failures = new ArrayList<Throwable>();
        List<Thread> workers = List.of(LAB, LAB.replace("lab: " + NAME, "lab: " + other)).stream()
                .map(text -> Thread.ofPlatform().start(() -> {
                    try {
                        fixture.labs.up("test", text, _ -> assertTrue(true));
                    } catch (VitrineException | RuntimeException e) {
                        failures.add(e);
                    }
                }))
                .toList();
        for (Thread worker : workers) {
            worker.join();
        }
        assertEquals(List.of(), failures);
        fixture.await("both labs", () -> fixture.machines().size() == 10);
        fixture.down(other);
        fixture.await("one lab", () -> fixture.machines().size() == 5);
        assertTrue(fixture.pings("admin", "10.78.2.10"), "the other lab is not touched");
    }

    @Test
    void shouldBeTheOnlyOneWithThisStateFolder() throws Exception {
        fixture.up(LAB);
        Labs second = new Labs(state);
        var refusal = assertThrows(VitrineException.class, second::all);
        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        fixture.close();
        fixture = null;
        // it takes over by itself
        while (true) {
            try {
                assertEquals(1, second.all().size());
                break;
            } catch (VitrineException _) {
                Thread.onSpinWait();
            }
        }
        second.deactivate();
        fixture = new LabFixture(state);
    }

    @Test
    void shouldSetADamagedJournalAside() throws Exception {
        fixture.close();
        Path folder = Files.createDirectories(state.resolve("labs/old"));
        Files.writeString(folder.resolve("journal.yaml"), "id: 1\n");
        fixture = new LabFixture(state);
        assertEquals(List.of(), fixture.labs.all());
        try (var files = Files.list(state.resolve("labs"))) {
            Path aside = files.filter(file -> file.toString().endsWith(".broken"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(Files.exists(aside.resolve("journal.yaml")));
            Files.delete(aside.resolve("journal.yaml"));
            Files.delete(aside);
        }
    }

    @Test
    void shouldForgetLabsOfAnEarlierBootAndTouchNothing() throws Exception {
        fixture.close();
        String foreign = "vt-" + NAME + "-web";
        LabFixture.ip("netns add " + foreign);
        try {
            Path folder = Files.createDirectories(state.resolve("labs/" + NAME));
            Journal.writeDescription(folder, LAB);
            new Journal(
                            "1",
                            "another boot",
                            NAME,
                            "test",
                            Journal.Phase.UP,
                            new TreeMap<>(Map.of(foreign, NetworkNamespace.inode(foreign))),
                            Set.of(),
                            Map.of())
                    .write(folder);
            fixture = new LabFixture(state);
            assertEquals(List.of(), fixture.labs.all());
            assertFalse(Files.exists(folder));
            assertTrue(NetworkNamespace.exists(foreign));
        } finally {
            LabFixture.ip("netns del " + foreign);
        }
    }

    @Test
    void shouldBringAHundredMachinesUp() throws Exception {
        StringBuilder text = new StringBuilder("lab: " + NAME + "\nhosts: {h: }\nnetworks:\n");
        text.append("  lan: {host: h, subnets: [10.78.0.0/16, fd78::/64]}\nmachines:\n");
        for (int i = 1; i <= 100; i++) {
            text.append(
                    ("  m%d: {role: guest, host: h, nics: {eth0: {network: lan, addresses: [10.78.0.%d/16, fd78::%x/64]}},"
                                    + " routes: [{via: 10.78.255.1}]}\n")
                            .formatted(i, i, i));
        }
        long start = System.nanoTime();
        fixture.up(text.toString());
        long up = System.nanoTime();
        assertEquals(101, LabFixture.namespaces("vt-" + NAME).size());
        fixture.await("the inventory", () -> fixture.machines().size() == 100);
        assertTrue(fixture.pings("m1", "10.78.0.100"));
        assertTrue(fixture.pings("m100", "fd78::1"));
        long downStart = System.nanoTime();
        fixture.down(NAME);
        System.out.printf(
                "100 machines: up in %d ms, down in %d ms%n",
                (up - start) / 1_000_000, (System.nanoTime() - downStart) / 1_000_000);
    }

    /** What {@code ip -j -d link} says of each link of a namespace. */
    private static Map<String, YamlNode> links(String netns) throws VitrineException {
        Map<String, YamlNode> links = new TreeMap<>();
        YamlDocument.parse("ip", LabFixture.ip("-n " + netns + " -d -j link"))
                .root()
                .items()
                .forEach(link -> links.put(link.find("ifname").toString(), link));
        return links;
    }

    /** What {@code ip -j addr} says, without what the kernel makes by itself. */
    private static List<String> addresses(String netns) throws VitrineException {
        List<String> addresses = new ArrayList<>();
        for (YamlNode link : YamlDocument.parse("ip", LabFixture.ip("-n " + netns + " -j addr"))
                .root()
                .items()) {
            for (YamlNode address : link.find("addr_info").items()) {
                String text = address.find("local") + "/" + address.find("prefixlen");
                if (!text.startsWith("fe80") && !text.equals("::1/128")) {
                    addresses.add(text + " " + link.find("ifname"));
                }
            }
        }
        return addresses;
    }
}
