/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.example.vitrine.addresses;

import java.net.URL;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.widgets.Column;
import org.vitrine.ui.widgets.RecordTable;

/** The view Addresses: who has which address. */
@Component(property = PartContent.PART + "=addresses")
public final class AddressesContent implements PartContent {
    private final InventoryService inventories;

    /** A mandatory reference: without an inventory there is nothing to show, and the frame says what it waits for. */
    @Activate
    public AddressesContent(@Reference InventoryService inventories) {
        this.inventories = inventories;
    }

    @Override
    public String title() {
        return "Addresses";
    }

    @Override
    public String icon() {
        return "search";
    }

    @Override
    public URL help() {
        return getClass().getResource("/help/addresses.html");
    }

    @Override
    public OpenPart open(PartSite site) {
        RecordTable<OwnedAddress> table = new RecordTable<>(
                site,
                site.parent(),
                List.of(
                        Column.words("Address", 220, row -> row.address().toString()),
                        Column.words("vNIC", 260, row -> row.nic().toString())),
                row -> row);
        table.onSelection(rows -> site.workbench()
                .selection()
                .set(Selection.of(
                        rows.stream().map(row -> new Selected.OfNic(row.nic())).toList())));
        site.follow(inventories::subscribe, inventory -> table.show(OwnedAddress.of(inventory)));
        return new OpenPart() {
            @Override
            public void focus() {
                table.focus();
            }

            @Override
            public void save(PartState state) {
                table.save(state);
            }
        };
    }
}
