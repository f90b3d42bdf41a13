/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime;

import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.vitrine.common.VitrineException;
import org.vitrine.runtime.command.Command;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.CommandRunner;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Puts the commands that are there now under one roof and runs one of them. A command named {@code lab up} becomes {@code up} below
 * {@code lab}.
 */
@Component
public final class StandardCommandRunner implements CommandRunner {
    private static final System.Logger LOG = System.getLogger(StandardCommandRunner.class.getName());

    private final BundleContext context;

    @Activate
    public StandardCommandRunner(BundleContext context) {
        this.context = context;
    }

    @Override
    public int run(List<String> arguments, CommandContext caller) {
        try (Instances instances = new Instances(context)) {
            int exitCode = run(arguments, caller, instances);
            caller.out().flush();
            return exitCode;
        } finally {
            caller.err().flush();
        }
    }

    private int run(List<String> arguments, CommandContext caller, Instances instances) {
        CommandLine all = assemble(instances.commands, caller.width());
        all.setOut(caller.out()).setErr(caller.err());
        all.setColorScheme(CommandLine.Help.defaultColorScheme(caller.interactive() ? Ansi.ON : Ansi.OFF));
        try {
            ParseResult parsed = all.parseArgs(arguments.toArray(String[]::new));
            if (CommandLine.executeHelpRequest(parsed) != null) {
                return ExitCode.OK;
            }
            CommandLine chosen = parsed.asCommandLineList().getLast();
            if (!(chosen.getCommandSpec().userObject() instanceof Command command)) {
                throw new ParameterException(
                        chosen, chosen == all ? "which command?" : "what about " + chosen.getCommandName() + "?");
            }
            return execute(name(chosen), command, caller);
        } catch (ParameterException e) {
            PrintWriter err = caller.err();
            err.println("vitrine: " + e.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
            err.println("See: " + name(e.getCommandLine()) + " --help");
            return ExitCode.USAGE;
        }
    }

    private static int execute(String name, Command command, CommandContext caller) {
        try {
            return command.run(caller);
        } catch (VitrineException e) {
            caller.out().flush();
            caller.err().println(name + ": " + e.getMessage());
            if (!e.advice().isEmpty()) {
                caller.err().println(e.advice());
            }
            return ExitCode.of(e.reason());
        } catch (ParameterException e) {
            throw e; // the command itself found a mistake in how it was called
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, name + " failed", e);
            caller.out().flush();
            caller.err().println(name + ": internal error: " + e);
            return ExitCode.FAILED;
        }
    }

    private CommandLine assemble(List<Command> commands, int width) {
        Map<String, CommandLine> groups = new LinkedHashMap<>();
        CommandLine all = withHelp(new CommandLine(CommandSpec.create().name("vitrine")));
        for (Command command : commands) {
            CommandLine line = withHelp(new CommandLine(command));
            String[] words = line.getCommandName().split(" ", 2);
            if (words.length == 1) {
                all.addSubcommand(words[0], line);
            } else {
                line.setCommandName(words[1]);
                groups.computeIfAbsent(words[0], group -> {
                            CommandLine parent = withHelp(
                                    new CommandLine(CommandSpec.create().name(group)));
                            all.addSubcommand(group, parent);
                            return parent;
                        })
                        .addSubcommand(words[1], line);
            }
        }
        all.setUsageHelpWidth(Math.clamp(width, 60, 120));
        all.setUsageHelpAutoWidth(false);
        return all;
    }

    private CommandLine withHelp(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true);
        line.getCommandSpec().version("Vitrine " + context.getBundle().getVersion());
        line.getCommandSpec().usageMessage().sortOptions(false);
        return line;
    }

    private static String name(CommandLine line) {
        return line.getCommandSpec().qualifiedName();
    }

    /** One instance of every command that is there now, given back at the end. */
    private static final class Instances implements AutoCloseable {
        final List<Command> commands = new ArrayList<>();
        private final List<Runnable> giveBack = new ArrayList<>();

        Instances(BundleContext context) {
            try {
                for (ServiceReference<Command> reference : context.getServiceReferences(Command.class, null)) {
                    ServiceObjects<Command> service = context.getServiceObjects(reference);
                    if (service != null && service.getService() instanceof Command command) {
                        commands.add(command);
                        giveBack.add(() -> service.ungetService(command));
                    }
                }
            } catch (InvalidSyntaxException e) {
                throw new AssertionError("no filter is a good filter", e);
            }
        }

        @Override
        public void close() {
            giveBack.forEach(Runnable::run);
        }
    }
}
