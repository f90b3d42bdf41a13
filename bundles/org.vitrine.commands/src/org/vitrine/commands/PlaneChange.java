/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.runtime.command.CommandContext;
import picocli.CommandLine.Option;

/** Changes what is declared, after showing the difference line by line; the options that go with it. */
final class PlaneChange {
    @Option(names = "--dry-run", description = "Shows what would change, and changes nothing.")
    private boolean dryRun;

    void make(
            CommandContext context,
            DataPlaneService dataPlane,
            DataPlaneAdminService admin,
            Collection<? extends Declaration> declared,
            Collection<? extends Declaration> withdrawn)
            throws VitrineException {
        Set<Declaration> present = Set.copyOf(present(dataPlane));
        Set<Declaration> gone = new HashSet<>(withdrawn);
        gone.retainAll(present);
        gone.removeAll(Set.copyOf(declared));
        Set<Declaration> fresh = new HashSet<>(declared);
        fresh.removeAll(present);
        if (!dryRun) {
            admin.change(fresh, gone);
        }
        print(context, "- ", gone);
        print(context, "+ ", fresh);
        if (gone.isEmpty() && fresh.isEmpty()) {
            context.out().println("Nothing changes.");
        }
    }

    private static void print(CommandContext context, String sign, Set<Declaration> declarations) {
        declarations.stream()
                .map(DeclarationText::of)
                .sorted()
                .forEach(line -> context.out().println(sign + line));
    }

    static List<Declaration> present(DataPlaneService dataPlane) throws VitrineException {
        return dataPlane.declarations().stream()
                .map(DeclarationState::declaration)
                .collect(Collectors.toList());
    }

    /** Reads what was typed. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws VitrineException;
    }

    /** What is typed, or an explanation of what is wrong with it. */
    static <T> T typed(Reading<T> reading) throws VitrineException {
        try {
            return reading.read();
        } catch (IllegalArgumentException e) {
            throw new VitrineException(Reason.INVALID, e.getMessage());
        }
    }
}
