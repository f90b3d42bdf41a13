/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.EpochClock;
import org.vitrine.common.Quantity;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.dataplane.DropCount;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "rules",
        description = {
            "Lists all that is declared for the network, how it stands in the kernel, and what it stopped.",
            "Writes it as text, a line each, and reads such text."
        })
public final class RulesCommand implements org.vitrine.runtime.command.Command {
    private static final int MOST_BYTES = 64 << 20;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Option(names = "--export", paramLabel = "FILE", description = "Writes what is declared; - is standard output.")
    private String exported;

    @Option(names = "--import", paramLabel = "FILE", description = "Declares what is in a file; - is standard input.")
    private String imported;

    @Option(names = "--replace", description = "With --import: withdraws what is not in the file, in the same step.")
    private boolean replace;

    @Option(names = "--withdraw", paramLabel = "RULE", description = "Withdraws a rule, written as it is listed.")
    private List<String> withdrawn = List.of();

    @Mixin
    private PlaneChange change;

    private final DataPlaneService dataPlane;
    private final DataPlaneAdminService admin;

    @Activate
    public RulesCommand(@Reference DataPlaneService dataPlane, @Reference DataPlaneAdminService admin) {
        this.dataPlane = dataPlane;
        this.admin = admin;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        if (imported != null || !withdrawn.isEmpty()) {
            List<Declaration> gone = new ArrayList<>();
            for (String rule : withdrawn) {
                gone.add(PlaneChange.typed(() -> DeclarationText.parse(rule)));
            }
            List<Declaration> declared = imported == null ? List.of() : read(context);
            if (replace) {
                gone.addAll(PlaneChange.present(dataPlane));
            }
            change.make(context, dataPlane, admin, declared, gone);
        } else if (exported != null) {
            write(context);
        } else {
            list(context);
        }
        return ExitCode.OK;
    }

    private List<Declaration> read(CommandContext context) throws VitrineException {
        String text;
        try (InputStream in = context.read(imported)) {
            text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, imported + " cannot be read: " + e.getMessage(), "", e);
        }
        List<Declaration> declarations = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank() && !line.strip().startsWith("#")) {
                try {
                    declarations.add(DeclarationText.parse(line));
                } catch (IllegalArgumentException e) {
                    throw new VitrineException(
                            Reason.INVALID,
                            imported + ", line " + number + ": " + e.getMessage(),
                            "Nothing was changed.",
                            e);
                }
            }
        }
        return declarations;
    }

    private void write(CommandContext context) throws VitrineException {
        String text = PlaneChange.present(dataPlane).stream()
                .map(declaration -> DeclarationText.of(declaration) + "\n")
                .collect(Collectors.joining());
        try (OutputStream out = context.write(exported)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, exported + " cannot be written: " + e.getMessage(), "", e);
        }
    }

    private void list(CommandContext context) throws VitrineException {
        List<DeclarationState> states = dataPlane.declarations();
        if (json) {
            context.out().println(Json.pretty(states));
            return;
        }
        TextTable table = new TextTable("RULE", "STATE", " FROM GUEST", " TO GUEST", "SINCE", "BY", "");
        for (DeclarationState state : states) {
            table.add(
                    DeclarationText.of(state.declaration()),
                    state.status().toString(),
                    count(state.fromGuest()),
                    count(state.toGuest()),
                    EpochClock.toInstant(state.declaredAt())
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString(),
                    state.declaredBy(),
                    state.message());
        }
        if (table.isEmpty()) {
            context.out().println("Nothing is declared. Begin with vitrine filter, limit, drop, guard or mirror.");
        } else {
            table.print(context.out());
        }
    }

    private static String count(DropCount count) {
        return count.packets() + " pkt" + (count.bytes() == 0 ? "" : ", " + Quantity.bytes(count.bytes()));
    }
}
