/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ovs;

import com.google.gson.JsonArray;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.vitrine.common.VitrineException;
import org.vitrine.linux.NetworkNamespace;

/**
 * One Open vSwitch of this computer, as its database tells of it: a thread of its own keeps a connection to that, and comes back to it
 * with growing pauses when it is lost. What was last known stays known in between.
 */
final class OpenVSwitch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(OpenVSwitch.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long SHORTEST_PAUSE_MS = 50;
    private static final long LONGEST_PAUSE_MS = 2_000;

    private final Path socket;
    private final Thread thread;
    private final CountDownLatch tried = new CountDownLatch(1);
    private volatile SwitchImage image = SwitchImage.EMPTY;
    private volatile String netns;
    private volatile long namespaceOf = -1;

    /** @param socket of its database; beside it are the process id and the OpenFlow sockets of its switch */
    OpenVSwitch(Path socket) {
        this.socket = socket;
        thread = Thread.ofPlatform().name("Open vSwitch " + socket).daemon().start(this::run);
    }

    /** Waits until it was reached, or could not be. */
    void awaitFirstTry() {
        try {
            tried.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was last known. Any thread. */
    SwitchImage image() {
        return image;
    }

    /** Where OpenFlow is spoken for a bridge. */
    Path management(String bridge) {
        return socket.resolveSibling(bridge + ".mgmt");
    }

    /** The network namespace that its interfaces are in, empty for ours; last known where the switch does not run now. */
    Optional<String> netns() {
        long process = process();
        if (process > 0 && process != namespaceOf) {
            namespaceOf(process).ifPresent(found -> {
                netns = found;
                namespaceOf = process;
            });
        }
        return Optional.ofNullable(netns);
    }

    private long process() {
        try {
            return Long.parseLong(
                    Files.readString(socket.resolveSibling("ovs-vswitchd.pid")).strip());
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }

    private static Optional<String> namespaceOf(long process) {
        try {
            Object wanted = Files.getAttribute(Path.of("/proc", String.valueOf(process), "ns/net"), "unix:ino");
            if (wanted.equals(Files.getAttribute(Path.of("/proc/self/ns/net"), "unix:ino"))) {
                return Optional.of("");
            }
            try (Stream<Path> names = Files.list(Path.of("/run/netns"))) {
                return names.map(path -> path.getFileName().toString())
                        .filter(name -> wanted.equals(NetworkNamespace.inode(name)))
                        .findFirst();
            }
        } catch (IOException _) {
            return Optional.empty(); // it has ended, or is in a namespace without a name
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long pause = SHORTEST_PAUSE_MS;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                SwitchImage.Rows rows = new SwitchImage.Rows();
                if (follow(rows)) {
                    pause = SHORTEST_PAUSE_MS;
                }
            } catch (IOException | VitrineException e) {
                LOG.log(Level.DEBUG, socket + ": " + e.getMessage());
            } catch (InterruptedException _) {
                return;
            } finally {
                tried.countDown();
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException _) {
                return;
            }
            pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
        }
    }

    /** Listens until the connection ends. Rows are touched by one thread at a time: ours, and then the connection's. */
    private boolean follow(SwitchImage.Rows rows) throws IOException, VitrineException, InterruptedException {
        try (OvsdbClient client = OvsdbClient.connect(UnixDomainSocketAddress.of(socket), (method, params) -> {
            if (method.equals("update")) {
                synchronized (rows) {
                    rows.take(params.get(1).getAsJsonObject());
                    image = rows.image();
                }
            }
        })) {
            JsonArray params = new JsonArray();
            params.add("Open_vSwitch");
            params.add("vitrine");
            params.add(SwitchImage.requests());
            synchronized (rows) { // changes that come behind the answer wait for it
                rows.take(client.call("monitor", params, LIMIT).getAsJsonObject());
                image = rows.image();
            }
            tried.countDown();
            try {
                IOException end = client.ended().get();
                LOG.log(Level.DEBUG, socket + ": " + end.getMessage());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
            return true;
        } catch (IllegalStateException
                | UnsupportedOperationException
                | IndexOutOfBoundsException
                | NullPointerException
                | NumberFormatException e) {
            throw new IOException("the database is not one of Open vSwitch: " + e.getMessage(), e);
        }
    }
}
