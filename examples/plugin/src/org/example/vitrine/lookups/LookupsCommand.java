/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.example.vitrine.lookups;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.runtime.command.Command;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine;

/** {@code vitrine lookups}: prints what the stage has counted. */
@Component(service = Command.class, scope = ServiceScope.PROTOTYPE)
@CommandLine.Command(name = "lookups", description = "Shows how many DNS messages every guest sent and received.")
public final class LookupsCommand implements Command {
    private final LookupCounter counter;

    @Activate
    public LookupsCommand(@Reference LookupCounter counter) {
        this.counter = counter;
    }

    @Override
    public int run(CommandContext context) {
        counter.messages().forEach((nic, count) -> context.out().println(nic + "  " + count));
        return ExitCode.OK;
    }
}
