/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vitrine.common.HostId;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Nic;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;

class ScopeTest {
    private static final NicId WEB = new NicId(new MachineId("lab-web"), "eth0");
    private static final NicId DB = new NicId(new MachineId("lab-db"), "eth0");
    private static final Inventory INVENTORY =
            new Inventory(1, List.of(machine("web", WEB, "10.0.0.1/24"), machine("db", DB, "10.0.0.2/24")), List.of());

    private static Machine machine(String name, NicId nic, String address) {
        Nic only = new Nic(
                nic, new MacAddress(1), List.of(IpPrefix.parse(address)), Optional.empty(), Optional.empty(), true);
        return new Machine(
                nic.machine(),
                new HostId("host"),
                name,
                "lab",
                MachineRole.GUEST,
                MachineState.RUNNING,
                "netns",
                "",
                List.of(only),
                Set.of(),
                Map.of());
    }

    private static Selected remote(NicId nic) {
        return new Selected.OfRemote(nic, IpAddress.parse("10.9.9.9"));
    }

    @Test
    void shouldBeAllWhenNothingIsSelected() {
        assertTrue(Scope.of(Selection.NONE, INVENTORY).isAll());
        assertFalse(Scope.of(Selection.NONE, INVENTORY).isNothing());
        assertEquals("All watched vNICs", Scope.ALL.words(INVENTORY));
    }

    @Test
    void shouldFollowTheSelection() {
        Scope scope = Scope.ALL.after(Selection.of(new Selected.OfMachine(WEB.machine())), INVENTORY, Scope::isRemote);
        assertEquals(Set.of(WEB), scope.nics());
        assertEquals("web eth0", scope.words(INVENTORY));
        assertEquals(
                Set.of(DB),
                scope.after(Selection.of(new Selected.OfNic(DB)), INVENTORY, Scope::isRemote)
                        .nics());
    }

    @Test
    void shouldStayWhenARowInSightIsSelected() {
        assertSame(Scope.ALL, Scope.ALL.after(Selection.of(remote(WEB)), INVENTORY, Scope::isRemote));
        Scope web = Scope.of(Selection.of(new Selected.OfNic(WEB)), INVENTORY);
        assertSame(web, web.after(Selection.of(remote(WEB)), INVENTORY, Scope::isRemote));
        assertEquals(
                Set.of(DB),
                web.after(Selection.of(remote(DB)), INVENTORY, Scope::isRemote).nics());
    }

    @Test
    void shouldSayWhenTheSelectionHasNoVnic() {
        Scope scope = Scope.of(Selection.of(new Selected.OfMachine(new MachineId("gone"))), INVENTORY);
        assertTrue(scope.isNothing());
        assertFalse(scope.isAll());
    }

    @Test
    void shouldNameWhoseAddressItIs() {
        Addresses addresses = new Addresses(INVENTORY);
        assertEquals("db", addresses.name(IpAddress.parse("10.0.0.2")));
        assertEquals("", addresses.name(IpAddress.parse("10.0.0.3")));
    }

    @Test
    void shouldNameBothWhenTwoHaveTheSameAddress() {
        Inventory twice = new Inventory(
                2, List.of(machine("web", WEB, "10.0.0.1/24"), machine("db", DB, "10.0.0.1/24")), List.of());
        assertEquals("web or db", new Addresses(twice).name(IpAddress.parse("10.0.0.1")));
    }
}
