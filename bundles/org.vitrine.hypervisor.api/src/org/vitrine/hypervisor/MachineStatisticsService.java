/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

import java.util.List;
import java.util.Set;
import org.vitrine.common.MachineId;
import org.vitrine.common.VitrineException;

/** What hypervisors count, and what they keep of machines. Asks the hypervisor with each call. Any thread. */
public interface MachineStatisticsService {
    /**
     * Counters of machines, in one request for each hypervisor.
     *
     * @param machines those to tell of; empty for all. One that is off, or whose driver counts nothing, is left out
     * @throws VitrineException UNAVAILABLE when none of them can be asked
     */
    List<MachineStatistics> statistics(Set<MachineId> machines) throws VitrineException;

    /**
     * The snapshots of a machine, the oldest first.
     *
     * @throws VitrineException NOT_FOUND, UNSUPPORTED, FAILED or UNAVAILABLE
     */
    List<MachineSnapshot> snapshots(MachineId machine) throws VitrineException;
}
