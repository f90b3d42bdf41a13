/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.hypervisor.lab.LabProgress;
import org.vitrine.hypervisor.lab.LabStatus;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "lab up",
        description =
                "Brings up a lab: machines, bridges, addresses and programs, as a file describes them (docs/lab-files.md).")
public final class LabUpCommand implements org.vitrine.runtime.command.Command {
    private static final int MAX_FILE = 1 << 20;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "A lab file, or the name of one that is shipped (default: ${DEFAULT-VALUE}); - reads standard input.")
    private String file = "demo";

    private final BundleContext bundle;
    private final LabAdminService labs;

    @Activate
    public LabUpCommand(BundleContext bundle, @Reference LabAdminService labs) {
        this.bundle = bundle;
        this.labs = labs;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        String description = read(context);
        LabStatus lab = labs.up(file, description, progress -> show(context, progress));
        if (context.interactive()) {
            context.out().print("\r\033[K");
        }
        context.out()
                .println("lab " + lab.name() + " is up: " + lab.machines() + " machines"
                        + (lab.title().isEmpty() ? "" : ", " + lab.title()));
        return ExitCode.OK;
    }

    private static void show(CommandContext context, LabProgress progress) {
        if (context.interactive()) {
            context.out().print("\r\033[K" + progress.done() + "/" + progress.total() + " " + progress.step());
            context.out().flush();
        }
    }

    /** A bare name is one of the shipped labs, anything else a file of the caller. */
    private String read(CommandContext context) throws VitrineException {
        String examples = bundle.getProperty("vitrine.examples");
        try {
            if (file.matches("[a-z0-9-]+") && examples != null) {
                Path shipped = Path.of(examples, "labs", file + ".yaml");
                if (Files.exists(shipped)) {
                    return Files.readString(shipped);
                }
            }
            try (InputStream stream = context.read(file)) {
                byte[] bytes = stream.readNBytes(MAX_FILE + 1);
                if (bytes.length > MAX_FILE) {
                    throw new VitrineException(Reason.INVALID, file + " is larger than " + MAX_FILE + " bytes");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.NOT_FOUND,
                    "the lab file cannot be read: " + e.getMessage(),
                    "Shipped labs: demo, small.",
                    e);
        }
    }
}
