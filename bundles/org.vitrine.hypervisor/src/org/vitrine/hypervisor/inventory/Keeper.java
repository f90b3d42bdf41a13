/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.inventory;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.HypervisorConnectionStatus;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Network;
import org.vitrine.hypervisor.spi.HypervisorConnection;
import org.vitrine.hypervisor.spi.HypervisorProvider;
import org.vitrine.hypervisor.spi.InventoryListener;
import org.vitrine.runtime.health.HealthItem;

/**
 * Keeps one connection: opens it when its driver is there, opens it again with growing pauses when it breaks, and remembers what was
 * last seen through it.
 *
 * <p>A thread of its own does the connecting, since a driver may take long for it. Everything that can change stands under this
 * object's lock, which is never held while a driver is called.
 */
final class Keeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Keeper.class.getName());

    private static final Duration JOIN = Duration.ofSeconds(2);

    /** What was seen through the connection; the machines are UNKNOWN while it is not there. */
    record Seen(List<Machine> machines, List<Network> networks) {
        private static final Seen NOTHING = new Seen(List.of(), List.of());
    }

    private final URI uri;
    private final Runnable changed;
    private final Thread thread;

    private Seen seen = Seen.NOTHING;
    private HypervisorProvider provider;
    private Session session;
    private String trouble;
    private boolean closed;
    private volatile Duration retry;
    private volatile Duration longestRetry;

    Keeper(URI uri, Runnable changed) {
        this.uri = uri;
        this.changed = changed;
        trouble = noDriver();
        thread = Thread.ofPlatform().daemon().name("hypervisor " + uri).unstarted(this::keep);
    }

    void start() {
        thread.start();
    }

    /** Sets the pause before the first try after a failure and the longest one; the pause doubles in between. */
    void pace(Duration first, Duration longest) {
        retry = first;
        longestRetry = longest;
    }

    URI uri() {
        return uri;
    }

    /** Changes the driver; null when there is none now. An attempt to connect through the old one is interrupted. */
    void use(HypervisorProvider newProvider) {
        Session old;
        synchronized (this) {
            if (provider == newProvider) {
                return;
            }
            provider = newProvider;
            old = session;
            if (old != null && old.connection == null) {
                thread.interrupt();
            }
            notifyAll();
        }
        lose(old, noDriver());
    }

    synchronized Seen seen() {
        return seen;
    }

    /** The connection to act through. */
    synchronized HypervisorConnection connection() throws VitrineException {
        if (session == null || session.connection == null) {
            throw new VitrineException(
                    Reason.UNAVAILABLE, uri + " is not connected: " + trouble, "It is tried again by itself.");
        }
        return session.connection;
    }

    synchronized HypervisorConnectionStatus status(boolean configured) {
        return new HypervisorConnectionStatus(
                uri.toString(),
                trouble == null,
                trouble == null ? "" : trouble,
                seen.machines().size(),
                configured);
    }

    synchronized HealthItem health() {
        return trouble == null
                ? HealthItem.ok(
                        "hypervisor",
                        uri.toString(),
                        "connected, " + seen.machines().size() + " machines")
                : new HealthItem(
                        "hypervisor",
                        uri.toString(),
                        HealthItem.Level.FAILED,
                        trouble,
                        provider == null
                                ? "Install and start the bundle of this driver, or remove the URI from the configuration."
                                : "It is tried again by itself.");
    }

    @Override
    public void close() {
        Session old;
        synchronized (this) {
            closed = true;
            old = session;
            notifyAll();
        }
        lose(old, "closed");
        thread.interrupt();
        try {
            thread.join(JOIN);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // it ends without us
        }
    }

    private void keep() {
        Duration pause = retry;
        while (true) {
            HypervisorProvider driver = awaitWork();
            if (driver == null) {
                return;
            }
            if (connect(driver)) {
                awaitLoss();
                pause = retry;
            }
            pause(driver, pause);
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(longestRetry) > 0 ? longestRetry : pause;
        }
    }

    /** Waits until a connection has to be opened; null at the end. */
    private synchronized HypervisorProvider awaitWork() {
        while (!closed && (provider == null || session != null)) {
            await(0);
        }
        return closed ? null : provider;
    }

    private synchronized void awaitLoss() {
        while (!closed && session != null) {
            await(0);
        }
    }

    /** Waits before the next try, but not for a driver that has just come. */
    private synchronized void pause(HypervisorProvider tried, Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        long left = pause.toMillis();
        while (left > 0 && !closed && session == null && provider == tried) {
            await(left);
            left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        }
    }

    private void await(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException _) {
            // meant for an attempt to connect that has just ended; what counts stands in the fields
        }
    }

    private boolean connect(HypervisorProvider driver) {
        Session mine = new Session();
        synchronized (this) {
            session = mine;
        }
        try {
            HypervisorConnection connection = driver.connect(uri, mine);
            boolean stale;
            synchronized (this) {
                stale = session != mine || provider != driver || closed;
                if (!stale) {
                    mine.connection = connection;
                    trouble = null;
                }
            }
            if (stale) {
                connection.close();
                lose(mine, "the driver went away");
                return false;
            }
            LOG.log(Level.INFO, "{0} is connected", uri);
            return true;
        } catch (VitrineException e) {
            lose(mine, e.explained());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the driver for " + uri + " failed to connect", e);
            lose(mine, "its driver failed: " + e);
        }
        return false;
    }

    /** Ends a session, if it has not ended yet; what was seen through it stays, as what is no longer known for sure. */
    private void lose(Session lost, String reason) {
        HypervisorConnection connection;
        synchronized (this) {
            if (lost == null || session != lost) {
                return;
            }
            session = null;
            connection = lost.connection;
            boolean again = closed || reason.equals(trouble);
            Level level = again ? Level.DEBUG : provider == null ? Level.INFO : Level.WARNING;
            LOG.log(level, "{0} is not connected: {1}", uri, reason);
            trouble = reason;
            seen = new Seen(
                    seen.machines().stream()
                            .map(machine -> unknown(machine, reason))
                            .toList(),
                    seen.networks());
            notifyAll();
        }
        if (connection != null) {
            try {
                connection.close();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "the driver for " + uri + " failed to close its connection", e);
            }
        }
        changed.run();
    }

    private String noDriver() {
        return "there is no driver for " + uri.getScheme();
    }

    private static Machine unknown(Machine machine, String reason) {
        return new Machine(
                machine.id(),
                machine.host(),
                machine.name(),
                machine.group(),
                machine.role(),
                MachineState.UNKNOWN,
                machine.technology(),
                reason,
                machine.nics(),
                Set.of(),
                machine.tags());
    }

    /** From one connect to its loss; what an earlier session still says is not listened to. */
    private final class Session implements InventoryListener {
        private HypervisorConnection connection;

        @Override
        public void inventoryChanged(List<Machine> machines, List<Network> networks) {
            synchronized (Keeper.this) {
                if (session != this) {
                    return;
                }
                seen = new Seen(List.copyOf(machines), List.copyOf(networks));
            }
            changed.run();
        }

        @Override
        public void connectionLost(String reason) {
            lose(this, reason);
        }
    }
}
