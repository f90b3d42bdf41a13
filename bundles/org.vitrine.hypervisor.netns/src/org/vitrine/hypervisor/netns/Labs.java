/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.vitrine.admin.AdminPolicy;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MachineId;
import org.vitrine.common.Services;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Network;
import org.vitrine.hypervisor.lab.LabProgress;
import org.vitrine.hypervisor.lab.LabStatus;
import org.vitrine.hypervisor.spi.HypervisorConnection;
import org.vitrine.hypervisor.spi.HypervisorProvider;
import org.vitrine.hypervisor.spi.InventoryListener;

/**
 * All labs of this runtime: the embedded hypervisor.
 *
 * <p>One thread of its own watches them. It begins with what an earlier runtime left, and calls wait for that. Every lab has a turn
 * (a lock): who has it may change the lab, and the watcher looks at a lab only when nobody changes it. Labs stay as they are when this
 * ends.
 */
@Component(
        service = {Labs.class, HypervisorProvider.class, AdminPolicy.class},
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class Labs implements HypervisorProvider, AdminPolicy {
    private static final System.Logger LOG = System.getLogger(Labs.class.getName());

    private static final long LOOK_EVERY_MS = 500;
    private static final long CLOSE_LIMIT_MS = 5_000;
    /** A look at the length of the logs now and then. */
    private static final int LOOKS_PER_TRIM = 20;

    private final StateFolder folder;
    private final String boot;
    private final Ids ids = Ids.ofThisMachine();
    private final Map<String, LiveLab> labs = new ConcurrentSkipListMap<>();
    private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final Thread watcher =
            Thread.ofPlatform().daemon().name("netns watcher").unstarted(this::watch);

    /** Guards the fields below that are not volatile. */
    private final Object monitor = new Object();

    private final Set<Thread> working = new HashSet<>();
    private boolean tried;
    private boolean dirty;
    private volatile boolean closed;
    /** Why the labs cannot be looked after; null when they can. */
    private volatile VitrineException trouble =
            new VitrineException(Reason.UNAVAILABLE, "the labs are not looked at yet");

    private boolean open; // of the watcher alone

    @Activate
    public Labs(BundleContext context) {
        this(StateFolder.stateOfRuntime(context.getProperty("vitrine.state")));
    }

    /**
     * @param state the folder for all state of the runtime
     */
    Labs(Path state) {
        folder = new StateFolder(state);
        boot = bootId();
        watcher.start();
    }

    @Deactivate
    void deactivate() {
        try {
            synchronized (monitor) {
                closed = true;
                monitor.notifyAll();
                working.forEach(Thread::interrupt);
                long end = System.nanoTime() + CLOSE_LIMIT_MS * 1_000_000;
                for (long left = CLOSE_LIMIT_MS; left > 0 && !working.isEmpty(); ) {
                    monitor.wait(left);
                    left = (end - System.nanoTime()) / 1_000_000;
                }
            }
            watcher.join(CLOSE_LIMIT_MS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        try {
            folder.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the lock of {0} cannot be closed: {1}", folder, e.getMessage());
        }
    }

    // Labs

    List<LabStatus> all() throws VitrineException {
        awaitOpen();
        return labs.values().stream().map(LiveLab::status).toList();
    }

    LabStatus up(String source, String description, Consumer<LabProgress> progress) throws VitrineException {
        Lab lab = LabFile.read(source, description);
        awaitOpen();
        turns.putIfAbsent(lab.name(), new ReentrantLock());
        return inTurn(lab.name(), () -> {
            LiveLab there = labs.get(lab.name());
            if (there != null) {
                throw new VitrineException(
                        Reason.CONFLICT,
                        "lab " + lab.name() + " is there already: "
                                + there.status().state(),
                        "Take it down first.");
            }
            Map<String, Long> namespaces = new TreeMap<>();
            lab.namespaces().forEach(name -> namespaces.put(name, 0L));
            String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
            Journal journal = new Journal(
                    id, boot, lab.name(), source, Journal.Phase.MAKING, new TreeMap<>(namespaces), Set.of(), Map.of());
            LiveLab live = new LiveLab(ids, folder.of(lab.name()), journal, lab);
            labs.put(lab.name(), live);
            try {
                live.up(description, guarded(progress));
                return live.status();
            } finally {
                if (live.status().state() == LabStatus.State.CHANGING) {
                    labs.remove(lab.name());
                }
                wake();
            }
        });
    }

    boolean down(String name, Consumer<LabProgress> progress) throws VitrineException {
        awaitOpen();
        if (!turns.containsKey(name)) {
            return false; // there never was one
        }
        return inTurn(name, () -> {
            LiveLab live = labs.get(name);
            if (live == null) {
                return false;
            }
            try {
                live.down(guarded(progress));
                labs.remove(name);
            } finally {
                wake();
            }
            return true;
        });
    }

    private interface Work<T> {
        T run() throws VitrineException;
    }

    private <T> T inTurn(String lab, Work<T> work) throws VitrineException {
        ReentrantLock turn = turns.get(lab);
        return interruptibly(() -> {
            try {
                turn.lockInterruptibly();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new VitrineException(Reason.CANCELLED, "waiting for lab " + lab + " was cancelled");
            }
            try {
                return work.run();
            } finally {
                turn.unlock();
            }
        });
    }

    /** Work of others, which is cancelled when this ends. */
    private <T> T interruptibly(Work<T> work) throws VitrineException {
        synchronized (monitor) {
            if (closed) {
                throw new VitrineException(Reason.UNAVAILABLE, "the runtime is stopping");
            }
            working.add(Thread.currentThread());
        }
        try {
            return work.run();
        } finally {
            synchronized (monitor) {
                working.remove(Thread.currentThread());
                monitor.notifyAll();
            }
        }
    }

    /** A listener that fails has no part in the work. */
    private static Consumer<LabProgress> guarded(Consumer<LabProgress> progress) {
        return step -> {
            try {
                progress.accept(step);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a listener to the progress of a lab failed", e);
            }
        };
    }

    // Machines

    private Found find(MachineId id) throws VitrineException {
        for (Map.Entry<String, LiveLab> entry : labs.entrySet()) {
            for (Machine machine : entry.getValue().view().machines()) {
                if (machine.id().equals(id)) {
                    return new Found(entry.getKey(), entry.getValue(), machine);
                }
            }
        }
        throw new VitrineException(Reason.NOT_FOUND, "there is no machine " + id);
    }

    private record Found(String labName, LiveLab lab, Machine machine) {}

    private void start(MachineId id) throws VitrineException {
        Found found = find(id);
        inTurn(found.labName, () -> {
            find(id).lab.start(found.machine.name(), this::wake);
            return null;
        });
        wake();
    }

    private void stop(MachineId id) throws VitrineException {
        Found found = find(id);
        inTurn(found.labName, () -> {
            find(id).lab.stop(found.machine.name(), this::wake);
            return null;
        });
        wake();
    }

    private ExecResult exec(MachineId id, ExecRequest request) throws VitrineException {
        Machine machine = find(id).machine;
        return interruptibly(() -> Exec.run(machine, request));
    }

    @Override
    public List<IpPrefix> allowedSources(MachineId id) {
        for (LiveLab live : labs.values()) {
            if (live.view().machines().stream().anyMatch(machine -> machine.id().equals(id))) {
                return live.lab().map(Lab::allow).orElse(List.of());
            }
        }
        return List.of();
    }

    // Connections

    @Override
    public boolean understands(URI uri) {
        return "netns".equals(uri.getScheme());
    }

    @Override
    public HypervisorConnection connect(URI uri, InventoryListener listener) throws VitrineException {
        if (!uri.equals(URI.create("netns:///"))) {
            throw new VitrineException(
                    Reason.INVALID, uri + " is not understood", "There is one such hypervisor: netns:///");
        }
        Connection connection = new Connection(listener);
        connections.add(connection);
        wake();
        return connection;
    }

    private final class Connection implements HypervisorConnection {
        private final InventoryListener listener;
        private List<Machine> machines;
        private List<Network> networks;

        private Connection(InventoryListener listener) {
            this.listener = listener;
        }

        private void tell(List<Machine> newMachines, List<Network> newNetworks) {
            if (!newMachines.equals(machines) || !newNetworks.equals(networks)) {
                machines = newMachines;
                networks = newNetworks;
                try {
                    listener.inventoryChanged(newMachines, newNetworks);
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "a listener to the machines failed: " + listener, e);
                }
            }
        }

        @Override
        public void start(MachineId machine) throws VitrineException {
            Labs.this.start(machine);
        }

        @Override
        public void stop(MachineId machine) throws VitrineException {
            Labs.this.stop(machine);
        }

        @Override
        public ExecResult exec(MachineId machine, ExecRequest request) throws VitrineException {
            return Labs.this.exec(machine, request);
        }

        @Override
        public void close() {
            connections.remove(this);
        }
    }

    // The watcher

    private void wake() {
        synchronized (monitor) {
            dirty = true;
            monitor.notifyAll();
        }
    }

    private void watch() {
        for (int look = 0; !closed; look++) {
            try {
                open();
                look(look % LOOKS_PER_TRIM == 0);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "looking at the labs failed", e);
            }
            awaitNextLook();
        }
    }

    private void awaitNextLook() {
        synchronized (monitor) {
            tried = true;
            monitor.notifyAll();
            long end = System.nanoTime() + LOOK_EVERY_MS * 1_000_000;
            for (long left = LOOK_EVERY_MS;
                    left > 0 && !dirty && !closed;
                    left = (end - System.nanoTime()) / 1_000_000) {
                try {
                    monitor.wait(left);
                } catch (InterruptedException _) {
                    return; // nobody means this; look once more
                }
            }
            dirty = false;
        }
    }

    private void look(boolean trim) {
        if (trouble != null) {
            return;
        }
        labs.forEach((name, live) -> {
            ReentrantLock turn = turns.get(name);
            if (turn.tryLock()) {
                try {
                    live.observe();
                    if (trim) {
                        live.trimLogs();
                    }
                } finally {
                    turn.unlock();
                }
            }
        });
        List<Machine> machines = new ArrayList<>();
        List<Network> networks = new ArrayList<>();
        for (LiveLab live : labs.values()) {
            LabView view = live.view();
            machines.addAll(view.machines());
            networks.addAll(view.networks());
        }
        connections.forEach(connection -> connection.tell(machines, networks));
    }

    // The beginning

    private void awaitOpen() throws VitrineException {
        synchronized (monitor) {
            while (!tried) {
                try {
                    monitor.wait();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    throw new VitrineException(Reason.CANCELLED, "waiting for the labs was cancelled");
                }
            }
        }
        VitrineException reason = trouble;
        if (reason != null) {
            throw new VitrineException(reason.reason(), reason.getMessage(), reason.advice());
        }
    }

    /** Takes the labs over, once nobody else looks after them. */
    private void open() {
        if (open) {
            return;
        }
        try {
            if (!folder.lock()) {
                trouble = new VitrineException(
                        Reason.UNAVAILABLE,
                        "another runtime looks after the labs in " + folder,
                        "Ask that one, stop it, or use another state folder.");
                return;
            }
            open = true;
            folder.labs().forEach(this::recover);
            trouble = null;
        } catch (IOException e) {
            trouble = new VitrineException(
                    Reason.DENIED,
                    "labs need a folder to write to: " + e,
                    "Run the runtime as root or set vitrine.state.");
        }
    }

    private void recover(Path labFolder) {
        String name = labFolder.getFileName().toString();
        Journal journal;
        try {
            // without a journal nothing was made yet: begin with one that names nothing
            journal = Journal.exists(labFolder)
                    ? Journal.read(labFolder)
                    : new Journal("none", boot, name, "", Journal.Phase.MAKING, new TreeMap<>(), Set.of(), Map.of());
        } catch (IOException e) {
            setAside(labFolder, e);
            return;
        }
        if (!journal.boot().equals(boot)) {
            // nothing of it can be in this kernel, and who has the names now is somebody else
            journal = new Journal(
                    journal.id(), boot, name, journal.source(), journal.phase(), new TreeMap<>(), Set.of(), Map.of());
        }
        LiveLab live = new LiveLab(
                ids, labFolder, journal, description(labFolder, journal).orElse(null));
        try {
            if (live.recover()) {
                put(name, live);
            }
        } catch (VitrineException e) {
            LOG.log(Level.ERROR, "lab {0}, left by an earlier run, cannot be removed: {1}", name, e.explained());
            live.broken();
            put(name, live);
        }
    }

    private void put(String name, LiveLab live) {
        turns.put(name, new ReentrantLock());
        labs.put(name, live);
    }

    private Optional<Lab> description(Path labFolder, Journal journal) {
        try {
            return Optional.of(LabFile.read(journal.source(), Journal.readDescription(labFolder)));
        } catch (IOException | VitrineException e) {
            if (journal.phase() == Journal.Phase.UP) {
                LOG.log(Level.ERROR, "the description of lab {0} cannot be read: {1}", journal.lab(), e.getMessage());
            }
            return Optional.empty();
        }
    }

    /** What cannot be understood is kept for a person. */
    private static void setAside(Path labFolder, IOException reason) {
        String name = labFolder.getFileName().toString();
        Path aside = labFolder.resolveSibling(name + "-" + Instant.now().getEpochSecond() + ".broken");
        LOG.log(
                Level.ERROR,
                "the journal of lab {0} is unreadable ({1}) and is set aside as {2}; what the lab left is in network namespaces vt-{0}-...",
                name,
                reason.getMessage(),
                aside);
        try {
            Files.move(labFolder, aside);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "it cannot be set aside either: {0}", e.getMessage());
        }
    }

    private static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException _) {
            return "unknown"; // not Linux: there are no namespaces either
        }
    }
}
