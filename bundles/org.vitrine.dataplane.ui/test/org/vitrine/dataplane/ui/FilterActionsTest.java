/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vitrine.common.HostId;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MacAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Nic;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;

class FilterActionsTest {
    private static final NicId WEB = new NicId(new MachineId("web"), "eth0");
    private static final NicId ROUTER = new NicId(new MachineId("router"), "eth0");
    private static final Filter ONE = new Filter(WEB, IpAddress.parse("10.0.0.1"));
    private static final Filter TWO = new Filter(WEB, IpAddress.parse("10.0.0.2"));
    private static final Inventory INVENTORY =
            new Inventory(1, List.of(machine(WEB, MachineRole.GUEST), machine(ROUTER, MachineRole.ROUTER)), List.of());

    private static Machine machine(NicId nic, MachineRole role) {
        Nic only = new Nic(nic, new MacAddress(1), List.of(), Optional.empty(), Optional.empty(), true);
        return new Machine(
                nic.machine(),
                new HostId("host"),
                nic.machine().value(),
                "lab",
                role,
                MachineState.RUNNING,
                "netns",
                "",
                List.of(only),
                Set.of(),
                Map.of());
    }

    private static Selected remote(Filter filter) {
        return new Selected.OfRemote(filter.nic(), filter.remote());
    }

    @Test
    void shouldFilterWhatIsNotFilteredAndUnfilterWhatIs() {
        Selection both = Selection.of(remote(ONE), remote(TWO));
        assertEquals(List.of(TWO), FilterAction.possible(both, Set.of(ONE)));
        assertEquals(List.of(ONE), UnfilterAction.possible(both, Set.of(ONE)));
    }

    @Test
    void shouldOfferNothingForOtherSelections() {
        Selection machine = Selection.of(new Selected.OfMachine(WEB.machine()));
        assertEquals(List.of(), FilterAction.possible(machine, Set.of()));
        assertEquals(List.of(), UnfilterAction.possible(machine, Set.of(ONE)));
    }

    @Test
    void shouldNameOneByItsAddressAndSeveralByTheirNumber() {
        assertEquals("10.0.0.1", KnownFilters.named(List.of(ONE)));
        assertEquals("2 addresses", KnownFilters.named(List.of(ONE, TWO)));
        assertEquals("10.0.0.1 at 2 vNICs", KnownFilters.named(List.of(ONE, new Filter(ROUTER, ONE.remote()))));
    }

    @Test
    void shouldFilterTypedAddressesAtGuestsOnly() {
        assertEquals(
                List.of(WEB),
                FilterAddressAction.nics(
                        Selection.of(new Selected.OfMachine(WEB.machine()), new Selected.OfNic(ROUTER)), INVENTORY));
        assertEquals(List.of(), FilterAddressAction.nics(Selection.of(remote(ONE)), INVENTORY));
    }

    @Test
    void shouldSayWhatIsWrongWhileOneTypes() {
        assertEquals("", FilterAddressAction.complaint(" "));
        assertTrue(FilterAddressAction.complaint("10.0.0").contains("not an IPv4 or IPv6 address"));
        assertNull(FilterAddressAction.complaint(" 10.0.0.1 "));
        assertNull(FilterAddressAction.complaint("fd00::1"));
    }

    private static DeclarationState state(Filter filter, DeclarationStatus status, String message) {
        return new DeclarationState(filter, status, message, "root", 0, new DropCount(2, 2_048), new DropCount(1, 60));
    }

    @Test
    void shouldSayHowFiltersStand() {
        List<RuleRow> rows = RuleRow.of(
                List.of(
                        state(ONE, DeclarationStatus.APPLIED, ""),
                        state(TWO, DeclarationStatus.WAITING, "the machine is off")),
                INVENTORY);
        assertEquals("applied", rows.getFirst().status());
        assertEquals("waits: the machine is off", rows.getLast().status());
        assertEquals("2 pkt, 2.00 KiB", RuleRow.stopped(rows.getFirst().state().fromGuest()));
        assertEquals("2 filters   1 waiting for the machine   6 packets stopped", RuleRow.summary(rows));
    }
}
