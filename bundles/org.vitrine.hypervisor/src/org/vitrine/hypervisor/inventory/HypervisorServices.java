/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.inventory;

import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.common.Caller;
import org.vitrine.common.MachineId;
import org.vitrine.common.Services;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.spi.HypervisorConnection;

/** What others see of {@link Hypervisors}: the inventory, and changes with an entry in the audit log. */
@Component(
        service = {InventoryService.class, MachineAdminService.class},
        property = Services.EXPORTED)
public final class HypervisorServices implements InventoryService, MachineAdminService {
    private static final System.Logger LOG = System.getLogger(HypervisorServices.class.getName());
    private static final System.Logger AUDIT = System.getLogger("org.vitrine.audit");

    private final Hypervisors hypervisors;

    @Activate
    public HypervisorServices(@Reference Hypervisors hypervisors) {
        this.hypervisors = hypervisors;
    }

    @Override
    public Inventory inventory() {
        return hypervisors.feed().value();
    }

    @Override
    public Subscription subscribe(Consumer<Inventory> listener) {
        return hypervisors.feed().subscribe(listener);
    }

    @Override
    public void start(MachineId machine) throws VitrineException {
        act(machine, "start " + machine, connection -> {
            connection.start(machine);
            return null;
        });
    }

    @Override
    public void stop(MachineId machine) throws VitrineException {
        act(machine, "stop " + machine, connection -> {
            connection.stop(machine);
            return null;
        });
    }

    @Override
    public ExecResult exec(MachineId machine, ExecRequest request) throws VitrineException {
        String command = String.join(" ", request.command()).replaceAll("\\p{Cntrl}", " ");
        return act(machine, "run in " + machine + ": " + command, connection -> connection.exec(machine, request));
    }

    private interface Action<T> {
        T on(HypervisorConnection connection) throws VitrineException;
    }

    private <T> T act(MachineId machine, String what, Action<T> action) throws VitrineException {
        HypervisorConnection connection = hypervisors.connectionOf(machine);
        // before it is done: what hangs or fails has been tried as well
        AUDIT.log(Level.INFO, Caller.current() + ": " + what);
        try {
            return action.on(connection);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the driver failed to " + what, e);
            throw new VitrineException(Reason.FAILED, "the driver failed to " + what + ": " + e);
        }
    }
}
