/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.example.vitrine.addresses;

import java.util.List;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.Inventory;

/** A row of the view: an address and whose it is. */
record OwnedAddress(NicId nic, IpPrefix address) {
    static List<OwnedAddress> of(Inventory inventory) {
        return inventory.machines().stream()
                .flatMap(machine -> machine.nics().stream())
                .flatMap(nic -> nic.addresses().stream().map(address -> new OwnedAddress(nic.id(), address)))
                .toList();
    }
}
