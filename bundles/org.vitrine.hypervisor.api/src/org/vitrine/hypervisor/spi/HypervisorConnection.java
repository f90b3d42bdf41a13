/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.spi;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vitrine.common.MachineId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.hypervisor.MachineSnapshot;
import org.vitrine.hypervisor.MachineStatistics;

/**
 * A live connection to one hypervisor. The calls mean what {@link MachineAdminService} says of them, for machines of this
 * connection; a driver implements what it can. Closing it leaves the machines as they are.
 */
public interface HypervisorConnection extends AutoCloseable {
    void start(MachineId machine) throws VitrineException;

    void stop(MachineId machine) throws VitrineException;

    ExecResult exec(MachineId machine, ExecRequest request) throws VitrineException;

    /**
     * @param machine one whose capabilities include what the change needs
     * @param change what the contract says of it
     */
    default void change(MachineId machine, MachineChange change) throws VitrineException {
        throw unsupported();
    }

    /**
     * The reasons that the driver has; what it says nothing of it cannot do.
     *
     * @param machine any of this connection
     * @throws VitrineException NOT_FOUND
     */
    default Map<MachineCapability, String> hindrances(MachineId machine) throws VitrineException {
        return Map.of();
    }

    /**
     * @param machines of this connection; empty for all
     * @throws VitrineException UNAVAILABLE or FAILED
     */
    default List<MachineStatistics> statistics(Set<MachineId> machines) throws VitrineException {
        return List.of();
    }

    /**
     * @param machine any of this connection
     */
    default List<MachineSnapshot> snapshots(MachineId machine) throws VitrineException {
        throw unsupported();
    }

    /**
     * Defines a machine.
     *
     * @param description in the hypervisor's own language
     */
    default void define(String description) throws VitrineException {
        throw unsupported();
    }

    private static VitrineException unsupported() {
        return new VitrineException(Reason.UNSUPPORTED, "its driver cannot do that");
    }

    @Override
    void close();
}
