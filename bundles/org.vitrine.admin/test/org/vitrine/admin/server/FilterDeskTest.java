/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vitrine.admin.server.Twins.MemoryDataPlane;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.Filter;

class FilterDeskTest {
    private static final NicId NIC = Twins.nic("a");
    private static final IpAddress CLIENT = IpAddress.parse("10.77.9.2");

    /** Holds the first call until it may go on. */
    private static final class SlowDataPlane extends MemoryDataPlane {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public void declare(Collection<? extends Declaration> declarations) throws VitrineException {
            entered.countDown();
            try {
                goOn.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new VitrineException(VitrineException.Reason.CANCELLED, "cancelled");
            }
            super.declare(declarations);
        }
    }

    private final SlowDataPlane dataPlane = new SlowDataPlane();
    private final FilterDesk desk = new FilterDesk(() -> dataPlane);
    private final List<String> answers = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        desk.close();
    }

    private boolean submit(String remote, boolean filter) {
        String name = (filter ? "+" : "-") + remote;
        return desk.submit(
                Set.of(NIC), IpAddress.parse(remote), filter, CLIENT, done -> answers.add(name + (done ? "" : "!")));
    }

    private static Filter filter(String remote) {
        return new Filter(NIC, IpAddress.parse(remote));
    }

    @Test
    void shouldDoABurstOfCopiesOnceAndAnswerEach() throws Exception {
        submit("10.0.0.1", true);
        dataPlane.entered.await();
        submit("10.0.0.1", true);
        submit("10.0.0.1", true);
        dataPlane.goOn.countDown();
        Twins.until(() -> answers.size() == 3);
        assertEquals(List.of("declare 1"), dataPlane.calls);
    }

    @Test
    void shouldDoTogetherWhatWaitsInOrder() throws Exception {
        submit("10.0.0.1", true);
        dataPlane.entered.await();
        submit("10.0.0.2", true);
        submit("10.0.0.3", true);
        submit("10.0.0.2", false);
        submit("10.0.0.2", false);
        submit("10.0.0.2", true);
        dataPlane.goOn.countDown();
        Twins.until(() -> answers.size() == 6);
        assertEquals(List.of("declare 1", "declare 2", "withdraw 1", "declare 1"), dataPlane.calls);
        assertEquals(
                Set.of(filter("10.0.0.1"), filter("10.0.0.2"), filter("10.0.0.3")), Set.copyOf(dataPlane.declared));
    }

    @Test
    void shouldNotLetOneBadRequestSpoilTheOthers() throws Exception {
        dataPlane.refused.add(filter("10.0.0.2"));
        submit("10.0.0.1", true);
        dataPlane.entered.await();
        submit("10.0.0.2", true);
        submit("10.0.0.3", true);
        dataPlane.goOn.countDown();
        Twins.until(() -> answers.size() == 3);
        assertEquals(List.of("+10.0.0.1", "+10.0.0.2!", "+10.0.0.3"), answers);
    }

    @Test
    void shouldRefuseWhatIsTooMuch() throws Exception {
        submit("10.0.0.1", true);
        dataPlane.entered.await();
        for (int copy = 1; copy < 16; copy++) {
            assertTrue(submit("10.0.0.1", true));
        }
        assertFalse(submit("10.0.0.1", true));
        int taken = 0;
        while (submit(IpAddress.ofIpv4(0x0b000000 + taken).toString(), true)) {
            taken++;
        }
        assertEquals(1024, taken);
        dataPlane.goOn.countDown();
        Twins.until(() -> answers.size() == 16 + 1024);
        assertTrue(submit("10.0.0.9", true));
    }

    @Test
    void shouldSayWhenThereIsNoDataPlane() throws Exception {
        try (FilterDesk none = new FilterDesk(() -> null)) {
            none.submit(Set.of(NIC), CLIENT, true, CLIENT, done -> answers.add("done " + done));
            Twins.until(() -> answers.equals(List.of("done false")));
        }
    }

    @Test
    void shouldEndInTheMiddleOfWork() throws Exception {
        submit("10.0.0.1", true);
        dataPlane.entered.await();
        desk.close();
        assertEquals(List.of(), answers);
    }
}
