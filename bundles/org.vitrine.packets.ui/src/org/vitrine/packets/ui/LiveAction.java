/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.util.List;
import java.util.Optional;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Nic;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.SelectionAction;
import org.vitrine.ui.Workbench;

/** Something that shows the packets of selected vNICs as they pass. */
abstract class LiveAction implements SelectionAction {
    private final String label;
    private final String icon;
    private final Subscription subscription;
    private volatile Inventory inventory = Inventory.EMPTY;

    /**
     * @throws VitrineException when the runtime is just leaving
     */
    LiveAction(String label, String icon, InventoryService inventories) throws VitrineException {
        this.label = label;
        this.icon = icon;
        subscription = inventories.subscribe(newest -> inventory = newest);
    }

    void stop() {
        subscription.close();
    }

    /** The vNICs that are selected: themselves, by their machine, or by a remote address; those that are on the host now. */
    private List<Nic> nics(Selection selection, boolean on) {
        Selection local = Selection.of(selection.items().stream()
                .filter(item -> !(item instanceof Selected.OfNetwork))
                .toList());
        return local.nics(inventory).stream()
                .flatMap(id -> inventory.nic(id).stream())
                .filter(nic -> !on || nic.hostInterface().isPresent())
                .toList();
    }

    @Override
    public Optional<Offer> offer(Selection selection) {
        if (nics(selection, false).isEmpty()) {
            return Optional.empty();
        }
        boolean isOff = nics(selection, true).isEmpty();
        return Optional.of(new Offer(label, icon, isOff ? "The machine is off: start it first." : ""));
    }

    @Override
    public void run(Selection selection, Workbench workbench) {
        List<Nic> nics = nics(selection, true);
        if (!nics.isEmpty()) {
            RecordingRequest request =
                    RecordingRequest.of(nics.stream().map(Nic::id).toArray(NicId[]::new));
            run(request, nics.size() == 1 ? title(nics.getFirst()) : nics.size() + " vNICs", workbench);
        }
    }

    /**
     * Shows what a recording gives.
     *
     * @param title of the vNICs
     */
    abstract void run(RecordingRequest request, String title, Workbench workbench);

    /** Such as {@code web eth0}. */
    private String title(Nic nic) {
        return inventory.machine(nic.id().machine()).map(Machine::name).orElse("") + " "
                + nic.id().name();
    }
}
