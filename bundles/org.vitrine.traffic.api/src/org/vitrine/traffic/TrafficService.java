/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.time.Duration;
import java.util.function.Consumer;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;

/** Rates of vNICs and of the remote hosts they talk to (paper 000, "Monitoring and Filtering"). Any thread. */
public interface TrafficService {
    /**
     * The rates now.
     *
     * @throws VitrineException UNAVAILABLE when the runtime that is asked is gone
     */
    TrafficSnapshot snapshot(TrafficQuery query) throws VitrineException;

    /**
     * Calls the listener with the rates now and then once a period, one call at a time. A slow listener misses the ones between.
     *
     * @param period at least 50 ms
     * @throws VitrineException INVALID for a period that is too short, UNAVAILABLE
     */
    Subscription subscribe(TrafficQuery query, Duration period, Consumer<TrafficSnapshot> listener)
            throws VitrineException;
}
