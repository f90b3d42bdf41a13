/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.SelectionAction;
import org.vitrine.ui.Workbench;

/** Copies the addresses of what is selected, a line each. */
@Component(property = "service.ranking:Integer=390")
public final class CopyAddressAction implements SelectionAction {
    private final KnownMachines machines;

    @Activate
    public CopyAddressAction(@Reference KnownMachines machines) {
        this.machines = machines;
    }

    @Override
    public Optional<Offer> offer(Selection selection) {
        List<IpAddress> addresses = addresses(selection, machines.inventory());
        return switch (addresses.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(new Offer("Copy address " + addresses.getFirst(), "copy"));
            default -> Optional.of(new Offer("Copy " + addresses.size() + " addresses", "copy"));
        };
    }

    /** Of remote hosts themselves, of everything else those of its vNICs. */
    static List<IpAddress> addresses(Selection selection, Inventory inventory) {
        Stream<IpAddress> remote = selection.remotes().stream().map(Selected.OfRemote::remote);
        Selection local = Selection.of(selection.items().stream()
                .filter(item -> !(item instanceof Selected.OfRemote || item instanceof Selected.OfFlow))
                .toList());
        Stream<IpAddress> own = local.nics(inventory).stream()
                .flatMap(id -> inventory.nic(id).stream())
                .flatMap(nic -> nic.addresses().stream())
                .map(IpPrefix::address);
        return Stream.concat(own, remote).distinct().toList();
    }

    @Override
    public void run(Selection selection, Workbench workbench) {
        List<IpAddress> addresses = addresses(selection, machines.inventory());
        Clipboard clipboard = new Clipboard(workbench.shell().getDisplay());
        clipboard.setContents(
                new Object[] {addresses.stream().map(IpAddress::toString).collect(Collectors.joining("\n"))},
                new Transfer[] {TextTransfer.getInstance()});
        clipboard.dispose();
        workbench.say(
                addresses.size() == 1 ? addresses.getFirst() + " copied" : addresses.size() + " addresses copied");
    }
}
