/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

import java.util.function.Consumer;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;

/** What machines there are: the merged view of all hypervisor connections. Any thread. */
public interface InventoryService {
    /**
     * The newest known inventory; never waits for a hypervisor.
     *
     * @throws VitrineException UNAVAILABLE when the runtime that is asked is gone
     */
    Inventory inventory() throws VitrineException;

    /**
     * Calls the listener with the present inventory and then after every change, on a thread of the service and one call at a time.
     * A listener that is slower than the changes gets the newest and misses those between.
     *
     * @throws VitrineException UNAVAILABLE when the runtime that is asked is gone
     */
    Subscription subscribe(Consumer<Inventory> listener) throws VitrineException;
}
