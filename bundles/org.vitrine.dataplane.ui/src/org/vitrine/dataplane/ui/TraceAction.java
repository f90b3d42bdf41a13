/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ui;

import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.PathTraceService;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.ui.Newest;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.SelectionAction;
import org.vitrine.ui.Workbench;

/** Finds out where packets of the selected machine, vNIC, remote address or flow die. */
@Component(property = "service.ranking:Integer=440")
public final class TraceAction implements SelectionAction {
    private final PathTraceService tracer;
    private final Newest<Inventory> inventory;

    @Activate
    public TraceAction(@Reference PathTraceService tracer, @Reference InventoryService inventories) {
        this.tracer = tracer;
        inventory = new Newest<>(Inventory.EMPTY, inventories::subscribe);
    }

    @Deactivate
    void stop() {
        inventory.close();
    }

    /**
     * What the dialog begins with.
     *
     * @param to may be empty
     * @param port 0 when nobody has chosen one
     */
    record Start(NicId from, String to, int protocol, int port) {}

    @Override
    public Optional<Offer> offer(Selection selection) {
        return start(selection, inventory.get()).map(_ -> new Offer("Where did it die…", "route"));
    }

    @Override
    public void run(Selection selection, Workbench workbench) {
        start(selection, inventory.get())
                .ifPresent(start -> new TraceDialog(workbench, start, inventory.get(), tracer).open());
    }

    /** From the only vNIC that is selected; empty when several are or none is. */
    static Optional<Start> start(Selection selection, Inventory inventory) {
        Optional<Selected.OfFlow> flow = selection.only(Selected.OfFlow.class);
        if (flow.isPresent()) {
            var key = flow.get().key();
            boolean ports = key.protocol() == Match.TCP || key.protocol() == Match.UDP;
            return Optional.of(new Start(
                    flow.get().nic(),
                    key.remote().toString(),
                    ports ? key.protocol() : Match.ICMP,
                    ports ? key.remotePort() : 0));
        }
        Optional<Selected.OfRemote> remote = selection.only(Selected.OfRemote.class);
        if (remote.isPresent()) {
            return Optional.of(
                    new Start(remote.get().nic(), remote.get().remote().toString(), Match.ICMP, 0));
        }
        List<NicId> nics = List.copyOf(selection.nics(inventory));
        return selection.items().size() == 1
                        && selection.all(Selected.OfNetwork.class).isEmpty()
                        && !nics.isEmpty()
                ? Optional.of(new Start(nics.getFirst(), "", Match.ICMP, 0))
                : Optional.empty();
    }
}
