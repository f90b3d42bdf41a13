/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.List;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.Scope;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.runtime.command.Command;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that declares something of one kind for a target, or withdraws it. */
abstract class DeclaringCommand implements Command {
    @Parameters(index = "0", paramLabel = "TARGET", description = Targets.SCOPE)
    private String target;

    @Option(names = "--off", description = "Withdraws what this command declared for this target instead.")
    private boolean off;

    @Mixin
    private PlaneChange change;

    @Spec
    private CommandSpec spec;

    private final InventoryService inventory;
    private final DataPlaneService dataPlane;
    private final DataPlaneAdminService admin;

    DeclaringCommand(InventoryService inventory, DataPlaneService dataPlane, DataPlaneAdminService admin) {
        this.inventory = inventory;
        this.dataPlane = dataPlane;
        this.admin = admin;
    }

    /**
     * What is to be declared.
     *
     * @throws IllegalArgumentException what is wrong with what was typed
     */
    abstract List<? extends Declaration> declared(Scope scope, Inventory machines) throws VitrineException;

    /** Whether {@code --off} withdraws a declaration for the target. */
    abstract boolean isMine(Declaration present);

    /** Whether a declaration for the target gives way to a new one: an equal one, and whatever else cannot be beside it. */
    boolean givesWay(Declaration present, Declaration fresh) {
        return present.equals(fresh);
    }

    /** An error in the use of the command. */
    final ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    @Override
    public final int run(CommandContext context) throws VitrineException {
        Inventory machines = inventory.inventory();
        Scope scope = Targets.scope(machines, target);
        List<? extends Declaration> declared = off ? List.of() : PlaneChange.typed(() -> declared(scope, machines));
        List<Declaration> withdrawn = PlaneChange.present(dataPlane).stream()
                .filter(present -> present.scope().equals(scope))
                .filter(present ->
                        off ? isMine(present) : declared.stream().anyMatch(fresh -> givesWay(present, fresh)))
                .toList();
        change.make(context, dataPlane, admin, declared, withdrawn);
        return ExitCode.OK;
    }
}
