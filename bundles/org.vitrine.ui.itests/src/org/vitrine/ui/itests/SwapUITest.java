/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.testkit.Await;
import org.vitrine.testkit.Services;
import org.vitrine.testkit.Swap;

/**
 * Every bundle with a view is stopped, updated and started a hundred times while the view is on the screen and machines talk: the
 * view shows a placeholder and comes back, and nothing of the old bundle stays.
 */
class SwapUITest {
    private static final String LAB = "swapview";

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
