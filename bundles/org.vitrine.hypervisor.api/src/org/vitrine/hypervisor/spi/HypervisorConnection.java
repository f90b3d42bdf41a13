/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.spi;

import org.vitrine.common.MachineId;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.MachineAdminService;

/**
 * A live connection to one hypervisor. The calls mean what {@link MachineAdminService} says of them, for machines of this
 * connection. Closing it leaves the machines as they are.
 */
public interface HypervisorConnection extends AutoCloseable {
    void start(MachineId machine) throws VitrineException;

    void stop(MachineId machine) throws VitrineException;

    ExecResult exec(MachineId machine, ExecRequest request) throws VitrineException;

    @Override
    void close();
}
