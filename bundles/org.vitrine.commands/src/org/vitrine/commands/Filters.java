/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.InventoryService;

/** Filters as they are named on a command line. */
final class Filters {
    private Filters() {}

    static List<Filter> of(InventoryService inventory, String target, String[] addresses) throws VitrineException {
        NicId nic = Targets.nic(inventory.inventory(), target).id();
        List<Filter> filters = new ArrayList<>();
        for (String address : addresses) {
            filters.add(new Filter(nic, Targets.address(address)));
        }
        return filters;
    }
}
