/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.inventory;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.condition.Condition;
import org.vitrine.common.MachineId;
import org.vitrine.common.Services;
import org.vitrine.common.StateFolder;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.HypervisorConnectionStatus;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineStatistics;
import org.vitrine.hypervisor.Network;
import org.vitrine.hypervisor.spi.HypervisorConnection;
import org.vitrine.hypervisor.spi.HypervisorProvider;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.runtime.health.HealthItem;

/** The connections to all configured hypervisors and the one inventory that they make together. Any thread. */
@Component(
        service = {Hypervisors.class, HealthCheck.class},
        configurationPid = "org.vitrine.hypervisor",
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class Hypervisors implements HealthCheck {
    private static final System.Logger LOG = System.getLogger(Hypervisors.class.getName());

    /** See {@code OSGI-INF/metatype}. */
    @interface Config {
        String[] connections() default {"netns:///"};

        long retry_ms() default 1_000;

        long retry_max_ms() default 30_000;
    }

    private final Feed<Inventory> feed = new Feed<>(Inventory.EMPTY);
    private final Object merging = new Object();
    private final Object configuring = new Object();
    private final List<HypervisorProvider> providers = new ArrayList<>();

    private final Path file;
    private List<String> configured = List.of();
    private volatile List<String> added;
    private Duration retry;
    private Duration longestRetry;

    /** In the order of the configuration: where two connections show the same machine, the first has it. */
    private volatile Map<URI, Keeper> keepers = Map.of();

    /**
     * @param state the runtime's state folder: connections that were added are kept there
     */
    Hypervisors(Path state) {
        file = state.resolve("connections");
        added = readAdded();
    }

    @Activate
    public Hypervisors(BundleContext context, Config config) {
        this(StateFolder.of(context.getProperty("vitrine.state")));
        modified(config);
    }

    @Modified
    void modified(Config config) {
        configure(
                List.of(config.connections()),
                Duration.ofMillis(config.retry_ms()),
                Duration.ofMillis(config.retry_max_ms()));
    }

    @Deactivate
    void deactivate() {
        feed.close();
        keepers.values().forEach(Keeper::close);
    }

    // Methods and not a volatile list: a connection is opened when its driver comes.
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addProvider(HypervisorProvider provider) {
        synchronized (configuring) {
            providers.add(provider);
            chooseProviders();
        }
    }

    void removeProvider(HypervisorProvider provider) {
        synchronized (configuring) {
            providers.remove(provider);
            chooseProviders();
        }
    }

    Feed<Inventory> feed() {
        return feed;
    }

    /**
     * The connection that a machine can be acted upon through.
     *
     * @throws VitrineException NOT_FOUND, or UNAVAILABLE while it is not connected
     */
    HypervisorConnection connectionOf(MachineId machine) throws VitrineException {
        for (Keeper keeper : keepers.values()) {
            if (keeper.seen().machines().stream().anyMatch(m -> m.id().equals(machine))) {
                return keeper.connection();
            }
        }
        throw new VitrineException(Reason.NOT_FOUND, "there is no machine " + machine);
    }

    /** Counters of machines, each connection asked at the same time; one that cannot be asked is left out. */
    List<MachineStatistics> statistics(Set<MachineId> machines) throws VitrineException {
        List<Callable<List<MachineStatistics>>> questions = new ArrayList<>();
        for (Keeper keeper : keepers.values()) {
            Set<MachineId> own = new HashSet<>();
            for (Machine machine : keeper.seen().machines()) {
                if (machines.isEmpty() || machines.contains(machine.id())) {
                    own.add(machine.id());
                }
            }
            if (!own.isEmpty()) {
                questions.add(() -> keeper.connection().statistics(machines.isEmpty() ? Set.of() : own));
            }
        }
        List<MachineStatistics> all = new ArrayList<>();
        VitrineException trouble = null;
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<MachineStatistics>> answer : each.invokeAll(questions)) {
                try {
                    all.addAll(answer.get());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof VitrineException reason)) {
                        throw new IllegalStateException("a driver failed to count", e.getCause());
                    }
                    trouble = reason;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, "asking for counters was cancelled");
        }
        if (all.isEmpty() && trouble != null) {
            throw trouble;
        }
        return all;
    }

    // Connections

    List<HypervisorConnectionStatus> connections() {
        return keepers.entrySet().stream()
                .map(entry ->
                        entry.getValue().status(!added.contains(entry.getKey().toString())))
                .toList();
    }

    HypervisorConnection connection(String uri) throws VitrineException {
        for (Keeper keeper : keepers.values()) {
            if (keeper.uri().toString().equals(uri)) {
                return keeper.connection();
            }
        }
        throw notConnected(uri);
    }

    void add(String text) throws VitrineException {
        String uri;
        try {
            uri = URI.create(text.strip()).toString();
        } catch (IllegalArgumentException e) {
            throw new VitrineException(Reason.INVALID, "\"" + text + "\" is not a URI: " + e.getMessage());
        }
        synchronized (configuring) {
            if (keepers.containsKey(URI.create(uri))) {
                throw new VitrineException(Reason.CONFLICT, uri + " is there already");
            }
            List<String> more = new ArrayList<>(added);
            more.add(uri);
            keep(more);
        }
    }

    void remove(String uri) throws VitrineException {
        synchronized (configuring) {
            if (configured.contains(uri)) {
                throw new VitrineException(
                        Reason.CONFLICT,
                        uri + " is in the configuration",
                        "Take it out of hypervisor: connections there.");
            }
            if (!added.contains(uri)) {
                throw notConnected(uri);
            }
            keep(added.stream().filter(each -> !each.equals(uri)).toList());
        }
    }

    private static VitrineException notConnected(String uri) {
        return new VitrineException(Reason.NOT_FOUND, "there is no connection " + uri);
    }

    /** Keeps the connections that were added, and acts accordingly. */
    private void keep(List<String> connections) throws VitrineException {
        try {
            Files.createDirectories(file.getParent());
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.write(next, connections);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, "the connections cannot be kept: " + e.getMessage(), "", e);
        }
        added = List.copyOf(connections);
        open();
    }

    private List<String> readAdded() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the connections that were added cannot be read: {0}", e.getMessage());
            return List.of();
        }
    }

    @Override
    public List<HealthItem> check() {
        return keepers.values().stream().map(Keeper::health).toList();
    }

    void configure(List<String> connections, Duration first, Duration longest) {
        synchronized (configuring) {
            configured = connections.stream().map(String::strip).toList();
            retry = first;
            longestRetry = longest;
            open();
        }
    }

    /** Opens what is wanted, closes what is not. */
    private void open() {
        synchronized (configuring) {
            Map<URI, Keeper> wanted = new LinkedHashMap<>();
            for (String text :
                    Stream.concat(configured.stream(), added.stream()).toList()) {
                try {
                    URI uri = URI.create(text);
                    Keeper kept = keepers.get(uri);
                    wanted.put(uri, kept != null ? kept : new Keeper(uri, this::merge));
                } catch (IllegalArgumentException e) {
                    LOG.log(Level.ERROR, "the connection \"{0}\" is not a URI: {1}", text, e.getMessage());
                }
            }
            Map<URI, Keeper> before = keepers;
            keepers = wanted;
            wanted.forEach((uri, keeper) -> {
                keeper.pace(retry, longestRetry);
                if (!before.containsKey(uri)) {
                    keeper.start();
                }
            });
            before.forEach((uri, keeper) -> {
                if (!wanted.containsKey(uri)) {
                    keeper.close();
                }
            });
            chooseProviders();
        }
        merge();
    }

    private void chooseProviders() {
        for (Keeper keeper : keepers.values()) {
            keeper.use(providers.stream()
                    .filter(provider -> provider.understands(keeper.uri()))
                    .findFirst()
                    .orElse(null));
        }
    }

    /** Puts together what all connections see, and publishes it if it is news. */
    private void merge() {
        synchronized (merging) {
            List<Keeper.Seen> all = keepers.values().stream().map(Keeper::seen).toList();
            List<Machine> machines = sorted(all, Keeper.Seen::machines, Machine::id, Machine::group, Machine::name);
            List<Network> networks = sorted(all, Keeper.Seen::networks, Network::id, Network::group, Network::name);
            Inventory old = feed.value();
            if (!machines.equals(old.machines()) || !networks.equals(old.networks())) {
                feed.publish(new Inventory(old.revision() + 1, machines, networks));
            }
        }
    }

    private static <T, I extends Comparable<I>> List<T> sorted(
            List<Keeper.Seen> all,
            Function<Keeper.Seen, List<T>> part,
            Function<T, I> id,
            Function<T, String> group,
            Function<T, String> name) {
        Map<I, T> unique = new TreeMap<>();
        for (Keeper.Seen seen : all) {
            part.apply(seen).forEach(thing -> unique.putIfAbsent(id.apply(thing), thing));
        }
        return unique.values().stream()
                .sorted(Comparator.comparing(group).thenComparing(name))
                .toList();
    }
}
