/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.vitrine.common.VitrineException;

/**
 * The thread that runs libvirt's event loop, and what libvirt calls on it. Events of all connections come through here, as do the
 * keep-alive messages of remote ones.
 *
 * <p>libvirt has one loop for the life of a process and knows what calls back by address only. So the functions that it may call live
 * as long as the loop is run, not as long as a connection.
 */
final class EventLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventLoop.class.getName());

    /** Set in a process that has a loop: a later bundle's class must not register a second. */
    private static final String REGISTERED = "org.vitrine.hypervisor.libvirt.loop";

    private static final long JOIN_MS = 5_000;

    private static final int NEVER = -1;
    private static final int LIFECYCLE = 0;
    private static final int REBOOT = 1;
    private static final int DEVICE_REMOVED = 15;
    private static final int AGENT_LIFECYCLE = 18;
    private static final int DEVICE_ADDED = 19;
    private static final int BYTES_OF_UUID = 37;

    /** Who hears what happens on a connection. Called by the loop: must return at once. */
    interface Listener {
        /** A domain came, went or changed. */
        void domainChanged(String uuid);

        void networksChanged();

        void connectionClosed();
    }

    /** What was registered with a connection. */
    record Registration(List<Integer> domainEvents, List<Integer> networkEvents) {
        /** Whether libvirt tells when machines change; otherwise one has to look. */
        boolean tellsChanges() {
            return !domainEvents.isEmpty();
        }
    }

    private final Arena arena = Arena.ofShared();
    private final Map<Long, Listener> listeners = new ConcurrentHashMap<>();
    private final MemorySegment domainState = upcall("domainChanged", 2, JAVA_INT, JAVA_INT, ADDRESS);
    private final MemorySegment domainDevice = upcall("domainChanged", 2, ADDRESS, ADDRESS);
    private final MemorySegment domainOnly = upcall("domainChanged", 2, ADDRESS);
    private final MemorySegment networkState = upcall("networkChanged", 1, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private final MemorySegment closed = upcall("connectionClosed", 1, JAVA_INT, ADDRESS);
    private final MemorySegment error = upcall("error", 0, ADDRESS, ADDRESS);
    private final MemorySegment wake = upcall("wake", 0, JAVA_INT, ADDRESS);
    private final int timer;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("libvirt events").unstarted(this::run);
    private volatile boolean over;

    EventLoop() throws VitrineException {
        Libvirt.INITIALIZE.number();
        Libvirt.SET_ERROR_FUNCTION.quietly(null, error);
        if (System.getProperty(REGISTERED) == null) {
            Libvirt.EVENT_REGISTER.number();
            System.setProperty(REGISTERED, "yes");
        }
        timer = Libvirt.EVENT_ADD_TIMEOUT.number(NEVER, wake, null, null);
        thread.start();
    }

    /** Listens to a connection. What its driver cannot tell is left out. */
    Registration listen(MemorySegment connection, Listener listener) {
        listeners.put(connection.address(), listener);
        Libvirt.CONNECT_ON_CLOSE.quietly(connection, closed, null, null);
        List<Integer> domains = new ArrayList<>();
        register(Libvirt.CONNECT_ON_DOMAIN, connection, LIFECYCLE, domainState, domains);
        if (!domains.isEmpty()) {
            register(Libvirt.CONNECT_ON_DOMAIN, connection, REBOOT, domainOnly, domains);
            register(Libvirt.CONNECT_ON_DOMAIN, connection, DEVICE_ADDED, domainDevice, domains);
            register(Libvirt.CONNECT_ON_DOMAIN, connection, DEVICE_REMOVED, domainDevice, domains);
            register(Libvirt.CONNECT_ON_DOMAIN, connection, AGENT_LIFECYCLE, domainState, domains);
        }
        List<Integer> networks = new ArrayList<>();
        register(Libvirt.CONNECT_ON_NETWORK, connection, LIFECYCLE, networkState, networks);
        return new Registration(domains, networks);
    }

    private static void register(
            Libvirt function, MemorySegment connection, int event, MemorySegment callback, List<Integer> registered) {
        try {
            registered.add(function.number(connection, null, event, callback, null, null));
        } catch (VitrineException e) {
            LOG.log(Level.DEBUG, "event {0} is not offered: {1}", event, e.getMessage());
        }
    }

    /** Listens no longer. Before the connection is closed. */
    void forget(MemorySegment connection, Registration registration) {
        listeners.remove(connection.address());
        registration.domainEvents().forEach(id -> Libvirt.CONNECT_OFF_DOMAIN.quietly(connection, id));
        registration.networkEvents().forEach(id -> Libvirt.CONNECT_OFF_NETWORK.quietly(connection, id));
        Libvirt.CONNECT_OFF_CLOSE.quietly(connection, closed);
    }

    private void run() {
        while (!over) {
            try {
                Libvirt.EVENT_RUN.number();
            } catch (VitrineException e) {
                LOG.log(Level.WARNING, "libvirt''s event loop: {0}", e.getMessage());
            }
        }
        Libvirt.EVENT_REMOVE_TIMEOUT.quietly(timer);
    }

    /** Ends the loop. When connections are still open (a call hangs in one), what they may call stays in memory. */
    @Override
    public void close() {
        over = true;
        Libvirt.EVENT_UPDATE_TIMEOUT.quietly(timer, 0);
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive() || !listeners.isEmpty()) {
            LOG.log(Level.ERROR, "libvirt''s event loop cannot be ended: {0} connections hang", listeners.size());
            return;
        }
        Libvirt.SET_ERROR_FUNCTION.quietly(null, null);
        arena.close();
    }

    // What libvirt calls, by name. Nothing may be thrown into it.

    void domainChanged(MemorySegment connection, MemorySegment domain) {
        tell(connection, listener -> listener.domainChanged(uuid(domain)));
    }

    void networkChanged(MemorySegment connection) {
        tell(connection, Listener::networksChanged);
    }

    void connectionClosed(MemorySegment connection) {
        tell(connection, Listener::connectionClosed);
    }

    /** Errors are asked for where they happen; without this libvirt would write each to standard error as well. */
    void error() {
        // see above
    }

    void wake() {
        Libvirt.EVENT_UPDATE_TIMEOUT.quietly(timer, NEVER);
    }

    private interface Telling {
        void to(Listener listener) throws VitrineException;
    }

    private void tell(MemorySegment connection, Telling telling) {
        Listener listener = listeners.get(connection.address());
        if (listener == null) {
            return;
        }
        try {
            telling.to(listener);
        } catch (VitrineException | RuntimeException e) {
            LOG.log(Level.ERROR, "an event of libvirt was lost", e);
        }
    }

    static String uuid(MemorySegment domain) throws VitrineException {
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment text = confined.allocate(JAVA_BYTE, BYTES_OF_UUID);
            Libvirt.DOMAIN_UUID.number(domain, text);
            return text.getString(0);
        }
    }

    /**
     * An address that libvirt can call a method of this object by.
     *
     * @param taken how many of the arguments, each an address, the method takes
     * @param others the arguments behind those
     */
    private MemorySegment upcall(String method, int taken, MemoryLayout... others) {
        MethodType java = MethodType.methodType(void.class, Collections.nCopies(taken, MemorySegment.class));
        FunctionDescriptor type = FunctionDescriptor.ofVoid(
                        Collections.nCopies(taken, ADDRESS).toArray(MemoryLayout[]::new))
                .appendArgumentLayouts(others);
        try {
            MethodHandle target = MethodHandles.lookup().bind(this, method, java);
            List<Class<?>> all = type.toMethodType().parameterList();
            return Linker.nativeLinker()
                    .upcallStub(
                            MethodHandles.dropArguments(target, taken, all.subList(taken, all.size())), type, arena);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("a method of this class", e);
        }
    }
}
