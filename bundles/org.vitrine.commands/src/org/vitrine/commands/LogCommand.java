/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.EpochClock;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import org.vitrine.runtime.log.LogEntry;
import org.vitrine.runtime.log.LogService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(name = "log", description = "Shows what the runtime has to say.")
public final class LogCommand implements org.vitrine.runtime.command.Command {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Option(
            names = {"-l", "--level"},
            paramLabel = "LEVEL",
            description = "debug, info, warning, error or audit, and everything above (default: ${DEFAULT-VALUE}).")
    private String level = "info";

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "At most so many entries (default: ${DEFAULT-VALUE}).")
    private int lines = 100;

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with new entries until interrupted.")
    private boolean follow;

    @Option(names = "--json", description = "Prints one JSON object a line.")
    private boolean json;

    private final LogService log;

    @Activate
    public LogCommand(@Reference LogService log) {
        this.log = log;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        LogEntry.Level atLeast = level();
        log.entries(atLeast, lines).forEach(entry -> print(context, entry));
        context.out().flush();
        if (!follow) {
            return ExitCode.OK;
        }
        try (Subscription _ = log.subscribe(entry -> {
            if (entry.level().compareTo(atLeast) >= 0) {
                print(context, entry);
                context.out().flush();
            }
        })) {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.CANCELLED;
    }

    private LogEntry.Level level() throws VitrineException {
        try {
            return LogEntry.Level.valueOf(level.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            String known = Arrays.stream(LogEntry.Level.values())
                    .map(each -> each.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            throw new VitrineException(Reason.INVALID, "there is no level " + level, "There are: " + known + ".");
        }
    }

    private void print(CommandContext context, LogEntry entry) {
        if (json) {
            context.out().println(Json.compact(entry));
            return;
        }
        context.out()
                .printf(
                        "%s %-7s %s: %s%s%n",
                        TIME.format(EpochClock.toInstant(entry.time())),
                        entry.level(),
                        entry.source().substring(entry.source().lastIndexOf('.') + 1),
                        entry.message(),
                        entry.repeated() > 0 ? " (" + entry.repeated() + " times more)" : "");
        context.out().print(entry.details());
    }
}
