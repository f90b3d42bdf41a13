/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.spi;

import java.util.List;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Network;

/** Hears what a connection sees. Cheap to call; never calls back into the driver. */
public interface InventoryListener {
    /** Everything this connection sees now; replaces what it said before. */
    void inventoryChanged(List<Machine> machines, List<Network> networks);

    /** The connection broke by itself; its machines become UNKNOWN and somebody will connect again. */
    void connectionLost(String reason);
}
