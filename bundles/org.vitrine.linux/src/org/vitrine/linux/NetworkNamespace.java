/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** Work inside a named network namespace, as {@code ip netns} keeps them. */
public final class NetworkNamespace {
    private static final Path NAMES = Path.of("/run/netns");

    private NetworkNamespace() {}

    /** Where a namespace can be opened. */
    public static Path path(String name) {
        return NAMES.resolve(name);
    }

    public static boolean exists(String name) {
        return Files.exists(path(name));
    }

    /**
     * The kernel's number of a namespace, the one that {@code /proc/PID/ns/net} shows of each process in it.
     *
     * <p>It tells a namespace from a later one of the same name. But numbers are used again: when the name is gone, the number may be
     * somebody else's.
     *
     * @return 0 when there is no namespace of this name
     */
    public static long inode(String name) {
        try {
            Map<String, Object> file = Files.readAttributes(path(name), "unix:dev,ino");
            // between its making and its mounting a name is an empty file of another file system
            return file.get("dev").equals(Namespaces.FILE_SYSTEM) ? (Long) file.get("ino") : 0;
        } catch (IOException _) {
            return 0;
        }
    }

    /** The kernel's file system of namespaces; looked up once, when first needed. */
    private static final class Namespaces {
        private static final Object FILE_SYSTEM = fileSystem();

        private static Object fileSystem() {
            try {
                return Files.getAttribute(Path.of("/proc/self/ns/net"), "unix:dev");
            } catch (IOException | UnsupportedOperationException _) {
                return "none"; // not Linux
            }
        }
    }

    /**
     * Runs a task inside a namespace and gives its result. Sockets that it opens stay in that namespace for good.
     *
     * <p>The kernel moves one thread only, so the task gets a platform thread of its own that ends with it. An interrupt of the
     * caller reaches the task.
     *
     * @param name empty for the process's own namespace: the task then runs on the caller's thread
     * @throws VitrineException NOT_FOUND when there is no such namespace, DENIED without CAP_SYS_ADMIN, and whatever the task throws
     */
    public static <T> T call(String name, Callable<T> task) throws VitrineException {
        if (name.isEmpty()) {
            return unwrapped(name, task);
        }
        FutureTask<T> work = new FutureTask<>(() -> {
            enter(name);
            return unwrapped(name, task);
        });
        Thread thread = Thread.ofPlatform().name("netns " + name).daemon().start(work);
        while (true) {
            try {
                return work.get();
            } catch (InterruptedException _) {
                thread.interrupt();
                Thread.currentThread().interrupt();
                throw new VitrineException(Reason.CANCELLED, "work in network namespace " + name + " was cancelled");
            } catch (java.util.concurrent.ExecutionException e) {
                throw asVitrineException(name, e.getCause());
            }
        }
    }

    /** The prefix of a command line that runs a program inside a namespace; empty for the process's own. */
    public static List<String> commandPrefix(String name) {
        return name.isEmpty() ? List.of() : List.of("nsenter", "--net=" + path(name));
    }

    private static void enter(String name) throws VitrineException {
        int descriptor = Libc.open(path(name).toString(), Libc.O_RDONLY | Libc.O_CLOEXEC);
        if (descriptor == -Libc.ENOENT) {
            throw new VitrineException(Reason.NOT_FOUND, "there is no network namespace " + name);
        }
        if (descriptor < 0) {
            throw new VitrineException(
                    Reason.FAILED, "network namespace " + name + " cannot be opened: errno " + -descriptor);
        }
        int result = Libc.setns(descriptor, Libc.CLONE_NEWNET);
        Libc.close(descriptor);
        if (result == -Libc.EPERM) {
            throw new VitrineException(
                    Reason.DENIED,
                    "this process may not enter network namespace " + name,
                    "Run the runtime as root or give it CAP_SYS_ADMIN.");
        }
        if (result < 0) {
            throw new VitrineException(
                    Reason.FAILED, "network namespace " + name + " cannot be entered: errno " + -result);
        }
    }

    private static <T> T unwrapped(String name, Callable<T> task) throws VitrineException {
        try {
            return task.call();
        } catch (Exception e) {
            throw asVitrineException(name, e);
        }
    }

    private static VitrineException asVitrineException(String name, Throwable cause) {
        if (cause instanceof VitrineException known) {
            return known;
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        String where = name.isEmpty() ? "" : " in network namespace " + name;
        return new VitrineException(Reason.FAILED, cause.getMessage() + where, "", cause);
    }
}
