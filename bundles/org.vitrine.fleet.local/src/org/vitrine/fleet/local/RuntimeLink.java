/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.common.Caller;
import org.vitrine.common.SocketPath;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.runtime.connection.ConnectionState;
import org.vitrine.runtime.connection.ConnectionState.Mode;
import org.vitrine.runtime.connection.RuntimeConnection;
import org.vitrine.runtime.connection.RuntimeRole;

/**
 * Puts the services of another runtime into this framework, as proxies that come and go with it. Connects at once when the
 * framework property {@code vitrine.connect} names a socket.
 */
@Component(immediate = true)
public final class RuntimeLink implements RuntimeConnection {
    private static final System.Logger LOG = System.getLogger(RuntimeLink.class.getName());
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final BundleContext context;
    private final RuntimeRole role;
    private final List<Consumer<ConnectionState>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, ServiceRegistration<?>> proxies = new HashMap<>();
    private volatile ConnectionState state = new ConnectionState(Mode.OWN, "", "");
    private Thread keeper;

    @Activate
    public RuntimeLink(BundleContext context, @Reference RuntimeRole role) {
        this.context = context;
        this.role = role;
        String socket = context.getProperty("vitrine.connect");
        if (socket != null && !socket.isEmpty()) {
            keep(SocketPath.of(socket));
        }
    }

    @Deactivate
    synchronized void stop() {
        release();
    }

    @Override
    public ConnectionState state() {
        return state;
    }

    @Override
    public Subscription subscribe(Consumer<ConnectionState> listener) {
        listeners.add(listener);
        listener.accept(state);
        return () -> listeners.remove(listener);
    }

    @Override
    public List<String> candidates() {
        Set<String> found = new HashSet<>();
        for (Path path : List.of(SocketPath.of(""), Path.of("/run/vitrine/runtime.sock"))) {
            if (Files.exists(path)) {
                found.add(path.toString());
            }
        }
        if (!state.socket().isEmpty()) {
            found.add(state.socket());
        }
        return found.stream().sorted().toList();
    }

    @Override
    public synchronized void connect(String socket) throws VitrineException {
        Path path = SocketPath.of(socket);
        try {
            RuntimeSocket.open(path).close();
        } catch (IOException e) {
            throw new VitrineException(Reason.UNAVAILABLE, "the runtime at " + path + " went away", "", e);
        }
        release();
        keep(path);
    }

    @Override
    public synchronized void useOwn() {
        release();
        role.setRuntime(true);
        change(new ConnectionState(Mode.OWN, "", ""));
    }

    private void keep(Path socket) {
        role.setRuntime(false);
        change(new ConnectionState(Mode.LOST, socket.toString(), "connecting"));
        keeper = Thread.ofPlatform().name("link to " + socket).daemon().start(() -> keepConnected(socket));
    }

    private void release() {
        if (keeper == null) {
            return;
        }
        keeper.interrupt();
        try {
            keeper.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        keeper = null;
    }

    private void keepConnected(Path socket) {
        long pause = FIRST_PAUSE_MILLIS;
        while (!Thread.currentThread().isInterrupted()) {
            try (SocketChannel channel = RuntimeSocket.open(socket)) {
                pause = FIRST_PAUSE_MILLIS;
                Peer peer = new Peer(channel, "the runtime at " + socket, Caller.current(), Exports.NONE);
                peer.onOffer(offered -> follow(peer, offered));
                change(new ConnectionState(Mode.CONNECTED, socket.toString(), ""));
                peer.run(); // an interrupt closes the channel
                change(new ConnectionState(Mode.LOST, socket.toString(), "the runtime went away"));
            } catch (VitrineException e) {
                change(new ConnectionState(Mode.LOST, socket.toString(), e.explained()));
            } catch (IOException e) {
                change(new ConnectionState(Mode.LOST, socket.toString(), "the runtime went away: " + e.getMessage()));
            } finally {
                withdrawAll();
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException _) {
                return;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    /** Offers proxies for what the other side offers now, and for nothing else. */
    private void follow(Peer peer, List<String> offered) {
        for (String gone : new ArrayList<>(proxies.keySet())) {
            if (!offered.contains(gone)) {
                proxies.remove(gone).unregister();
            }
        }
        for (String contract : offered) {
            if (!proxies.containsKey(contract)) {
                try {
                    Class<?> type = context.getBundle().loadClass(contract);
                    proxies.put(
                            contract,
                            context.registerService(
                                    contract,
                                    peer.proxy(type),
                                    FrameworkUtil.asDictionary(Map.of("service.imported", true))));
                } catch (ClassNotFoundException _) {
                    LOG.log(Level.INFO, () -> "the runtime offers " + contract + ", which nothing here knows");
                }
            }
        }
    }

    private void withdrawAll() {
        proxies.values().forEach(ServiceRegistration::unregister);
        proxies.clear();
    }

    private void change(ConnectionState next) {
        if (!next.equals(state)) {
            state = next;
            LOG.log(Level.INFO, () -> "services: " + next);
            listeners.forEach(listener -> listener.accept(next));
        }
    }
}
