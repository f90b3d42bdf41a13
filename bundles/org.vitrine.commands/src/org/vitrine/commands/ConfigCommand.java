/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import org.vitrine.runtime.config.ConfigSection;
import org.vitrine.runtime.config.ConfigService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "config",
        description = "Shows what can be set in the configuration file, and what is set; or checks a file.")
public final class ConfigCommand implements org.vitrine.runtime.command.Command {
    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "Says what is wrong with this file, without using it; - reads standard input.")
    private String checked;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    private final ConfigService config;

    @Activate
    public ConfigCommand(@Reference ConfigService config) {
        this.config = config;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        if (checked != null) {
            return check(context);
        }
        List<ConfigSection> sections = config.sections();
        if (json) {
            context.out().println(Json.pretty(sections));
            return ExitCode.OK;
        }
        context.out().println("# " + config.file());
        for (ConfigSection section : sections) {
            context.out().println();
            context.out()
                    .println("# " + section.title()
                            + (section.description().isEmpty() ? "" : ": " + section.description()));
            context.out().println(section.name() + ":");
            for (ConfigSection.Setting setting : section.settings()) {
                context.out()
                        .println("  # " + setting.title() + ": " + setting.description() + " (" + setting.kind() + ")");
                context.out().println((setting.set() ? "  " : "  # ") + setting.name() + ": " + setting.value());
            }
        }
        return ExitCode.OK;
    }

    private int check(CommandContext context) throws VitrineException {
        try (InputStream file = context.read(checked)) {
            List<String> complaints = config.check(checked, new String(file.readAllBytes(), StandardCharsets.UTF_8));
            complaints.forEach(context.err()::println);
            context.out().println(complaints.isEmpty() ? checked + " is good" : complaints.size() + " complaints");
            return complaints.isEmpty() ? ExitCode.OK : ExitCode.INVALID;
        } catch (IOException e) {
            throw new VitrineException(Reason.NOT_FOUND, e.getMessage(), "", e);
        }
    }
}
