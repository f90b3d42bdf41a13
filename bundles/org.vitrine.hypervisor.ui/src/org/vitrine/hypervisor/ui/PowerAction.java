/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.vitrine.common.MachineId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.ui.Selection;
import org.vitrine.ui.SelectionAction;
import org.vitrine.ui.Workbench;
import org.vitrine.ui.Workbench.Progress;

/** Starts or stops the selected machines, those of them that it can be done to. */
abstract class PowerAction implements SelectionAction {
    private final KnownMachines machines;
    private final Kind kind;
    private final Switch power;

    /** Does it to one machine, and waits. */
    interface Switch {
        void turn(MachineId machine) throws VitrineException;
    }

    /**
     * Which one.
     *
     * @param already why a machine that is not in one of the states need not be changed; empty when it is not even offered where it
     *     cannot be done
     */
    record Kind(
            String verb,
            String past,
            String icon,
            MachineCapability capability,
            Set<MachineState> states,
            String already) {
        /** What only some drivers can do. */
        static Kind ofSome(
                String verb, String past, String icon, MachineCapability capability, Set<MachineState> states) {
            return new Kind(verb, past, icon, capability, states, "");
        }

        boolean fits(Machine machine) {
            return states.contains(machine.state()) && machine.capabilities().contains(capability);
        }
    }

    PowerAction(KnownMachines machines, Kind kind, Switch power) {
        this.machines = machines;
        this.kind = kind;
        this.power = power;
    }

    @Override
    public final Optional<Offer> offer(Selection selection) {
        return offer(kind, machines.selected(selection));
    }

    static Optional<Offer> offer(Kind kind, List<Machine> selected) {
        if (selected.isEmpty()) {
            return Optional.empty();
        }
        List<Machine> fitting = selected.stream().filter(kind::fits).toList();
        if (fitting.isEmpty() && kind.already().isEmpty()) {
            return Optional.empty();
        }
        String label = kind.verb() + " " + KnownMachines.named(fitting.isEmpty() ? selected : fitting);
        return Optional.of(new Offer(label, kind.icon(), fitting.isEmpty() ? hindrance(kind, selected) : ""));
    }

    private static String hindrance(Kind kind, List<Machine> selected) {
        boolean able =
                selected.stream().anyMatch(machine -> machine.capabilities().contains(kind.capability()));
        return able
                ? "Already " + kind.already() + "."
                : "Nobody can " + kind.verb().toLowerCase(Locale.ROOT) + " "
                        + (selected.size() == 1 ? "this machine" : "these machines") + " from here.";
    }

    @Override
    public final void run(Selection selection, Workbench workbench) {
        List<Machine> fitting =
                machines.selected(selection).stream().filter(kind::fits).toList();
        String named = KnownMachines.named(fitting);
        workbench.run(
                kind.verb() + " " + named,
                progress -> turn(kind, fitting, power, progress),
                _ -> workbench.say(named + (fitting.size() == 1 ? " is " : " are ") + kind.past()));
    }

    /** Turns one after the other; one that fails does not keep the others from it. */
    static int turn(Kind kind, List<Machine> machines, Switch power, Progress progress) throws VitrineException {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < machines.size(); i++) {
            Machine machine = machines.get(i);
            progress.at(i, machines.size(), machine.name());
            try {
                power.turn(machine.id());
            } catch (VitrineException e) {
                if (e.reason() == Reason.CANCELLED || machines.size() == 1) {
                    throw e;
                }
                failures.add(machine.name() + ": " + e.explained());
            }
        }
        if (!failures.isEmpty()) {
            throw new VitrineException(
                    Reason.FAILED,
                    failures.size() + " of " + machines.size() + " are not " + kind.past() + ":\n"
                            + String.join("\n", failures));
        }
        return machines.size();
    }
}
