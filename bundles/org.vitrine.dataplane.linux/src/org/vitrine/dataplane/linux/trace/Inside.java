/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux.trace;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineCapability;

/** Runs programs in machines, where their drivers can. */
record Inside(MachineAdminService machines) {
    private static final Duration SHORT = Duration.ofSeconds(5);

    static boolean canRun(Machine machine) {
        return machine.capabilities().contains(MachineCapability.EXEC);
    }

    /** What a question to a machine gave; empty when it cannot be asked. */
    Optional<ExecResult> ask(Machine machine, String... command) throws VitrineException {
        return run(machine, SHORT, List.of(command));
    }

    /**
     * Runs a program; empty when the machine cannot run it.
     *
     * @throws VitrineException CANCELLED
     */
    Optional<ExecResult> run(Machine machine, Duration limit, List<String> command) throws VitrineException {
        if (!canRun(machine)) {
            return Optional.empty();
        }
        try {
            ExecResult result = machines.exec(machine.id(), new ExecRequest(command, limit));
            return result.exitCode() == 127 ? Optional.empty() : Optional.of(result);
        } catch (VitrineException e) {
            if (e.reason() == Reason.CANCELLED) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
