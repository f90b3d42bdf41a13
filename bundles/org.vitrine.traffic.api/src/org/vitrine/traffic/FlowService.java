/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.util.Set;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;

/** Flows of vNICs, and what protocols and services they carry (paper 000, "Further work"). Any thread. */
public interface FlowService {
    /**
     * A page of the flows now.
     *
     * @throws VitrineException UNAVAILABLE when the runtime that is asked is gone
     */
    FlowPage flows(FlowQuery query) throws VitrineException;

    /**
     * What each vNIC carries now.
     *
     * @param nics the vNICs; empty for all that are watched
     * @param portsPerNic most ports to list for each vNIC, the busiest first
     * @throws VitrineException UNAVAILABLE when the runtime that is asked is gone
     */
    ProtocolSnapshot protocols(Set<NicId> nics, int portsPerNic) throws VitrineException;
}
