/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.vitrine.common.Services;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.spi.HypervisorConnection;
import org.vitrine.hypervisor.spi.HypervisorProvider;
import org.vitrine.hypervisor.spi.InventoryListener;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.runtime.health.HealthItem;

/**
 * Connects to whatever libvirt connects to, by libvirt's own URIs such as {@code qemu:///system}, {@code qemu+ssh://host/system},
 * {@code xen+tcp://host/}, {@code lxc:///} and {@code test:///default}. The fragment of a URI names the connection: {@code
 * qemu:///system#lab}.
 */
@Component(
        service = {HypervisorProvider.class, HealthCheck.class},
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class LibvirtProvider implements HypervisorProvider, HealthCheck {
    /** libvirt's drivers (https://libvirt.org/drivers.html); each may be followed by {@code +} and a transport. */
    private static final Set<String> DRIVERS =
            Set.of("qemu", "xen", "lxc", "test", "vbox", "esx", "gsx", "vpx", "hyperv", "vz", "bhyve", "ch", "openvz");

    private static final long CONNECTING_LIMIT_MS = 5_000;

    private final List<LibvirtConnection> connections = new ArrayList<>();
    private EventLoop events; // from the first connection on
    private int connecting; // attempts that are under way
    private boolean closed;

    @Activate
    public LibvirtProvider() {
        // without a connection nothing of libvirt is needed
    }

    @Deactivate
    void deactivate() {
        List<LibvirtConnection> open;
        synchronized (this) {
            closed = true;
            awaitConnecting();
            open = List.copyOf(connections);
        }
        open.forEach(LibvirtConnection::close);
        endIfIdle();
    }

    /** An attempt cannot be broken off. One that takes longer ends what is left when it is over. */
    private void awaitConnecting() {
        long end = System.nanoTime() + CONNECTING_LIMIT_MS * 1_000_000;
        try {
            for (long left = CONNECTING_LIMIT_MS;
                    connecting > 0 && left > 0;
                    left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The event loop ends with the last that needs it. */
    private synchronized void endIfIdle() {
        if (closed && connecting == 0 && connections.isEmpty() && events != null) {
            events.close();
            events = null;
        }
    }

    @Override
    public boolean understands(URI uri) {
        return uri.getScheme() != null && DRIVERS.contains(uri.getScheme().replaceFirst("\\+.*", ""));
    }

    @Override
    public HypervisorConnection connect(URI uri, InventoryListener listener) throws VitrineException {
        if (!Libvirt.isInstalled()) {
            throw new VitrineException(
                    Reason.UNAVAILABLE, "libvirt is not installed", "Install the Debian package libvirt0.");
        }
        EventLoop loop = beginConnecting();
        try {
            LibvirtConnection connection = LibvirtConnection.open(uri, loop, listener, this::forget);
            if (isKept(connection)) {
                return connection;
            }
            connection.close();
            throw stopping();
        } finally {
            endConnecting();
        }
    }

    private synchronized EventLoop beginConnecting() throws VitrineException {
        if (closed) {
            throw stopping();
        }
        if (events == null) {
            events = new EventLoop();
        }
        connecting++;
        return events;
    }

    private synchronized boolean isKept(LibvirtConnection connection) {
        if (!closed) {
            connections.add(connection);
        }
        return !closed;
    }

    private void endConnecting() {
        synchronized (this) {
            connecting--;
            notifyAll();
        }
        endIfIdle();
    }

    private void forget(LibvirtConnection connection) {
        synchronized (this) {
            connections.remove(connection);
        }
        endIfIdle();
    }

    private static VitrineException stopping() {
        return new VitrineException(Reason.UNAVAILABLE, "the driver is stopping");
    }

    @Override
    public List<HealthItem> check() {
        try {
            return List.of(
                    Libvirt.isInstalled()
                            ? HealthItem.ok("hypervisor", "libvirt", "version " + Libvirt.version())
                            : new HealthItem(
                                    "hypervisor",
                                    "libvirt",
                                    HealthItem.Level.DEGRADED,
                                    "is not installed: no QEMU, Xen or LXC machines",
                                    "Install the Debian package libvirt0."));
        } catch (VitrineException e) {
            return List.of(
                    new HealthItem("hypervisor", "libvirt", HealthItem.Level.DEGRADED, e.getMessage(), e.advice()));
        }
    }
}
