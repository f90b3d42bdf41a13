/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.ServiceLoader;
import org.vitrine.common.VitrineException;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import org.vitrine.traffic.CaptureTrafficService;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * Lists the flows of a capture file in a process of its own: without a runtime, with the rights of whoever calls, and as fast as the file can be read.
 * Without a framework, so that it starts quickly.
 */
@Command(name = "vitrine flows", mixinStandardHelpOptions = true)
public final class FileFlowsMain {
    @Parameters(paramLabel = "FILE", description = "pcap or pcapng, compressed by gzip or not; - for standard input.")
    private String file;

    @Mixin
    private final FlowListOptions options = new FlowListOptions();

    private FileFlowsMain() {}

    public static void main(String[] arguments) {
        ProcessContext context = new ProcessContext();
        int exitCode = new FileFlowsMain().run(context, arguments);
        context.out.flush();
        context.err.flush();
        System.exit(exitCode);
    }

    private int run(ProcessContext context, String[] arguments) {
        CommandLine line = new CommandLine(this);
        try {
            if (CommandLine.executeHelpRequest(line.parseArgs(arguments)) != null) {
                return ExitCode.OK;
            }
            CaptureTrafficService captures =
                    ServiceLoader.load(CaptureTrafficService.class).findFirst().orElseThrow();
            return new FileFlows(captures, options).run(context, file);
        } catch (ParameterException e) {
            context.err.println("vitrine: " + e.getMessage());
            context.err.println("See: vitrine flows --help");
            return ExitCode.USAGE;
        } catch (VitrineException e) {
            context.out.flush();
            context.err.println("vitrine flows: " + e.explained());
            return ExitCode.of(e.reason());
        }
    }

    /** This process's own screen and files. */
    private static final class ProcessContext implements CommandContext {
        private final PrintWriter out =
                new PrintWriter(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        private final PrintWriter err =
                new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

        @Override
        public PrintWriter out() {
            return out;
        }

        @Override
        public PrintWriter err() {
            return err;
        }

        @Override
        public boolean interactive() {
            return false;
        }

        @Override
        public int width() {
            return 80;
        }

        private static Path path(String text) throws IOException {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public InputStream read(String path) throws IOException {
            return path.equals("-") ? System.in : Files.newInputStream(path(path));
        }

        @Override
        public OutputStream write(String path) throws IOException {
            return path.equals("-") ? new FileOutputStream(FileDescriptor.out) : Files.newOutputStream(path(path));
        }

        @Override
        public void rename(String from, String to) throws IOException {
            Files.move(path(from), path(to), StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void delete(String path) throws IOException {
            Files.deleteIfExists(path(path));
        }

        @Override
        public Optional<Path> shared(String path) throws IOException {
            return path.equals("-") ? Optional.empty() : Optional.of(path(path).toAbsolutePath());
        }
    }
}
