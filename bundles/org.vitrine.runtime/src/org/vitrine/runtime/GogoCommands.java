/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.util.tracker.ServiceTracker;
import org.vitrine.runtime.command.Command;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.CommandRunner;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine;

/**
 * Every command is also one of the OSGi console, in the scope {@code vitrine}.
 *
 * <p>Waits for a console: a command's name takes an instance of it and of all that it needs, which a process without a console saves
 * at its start.
 */
@Component(
        service = {},
        immediate = true)
public final class GogoCommands {
    private final CommandRunner runner;
    private final ServiceTracker<Command, String> tracker;
    private final Map<String, Registered> registered = new HashMap<>();
    private volatile CommandProcessor console;

    /** A function of the console and how many commands begin with its name. */
    private record Registered(ServiceRegistration<Function> registration, int commands) {}

    @Activate
    public GogoCommands(BundleContext context, @Reference CommandRunner runner) {
        this.runner = runner;
        tracker = new ServiceTracker<>(context, Command.class, null) {
            @Override
            public String addingService(ServiceReference<Command> reference) {
                Command command = context.getService(reference);
                String name = new CommandLine(command).getCommandName().split(" ", 2)[0];
                context.ungetService(reference);
                add(context, name);
                return name;
            }

            @Override
            public void removedService(ServiceReference<Command> reference, String name) {
                forget(name);
            }
        };
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindConsole(CommandProcessor console) {
        this.console = console;
        tracker.open();
    }

    void unbindConsole(CommandProcessor gone) {
        if (console == gone) { // and not replaced by another
            tracker.close();
        }
    }

    private synchronized void add(BundleContext context, String name) {
        Registered present = registered.get(name);
        registered.put(
                name,
                present != null
                        ? new Registered(present.registration(), present.commands() + 1)
                        : new Registered(register(context, name), 1));
    }

    private synchronized void forget(String name) {
        Registered present = registered.remove(name);
        if (present.commands() > 1) {
            registered.put(name, new Registered(present.registration(), present.commands() - 1));
        } else {
            present.registration().unregister();
        }
    }

    private ServiceRegistration<Function> register(BundleContext context, String name) {
        Function function = (session, arguments) -> run(name, session, arguments);
        return context.registerService(
                Function.class,
                function,
                FrameworkUtil.asDictionary(Map.of("osgi.command.scope", "vitrine", "osgi.command.function", name)));
    }

    private Object run(String name, CommandSession session, List<Object> arguments) {
        List<String> words = Stream.concat(Stream.of(name), arguments.stream().map(String::valueOf))
                .toList();
        int exitCode = runner.run(words, new ConsoleContext(session));
        session.put("exitCode", exitCode);
        return exitCode == ExitCode.OK ? null : "exit code " + exitCode;
    }

    /** The console's own screen, and the files of the runtime's user. */
    private static final class ConsoleContext implements CommandContext {
        private final CommandSession session;
        private final PrintWriter out;

        ConsoleContext(CommandSession session) {
            this.session = session;
            out = new PrintWriter(session.getConsole(), true);
        }

        @Override
        public PrintWriter out() {
            return out;
        }

        @Override
        public PrintWriter err() {
            return out;
        }

        @Override
        public boolean interactive() {
            return true;
        }

        @Override
        public int width() {
            return 100;
        }

        @Override
        public InputStream read(String path) throws IOException {
            return path.equals("-") ? session.getKeyboard() : Files.newInputStream(Path.of(path));
        }

        @Override
        public OutputStream write(String path) throws IOException {
            return path.equals("-") ? session.getConsole() : Files.newOutputStream(Path.of(path));
        }

        @Override
        public void rename(String from, String to) throws IOException {
            Files.move(Path.of(from), Path.of(to), StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void delete(String path) throws IOException {
            Files.deleteIfExists(Path.of(path));
        }

        @Override
        public Optional<Path> shared(String path) {
            return path.equals("-")
                    ? Optional.empty()
                    : Optional.of(Path.of(path).toAbsolutePath());
        }
    }
}
