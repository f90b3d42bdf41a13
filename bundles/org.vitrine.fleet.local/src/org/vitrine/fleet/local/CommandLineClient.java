/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.vitrine.common.Caller;
import org.vitrine.common.SocketPath;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.runtime.command.ExitCode;

/**
 * The command line: carries what was typed to the runtime, and its output back. Runs without a framework, so that it starts
 * quickly. The environment variable {@code VITRINE_SOCKET} says which runtime.
 */
public final class CommandLineClient {
    private static final int PATIENCE_SECONDS = 3;

    private CommandLineClient() {}

    public static void main(String[] arguments) {
        Path socket = SocketPath.of(System.getenv("VITRINE_SOCKET"));
        System.exit(run(socket, List.of(arguments)));
    }

    private static int run(Path socket, List<String> arguments) {
        try (SocketChannel channel = RuntimeSocket.open(socket)) {
            ProcessConsole console = new ProcessConsole();
            try (Peer peer = new Peer(channel, "the runtime at " + socket, Caller.current(), console.exports())) {
                return run(peer, console, arguments);
            }
        } catch (VitrineException e) {
            if (e.reason() != Reason.CANCELLED) { // whoever pressed Ctrl-C knows
                System.err.println("vitrine: " + e.explained());
            }
            return ExitCode.of(e.reason());
        } catch (IOException e) {
            System.err.println("vitrine: the runtime at " + socket + " went away (" + e.getMessage() + ")");
            return ExitCode.UNAVAILABLE;
        }
    }

    private static int run(Peer peer, ProcessConsole console, List<String> arguments) throws VitrineException {
        Thread.ofPlatform().daemon().start(peer::run);
        Thread caller = Thread.currentThread();
        Thread onSignal = new Thread(() -> {
            caller.interrupt();
            console.awaitCancelled();
        });
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            return call(peer, console, arguments);
        } finally {
            forget(onSignal);
        }
    }

    private static void forget(Thread onSignal) {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException _) {
            // it is running
        }
    }

    private static int call(Peer peer, ProcessConsole console, List<String> arguments) throws VitrineException {
        boolean interactive = System.console() != null && System.console().isTerminal();
        int exitCode = peer.proxy(CommandShell.class).run(arguments, interactive, width());
        console.flush();
        return exitCode;
    }

    private static int width() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : 80;
    }

    /** This process's own screen and files. */
    private static final class ProcessConsole implements Console {
        private final PrintStream out = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
        private final PrintStream err = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.err), false, StandardCharsets.UTF_8);
        private final List<AutoCloseable> open = new ArrayList<>();
        private final CountDownLatch cancelled = new CountDownLatch(1);

        @Override
        public void print(boolean error, String text) throws VitrineException {
            PrintStream screen = error ? err : out;
            screen.print(text);
            screen.flush();
            if (screen.checkError()) {
                throw new VitrineException(Reason.CANCELLED, "nobody reads the output any more");
            }
        }

        @Override
        public synchronized int open(String path, boolean write) throws VitrineException {
            try {
                if (path.equals("-")) {
                    open.add(write ? out : System.in);
                } else {
                    open.add(write ? Files.newOutputStream(Path.of(path)) : Files.newInputStream(Path.of(path)));
                }
                return open.size() - 1;
            } catch (IOException | java.nio.file.InvalidPathException e) {
                throw failed(path, e);
            }
        }

        @Override
        public byte[] read(int file, int limit) throws VitrineException {
            try {
                return ((InputStream) at(file)).readNBytes(limit);
            } catch (IOException e) {
                throw failed("file", e);
            }
        }

        @Override
        public void write(int file, byte[] data) throws VitrineException {
            try {
                ((OutputStream) at(file)).write(data);
            } catch (IOException e) {
                throw failed("file", e);
            }
        }

        @Override
        public void close(int file) throws VitrineException {
            try {
                AutoCloseable stream = at(file);
                if (stream == out) {
                    out.flush();
                } else {
                    stream.close();
                }
            } catch (Exception e) {
                throw failed("file", e);
            }
        }

        @Override
        public void rename(String from, String to) throws VitrineException {
            try {
                Files.move(Path.of(from), Path.of(to), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException | java.nio.file.InvalidPathException e) {
                throw failed(from, e);
            }
        }

        @Override
        public void delete(String path) throws VitrineException {
            try {
                Files.deleteIfExists(Path.of(path));
            } catch (IOException | java.nio.file.InvalidPathException e) {
                throw failed(path, e);
            }
        }

        @Override
        public Place place(String path) throws VitrineException {
            try {
                return Place.of(Path.of(path));
            } catch (IOException | java.nio.file.InvalidPathException e) {
                throw failed(path, e);
            }
        }

        @Override
        public void cancelled() {
            cancelled.countDown();
        }

        /** Waits until the command has tidied up, but not for one that does not care. */
        void awaitCancelled() {
            try {
                cancelled.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        void flush() {
            out.flush();
            err.flush();
        }

        Exports exports() {
            return contract ->
                    contract.equals(Console.class.getName()) ? new Exports.Export(Console.class, this) : null;
        }

        private synchronized AutoCloseable at(int file) {
            return open.get(file);
        }

        private static VitrineException failed(String path, Exception e) {
            String why = switch (e) {
                case java.nio.file.NoSuchFileException _ -> "no such file or folder";
                case java.nio.file.AccessDeniedException _ -> "permission denied";
                default -> e.getMessage();
            };
            return new VitrineException(Reason.FAILED, path + ": " + why);
        }
    }
}
