/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import java.util.List;
import java.util.function.Consumer;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;

/** What is declared, and how it stands. Any thread. */
public interface DataPlaneService {
    /** All declarations with their present counters, sorted by what they are for; reads counters from the kernel, some milliseconds. */
    List<DeclarationState> declarations() throws VitrineException;

    /**
     * Calls the listener with the present declarations and then after every change of what is declared or how it stands (not for
     * counters), on a thread of the service and one call at a time. A slow listener gets the newest and misses those between.
     */
    Subscription subscribe(Consumer<List<DeclarationState>> listener) throws VitrineException;
}
