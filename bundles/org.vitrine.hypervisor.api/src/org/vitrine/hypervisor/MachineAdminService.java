/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

import java.util.Map;
import org.vitrine.common.MachineId;
import org.vitrine.common.VitrineException;

/**
 * Changes machines. Every call returns when it is done, may take seconds, can be cancelled by interrupting its thread, and is
 * logged with its caller. Any thread.
 */
public interface MachineAdminService {
    /**
     * Powers a machine on; one that runs already stays as it is.
     *
     * @throws VitrineException NOT_FOUND, UNSUPPORTED, FAILED or UNAVAILABLE
     */
    void start(MachineId machine) throws VitrineException;

    /**
     * Powers a machine off and ends what runs in it; one that is off already stays as it is.
     *
     * @throws VitrineException NOT_FOUND, UNSUPPORTED, FAILED or UNAVAILABLE
     */
    void stop(MachineId machine) throws VitrineException;

    /**
     * Runs a command inside a machine and waits for its end.
     *
     * @throws VitrineException NOT_FOUND, UNSUPPORTED, CONFLICT when the machine is off, FAILED when the command cannot be started or
     *     outlives its limit (it is then ended), CANCELLED, UNAVAILABLE. A command that ends with a status other than 0 is no error
     */
    ExecResult exec(MachineId machine, ExecRequest request) throws VitrineException;

    /**
     * Changes a machine in one of the ways that only some drivers have.
     *
     * @throws VitrineException NOT_FOUND (the machine, or what the change names), UNSUPPORTED with the reason that {@link
     *     #hindrances} tells, CONFLICT when its state forbids it, INVALID, FAILED, CANCELLED or UNAVAILABLE
     */
    void change(MachineId machine, MachineChange change) throws VitrineException;

    /**
     * Why what a machine's {@linkplain Machine#capabilities() capabilities} lack cannot be done with it now, as short phrases such
     * as {@code it is off}. For every capability, either the machine has it or it is here.
     *
     * @throws VitrineException NOT_FOUND or UNAVAILABLE
     */
    Map<MachineCapability, String> hindrances(MachineId machine) throws VitrineException;
}
