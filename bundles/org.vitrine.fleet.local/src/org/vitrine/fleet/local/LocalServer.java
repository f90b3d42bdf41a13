/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.vitrine.common.Caller;
import org.vitrine.common.Services;
import org.vitrine.common.SocketPath;
import org.vitrine.linux.LocalSocket;
import org.vitrine.runtime.command.CommandRunner;
import org.vitrine.runtime.command.ExitCode;

/**
 * Lets local users in: every service that is marked as exported can be called over a Unix socket, and commands can be run. The
 * socket's file mode says who may connect, the kernel says who did, and {@link LocalUsers} whether he may, whatever somebody made of
 * the file mode.
 */
@Component(
        service = {},
        immediate = true,
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class LocalServer {
    private static final System.Logger LOG = System.getLogger(LocalServer.class.getName());

    private static final System.Logger AUDIT = System.getLogger("org.vitrine.audit");

    private final CommandRunner commands;
    private final Path socket;
    private final ServerSocketChannel server;
    private final Thread acceptor;
    private final Set<Peer> peers = ConcurrentHashMap.newKeySet();
    private final Map<String, Exports.Export> exported = new ConcurrentHashMap<>();
    private final ServiceTracker<Object, Collection<String>> tracker;

    /**
     * @throws IOException when the socket cannot be made, or when another runtime listens there
     */
    @Activate
    public LocalServer(BundleContext context, @Reference CommandRunner commands) throws IOException {
        this.commands = commands;
        socket = SocketPath.of(context.getProperty("vitrine.socket"));
        server = LocalSocket.listen(socket);
        tracker = new ServiceTracker<>(context, exportedServices(), new ExportTracking(context));
        tracker.open();
        acceptor = Thread.ofPlatform().name("local socket").daemon().start(this::accept);
        LOG.log(Level.INFO, () -> "listening on " + socket);
    }

    @Deactivate
    void stop() throws IOException, InterruptedException {
        server.close();
        peers.forEach(Peer::close);
        acceptor.join();
        tracker.close();
        Files.deleteIfExists(socket);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                admit(server.accept());
            } catch (java.nio.channels.AsynchronousCloseException _) {
                return;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "a local connection failed", e);
            }
        }
    }

    private void admit(SocketChannel channel) throws IOException {
        try {
            UnixDomainPrincipal user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            if (LocalUsers.mayEnter(user)) {
                serve(channel, new Caller(user.user().getName(), "socket"));
                return;
            }
            AUDIT.log(
                    Level.WARNING,
                    "refused at " + socket + ": the user " + user.user().getName());
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(Level.WARNING, "a local connection failed", e);
        }
        channel.close();
    }

    private void serve(SocketChannel channel, Caller caller) {
        Peer[] self = new Peer[1];
        Peer peer = new Peer(channel, "the user " + caller.user(), caller, contract -> export(contract, self[0]));
        self[0] = peer;
        peers.add(peer);
        peer.onClose(() -> peers.remove(peer));
        Thread.ofPlatform()
                .name("local connection of " + caller.user())
                .daemon()
                .start(() -> {
                    peer.offer(List.copyOf(exported.keySet()));
                    peer.run();
                });
    }

    private Exports.Export export(String contract, Peer peer) {
        if (!contract.equals(CommandShell.class.getName())) {
            return exported.get(contract);
        }
        CommandShell shell = (arguments, interactive, width) -> {
            RemoteContext context = new RemoteContext(peer.proxy(Console.class), interactive, width);
            int exitCode = commands.run(arguments, context);
            if (Thread.interrupted() || exitCode == ExitCode.CANCELLED) {
                context.cancelled();
            }
            context.flush();
            return exitCode;
        };
        return new Exports.Export(CommandShell.class, shell);
    }

    private static Filter exportedServices() {
        try {
            return org.osgi.framework.FrameworkUtil.createFilter("(" + Services.EXPORTED + ")");
        } catch (InvalidSyntaxException e) {
            throw new AssertionError("a constant is a good filter", e);
        }
    }

    /** Keeps the table of what can be called, and tells everybody who is connected. */
    private final class ExportTracking implements ServiceTrackerCustomizer<Object, Collection<String>> {
        private final BundleContext context;

        ExportTracking(BundleContext context) {
            this.context = context;
        }

        @Override
        public Collection<String> addingService(ServiceReference<Object> reference) {
            if (Boolean.TRUE.equals(reference.getProperty("service.imported"))) {
                return null;
            }
            Object service = context.getService(reference);
            if (service == null) {
                return null;
            }
            List<String> contracts = List.of((String[]) reference.getProperty(Constants.OBJECTCLASS));
            for (String contract : contracts) {
                Arrays.stream(service.getClass().getInterfaces())
                        .filter(each -> each.getName().equals(contract))
                        .findFirst()
                        .ifPresent(each -> exported.put(contract, new Exports.Export(each, service)));
            }
            tell();
            return contracts;
        }

        @Override
        public void modifiedService(ServiceReference<Object> reference, Collection<String> contracts) {
            // what it is called by does not change
        }

        @Override
        public void removedService(ServiceReference<Object> reference, Collection<String> contracts) {
            contracts.forEach(exported::remove);
            context.ungetService(reference);
            tell();
        }

        private void tell() {
            List<String> now = List.copyOf(exported.keySet());
            peers.forEach(peer -> peer.offer(now));
        }
    }
}
