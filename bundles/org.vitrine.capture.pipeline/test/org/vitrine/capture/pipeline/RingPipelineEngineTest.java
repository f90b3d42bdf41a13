/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vitrine.capture.CaptureStatistics;
import org.vitrine.capture.PipelineStatus.State;
import org.vitrine.capture.pcap4j.Pcap4jBackend;
import org.vitrine.capture.ring.RingBackend;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.testkit.Await;
import org.vitrine.capture.testkit.Metatype;
import org.vitrine.capture.testkit.Sender;

class RingPipelineEngineTest extends PipelineEngineTest {
    private static final int RANKING = 100;

    @Override
    CaptureBackend backend() {
        return new RingBackend(Metatype.config(RingBackend.Config.class, Map.of()));
    }

    @Test
    void shouldReadByTheRingWhereverItIsAndByPcap4jWhileItIsAway() throws Exception {
        network.addMachine("web", MAC);
        CaptureBackend ring = backend();
        engine.addBackend(new Pcap4jBackend(), 0, 1);
        engine.addBackend(ring, RANKING, 2);
        inventory.put(guest("web"));
        awaitState(State.RUNNING);
        assertEquals("ring", only().backend());
        try (Sender sender = sender("web", 100_000)) {
            for (int swap = 0; swap < 3; swap++) {
                engine.removeBackend(ring);
                Await.until(() -> only().backend().equals("pcap4j"), () -> "pcap4j does not take its place");
                long at = sender.sent();
                Await.until(() -> sender.sent() >= at + 500, () -> "nothing is sent");
                engine.addBackend(ring, RANKING, 3 + swap);
                Await.until(() -> only().backend().equals("ring"), () -> "it does not come back");
            }
            long sent = sender.stop();
            awaitCounted(sent - 6 * TOLERANCE);
            CaptureStatistics statistics = only().statistics();
            assertEquals(6, statistics.gaps());
            assertEquals(sent, sum(statistics), 6 * TOLERANCE, () -> statistics + " of " + sent);
        }
    }

    @Test
    void shouldTakeTheBetterBackendAlsoWhenItComesWhileAnotherIsOpened() throws Exception {
        network.addMachine("web", MAC);
        CaptureBackend ring = backend();
        engine.addBackend(new Pcap4jBackend(), 0, 1);
        inventory.put(guest("web"));
        awaitState(State.RUNNING);
        for (int swap = 0; swap < 20; swap++) {
            engine.addBackend(ring, RANKING, 3 + swap);
            Await.until(() -> only().backend().equals("ring"), () -> "the ring is not taken");
            engine.removeBackend(ring); // pcap4j begins to open
        }
    }

    @Test
    void shouldSayThatAnInterfaceWentDownAndLoseNothingWhenItReturns() throws Exception {
        network.addMachine("web", MAC);
        engine.addBackend(backend(), 0, 1);
        inventory.put(guest("web"));
        awaitState(State.RUNNING);
        network.ip(network.host(), "link set web down");
        awaitState(State.WAITING);
        assertEquals("interface web in network namespace " + network.host() + " is down", only().message());
        network.ip(network.host(), "link set web up");
        awaitState(State.RUNNING);
        assertEquals("", only().message());
        try (Sender sender = sender("web", 1_000_000)) {
            Await.until(() -> sender.sent() >= 100, () -> "nothing is sent");
            long sent = sender.stop();
            awaitCounted(sent);
            assertEquals(new CaptureStatistics(sent, 0, 0, 0), only().statistics());
        }
    }

    @Test
    void shouldGoOnUnderAnotherNameAndComeBackToTheNamesNewOwner() throws Exception {
        network.addMachine("web", MAC);
        engine.addBackend(backend(), 0, 1);
        inventory.put(guest("web"));
        awaitState(State.RUNNING);
        network.ip(network.host(), "link set web down", "link set web name moved", "link set moved up");
        Await.until(() -> only().message().endsWith("is called moved now"), () -> "the new name is not told");
        assertEquals(State.RUNNING, only().state());
        try (Sender sender = sender("web", 1_000_000)) {
            awaitCounted(sender.stop());
        }
        network.ip(network.host(), "link del moved");
        network.addMachine("db", "52:54:00:00:00:02");
        network.addLink("web", MAC);
        awaitState(State.RUNNING);
        Await.until(() -> only().message().isEmpty(), () -> "it still complains");
        assertEquals(1, only().statistics().gaps());
    }
}
