/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.packet.PacketBuilder;
import org.vitrine.packet.PacketSocket;
import org.vitrine.testkit.Await;
import org.vitrine.testkit.Services;
import org.vitrine.traffic.FlowOrder;
import org.vitrine.traffic.FlowPage;
import org.vitrine.traffic.FlowQuery;
import org.vitrine.traffic.FlowService;
import org.vitrine.ui.Selection;

/** The part Flows with a guest that has a million flows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyFlowsUITest {
    private static final int FLOWS = 1_000_000;
    private static final int PAGE = 1_000;
    private static final int GUEST = 0x0a4f_0301; // 10.79.3.1
    private static final int NETWORK = 0x0a50_0000; // 10.80.0.0
    private static final String LAB = """
            lab: manyflows
            hosts:
              alpha:
            networks:
              lan: {host: alpha, subnets: [10.79.3.0/24]}
            machines:
              talker:
                role: guest
                host: alpha
                nics:
                  eth0: {network: lan, addresses: [10.79.3.1/24]}
            """;

    private Configuration configuration;

    @BeforeAll
    void bringUp() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        Window.workbench();
        // held, for it works no longer once it is given back
        configuration = Services.CONTEXT
                .getService(Services.CONTEXT.getServiceReference(ConfigurationAdmin.class))
                .getConfiguration("org.vitrine.traffic", "?");
        configuration.update(FrameworkUtil.asDictionary(Map.of("max.flows", 2 * FLOWS, "flow.idle.ms", 3_600_000L)));
        Services.get(LabAdminService.class).up("many flows test", LAB, _ -> {});
        Await.until("its vNIC is watched", () -> talker() != null && isWatched());
        NetworkNamespace.call(talker().tags().get("netns"), () -> {
            talk();
            return null;
        });
        Await.until("nearly all of its flows are known", () -> sums().known() > FLOWS * 9L / 10);
    }

    @AfterAll
    void takeDown() throws Exception {
        if (configuration != null) {
            Services.get(LabAdminService.class).down("manyflows", _ -> {});
            configuration.delete();
            Window.run(() -> Window.workbench().selection().set(Selection.NONE));
        }
    }

    private static Machine talker() throws Exception {
        return Services.get(InventoryService.class).inventory().machines().stream()
                .filter(machine -> machine.name().equals("talker"))
                .findFirst()
                .orElse(null);
    }

    private static boolean isWatched() throws Exception {
        return Services.get(org.vitrine.capture.CaptureService.class).pipelines().stream()
                .anyMatch(pipeline -> pipeline.state() == org.vitrine.capture.PipelineStatus.State.RUNNING);
    }

    /** A packet for each flow, one address after the other; the first hundred get a larger one. */
    private static void talk() throws Exception {
        try (PacketSocket socket = PacketSocket.connect("eth0", Duration.ofMillis(1));
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(2_048);
            PacketBuilder builder = new PacketBuilder(memory);
            for (int i = 0; i < FLOWS; i++) {
                int length = builder.ethernet(0x5254_0000_0001L, 0x5254_0000_0002L)
                        .ipv4(GUEST, NETWORK + i)
                        .udp(1 + i % 60_000, 53)
                        .payload(new byte[i < 100 ? 1_000 : 20])
                        .finish();
                socket.write(memory, 0, length);
                if (i % 5_000 == 0) {
                    Thread.sleep(2); // whoever reads the ring may want this processor
                }
            }
        }
    }

    private static FlowPage sums() throws Exception {
        return Services.get(FlowService.class).flows(FlowQuery.top(FlowOrder.BYTES, 0));
    }

    private static List<String> rows() throws Exception {
        return Window.on(() -> Window.controls("flows", Table.class).isEmpty()) ? List.of() : Press.rows("flows");
    }

    /** Rows of a table that is filled as far as it is in sight. */
    private static int count() throws Exception {
        return Window.on(() -> Window.controls("flows", Table.class).isEmpty()
                ? 0
                : Window.controls("flows", Table.class).getFirst().getItemCount());
    }

    private static void words(String text) throws Exception {
        Window.run(() -> Window.controls("flows", Text.class).getFirst().setText(text));
    }

    private static void says(String pattern) throws Exception {
        Await.until("it says " + pattern, () -> Window.words("flows").matches("(?s).*" + pattern + ".*"));
    }

    private static void sort(String title) throws Exception {
        Window.run(() -> {
            TableColumn column = Arrays.stream(
                            Window.controls("flows", Table.class).getFirst().getColumns())
                    .filter(each -> each.getText().equals(title))
                    .findFirst()
                    .orElseThrow();
            Window.send(column, SWT.Selection);
        });
    }

    @Test
    void shouldStayUsableWithAMillionFlows() throws Exception {
        AtomicLong longest = new AtomicLong();
        Thread watch = Thread.ofPlatform().daemon().unstarted(() -> watch(longest));
        Window.open("flows");
        Window.command("org.eclipse.ui.window.maximizePart");
        watch.start();
        try {
            Await.until("the first page is there", () -> count() == PAGE);
            says("Flows 1 to 1000 of [0-9]{6,7} by bytes");
            assertTrue(rows().getFirst().contains("10.80.0."), rows().getFirst());

            // one of the million, which is on no page that anybody would turn to
            words("10.87.161.32");
            says("\\b1 of [0-9]{6,7} flows");
            assertTrue(rows().getFirst().contains("10.87.161.32:53"), rows().getFirst());
            Window.shoot("flows-million-one");
            words("udp domain -10.80.");
            says("Flows 1 to 1000 of [0-9]{6} among [0-9]{6,7}");
            assertTrue(rows().stream().noneMatch(row -> row.contains("10.80.")));
            words("");

            sort("Age");
            says("Flows 1 to 1000 of [0-9]{6,7} by first seen");
            Press.tool("Flows after these");
            says("Flows 1001 to 2000 of");
            Window.shoot("flows-million");
            Press.tool("Flows before these");
            says("Flows 1 to 1000 of");
            sort("Tx bytes");
            says("by bytes");
        } finally {
            watch.interrupt();
            watch.join();
            Window.command("org.eclipse.ui.window.maximizePart");
        }
        System.out.println(sums().known() + " flows: the window let a person wait for " + longest.get() / 1_000_000
                + " ms at most");
        assertEquals(0, sums().evicted());
    }

    /** Finds out how long the window lets somebody wait. */
    private static void watch(AtomicLong longest) {
        Display display = PlatformUI.getWorkbench().getDisplay();
        try {
            while (true) {
                long asked = System.nanoTime();
                display.syncExec(() -> {});
                longest.accumulateAndGet(System.nanoTime() - asked, Math::max);
                Thread.sleep(5);
            }
        } catch (InterruptedException _) {
            // enough
        }
    }
}
