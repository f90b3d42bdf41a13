/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.inventory;

import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.vitrine.hypervisor.HypervisorAdminService;
import org.vitrine.hypervisor.HypervisorConnectionStatus;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.hypervisor.MachineSnapshot;
import org.vitrine.hypervisor.MachineStatistics;
import org.vitrine.hypervisor.MachineStatisticsService;
import org.vitrine.hypervisor.spi.HypervisorConnection;

/** What others see of {@link Hypervisors}: the inventory, and changes with an entry in the audit log. */
@Component(
        service = {
            InventoryService.class,
            MachineAdminService.class,
            MachineStatisticsService.class,
            HypervisorAdminService.class
        },
        property = Services.EXPORTED)
public final class HypervisorServices
        implements InventoryService, MachineAdminService, MachineStatisticsService, HypervisorAdminService {
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
        String command = String.join(" ", request.command());
        return act(machine, "run in " + machine + ": " + command, connection -> connection.exec(machine, request));
    }

    @Override
    public void change(MachineId machine, MachineChange change) throws VitrineException {
        act(machine, "change " + machine + ": " + change, connection -> {
            connection.change(machine, change);
            return null;
        });
    }

    @Override
    public Map<MachineCapability, String> hindrances(MachineId machine) throws VitrineException {
        Set<MachineCapability> can = inventory()
                .machine(machine)
                .map(Machine::capabilities)
                .orElseThrow(() -> new VitrineException(Reason.NOT_FOUND, "there is no machine " + machine));
        Map<MachineCapability, String> reasons = new EnumMap<>(MachineCapability.class);
        reasons.putAll(hypervisors.connectionOf(machine).hindrances(machine));
        reasons.keySet().removeAll(can);
        for (MachineCapability capability : MachineCapability.values()) {
            if (!can.contains(capability)) {
                reasons.putIfAbsent(capability, "its driver cannot do that now");
            }
        }
        return reasons;
    }

    @Override
    public List<MachineStatistics> statistics(Set<MachineId> machines) throws VitrineException {
        return hypervisors.statistics(machines);
    }

    @Override
    public List<MachineSnapshot> snapshots(MachineId machine) throws VitrineException {
        return hypervisors.connectionOf(machine).snapshots(machine);
    }

    @Override
    public List<HypervisorConnectionStatus> connections() {
        return hypervisors.connections();
    }

    @Override
    public void add(String uri) throws VitrineException {
        audit("connect to " + uri);
        hypervisors.add(uri);
    }

    @Override
    public void remove(String uri) throws VitrineException {
        audit("forget the connection " + uri);
        hypervisors.remove(uri);
    }

    @Override
    public void define(String uri, String description) throws VitrineException {
        audit("define a machine on " + uri);
        hypervisors.connection(uri).define(description);
    }

    private static void audit(String what) {
        AUDIT.log(Level.INFO, Caller.current() + ": " + what.replaceAll("\\p{Cntrl}", " "));
    }

    private interface Action<T> {
        T on(HypervisorConnection connection) throws VitrineException;
    }

    private <T> T act(MachineId machine, String what, Action<T> action) throws VitrineException {
        HypervisorConnection connection = hypervisors.connectionOf(machine);
        // before it is done: what hangs or fails has been tried as well
        audit(what);
        try {
            return action.on(connection);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the driver failed to " + what, e);
            throw new VitrineException(Reason.FAILED, "the driver failed to " + what + ": " + e);
        }
    }
}
