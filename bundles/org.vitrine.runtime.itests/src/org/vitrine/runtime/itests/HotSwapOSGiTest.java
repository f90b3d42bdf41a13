/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.vitrine.admin.client.AdminClient;
import org.vitrine.admin.client.HostRates;
import org.vitrine.capture.CaptureService;
import org.vitrine.capture.CaptureStatistics;
import org.vitrine.capture.PipelineStatus;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingProgress;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.HypervisorAdminService;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.Tool;
import org.vitrine.testkit.Await;
import org.vitrine.testkit.Services;
import org.vitrine.testkit.Swap;
import org.vitrine.traffic.TrafficQuery;
import org.vitrine.traffic.TrafficService;

/**
 * Every provider is stopped, updated and started a hundred times while real machines talk. Afterwards services, threads and file
 * descriptors are as before, the old class loaders are gone, no other bundle was touched, and everything works.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HotSwapOSGiTest {
    private static final String LAB = "swap";
    private static final IpAddress ONE = IpAddress.parse("10.78.1.1");
    private static final IpAddress TWO = IpAddress.parse("10.78.1.2");
    private static final IpAddress UNUSED = IpAddress.parse("10.78.1.99");

    /** Two guests that ping each other, a hundred times a second in all, and an administrator. */
    private static final String DESCRIPTION = """
            lab: swap
            hosts:
              alpha:
            networks:
              lan: {host: alpha, subnets: [10.78.1.0/24]}
            machines:
              one:
                role: guest
                host: alpha
                nics:
                  eth0: {network: lan, addresses: [10.78.1.1/24]}
                run:
                  - ping -q -i 0.02 10.78.1.2
              two:
                role: guest
                host: alpha
                nics:
                  eth0: {network: lan, addresses: [10.78.1.2/24]}
              admin:
                role: administrator
                nics:
                  eth0: {network: lan, addresses: [10.78.1.9/24]}
            administration:
              allow: [10.78.1.9/32]
            """;

    private boolean up;
    private NicId nic;

    @BeforeAll
    void bringUp() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        Services.get(LabAdminService.class).up("hot swap test", DESCRIPTION, _ -> {});
        up = true;
        Await.until("the machines are in the inventory", () -> machine("one") != null && machine("admin") != null);
        nic = machine("one").nics().getFirst().id();
        Await.until("the pipeline runs", this::isRunning);
        Await.until("traffic is seen", this::isTrafficSeen);
        Services.get(DataPlaneAdminService.class).declare(Set.of(new Filter(nic, UNUSED)));
        Await.until("the administrator is answered", this::isAdministratorAnswered);
    }

    @AfterAll
    void takeDown() throws Exception {
        if (up) {
            Services.get(DataPlaneAdminService.class).withdraw(Set.of(new Filter(nic, UNUSED)));
            Services.get(LabAdminService.class).down(LAB, _ -> {});
        }
    }

    @Test
    void shouldSwapThePacketRing() throws Exception {
        swapAndCountGaps("org.vitrine.capture.ring", "ring");
    }

    /** It reads only where nothing better is. */
    @Test
    void shouldSwapPcap4jWhileItReads() throws Exception {
        Bundle ring = Swap.bundle("org.vitrine.capture.ring");
        ring.stop();
        try {
            swapAndCountGaps("org.vitrine.capture.pcap4j", "pcap4j");
        } finally {
            ring.start();
        }
        Await.until("the ring reads again", () -> isReading("ring"));
    }

    private void swapAndCountGaps(String symbolicName, String backend) throws Exception {
        Await.until(backend + " reads", () -> isReading(backend));
        CaptureStatistics before = statistics();
        Swap.manyTimes(symbolicName, () -> isReading(backend));
        CaptureStatistics after = statistics();
        assertTrue(after.gaps() >= before.gaps() + Swap.ROUNDS, "each swap is a gap: " + after);
        assertTrue(after.missed() > before.missed(), "what passed in the gaps is counted: " + after);
        assertTrue(after.received() > before.received(), "and the rest is received: " + after);
    }

    @Test
    void shouldSwapTheTrafficMonitor() throws Exception {
        long missedBefore = missedByMonitor();
        long receivedBefore = statistics().received();
        Swap.manyTimes(
                "org.vitrine.traffic",
                () -> status().stages().stream().anyMatch(stage -> stage.name().equals("traffic")));
        assertTrue(statistics().received() > receivedBefore, "the pipeline went on");
        assertTrue(missedByMonitor() > missedBefore, "what the monitor missed is counted");
        Await.until("traffic is seen again", this::isTrafficSeen);
    }

    @Test
    void shouldSwapTheAdministrationServer() throws Exception {
        Swap.manyTimes("org.vitrine.admin", () -> true);
        Await.until("the administrator is answered again", this::isAdministratorAnswered);
    }

    @Test
    void shouldSwapThePipelines() throws Exception {
        Swap.manyTimes("org.vitrine.capture.pipeline", this::isRunning);
        Await.until("traffic is seen again", this::isTrafficSeen);
    }

    /** What is counted goes on to be counted, though nobody can record for a while. */
    @Test
    void shouldSwapTheRecorder() throws Exception {
        countOnWhile(() -> Swap.manyTimes("org.vitrine.capture.recorder", () -> true));
    }

    @Test
    void shouldSwapTheAnswersToWireshark() throws Exception {
        countOnWhile(() -> Swap.manyTimes("org.vitrine.capture.extcap", () -> true));
    }

    private void countOnWhile(Action action) throws Exception {
        CaptureStatistics before = statistics();
        action.run();
        CaptureStatistics after = statistics();
        assertTrue(after.received() > before.received(), after::toString);
        assertEquals(before.gaps(), after.gaps(), "the capture was not opened anew");
        assertEquals(
                before.missed() + before.droppedByKernel(), after.missed() + after.droppedByKernel(), after::toString);
    }

    /** A recording that is under way does not care who else looks, nor who else records. */
    @Test
    void shouldRecordOnWithoutALossWhileOthersAreSwapped(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("on.pcapng");
        RecordingProgress progress = recordWhile(file, () -> {
            Swap.manyTimes("org.vitrine.traffic", this::isRunning);
            Swap.manyTimes("org.vitrine.capture.extcap", () -> true);
            Swap.manyTimes("org.vitrine.capture.pipeline", this::isRunning);
            RecordingService recordings = Services.get(RecordingService.class);
            for (int i = 0; i < Swap.ROUNDS; i++) {
                recordings.record(RecordingRequest.of(nic), _ -> {}).close();
            }
        });
        assertEquals(0, progress.dropped() + progress.missed() + progress.gaps(), progress::toString);
        List<Integer> numbers = echoRequests(file);
        assertTrue(numbers.size() > 100, numbers::toString);
        for (int i = 1; i < numbers.size(); i++) {
            assertEquals(numbers.get(i - 1) + 1 & 0xffff, numbers.get(i));
        }
    }

    @Test
    void shouldShowTheGapInARecordingWhenItsBackendIsSwapped(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("gap.pcapng");
        RecordingProgress progress =
                recordWhile(file, () -> Swap.manyTimes("org.vitrine.capture.ring", () -> isReading("ring")));
        // the other backend takes over, and keeps it
        assertEquals(1, progress.gaps(), progress::toString);
        assertTrue(progress.packets() > progress.missed(), progress::toString);
        assertEquals(
                1,
                tshark(file, "-Y", "frame.comment contains \"was replaced\"", "-T", "fields", "-e", "frame.number")
                        .size());
    }

    private interface Action {
        void run() throws Exception;
    }

    private RecordingProgress recordWhile(Path file, Action action) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "needs tshark to read what was recorded");
        RecordingPiece[] last = {null};
        Subscription recording = Services.get(RecordingService.class)
                .recordTo(file.toString(), RecordingRequest.of(nic).filtered("icmp"), piece -> last[0] = piece);
        try {
            action.run();
        } finally {
            recording.close();
        }
        assertTrue(last[0].last(), () -> "" + last[0]);
        return last[0].progress();
    }

    private static List<Integer> echoRequests(Path file) throws Exception {
        return tshark(file, "-Y", "icmp.type == 8", "-T", "fields", "-e", "icmp.seq").stream()
                .map(Integer::valueOf)
                .toList();
    }

    private static List<String> tshark(Path file, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.inputReader().readAllLines();
    }

    @Test
    void shouldSwapTheFileBackend() throws Exception {
        Swap.manyTimes("org.vitrine.capture.file", () -> true);
    }

    @Test
    void shouldSwapTheDataPlane() throws Exception {
        Swap.manyTimes("org.vitrine.dataplane", this::isFilterInForce);
        Await.until("the administrator is answered again", this::isAdministratorAnswered);
    }

    @Test
    void shouldSwapTheDataPlaneProvider() throws Exception {
        Swap.manyTimes("org.vitrine.dataplane.linux", this::isFilterInForce);
        Await.until("the administrator is answered again", this::isAdministratorAnswered);
    }

    @Test
    void shouldSwapTheInventory() throws Exception {
        Swap.manyTimes("org.vitrine.hypervisor", () -> machine("one") != null);
    }

    @Test
    void shouldSwapTheNamespaceDriver() throws Exception {
        Swap.manyTimes(
                "org.vitrine.hypervisor.netns",
                () -> machine("one").nics().getFirst().hostInterface().isPresent());
        Await.until("traffic is seen again", this::isTrafficSeen);
    }

    /** With a connection open: libvirt knows addresses of the driver's, which must be gone with it. */
    @Test
    void shouldSwapTheLibvirtDriver() throws Exception {
        HypervisorAdminService hypervisors = Services.get(HypervisorAdminService.class);
        hypervisors.add("test:///default");
        try {
            Swap.manyTimes(
                    "org.vitrine.hypervisor.libvirt",
                    () -> Services.get(InventoryService.class).inventory().machines().stream()
                            .anyMatch(machine ->
                                    machine.technology().equals("test") && machine.state() == MachineState.RUNNING));
        } finally {
            hypervisors.remove("test:///default");
        }
    }

    @Test
    void shouldSwapRecordedNetworks() throws Exception {
        Swap.manyTimes("org.vitrine.hypervisor.recording", () -> true);
    }

    @Test
    void shouldSwapTheCommands() throws Exception {
        Swap.manyTimes("org.vitrine.commands", () -> true);
    }

    private Machine machine(String name) throws Exception {
        return Services.get(InventoryService.class).inventory().machines().stream()
                .filter(machine -> machine.group().equals(LAB) && machine.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private PipelineStatus status() throws Exception {
        return Services.get(CaptureService.class).pipelines().stream()
                .filter(pipeline -> pipeline.nic().equals(nic))
                .findFirst()
                .orElseThrow();
    }

    private boolean isRunning() throws Exception {
        return Services.get(CaptureService.class).pipelines().stream()
                .anyMatch(pipeline -> pipeline.nic().equals(nic) && pipeline.state() == PipelineStatus.State.RUNNING);
    }

    private boolean isReading(String backend) throws Exception {
        return isRunning() && status().backend().equals(backend);
    }

    private CaptureStatistics statistics() throws Exception {
        return status().statistics();
    }

    private long missedByMonitor() throws Exception {
        return status().stages().stream()
                .filter(stage -> stage.name().equals("traffic"))
                .mapToLong(PipelineStatus.StageStatus::missed)
                .sum();
    }

    private boolean isTrafficSeen() throws Exception {
        return Services.get(TrafficService.class).snapshot(TrafficQuery.of(nic, 8)).nics().stream()
                .flatMap(traffic -> traffic.hosts().stream())
                .anyMatch(host -> host.address().equals(TWO) && host.rates().txPacketsPerSecond() > 0);
    }

    private boolean isFilterInForce() throws Exception {
        return Services.get(DataPlaneService.class).declarations().stream()
                .anyMatch(state -> state.declaration().equals(new Filter(nic, UNUSED))
                        && state.status() == DeclarationStatus.APPLIED);
    }

    private boolean isAdministratorAnswered() throws Exception {
        String netns = machine("admin").tags().get("netns");
        List<HostRates> hosts = NetworkNamespace.call(netns, () -> {
            try (AdminClient client = new AdminClient()) {
                return client.status(ONE);
            }
        });
        return hosts.stream().anyMatch(host -> host.address().equals(TWO));
    }

    @Test
    void shouldKeepTheGuestsTalkingThroughAllOfIt() throws Exception {
        String netns = machine("one").tags().get("netns");
        Tool.Result ping = Tool.run(
                List.of(
                        "nsenter",
                        "--net=" + NetworkNamespace.path(netns),
                        "ping",
                        "-c",
                        "3",
                        "-i",
                        "0.1",
                        "-W",
                        "2",
                        TWO.toString()),
                new byte[0],
                Duration.ofSeconds(20));
        assertEquals(0, ping.exitCode(), ping.text());
        assertFalse(ping.text().contains("100% packet loss"));
    }
}
