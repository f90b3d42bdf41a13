/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.swt.widgets.Display;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.ui.Selection;
import org.vitrine.ui.SelectionAction;
import org.vitrine.ui.Workbench;

/** Opens a window in which commands are run in the selected machine. */
@Component(property = "service.ranking:Integer=570")
public final class RunCommandAction implements SelectionAction {
    private final KnownMachines machines;
    private final MachineAdminService admin;
    private final Set<CommandDialog> open = ConcurrentHashMap.newKeySet();

    @Activate
    public RunCommandAction(@Reference KnownMachines machines, @Reference MachineAdminService admin) {
        this.machines = machines;
        this.admin = admin;
    }

    @Deactivate
    void stop() {
        // a window that stays open would keep the classes of a stopped bundle
        for (CommandDialog dialog : open) {
            Display display = dialog.display();
            if (!display.isDisposed()) {
                display.asyncExec(dialog::close);
            }
        }
    }

    @Override
    public Optional<Offer> offer(Selection selection) {
        List<Machine> selected = machines.selected(selection);
        if (selected.size() != 1) {
            return Optional.empty();
        }
        Machine machine = selected.getFirst();
        String hindrance = !machine.capabilities().contains(MachineCapability.EXEC)
                ? "Nobody can run commands in this machine from here."
                : machine.state() == MachineState.RUNNING ? "" : machine.name() + " does not run.";
        return Optional.of(new Offer("Run a command in " + machine.name() + "…", "terminal-2", hindrance));
    }

    @Override
    public void run(Selection selection, Workbench workbench) {
        for (Machine machine : machines.selected(selection)) {
            CommandDialog dialog = new CommandDialog(workbench, machine, admin);
            open.add(dialog);
            dialog.open();
            dialog.getShell().addDisposeListener(_ -> open.remove(dialog));
        }
    }
}
