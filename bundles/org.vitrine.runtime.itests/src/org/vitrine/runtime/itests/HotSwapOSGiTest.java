/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.vitrine.admin.client.AdminClient;
import org.vitrine.admin.client.HostRates;
import org.vitrine.capture.CaptureService;
import org.vitrine.capture.CaptureStatistics;
import org.vitrine.capture.PipelineStatus;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.Tool;
import org.vitrine.traffic.TrafficQuery;
import org.vitrine.traffic.TrafficService;

/**
 * Every provider is stopped, updated and started a hundred times while real machines talk. Afterwards services, threads and file
 * descriptors are as before, the old class loaders are gone, no other bundle was touched, and everything works.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HotSwapOSGiTest {
    private static final int ROUNDS = 100;
    /** The first rounds make what is made once: caches, pools of the JDK. */
    private static final int WARM_UP = 3;

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
    void shouldSwapTheCaptureBackend() throws Exception {
        CaptureStatistics before = statistics();
        swap("org.vitrine.capture.pcap4j", this::isRunning);
        CaptureStatistics after = statistics();
        assertTrue(after.gaps() >= before.gaps() + ROUNDS, "each swap is a gap: " + after);
        assertTrue(after.missed() > before.missed(), "what passed in the gaps is counted: " + after);
        assertTrue(after.received() > before.received(), "and the rest is received: " + after);
    }

    @Test
    void shouldSwapTheTrafficMonitor() throws Exception {
        long missedBefore = missedByMonitor();
        long receivedBefore = statistics().received();
        swap(
                "org.vitrine.traffic",
                () -> status().stages().stream().anyMatch(stage -> stage.name().equals("traffic")));
        assertTrue(statistics().received() > receivedBefore, "the pipeline went on");
        assertTrue(missedByMonitor() > missedBefore, "what the monitor missed is counted");
        Await.until("traffic is seen again", this::isTrafficSeen);
    }

    @Test
    void shouldSwapTheAdministrationServer() throws Exception {
        swap("org.vitrine.admin", () -> true);
        Await.until("the administrator is answered again", this::isAdministratorAnswered);
    }

    @Test
    void shouldSwapThePipelines() throws Exception {
        swap("org.vitrine.capture.pipeline", this::isRunning);
        Await.until("traffic is seen again", this::isTrafficSeen);
    }

    @Test
    void shouldSwapTheRecorder() throws Exception {
        swap("org.vitrine.capture.recorder", () -> true);
    }

    @Test
    void shouldSwapTheFileBackend() throws Exception {
        swap("org.vitrine.capture.file", () -> true);
    }

    @Test
    void shouldSwapTheDataPlane() throws Exception {
        swap("org.vitrine.dataplane", this::isFilterInForce);
        Await.until("the administrator is answered again", this::isAdministratorAnswered);
    }

    @Test
    void shouldSwapTheDataPlaneProvider() throws Exception {
        swap("org.vitrine.dataplane.linux", this::isFilterInForce);
        Await.until("the administrator is answered again", this::isAdministratorAnswered);
    }

    @Test
    void shouldSwapTheInventory() throws Exception {
        swap("org.vitrine.hypervisor", () -> machine("one") != null);
    }

    @Test
    void shouldSwapTheNamespaceDriver() throws Exception {
        swap(
                "org.vitrine.hypervisor.netns",
                () -> machine("one").nics().getFirst().hostInterface().isPresent());
        Await.until("traffic is seen again", this::isTrafficSeen);
    }

    @Test
    void shouldSwapRecordedNetworks() throws Exception {
        swap("org.vitrine.hypervisor.recording", () -> true);
    }

    @Test
    void shouldSwapTheCommands() throws Exception {
        swap("org.vitrine.commands", () -> true);
    }

    /** Swaps a bundle and checks that nothing of it stays and nothing else changes. */
    private void swap(String symbolicName, Await.Condition works) throws Exception {
        Bundle bundle = bundle(symbolicName);
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int round = 0; round < WARM_UP; round++) {
            swapOnce(bundle, works);
        }
        Footprint before = settledFootprint();
        Map<String, BundleWiring> others = wirings(bundle);
        for (int round = 0; round < ROUNDS; round++) {
            loaders.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
            swapOnce(bundle, works);
        }
        assertEquals(others, wirings(bundle), "other bundles are untouched");
        Await.until(
                symbolicName + " leaves nothing: " + Footprint.now().excessOver(before),
                () -> Footprint.now().excessOver(before).isEmpty());
        Await.until(symbolicName + "'s class loaders are collected", () -> {
            System.gc();
            return loaders.stream().allMatch(loader -> loader.get() == null);
        });
    }

    private void swapOnce(Bundle bundle, Await.Condition works) throws Exception {
        bundle.stop();
        bundle.update();
        CountDownLatch refreshed = new CountDownLatch(1);
        Services.CONTEXT
                .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), _ -> refreshed.countDown());
        refreshed.await();
        bundle.start();
        Await.until(bundle.getSymbolicName() + " works again", works);
    }

    /** Taken when nothing of an earlier swap is still going. */
    private static Footprint settledFootprint() throws Exception {
        Footprint[] last = {Footprint.now()};
        Await.until("nothing changes any more", () -> {
            Thread.sleep(300);
            Footprint now = Footprint.now();
            boolean same =
                    now.services().equals(last[0].services()) && now.threads().equals(last[0].threads());
            last[0] = now;
            return same;
        });
        return last[0];
    }

    private Map<String, BundleWiring> wirings(Bundle except) {
        Map<String, BundleWiring> wirings = new HashMap<>();
        for (Bundle bundle : Services.CONTEXT.getBundles()) {
            if (bundle != except) {
                wirings.put(bundle.getSymbolicName() + " " + bundle.getState(), bundle.adapt(BundleWiring.class));
            }
        }
        return wirings;
    }

    private Bundle bundle(String symbolicName) {
        return Arrays.stream(Services.CONTEXT.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
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
