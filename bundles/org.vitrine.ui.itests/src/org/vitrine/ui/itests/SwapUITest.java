/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingProgress;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Nic;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.packet.Packet;
import org.vitrine.packet.pcap.CaptureReader;
import org.vitrine.testkit.Await;
import org.vitrine.testkit.Services;
import org.vitrine.testkit.Swap;

/**
 * Every bundle with a view is stopped, updated and started a hundred times while the view is on the screen and machines talk: the
 * view shows a placeholder and comes back, and nothing of the old bundle stays.
 */
class SwapUITest {
    private static final String LAB = "swapview";
    private static final int ECHO_REQUEST = 8;

    /** Two guests that ping each other, fifty times a second. */
    private static final String DESCRIPTION = """
            lab: swapview
            hosts:
              alpha:
            networks:
              lan: {host: alpha, subnets: [10.79.1.0/24]}
            machines:
              one:
                role: guest
                host: alpha
                nics:
                  eth0: {network: lan, addresses: [10.79.1.1/24]}
                run:
                  - ping -q -i 0.02 10.79.1.2
              two:
                role: guest
                host: alpha
                nics:
                  eth0: {network: lan, addresses: [10.79.1.2/24]}
            """;

    @BeforeAll
    static void bringUp(@TempDir Path folder) throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        Path capture = SampleCapture.write(folder.resolve("visits.pcapng"), 1_000);
        // what a part has open it opens again
        Window.open("packets");
        Await.until("packets has its content", () -> Window.isOpen("packets"));
        Window.run(() -> Window.workbench().open(capture));
        Services.get(LabAdminService.class).up("swap test", DESCRIPTION, _ -> {});
    }

    @AfterAll
    static void takeDown() throws Exception {
        if (System.getProperty("user.name").equals("root")) {
            Services.get(LabAdminService.class).down(LAB, _ -> {});
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldSwapEveryView() {
        return Arrays.stream(Services.CONTEXT.getBundles())
                .filter(bundle -> !parts(bundle).isEmpty())
                // the shell is the stable frame
                .filter(bundle -> !bundle.getSymbolicName().equals("org.vitrine.ui.shell"))
                .sorted(Comparator.comparing(Bundle::getSymbolicName))
                .map(bundle -> DynamicTest.dynamicTest(bundle.getSymbolicName(), () -> swap(bundle)));
    }

    private static void swap(Bundle bundle) throws Exception {
        List<String> parts = parts(bundle);
        for (String part : parts) {
            Window.open(part);
            Await.until(part + " has its content", () -> Window.isOpen(part));
        }
        bundle.stop();
        for (String part : parts) {
            Await.until(part + " says why it is empty", () -> Window.words(part).contains("is not running"));
        }
        bundle.start();
        Swap.manyTimes(bundle.getSymbolicName(), () -> isBack(parts));
    }

    /** What a person records goes on though the window's parts, and the menu it was begun from, are replaced. */
    @Test
    void shouldRecordOnWithoutALossWhileTheWindowIsSwapped(@TempDir Path folder) throws Exception {
        Await.until("the machine is known", () -> one().isPresent());
        NicId nic = one().orElseThrow();
        Path file = folder.resolve("on.pcapng");
        AtomicReference<RecordingPiece> last = new AtomicReference<>();
        Subscription recording = Services.get(RecordingService.class)
                .recordTo(file.toString(), RecordingRequest.of(nic).filtered("icmp"), last::set);
        try {
            Window.open("packets");
            Swap.manyTimes("org.vitrine.packets.ui", () -> Window.isOpen("packets"));
            Swap.manyTimes("org.vitrine.capture.ui", () -> true);
        } finally {
            recording.close();
        }
        RecordingProgress progress = last.get().progress();
        assertTrue(last.get().last() && progress.packets() > 100, progress::toString);
        assertEquals(0, progress.dropped() + progress.missed() + progress.gaps(), progress::toString);
        List<Integer> numbers = echoRequests(file);
        for (int i = 1; i < numbers.size(); i++) {
            assertEquals(numbers.get(i - 1) + 1 & 0xffff, numbers.get(i));
        }
        assertEquals(progress.packets(), 2L * numbers.size(), 1, "requests and their answers");
    }

    private static Optional<NicId> one() throws Exception {
        return Services.get(InventoryService.class).inventory().machines().stream()
                .filter(machine -> machine.group().equals(LAB) && machine.name().equals("one"))
                .map(machine -> machine.nics().getFirst())
                .filter(nic -> nic.hostInterface().isPresent())
                .map(Nic::id)
                .findFirst();
    }

    private static List<Integer> echoRequests(Path file) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        Packet packet = new Packet();
        try (CaptureReader reader = CaptureReader.open(file)) {
            while (reader.next()) {
                if (packet.wrap(reader.memory(), reader.offset(), reader.capturedLength())
                        && packet.isIcmp()
                        && packet.icmp().type() == ECHO_REQUEST) {
                    numbers.add(packet.icmp().sequence());
                }
            }
            assertEquals(Optional.empty(), reader.damage());
        }
        return numbers;
    }

    private static boolean isBack(List<String> parts) throws Exception {
        for (String part : parts) {
            if (!Window.isOpen(part)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> parts(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision == null
                ? List.of()
                : revision.getDeclaredCapabilities("org.vitrine.part").stream()
                        .map(capability -> (String) capability.getAttributes().get("part"))
                        .sorted()
                        .toList();
    }
}
