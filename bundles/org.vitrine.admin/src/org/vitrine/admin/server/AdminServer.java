/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;
import org.vitrine.admin.AdminPolicy;
import org.vitrine.admin.AdminServerStatus;
import org.vitrine.admin.protocol.AdminKey;
import org.vitrine.admin.protocol.AdminV1;
import org.vitrine.admin.protocol.AdminV2Seal;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.common.Services;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Diversion;
import org.vitrine.dataplane.DiversionService;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineStatisticsService;
import org.vitrine.hypervisor.Nic;
import org.vitrine.traffic.FlowService;
import org.vitrine.traffic.TrafficService;

/**
 * The administration server: decides which guests are served and to whom, has their requests diverted, and lets the {@link TapAgent}
 * and the {@link SocketServer} answer them. While nobody is allowed to ask, nothing is diverted and no socket is open.
 */
@Component(
        service = AdminServer.class,
        configurationPid = "org.vitrine.admin",
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class AdminServer {
    private static final Logger LOG = System.getLogger(AdminServer.class.getName());
    private static final String OWNER = "admin";

    private final DiversionService diversions;
    private final Counters counters = new Counters();
    private final FilterDesk desk;
    private final V2Service v2;
    private final TapAgent agent;
    private final List<AdminPolicy> policies = new CopyOnWriteArrayList<>();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile TrafficService traffic;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile DataPlaneAdminService dataPlane;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile FlowService flows;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile DataPlaneService rules;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile MachineStatisticsService statistics;

    /** The best is the last. */
    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile List<CaptureBackend> backends = List.of();

    private volatile InventoryService inventoryService;
    private volatile Subscription inventorySubscription = () -> {
        // none yet
    };

    // guarded by this
    private Settings settings;
    private volatile Inventory inventory = Inventory.EMPTY;
    private Diversion diversion;
    private int divertedPort;
    private SocketServer socket;
    private String socketTrouble = "";
    private Set<IpPrefix> allowed = Set.of();
    private boolean running;

    @interface Config {
        /** Networks from which every guest may be administered. */
        String[] allow() default {};

        /** UDP port of the guests' addresses. */
        int port() default AdminV1.PORT;

        /** {@code address:port} of the plain socket; empty for none. */
        String socket() default "";

        /** Whom the plain socket speaks for: a machine or vNIC; empty for all guests. */
        String socket_guest() default "";

        /** Milliseconds for which a status answer is used again. */
        int status_ms() default 100;

        /** Whether version 1, which knows no password, is answered. */
        boolean v1() default true;

        /** Milliseconds by which the clock of a client of version 2 may differ. */
        int v2_skew_ms() default 5000;
    }

    /** The configuration, read. */
    record Settings(
            Set<IpPrefix> allow,
            int port,
            String socket,
            String socketGuest,
            int statusMillis,
            boolean v1,
            Duration skew) {
        static Settings of(Config config) {
            Set<IpPrefix> networks = new LinkedHashSet<>();
            for (String text : config.allow()) {
                try {
                    if (!text.isBlank()) {
                        networks.add(IpPrefix.parse(text.strip()));
                    }
                } catch (IllegalArgumentException e) {
                    LOG.log(Level.ERROR, "org.vitrine.admin, allow: left out: " + e.getMessage());
                }
            }
            return new Settings(
                    networks,
                    config.port(),
                    config.socket(),
                    config.socket_guest(),
                    config.status_ms(),
                    config.v1(),
                    Duration.ofMillis(config.v2_skew_ms()));
        }
    }

    @Activate
    public AdminServer(@Reference DiversionService diversions, @Reference KeyRing keys, Config config) {
        this(diversions, keys::valid, Settings.of(config));
    }

    AdminServer(DiversionService diversions, Supplier<List<AdminKey>> keys, Settings settings) {
        this.diversions = diversions;
        this.settings = settings;
        desk = new FilterDesk(() -> dataPlane);
        var sources = new V2Answers.Sources(
                () -> traffic, () -> flows, () -> rules, () -> dataPlane, () -> statistics, () -> inventory);
        v2 = new V2Service(keys, new V2Answers(sources), counters, settings.skew, AdminV2Seal.epochNanos());
        v2.alone(!settings.v1);
        agent = new TapAgent(() -> backends, desk, v2, counters);
    }

    @Activate
    synchronized void start() {
        running = true;
        update();
    }

    @Modified
    void modified(Config config) {
        configure(Settings.of(config));
    }

    synchronized void configure(Settings newest) {
        if (!newest.socket.equals(settings.socket)) {
            closeSocket();
        }
        settings = newest;
        v2.skew(newest.skew);
        v2.alone(!newest.v1);
        update();
    }

    @Deactivate
    synchronized void stop() {
        running = false;
        closeSocket();
        closeDiversion();
        v2.close();
        agent.close();
        desk.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void addPolicy(AdminPolicy policy) {
        policies.add(policy);
        update();
    }

    synchronized void removePolicy(AdminPolicy policy) {
        policies.remove(policy);
        update();
    }

    /** While there is none, guests are served as they were known last. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setInventory(InventoryService service) {
        inventorySubscription.close();
        inventoryService = service;
        try {
            inventorySubscription = service.subscribe(this::follow);
        } catch (VitrineException e) {
            LOG.log(Level.ERROR, "no guests are known: " + e.explained());
        }
    }

    void unsetInventory(InventoryService service) {
        if (inventoryService == service) {
            inventoryService = null;
            inventorySubscription.close();
        }
    }

    private synchronized void follow(Inventory newest) {
        inventory = newest;
        update();
    }

    // ---- who is served

    private void update() {
        if (!running) {
            return;
        }
        Set<IpPrefix> all = new LinkedHashSet<>(settings.allow);
        List<Guest> guests = new ArrayList<>();
        for (Machine machine : inventory.machines()) {
            Set<IpPrefix> networks = allowedFor(machine);
            if (machine.role() == MachineRole.GUEST && !networks.isEmpty()) {
                all.addAll(networks);
                machine.nics().forEach(nic -> addGuest(guests, nic, new SourceNetworks(networks)));
            }
        }
        allowed = all;
        divert(guests);
        openSocket();
    }

    private Set<IpPrefix> allowedFor(Machine machine) {
        Set<IpPrefix> networks = new LinkedHashSet<>(settings.allow);
        for (AdminPolicy policy : policies) {
            try {
                networks.addAll(policy.allowedSources(machine.id()));
            } catch (RuntimeException e) {
                LOG.log(
                        Level.ERROR,
                        "administration policy " + policy.getClass().getName() + " failed",
                        e);
            }
        }
        return networks;
    }

    private void addGuest(List<Guest> guests, Nic nic, SourceNetworks networks) {
        nic.hostInterface()
                .ifPresent(at -> guests.add(
                        new Guest(nic.id(), at.netns(), nic.mac().bits(), networks, status(Set.of(nic.id())))));
    }

    private StatusReply status(Set<NicId> nics) {
        return new StatusReply(nics, () -> traffic, settings.statusMillis);
    }

    private void divert(List<Guest> guests) {
        Set<NicId> nics = guests.stream().map(Guest::nic).collect(Collectors.toSet());
        if (nics.isEmpty() || divertedPort != settings.port) {
            closeDiversion();
        }
        if (nics.isEmpty()) {
            return;
        }
        try {
            if (diversion == null) {
                diversion = diversions.divert(OWNER, settings.port, nics);
                divertedPort = settings.port;
            } else {
                diversion.nics(nics);
            }
            agent.serve(new TapAgent.Served(settings.port, diversion::taps, guests));
        } catch (VitrineException e) {
            LOG.log(Level.ERROR, "requests to guests cannot be diverted: " + e.explained());
        }
    }

    private void closeDiversion() {
        if (diversion != null) {
            agent.serve(TapAgent.Served.NOTHING);
            diversion.close();
            diversion = null;
        }
    }

    // ---- the plain socket

    private void openSocket() {
        Set<IpPrefix> networks = new LinkedHashSet<>(settings.allow);
        Set<NicId> nics = new LinkedHashSet<>();
        for (Machine machine : inventory.machines()) {
            for (Nic nic : machine.nics()) {
                if (socketSpeaksFor(machine, nic.id())) {
                    nics.add(nic.id());
                    if (!settings.socketGuest.isEmpty()) {
                        networks.addAll(allowedFor(machine));
                    }
                }
            }
        }
        if (settings.socket.isEmpty() || networks.isEmpty()) {
            closeSocket();
            return;
        }
        var served = new SocketServer.Served(new SourceNetworks(networks), status(nics));
        if (socket != null) {
            socket.serve(served);
            return;
        }
        try {
            socket = new SocketServer(settings.socket, served, desk, v2, counters);
            socketTrouble = "";
        } catch (VitrineException e) {
            if (!e.explained().equals(socketTrouble)) {
                LOG.log(Level.ERROR, e.explained());
            }
            socketTrouble = e.explained();
        }
    }

    private boolean socketSpeaksFor(Machine machine, NicId nic) {
        MachineId id = machine.id();
        return settings.socketGuest.isEmpty()
                ? machine.role() == MachineRole.GUEST
                : List.of(id.value(), machine.name(), nic.toString(), machine.name() + ":" + nic.name())
                        .contains(settings.socketGuest);
    }

    private void closeSocket() {
        socketTrouble = "";
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }

    // ---- how it does

    synchronized AdminServerStatus status() {
        return new AdminServerStatus(
                agent.answering(),
                socket == null ? "" : socket.name(),
                List.copyOf(allowed),
                counters.answered(),
                counters.refused());
    }

    /** Why the plain socket is not open although it should be; empty otherwise. */
    synchronized String socketTrouble() {
        return socketTrouble;
    }
}
