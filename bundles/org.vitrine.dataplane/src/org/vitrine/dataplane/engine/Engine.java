/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;
import org.vitrine.common.Caller;
import org.vitrine.common.EpochClock;
import org.vitrine.common.NicId;
import org.vitrine.common.Services;
import org.vitrine.common.StateFolder;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.dataplane.Diversion;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.Mirror;
import org.vitrine.dataplane.Scope;
import org.vitrine.dataplane.engine.DeclaredState.Entry;
import org.vitrine.dataplane.engine.Plan.Standing;
import org.vitrine.dataplane.spi.DataPlaneProvider;
import org.vitrine.dataplane.spi.DropCounts;
import org.vitrine.dataplane.spi.Outcome;
import org.vitrine.dataplane.spi.Wanted;
import org.vitrine.dataplane.spi.Wanted.Endpoint;
import org.vitrine.dataplane.spi.Wanted.WantedDiversion;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;

/**
 * Owns what is declared and makes the providers follow it: when something is declared, when the inventory changes, when a provider
 * comes, and when a provider hears that somebody changed what is ours, or once a period, so that it is put right.
 *
 * <p>All work is done under one lock, by whoever asks for it; a thread of its own does what nobody waits for.
 */
@Component(
        service = Engine.class,
        configurationPid = "org.vitrine.dataplane",
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class Engine {
    private static final Logger LOG = System.getLogger(Engine.class.getName());
    private static final Logger AUDIT = System.getLogger("org.vitrine.audit");
    private static final int MOST_AUDIT_LINES = 20;

    private final StateFile file;
    private final Optional<VitrineException> fileTrouble;
    private final EpochClock clock;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<DataPlaneProvider> providers = new CopyOnWriteArrayList<>();
    private final Map<DataPlaneProvider, Subscription> watches = new ConcurrentHashMap<>();
    private final Subscribers<List<DeclarationState>> subscribers = new Subscribers<>();
    private volatile InventoryService inventoryService;
    private volatile Subscription inventorySubscription = () -> {
        // none yet
    };

    // guarded by the lock
    private final Map<String, OpenDiversion> diversions = new TreeMap<>();
    private DeclaredState state = DeclaredState.EMPTY;
    private Inventory inventory = Inventory.EMPTY;
    private Map<Declaration, Standing> standings = Map.of();
    private Map<Declaration, DropCounts> counts = Map.of();
    private Map<String, String> toldFailures = Map.of();
    private boolean stopped;

    @interface Config {
        /** Milliseconds between two comparisons with the kernel. */
        long reconcile_ms() default 1000;
    }

    @Activate
    public Engine(BundleContext context, Config config) {
        this(
                StateFolder.of(context.getProperty("vitrine.state")).resolve("dataplane.json"),
                config.reconcile_ms(),
                EpochClock.SYSTEM);
    }

    Engine(Path file, long reconcileMillis, EpochClock clock) {
        this.file = new StateFile(file);
        this.clock = clock;
        ticker = new Ticker("data plane", reconcileMillis, this::reconcile, this::follow);
        Optional<VitrineException> trouble = Optional.empty();
        try {
            state = this.file.load();
        } catch (VitrineException e) {
            LOG.log(Level.ERROR, e.explained());
            trouble = Optional.of(e);
        }
        fileTrouble = trouble;
    }

    @Activate
    void start() {
        ticker.start();
    }

    @Modified
    void modified(Config config) {
        ticker.period(config.reconcile_ms());
    }

    /** Diversions end; what is declared holds on in the kernel while the runtime is away. */
    @Deactivate
    void stop() {
        ticker.stop();
        lock.lock();
        try {
            boolean diverted = !diversions.isEmpty();
            diversions.values().forEach(diversion -> diversion.taps(List.of()));
            diversions.clear();
            if (diverted) {
                apply();
            }
            stopped = true;
        } finally {
            lock.unlock();
        }
        watches.values().forEach(Subscription::close);
        watches.clear();
        inventorySubscription.close();
        subscribers.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addProvider(DataPlaneProvider provider) {
        watches.put(provider, provider.watch(ticker::hurry));
        providers.add(provider);
        ticker.wake();
    }

    void removeProvider(DataPlaneProvider provider) {
        providers.remove(provider);
        Subscription watch = watches.remove(provider);
        if (watch != null) { // the engine itself may have ended before
            watch.close();
        }
        ticker.wake();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setInventory(InventoryService service) {
        inventorySubscription.close();
        inventoryService = service;
        try {
            inventorySubscription = service.subscribe(_ -> ticker.wake());
        } catch (VitrineException e) {
            LOG.log(Level.WARNING, "the inventory is asked once a period only: " + e.getMessage());
        }
    }

    void unsetInventory(InventoryService service) {
        if (inventoryService == service) {
            inventoryService = null;
            inventorySubscription.close();
        }
    }

    // ---- what is declared

    /** Declares some and withdraws others, in one step. */
    void change(Collection<? extends Declaration> declared, Collection<? extends Declaration> withdrawn)
            throws VitrineException {
        enter();
        try {
            renewInventory();
            Map<Declaration, Entry> fresh = new HashMap<>();
            for (Declaration declaration : declared) {
                if (!state.entries().containsKey(declaration)) {
                    fresh.put(declaration, new Entry(Caller.current().toString(), clock.nanos(), Set.of()));
                }
            }
            Set<Declaration> gone = new HashSet<>(withdrawn);
            gone.removeAll(Set.copyOf(declared));
            gone.retainAll(state.entries().keySet());
            if (fresh.isEmpty() && gone.isEmpty()) {
                return;
            }
            DeclaredState before = state;
            DeclaredState after = before.changed(fresh, gone);
            Plan plan = plan(after);
            check(fresh.keySet(), plan);
            Set<String> touched = plan(before).namespaces(gone);
            touched.addAll(plan.namespaces(fresh.keySet()));
            store(after);
            Map<String, VitrineException> failures = apply();
            failures.keySet().retainAll(touched);
            if (!failures.isEmpty()) {
                store(before);
                apply();
                throw failures.values().iterator().next();
            }
            audit("declared", fresh.keySet());
            audit("withdrew", gone);
        } finally {
            lock.unlock();
        }
    }

    /** Refuses what can work nowhere; what only has to wait is welcome. */
    private void check(Set<Declaration> fresh, Plan plan) throws VitrineException {
        Placement placement = placement();
        for (Declaration declaration : fresh) {
            Scope target = declaration instanceof Mirror mirror ? new Scope.OfNic(mirror.to()) : declaration.scope();
            for (Scope scope : List.of(declaration.scope(), target)) {
                if (!placement.isKnown(scope)) {
                    throw new VitrineException(
                            Reason.NOT_FOUND,
                            switch (scope) {
                                case Scope.OfNic(NicId nic) -> "there is no vNIC " + nic;
                                default ->
                                    "there is no " + DeclarationText.of(scope).replace('=', ' ');
                            });
                }
            }
            Standing outlook = plan.outlook(declaration);
            if (outlook.status() == DeclarationStatus.FAILED
                    && plan.parts().get(declaration).stream()
                            .allMatch(part ->
                                    part.obstacle() != null && part.obstacle().status() == DeclarationStatus.FAILED)) {
                throw new VitrineException(Reason.UNSUPPORTED, outlook.message());
            }
        }
    }

    private Placement placement() {
        return new Placement(inventory, state.places());
    }

    private Plan plan(DeclaredState of) {
        return Plan.of(of, placement(), diversions.values(), providers);
    }

    List<DeclarationState> states() throws VitrineException {
        enter();
        try {
            Map<Declaration, DropCounts> newest = new HashMap<>(counts);
            newest.keySet().retainAll(state.entries().keySet());
            for (DataPlaneProvider provider : providers) {
                try {
                    newest.putAll(provider.counters());
                } catch (VitrineException | RuntimeException e) {
                    LOG.log(
                            Level.WARNING,
                            "data plane provider " + provider.name() + " cannot count: " + e.getMessage());
                }
            }
            counts = newest;
            return listed();
        } finally {
            lock.unlock();
        }
    }

    Subscription subscribe(Consumer<List<DeclarationState>> listener) throws VitrineException {
        enter();
        try {
            return subscribers.add(listed(), listener);
        } finally {
            lock.unlock();
        }
    }

    private List<DeclarationState> listed() {
        List<DeclarationState> list = new ArrayList<>();
        state.entries().forEach((declaration, entry) -> {
            Standing standing = standings.getOrDefault(declaration, Standing.PENDING);
            DropCounts count = counts.getOrDefault(declaration, DropCounts.NONE);
            list.add(new DeclarationState(
                    declaration,
                    standing.status(),
                    standing.message(),
                    entry.by(),
                    entry.at(),
                    count.fromGuest(),
                    count.toGuest()));
        });
        Map<Scope, String> scopes = new HashMap<>();
        list.forEach(each -> scopes.computeIfAbsent(each.declaration().scope(), DeclarationText::of));
        list.sort(Comparator.comparing(
                        (DeclarationState each) -> scopes.get(each.declaration().scope()))
                .thenComparing(DeclarationState::declaration, Engine::compareOfOneScope));
        return list;
    }

    private static int compareOfOneScope(Declaration one, Declaration other) {
        return one instanceof Filter a && other instanceof Filter b
                ? a.remote().compareTo(b.remote())
                : DeclarationText.of(one).compareTo(DeclarationText.of(other));
    }

    // ---- diversions

    Diversion divert(String owner, int port, Set<NicId> nics) throws VitrineException {
        if (!owner.matches("[a-z0-9]{1,8}") || port < 1 || port > 65_535) {
            throw new VitrineException(
                    Reason.INVALID,
                    "a diversion needs an owner of 1 to 8 a-z, 0-9 and a port, got " + owner + ", " + port);
        }
        enter();
        try {
            for (OpenDiversion other : diversions.values()) {
                if (other.owner().equals(owner) || other.port() == port) {
                    throw new VitrineException(
                            Reason.CONFLICT, "UDP port " + other.port() + " is diverted for " + other.owner());
                }
            }
            OpenDiversion diversion = new OpenDiversion(this, owner, port, nics);
            diversions.put(owner, diversion);
            apply();
            return diversion;
        } finally {
            lock.unlock();
        }
    }

    void close(OpenDiversion diversion) {
        lock.lock();
        try {
            if (diversions.remove(diversion.owner(), diversion)) {
                diversion.taps(List.of());
                apply();
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- making it so

    /** Makes the providers follow what is declared and where machines are now. */
    void follow() {
        lock.lock();
        try {
            if (!stopped) {
                apply();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Finds what somebody changed by hand, and puts it right. */
    private void reconcile() {
        lock.lock();
        try {
            List<String> changes = new ArrayList<>();
            providers.forEach(provider -> changes.addAll(verified(provider)));
            apply();
            changes.forEach(change -> LOG.log(Level.WARNING, "put right: " + change));
        } finally {
            lock.unlock();
        }
    }

    private static List<String> verified(DataPlaneProvider provider) {
        try {
            return provider.verify();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "data plane provider " + provider.name() + " failed", e);
            return List.of();
        }
    }

    /** @return what went wrong, by network namespace */
    private Map<String, VitrineException> apply() {
        renewInventory();
        Plan plan = plan(state);
        remember(plan);
        Map<String, VitrineException> failures = new TreeMap<>();
        Set<HostInterface> absent = new HashSet<>();
        plan.wanted().forEach((provider, wanted) -> {
            Outcome outcome = outcome(provider, wanted);
            failures.putAll(outcome.failures());
            absent.addAll(outcome.absent());
        });
        tell(failures);
        place(plan, failures, absent);
        open(plan, failures, absent);
        return failures;
    }

    private static Outcome outcome(DataPlaneProvider provider, Wanted wanted) {
        try {
            return provider.apply(wanted);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "data plane provider " + provider.name() + " failed", e);
            var failure = new VitrineException(
                    Reason.FAILED, "data plane provider " + provider.name() + " failed: " + e, "", e);
            Map<String, VitrineException> everywhere = new HashMap<>();
            wanted.namespaces().forEach(netns -> everywhere.put(netns, failure));
            wanted.declarations().forEach(w -> everywhere.put(w.at().netns(), failure));
            return new Outcome(Set.of(), everywhere);
        }
    }

    private void renewInventory() {
        InventoryService service = inventoryService;
        if (service != null) {
            try {
                inventory = service.inventory();
            } catch (VitrineException e) {
                LOG.log(Level.DEBUG, "the last known inventory goes on: " + e.getMessage());
            }
        }
    }

    /** Writes down where we are going to be, so that it can be found after a crash. */
    private void remember(Plan plan) {
        Map<Declaration, Entry> entries = new HashMap<>();
        state.entries()
                .forEach((declaration, entry) ->
                        entries.put(declaration, new Entry(entry.by(), entry.at(), plan.nics(declaration))));
        Set<String> namespaces = new HashSet<>(state.namespaces());
        namespaces.addAll(plan.namespaces());
        DeclaredState next = new DeclaredState(entries, plan.places(), namespaces);
        if (!next.equals(state)) {
            try {
                store(next);
            } catch (VitrineException e) {
                LOG.log(Level.ERROR, e.explained()); // better applied and not written down than neither
                state = next;
            }
        }
    }

    private void place(Plan plan, Map<String, VitrineException> failures, Set<HostInterface> absent) {
        Map<Declaration, Standing> next = new HashMap<>();
        plan.parts()
                .forEach((declaration, parts) -> next.put(
                        declaration,
                        Standing.of(parts.stream()
                                .map(part -> part.standing(failures, absent))
                                .toList())));
        // who is known to be nowhere, and what to be clean, is written down with the next change
        Map<NicId, Endpoint> places = new HashMap<>(plan.places());
        Placement placement = placement();
        places.entrySet()
                .removeIf(place -> absent.contains(place.getValue().at())
                        && placement.nic(place.getKey()).isEmpty());
        Set<String> namespaces = new HashSet<>(plan.namespaces());
        namespaces.addAll(failures.keySet());
        namespaces.retainAll(state.namespaces());
        state = new DeclaredState(state.entries(), places, namespaces);
        if (!next.equals(standings)) {
            standings = next;
            subscribers.tell(listed());
        }
    }

    private void open(Plan plan, Map<String, VitrineException> failures, Set<HostInterface> absent) {
        Map<String, List<HostInterface>> taps = new HashMap<>();
        for (Wanted wanted : plan.wanted().values()) {
            for (WantedDiversion diversion : wanted.diversions()) {
                boolean inPlace = !failures.containsKey(diversion.netns())
                        && diversion.guests().stream().anyMatch(g -> !absent.contains(g.at()));
                if (inPlace) {
                    taps.computeIfAbsent(diversion.owner(), _ -> new ArrayList<>())
                            .add(diversion.tap());
                }
            }
        }
        diversions.forEach((owner, diversion) -> diversion.taps(taps.getOrDefault(owner, List.of())));
    }

    /** The same trouble is told once. */
    private void tell(Map<String, VitrineException> failures) {
        Map<String, String> now = new HashMap<>();
        failures.forEach((netns, e) -> now.put(netns, e.explained()));
        now.forEach((netns, text) -> {
            if (!text.equals(toldFailures.get(netns))) {
                LOG.log(Level.WARNING, "the data plane is not as declared: " + text);
            }
        });
        if (now.isEmpty() && !toldFailures.isEmpty()) {
            LOG.log(Level.INFO, "the data plane is as declared again");
        }
        toldFailures = now;
    }

    /** Writes first: what the kernel has is always written down. */
    private void store(DeclaredState next) throws VitrineException {
        file.save(next);
        state = next;
    }

    private void enter() throws VitrineException {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, "cancelled while waiting for the data plane");
        }
        if (stopped) {
            lock.unlock();
            throw new VitrineException(Reason.UNAVAILABLE, "the data plane service has stopped");
        }
    }

    private static void audit(String verb, Collection<Declaration> declarations) {
        Caller caller = Caller.current();
        declarations.stream()
                .limit(MOST_AUDIT_LINES)
                .forEach(d -> AUDIT.log(Level.INFO, caller + ": " + verb + " " + DeclarationText.of(d)));
        if (declarations.size() > MOST_AUDIT_LINES) {
            AUDIT.log(Level.INFO, caller + ": " + verb + " " + (declarations.size() - MOST_AUDIT_LINES) + " more");
        }
    }

    // ---- for the health check

    /** What became of the file when it could not be read; empty when all was well. */
    Optional<VitrineException> fileTrouble() {
        return fileTrouble;
    }

    Path path() {
        return file.path();
    }

    List<String> providerNames() {
        return providers.stream().map(DataPlaneProvider::name).toList();
    }
}
