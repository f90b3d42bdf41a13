/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vitrine.admin.AdminServerStatus;
import org.vitrine.admin.RefusalReason;
import org.vitrine.common.HostId;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Nic;

class OverviewTest {
    private static final NicId WEB = new NicId(new MachineId("alpha/netns/lab/web"), "eth0");
    private static final NicId GONE = new NicId(new MachineId("alpha/netns/lab/gone"), "eth0");

    private static Overview overview(List<IpPrefix> allowed) {
        Map<RefusalReason, Long> refused = new EnumMap<>(RefusalReason.class);
        for (RefusalReason reason : RefusalReason.values()) {
            refused.put(reason, 0L);
        }
        refused.put(RefusalReason.FORBIDDEN_SOURCE, 3L);
        Nic nic = new Nic(
                WEB,
                MacAddress.parse("52:54:00:00:00:01"),
                List.of(IpPrefix.parse("10.77.1.10/24"), IpPrefix.parse("fd77:1::10/64")),
                Optional.empty(),
                Optional.empty(),
                true);
        Machine machine = new Machine(
                WEB.machine(),
                new HostId("alpha"),
                "web",
                "lab",
                MachineRole.GUEST,
                MachineState.RUNNING,
                "netns",
                "",
                List.of(nic),
                Set.of(),
                Map.of());
        return new Overview(
                new AdminServerStatus(List.of(WEB, GONE), "", allowed, 1, refused),
                new Inventory(1, List.of(machine), List.of()),
                "/etc/vitrine/runtime.yaml");
    }

    @Test
    void shouldBeOffWhileNoNetworkIsAllowed() {
        assertTrue(overview(List.of()).isOff());
        assertFalse(overview(List.of(IpPrefix.parse("10.77.9.0/24"))).isOff());
    }

    @Test
    void shouldNameMachinesAndTheirAddresses() {
        assertEquals(
                List.of(
                        new Overview.Place(WEB, "web", "lab", "10.77.1.10, fd77:1::10"),
                        new Overview.Place(GONE, "alpha/netns/lab/gone", "", "")),
                overview(List.of()).places());
    }

    @Test
    void shouldSumUp() {
        assertEquals(
                "Answers at 2 vNICs: 1 request answered, 3 refused",
                overview(List.of()).summary());
    }

    @Test
    void shouldHaveWordsForEveryReason() {
        List<Overview.Refused> refused = overview(List.of()).refused();
        assertEquals(RefusalReason.values().length, refused.size());
        assertEquals(
                refused.size(),
                refused.stream().map(Overview.Refused::meaning).distinct().count());
    }
}
