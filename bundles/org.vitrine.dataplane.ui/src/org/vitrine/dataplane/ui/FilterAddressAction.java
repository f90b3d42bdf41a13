/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ui;

import java.util.List;
import java.util.Optional;
import org.eclipse.jface.dialogs.InputDialog;
import org.eclipse.jface.window.Window;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.ui.Newest;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.SelectionAction;
import org.vitrine.ui.Workbench;

/** Filters an address that a person types, at the selected guests' vNICs. */
@Component(property = "service.ranking:Integer=470")
public final class FilterAddressAction implements SelectionAction {
    private final KnownFilters known;
    private final Newest<Inventory> inventory;

    @Activate
    public FilterAddressAction(@Reference KnownFilters known, @Reference InventoryService inventories) {
        this.known = known;
        inventory = new Newest<>(Inventory.EMPTY, inventories::subscribe);
    }

    @Deactivate
    void stop() {
        inventory.close();
    }

    @Override
    public Optional<Offer> offer(Selection selection) {
        return nics(selection, inventory.get()).isEmpty()
                ? Optional.empty()
                : Optional.of(new Offer("Filter remote address…", "filter-plus"));
    }

    /** The vNICs of guests that are selected, themselves or by their machine. */
    static List<NicId> nics(Selection selection, Inventory inventory) {
        Selection local = Selection.of(selection.items().stream()
                .filter(item -> item instanceof Selected.OfNic || item instanceof Selected.OfMachine)
                .toList());
        return local.nics(inventory).stream()
                .filter(nic -> inventory
                        .machine(nic.machine())
                        .map(Machine::role)
                        .filter(MachineRole.GUEST::equals)
                        .isPresent())
                .toList();
    }

    @Override
    public void run(Selection selection, Workbench workbench) {
        List<NicId> nics = nics(selection, inventory.get());
        String where = nics.size() == 1 ? nics.getFirst().toString() : nics.size() + " vNICs";
        InputDialog dialog = new InputDialog(
                workbench.shell(),
                "Filter a Remote Address",
                "Nothing passes any more, in either direction, between " + where + " and this IPv4 or IPv6 address:",
                "",
                FilterAddressAction::complaint);
        if (dialog.open() == Window.OK) {
            IpAddress remote = IpAddress.parse(dialog.getValue().strip());
            known.declare(nics.stream().map(nic -> new Filter(nic, remote)).toList(), workbench);
        }
    }

    /** What is wrong with what was typed so far: empty when nothing is there yet, null when it is an address. */
    static String complaint(String typed) {
        if (typed.isBlank()) {
            return "";
        }
        try {
            IpAddress.parse(typed.strip());
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
