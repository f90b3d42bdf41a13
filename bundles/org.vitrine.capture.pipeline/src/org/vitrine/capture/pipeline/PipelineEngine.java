/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.vitrine.capture.CaptureLevel;
import org.vitrine.capture.PipelineStatus;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.CaptureSourceProvider;
import org.vitrine.capture.spi.FrameStageFactory;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.Nic;

/**
 * All pipelines: gives each vNIC of a guest to one agent for good, and tells the agents when backends and stages come and go. Any
 * thread.
 */
final class PipelineEngine implements AutoCloseable {
    private static final Logger LOG = System.getLogger(PipelineEngine.class.getName());

    /** How long a bundle that stops is kept waiting for what is in use of it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final List<PipelineAgent> agents = new ArrayList<>();
    private final Opener opener = new Opener();
    private final Map<NicId, Assigned> pipelines = new HashMap<>();
    private final List<CaptureSourceProvider> sourceProviders = new ArrayList<>();
    private Inventory inventory = Inventory.EMPTY;
    private volatile List<Contribution<CaptureBackend>> backends = List.of();
    private volatile List<Contribution<FrameStageFactory>> factories = List.of();
    /** Instead of every backend, where frames are only counted. */
    private final List<Contribution<CaptureBackend>> counting =
            List.of(new Contribution<>(new InterfaceCounting(), 0, 0));

    private final Map<NicId, CaptureLevel> levels = new HashMap<>();
    private volatile Settings settings;
    private volatile int vnics;
    private boolean closed;

    private record Assigned(Pipeline pipeline, PipelineAgent agent) {}

    PipelineEngine(int threads, Settings settings) {
        this.settings = settings;
        for (int i = 0; i < threads; i++) {
            agents.add(new PipelineAgent("capture-" + i, settings.gatherNanos()));
        }
    }

    /** Sources that are opened from now on are opened so; levels change at once. */
    synchronized void settings(Settings changed) {
        settings = changed;
        agents.forEach(agent -> agent.gatherNanos(changed.gatherNanos()));
        syncLevels();
    }

    /**
     * @param level empty for that of the settings
     * @throws VitrineException NOT_FOUND for a vNIC that is not watched
     */
    synchronized void level(Set<NicId> nics, Optional<CaptureLevel> level) throws VitrineException {
        for (NicId nic : nics) {
            if (!pipelines.containsKey(nic)) {
                throw new VitrineException(Reason.NOT_FOUND, "the vNIC " + nic + " is not watched");
            }
        }
        for (NicId nic : nics) {
            level.ifPresentOrElse(wanted -> levels.put(nic, wanted), () -> levels.remove(nic));
        }
        syncLevels();
    }

    private void syncLevels() {
        pipelines.forEach((nic, assigned) -> syncLevel(nic, assigned));
    }

    private void syncLevel(NicId nic, Assigned assigned) {
        CaptureLevel level = levels.getOrDefault(nic, settings.level());
        int sampling = level == CaptureLevel.SAMPLED ? settings.sampling() : 1;
        assigned.agent.execute(() -> assigned.pipeline.level(level, sampling));
    }

    // ---- what is watched

    synchronized void inventory(Inventory newest) {
        inventory = newest;
        syncPipelines();
    }

    synchronized void addSources(CaptureSourceProvider provider) {
        sourceProviders.add(provider);
        syncPipelines();
    }

    synchronized void removeSources(CaptureSourceProvider provider) {
        sourceProviders.remove(provider);
        syncPipelines();
    }

    private void syncPipelines() {
        if (closed) {
            return;
        }
        Set<NicId> gone = new HashSet<>(pipelines.keySet());
        List<Nic> guests = guests(inventory).toList();
        vnics = guests.size();
        for (Nic nic : guests) {
            gone.remove(nic.id());
            Optional<CaptureSource> source = source(nic);
            boolean isNew = !pipelines.containsKey(nic.id());
            Assigned assigned = pipelines.computeIfAbsent(nic.id(), _ -> assign(nic));
            if (isNew) {
                syncLevel(nic.id(), assigned);
            }
            assigned.agent.execute(() -> assigned.pipeline.want(nic, source));
        }
        for (NicId id : gone) {
            Assigned assigned = pipelines.remove(id);
            levels.remove(id);
            assigned.agent.execute(() -> {
                assigned.agent.pipelines().remove(assigned.pipeline);
                assigned.pipeline.close();
            });
        }
    }

    private static Stream<Nic> guests(Inventory inventory) {
        return inventory.machines().stream()
                .filter(machine -> machine.role() == MachineRole.GUEST)
                .flatMap(machine -> machine.nics().stream());
    }

    private Optional<CaptureSource> source(Nic nic) {
        return sourceProviders.stream()
                .flatMap(provider -> provider.source(nic).stream())
                .findFirst()
                .or(() -> nic.hostInterface().map(at -> new CaptureSource.Interface(at.netns(), at.name())));
    }

    private Assigned assign(Nic nic) {
        Map<PipelineAgent, Long> load = new HashMap<>();
        pipelines.values().forEach(assigned -> load.merge(assigned.agent, 1L, Long::sum));
        PipelineAgent agent = agents.stream()
                .min(Comparator.comparingLong(a -> load.getOrDefault(a, 0L)))
                .orElseThrow();
        Pipeline pipeline = new Pipeline(agent, this, nic);
        agent.execute(() -> {
            agent.pipelines().add(pipeline);
            pipeline.syncStages(factories);
        });
        return new Assigned(pipeline, agent);
    }

    // ---- who reads and who looks

    void addBackend(CaptureBackend backend, int ranking, long id) {
        synchronized (this) {
            backends = with(backends, new Contribution<>(backend, ranking, id));
        }
        onAgents(this::syncBackends);
    }

    /** Returns when nothing of the backend is in use any more. */
    void removeBackend(CaptureBackend backend) {
        Contribution<CaptureBackend> going;
        synchronized (this) {
            going = find(backends, backend);
            backends = without(backends, going);
        }
        withdraw(going, backend.name(), this::syncBackends);
    }

    private void syncBackends(PipelineAgent agent) {
        agent.pipelines().forEach(Pipeline::syncBackends);
    }

    void addFactory(FrameStageFactory factory, int ranking, long id) {
        synchronized (this) {
            factories = with(factories, new Contribution<>(factory, ranking, id));
        }
        onAgents(this::syncStages);
    }

    /** Returns when all stages of the factory are closed. */
    void removeFactory(FrameStageFactory factory) {
        Contribution<FrameStageFactory> going;
        synchronized (this) {
            going = find(factories, factory);
            factories = without(factories, going);
        }
        withdraw(going, factory.name(), this::syncStages);
    }

    private void syncStages(PipelineAgent agent) {
        agent.pipelines().forEach(pipeline -> pipeline.syncStages(factories));
    }

    private void withdraw(Contribution<?> going, String name, Consumer<PipelineAgent> sync) {
        going.withdraw();
        onAgents(sync);
        if (!going.awaitUnused(PATIENCE)) {
            LOG.log(Level.WARNING, "{0} goes although it is still in use", name);
        }
    }

    private void onAgents(Consumer<PipelineAgent> task) {
        agents.forEach(agent -> agent.execute(() -> task.accept(agent)));
    }

    private static <T> List<Contribution<T>> with(List<Contribution<T>> all, Contribution<T> one) {
        return Stream.concat(all.stream(), Stream.of(one))
                .sorted(Contribution.BEST_FIRST)
                .toList();
    }

    private static <T> List<Contribution<T>> without(List<Contribution<T>> all, Contribution<T> one) {
        return all.stream().filter(c -> c != one).toList();
    }

    private static <T> Contribution<T> find(List<Contribution<T>> all, T service) {
        return all.stream().filter(c -> c.service() == service).findFirst().orElseThrow();
    }

    // ---- for pipelines

    /** Those that a vNIC is read by at this level. */
    List<Contribution<CaptureBackend>> backends(CaptureLevel level) {
        return level == CaptureLevel.COUNTERS ? counting : backends;
    }

    void open(CaptureSource source, CaptureLevel level, int sampling, Consumer<Opener.Result> whenDone) {
        opener.open(source, settings.options(vnics, sampling), backends(level), whenDone);
    }

    void close(Session session) {
        opener.close(session);
    }

    // ---- status

    List<PipelineStatus> status() throws VitrineException {
        List<CompletableFuture<List<PipelineStatus>>> answers = new ArrayList<>();
        for (PipelineAgent agent : agents) {
            CompletableFuture<List<PipelineStatus>> answer = new CompletableFuture<>();
            boolean accepted = agent.execute(() -> answer.complete(
                    agent.pipelines().stream().map(Pipeline::status).toList()));
            if (accepted) {
                answers.add(answer);
            }
        }
        List<PipelineStatus> all = new ArrayList<>();
        try {
            for (CompletableFuture<List<PipelineStatus>> answer : answers) {
                all.addAll(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
            }
        } catch (TimeoutException e) {
            throw new VitrineException(Reason.UNAVAILABLE, "a capture thread does not answer", "", e);
        } catch (ExecutionException e) {
            throw new VitrineException(Reason.FAILED, "a capture thread failed", "", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, "cancelled while waiting for a capture thread", "", e);
        }
        all.sort(Comparator.comparing(PipelineStatus::nic));
        return all;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            pipelines.clear();
        }
        onAgents(agent -> agent.pipelines().forEach(Pipeline::close));
        agents.forEach(PipelineAgent::close);
        opener.close();
    }
}
