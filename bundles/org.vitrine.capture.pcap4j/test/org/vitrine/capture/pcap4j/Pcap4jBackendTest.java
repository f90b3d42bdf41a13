/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pcap4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.testkit.InterfaceBackendContract;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;

class Pcap4jBackendTest extends InterfaceBackendContract {
    private final Pcap4jBackend backend = new Pcap4jBackend();

    @Override
    protected CaptureBackend backend() {
        return backend;
    }

    @Test
    void shouldFindTheMachineHealthy() {
        List<HealthItem> items = new CaptureHealth().check();
        assertEquals(
                List.of("libpcap", "CAP_NET_RAW"),
                items.stream().map(HealthItem::name).toList());
        assertTrue(items.stream().allMatch(i -> i.level() == Level.OK), items::toString);
    }
}
