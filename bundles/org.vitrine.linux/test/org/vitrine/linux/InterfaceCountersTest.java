/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

class InterfaceCountersTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final String netns = "vt-count-" + ProcessHandle.current().pid();

    @BeforeEach
    void create() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        Tool.require(List.of("ip", "netns", "add", netns), "", LIMIT);
        ip("link set lo up");
    }

    @AfterEach
    void delete() throws Exception {
        if (NetworkNamespace.exists(netns)) {
            Tool.require(List.of("ip", "netns", "del", netns), "", LIMIT);
        }
    }

    private void ip(String commands) throws VitrineException {
        Tool.require(List.of("ip", "-n", netns, "-batch", "-"), commands + "\n", LIMIT);
    }

    @Test
    void shouldCountWhatPassesInAnotherNamespace() throws Exception {
        try (InterfaceCounters counters = InterfaceCounters.open(netns, "lo")) {
            long before = counters.packets().orElseThrow();
            List<String> ping = new ArrayList<>(NetworkNamespace.commandPrefix(netns));
            ping.addAll(List.of("ping", "-c", "3", "-i", "0.01", "127.0.0.1"));
            Tool.require(ping, "", LIMIT);
            // a request and an answer, each sent and received
            assertEquals(12, counters.packets().orElseThrow() - before);
        }
    }

    @Test
    void shouldMeanTheInterfaceAndNotItsName() throws Exception {
        ip("link add one type veth peer name other");
        try (InterfaceCounters counters = InterfaceCounters.open(netns, "one")) {
            assertEquals(OptionalLong.of(0), counters.packets());
            ip("link set one name two");
            assertEquals(OptionalLong.of(0), counters.packets());
            ip("link del two\nlink add one type veth peer name other");
            assertEquals(OptionalLong.empty(), counters.packets());
            assertTrue(counters.index() > 0);
        }
    }

    @Test
    void shouldSayThatAnInterfaceIsNotThere() {
        var e = assertThrows(VitrineException.class, () -> InterfaceCounters.open(netns, "nobody"));
        assertEquals(Reason.NOT_FOUND, e.reason());
    }
}
